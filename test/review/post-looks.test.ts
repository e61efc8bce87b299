import { expect, it } from "vitest";
import { done, type Written } from "../../src/base/result.ts";
import type { Report } from "../../src/report/report.ts";
import { commentBody } from "../../src/review/comment-body.ts";
import type { ExistingComment } from "../../src/review/model.ts";
import { type PostPorts, post } from "../../src/review/post.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf, SHA } from "./findings.ts";

const PATH = "crds/routes.yaml";
const DIFF = { files: [{ path: PATH, status: "modified", hunks: [hunkAt([13])] } as const], complete: true };
const RELATIONS = { head: new Map([[PATH, { kind: "same" } as const]]), base: new Map() };
const LATER = "b".repeat(40);
const HEAD = { headSha: SHA, isOpen: true };

/** A pull request at one moment, and what was asked of it and written. */
async function posted(report: Report, comments: readonly ExistingComment[] = [], changes: Partial<PostPorts> = {}) {
  const calls: string[] = [];
  const told: string[] = [];
  const write = (call: string) => async (): Promise<Written> => {
    calls.push(call);
    return done(null);
  };
  const ports: PostPorts = {
    readState: async () => done({ ...HEAD, viewer: "github-actions", comments, summaries: [] }),
    readHead: async () => done(HEAD),
    readDiff: async () => {
      calls.push("diff");
      return { diff: DIFF, relations: RELATIONS };
    },
    writer: {
      createReview: write("review"),
      createFileComment: write("file"),
      editComment: write("edit"),
      deleteComment: write("delete"),
      minimize: write("minimize"),
      createSummary: write("summary"),
      editSummary: write("edit summary"),
      deleteSummary: write("delete summary"),
    },
    pause: async () => {},
    debug: (line) => told.push(line),
    ...changes,
  };
  const options = { ...OPTIONS, comment: "off" } as const;
  return { end: await post({ report, headSha: SHA, options }, ports), calls, told };
}

const WRITTEN = { complete: true, summaryUrl: null, notes: [] };
const RED = reportOf([finding(1)]);
const CLOSED = { complete: true, summaryUrl: null, notes: ["Nothing is posted on the pull request: it is closed."] };
const MOVED = {
  complete: true,
  summaryUrl: null,
  notes: [
    "Nothing is posted on the pull request: its head is bbbbbbb by now, and this run is about aaaaaaa; the run of the newer commit posts.",
  ],
};
const state = (changes: object) => async () =>
  done({ ...HEAD, viewer: "github-actions", comments: [], summaries: [], ...changes });

it("writes what is missing, and tells the log where each finding is shown", async () => {
  const all = reportOf([finding(1), finding(2, { location: { ...finding(2).location, path: "b.yaml" } })]);
  expect(await posted(all)).toEqual({
    end: { ...WRITTEN, commented: new Set([fingerprint(1)]) },
    calls: ["diff", "review"],
    told: [
      `${fingerprint(1)} stored-version-removed: created at ${PATH} RIGHT 13`,
      `${fingerprint(2)} stored-version-removed: no-place`,
      "planned: create-review",
    ],
  });
  expect(await posted(reportOf([]))).toEqual({ end: WRITTEN, calls: [], told: ["planned: nothing"] });
});

it("asks for the diff where a finding may have moved to another line", async () => {
  const outdated = {
    id: 1,
    nodeId: "n",
    author: "github-actions",
    body: commentBody(
      finding(1),
      null,
      { diff: DIFF, relations: RELATIONS, folder: "." },
      { scope: OPTIONS.scope, sha: SHA },
    ),
    path: PATH,
    line: null,
    isOutdated: true,
    isResolved: false,
    isMinimized: false,
    hasReplies: false,
  };
  expect((await posted(RED, [outdated])).calls).toEqual(["diff", "review", "delete"]);
});

it.each<[string, Partial<PostPorts>, object]>([
  ["is closed", { readState: state({ isOpen: false }) }, CLOSED],
  ["has another head", { readState: state({ headSha: LATER }) }, MOVED],
  ["is closed meanwhile", { readHead: async () => done({ ...HEAD, isOpen: false }) }, CLOSED],
  ["has another head meanwhile", { readHead: async () => done({ ...HEAD, headSha: LATER }) }, MOVED],
  [
    "cannot be read",
    { readState: async () => ({ ok: false, reason: "no answer" }) },
    { complete: false, summaryUrl: null, notes: ["Nothing is posted on the pull request: no answer."] },
  ],
  [
    "may not be read",
    { readState: async () => ({ ok: false, reason: "no permission", isForbidden: true }) },
    {
      complete: false,
      summaryUrl: null,
      notes: [],
      forbidden: "Nothing is posted on the pull request: no permission.",
    },
  ],
  [
    "cannot be read again",
    { readHead: async () => ({ ok: false, reason: "no answer" }) },
    { complete: false, summaryUrl: null, notes: ["Nothing is posted on the pull request: no answer."] },
  ],
])("writes nothing on a pull request that %s", async (_, ports, end) => {
  const { end: is, calls } = await posted(RED, [], ports);
  expect([is, calls.filter((call) => call !== "diff")]).toEqual([end, []]);
});
