import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, postReport } from "../../src/entry/post-report.ts";
import { createClient } from "../../src/io/github/client.ts";
import type { Finding } from "../../src/report/report.ts";
import { readMarker } from "../../src/review/marker.ts";
import type { ReviewDiff } from "../../src/review/post.ts";
import { parsePatch } from "../../src/review/unified-diff.ts";
import { pullRequestRoutes } from "../github/pull-request-routes.ts";
import { type Fault, type GitHubServer, gitHubServer, TOKEN } from "../github/server.ts";
import {
  allComments,
  type Comment,
  newComment,
  newPull,
  newWorld,
  type Pull,
  push,
  removeComment,
  type Thread,
} from "../github/world.ts";
import { finding, fingerprint, OPTIONS, reportOf } from "./findings.ts";

/**
 * Whatever people and runs did to a pull request, and wherever the network died: one run that nothing disturbs ends with
 * one live comment a finding and one summary, and the next has nothing to do. REVIEW_SEQUENCES sets how many are tried.
 */
const SEQUENCES = Number(process.env.REVIEW_SEQUENCES ?? 25);
const PATH = "crds/routes.yaml";
const FINDINGS = 5;
const BOT = "github-actions[bot]";

const CALLS = [/graphql/, /POST .*reviews/, /POST .*pulls\/7\/comments/, /POST .*issues/, /PATCH/, /DELETE/, /GET/];
const OUTAGE = { status: 502, message: "Server Error" };
const FAULTS: readonly Fault[] = [
  OUTAGE,
  { applied: OUTAGE },
  "drop",
  { applied: "drop" },
  "cut",
  { status: 403, message: "You have exceeded a secondary rate limit." },
  { status: 403, message: "Resource not accessible by integration" },
  { status: 404, message: "Not Found" },
  { status: 422, message: "Review comments is invalid and Review threads is invalid" },
];

type Step =
  | { readonly kind: "push"; readonly found: readonly boolean[]; readonly shift: number; readonly isPatched: boolean }
  | { readonly kind: "run"; readonly faults: readonly (readonly [call: number, fault: number, times: number])[] }
  | { readonly kind: "late-run" | "two-runs" }
  | { readonly kind: "reply" | "resolve" | "unresolve" | "hide" | "delete" | "quote"; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("push" as const),
    found: fc.array(fc.boolean(), { minLength: FINDINGS, maxLength: FINDINGS }),
    shift: fc.nat(3),
    isPatched: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("run" as const),
    faults: fc.array(fc.tuple(fc.nat(CALLS.length - 1), fc.nat(FAULTS.length - 1), fc.integer({ min: 1, max: 4 })), {
      maxLength: 3,
    }),
  }),
  fc.record({ kind: fc.constantFrom("late-run" as const, "two-runs" as const) }),
  fc.record({
    kind: fc.constantFrom(
      "reply" as const,
      "resolve" as const,
      "unresolve" as const,
      "hide" as const,
      "delete" as const,
      "quote" as const,
    ),
    at: fc.nat(20),
  }),
);

/** One commit of the branch: its findings, and the diff as git and GitHub have it. */
interface Head {
  readonly sha: string;
  readonly findings: readonly Finding[];
  readonly diff: ReviewDiff;
  readonly files: Pull["files"];
}

function headOf(number: number, { found, shift, isPatched }: Step & { readonly kind: "push" }): Head {
  const sha = number.toString(16).padStart(40, "0");
  const added = Array.from({ length: shift }, (_, index) => `+# note ${index}`);
  const findings: Finding[] = [];
  let line = shift;
  const rows = Array.from({ length: FINDINGS * 4 }, (_, index) => {
    line++;
    const isBad = index % 4 === 2 && found[Math.floor(index / 4)] === true;
    if (!isBad) return [` line ${index}`];
    const { location } = finding(0);
    const place = { ...location, path: PATH, startLine: line, endLine: line };
    findings.push(finding(Math.floor(index / 4), { location: place }));
    return [`-line ${index}`, `+bad ${index}`];
  });
  const total = FINDINGS * 4;
  const patch = [`@@ -1,${total} +1,${total + shift} @@`, ...added, ...rows.flat()].join("\n");
  const isChanged = shift > 0 || findings.length > 0;
  return {
    sha,
    findings,
    files: isChanged ? [{ filename: PATH, status: "modified", ...(isPatched ? { patch } : {}) }] : [],
    diff: {
      diff: {
        files: isChanged ? [{ path: PATH, status: "modified", hunks: isPatched ? parsePatch(patch) : null }] : [],
        complete: true,
      },
      relations: { head: new Map([[PATH, { kind: "same" }]]), base: new Map() },
    },
  };
}

const pull = newPull({ number: 7, headSha: "", files: [] });
let server: GitHubServer;

beforeAll(async () => {
  server = await gitHubServer(pullRequestRoutes(newWorld([pull])));
});
afterAll(() => server.close());

function connection(): Connection {
  const calls: string[] = [];
  const settings = { token: TOKEN, apiUrl: server.url, onAttempt: (call: string) => calls.push(call) };
  const client = createClient(settings, { secondMs: 0.02, timeoutMs: 5000 });
  return { repository: { client, owner: "example", repo: "fleet" }, calls, pause: async () => {} };
}

async function run({ sha, findings, diff }: Head): Promise<void> {
  const request = { number: 7, headSha: sha, options: OPTIONS, diffInGit: () => diff };
  await postReport(reportOf(findings), request, connection());
}

/** What people wrote, which nothing of ours may change. */
type Written = Map<number, string>;

async function take(step: Step, heads: Head[], people: Written): Promise<void> {
  const head = heads.at(-1);
  if (head === undefined) return;
  switch (step.kind) {
    case "push": {
      const next = headOf(heads.length + 1, step);
      heads.push(next);
      push(pull, next.sha, next.files);
      return;
    }
    case "run":
      for (const [call, fault, times] of step.faults) {
        const [pattern, planned] = [CALLS[call], FAULTS[fault]];
        if (pattern !== undefined && planned !== undefined) server.fail(pattern, planned, times);
      }
      await run(head);
      server.heal();
      return;
    case "late-run":
      await run(heads[0] ?? head);
      return;
    case "two-runs":
      await Promise.all([run(head), run(head)]);
      return;
    default:
      act(step, people);
  }
}

function act({ kind, at }: Extract<Step, { readonly at: number }>, people: Written): void {
  const thread: Thread | undefined = pull.threads[at % Math.max(1, pull.threads.length)];
  const first = thread?.comments[0];
  const say = (body: string): Comment => {
    const comment = newComment("person", body);
    people.set(comment.id, body);
    return comment;
  };
  if (kind === "quote") {
    const quoted = allComments(pull)[at % Math.max(1, allComments(pull).length)];
    pull.comments.push(say(quoted?.body ?? "hello"));
    return;
  }
  if (thread === undefined || first === undefined) return;
  if (kind === "reply") thread.comments.push(say("why?"));
  if (kind === "resolve") thread.resolvedBy = "person";
  if (kind === "unresolve") thread.resolvedBy = null;
  if (kind === "hide") first.isMinimized = true;
  if (kind === "delete" && first.author === BOT) removeComment(pull, first.id);
}

/** How many comments of ours say that a finding is there, by fingerprint. */
function live(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { comments } of pull.threads) {
    const [first] = comments;
    const marker = first?.author === BOT ? readMarker(first.body) : null;
    if (marker?.kind !== "finding" || marker.gone !== undefined) continue;
    counts[marker.fingerprint] = (counts[marker.fingerprint] ?? 0) + 1;
  }
  return counts;
}

const summaries = () =>
  pull.comments.filter(({ author, body }) => author === BOT && readMarker(body)?.kind === "summary");
const writes = () => server.calls().filter((call) => /^(PATCH|DELETE)|POST .*(reviews|comments)/.test(call)).length;

it(`ends with one comment a finding and one summary, after any of ${SEQUENCES} sequences`, async () => {
  const start = { kind: "push", found: Array(FINDINGS).fill(true), shift: 0, isPatched: true } as const;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      Object.assign(pull, { threads: [], comments: [], reviews: 0 });
      const heads: Head[] = [];
      const people: Written = new Map();
      heads.push(headOf(1, start));
      push(pull, heads[0]?.sha ?? "", heads[0]?.files ?? []);
      for (const one of steps) await take(one, heads, people);
      const head = heads.at(-1);
      if (head === undefined) return;
      await run(head);
      // Where GitHub shows no line of the file, one comment stands for all.
      const hasOne = pull.threads.some(({ subject, isOutdated }) => subject === "file" && !isOutdated);
      const said = live();
      const told = hasOne ? head.findings.filter((one) => one.fingerprint in said) : head.findings;
      expect(said).toEqual(Object.fromEntries(told.map((one) => [one.fingerprint, 1])));
      if (head.findings.length > 0) expect(told.length).toBeGreaterThan(0);
      expect(summaries().length).toBeLessThanOrEqual(1);
      if (head.findings.length > 0) expect(summaries().length).toBe(1);
      const kept = new Map(allComments(pull).map(({ id, body }) => [id, body]));
      for (const [id, body] of people) expect(kept.get(id)).toBe(body);
      const before = writes();
      await run(head);
      expect(writes()).toBe(before);
    }),
    { numRuns: SEQUENCES, seed: 7 },
  );
}, 3_600_000);

it("the numbers of findings and fingerprints agree", () => {
  expect(
    headOf(1, { kind: "push", found: [false, true, false, false, false], shift: 2, isPatched: true }).findings,
  ).toEqual([
    finding(1, {
      location: { ...finding(1).location, path: PATH, startLine: 9, endLine: 9 },
      fingerprint: fingerprint(1),
    }),
  ]);
});
