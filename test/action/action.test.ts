import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { member } from "../../src/base/json.ts";
import { validateReport } from "../../src/schemas/validators.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { workspace } from "../dist/bundle.ts";
import { type ActionRun, runAction } from "./runner.ts";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const EXAMPLE = path.join(ROOT, "examples/gateway-api");

let root: string;
let remove: () => void;
beforeEach(() => {
  ({ root, remove } = workspace({}));
  fs.cpSync(EXAMPLE, root, { recursive: true });
});
afterEach(() => remove());

function run(inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}): ActionRun {
  return runAction({ root, event: "workflow_dispatch", inputs, env });
}

it("writes outputs, the report, the summary with the verdict first, and annotations on the line", () => {
  const { status, log, summary, outputs, report } = run();
  expect(status).toBe(1);
  expect(outputs).toEqual({
    result: "fail",
    "error-count": "1",
    "warning-count": "0",
    "rejected-crds": '["grpcroutes.gateway.networking.k8s.io"]',
    "report-file": "$RUNNER_TEMP/crd-upgrade-guard-report.json",
    "sarif-file": "",
    "html-file": "",
    "upgrade-note-file": "",
    "snapshot-age-hours": expect.stringMatching(/^\d+$/),
    "comment-url": "",
  });
  expect(validateReport(report)).toEqual([]);
  expect(summary.split("\n").slice(0, 4)).toEqual([
    "## ❌ prod-eu will refuse grpcroutes.gateway.networking.k8s.io (prod-us takes all)",
    "",
    "<sub>crd-upgrade-guard: 1 CRD, 2 clusters: 1 error, 0 warnings</sub>",
    "",
  ]);
  const commands = log.split("\n").filter((line) => line.trimStart().startsWith("::"));
  expect(commands.slice(1)).toEqual([
    "::notice title=❌ prod-eu will refuse grpcroutes.gateway.networking.k8s.io (prod-us takes all)::1 CRD, 2 clusters: 1 error, 0 warnings.",
  ]);
  expect(commands[0]).toMatch(
    /^::error file=gateway\/grpcroutes\.yaml,line=18,endLine=18,col=3,endColumn=12,title=stored-version-removed%3A grpcroutes\.gateway\.networking\.k8s\.io::v1alpha2 is in status\.storedVersions of prod-eu/,
  );
});

it("places annotations from the repository's root when the working directory is below it", () => {
  const parent = workspace({});
  try {
    fs.cpSync(EXAMPLE, path.join(parent.root, "infra/prod"), { recursive: true });
    const { log } = runAction({
      root: parent.root,
      event: "schedule",
      inputs: { "working-directory": "./infra/prod/" },
    });
    expect(/^::error file=([^,]*),/m.exec(log)?.[1]).toBe("infra/prod/gateway/grpcroutes.yaml");
  } finally {
    parent.remove();
  }
});

describe("inputs", () => {
  it.each([
    ["clusters: only those take part", { clusters: "prod-us\n" }, "pass", 0],
    ["fail-on: never", { "fail-on": "never" }, "warn", 0],
    ["manifests: nothing there", { manifests: "nowhere/**\n" }, "warn", 0],
    ["mode: gate", { mode: "gate" }, "fail", 1],
    ["snapshots: one of them", { snapshots: ".github/crd-upgrade-guard/clusters/prod-us.json" }, "pass", 0],
    ["rendered: read even if git would ignore it", { manifests: "none", rendered: "gateway/*.yaml" }, "fail", 1],
    ["max-snapshot-age", { "max-snapshot-age": "1m", clusters: "prod-us" }, "warn", 0],
  ])("%s", (_, inputs, result, status) => {
    const done = run(inputs);
    expect([done.outputs.result, done.status]).toEqual([result, status]);
  });

  it.each([
    ["fail-on", "maybe", "The input fail-on is maybe.%0AIt takes one of error, warning, never."],
    ["mode", "report", "The input mode is report.%0AIt takes one of check, gate."],
    ["fail-on-preexisting", "yes", "The input fail-on-preexisting is yes.%0AIt takes one of true, false."],
    [
      "max-snapshot-age",
      "week",
      "The input max-snapshot-age is week.%0AIt takes a whole number above zero and a unit (s, m, h, d or w): 90m, 36h, 7d, 2w.",
    ],
    [
      "working-directory",
      "../..",
      "The input working-directory is ../.., which is outside the workspace.%0AName a place below the checkout.",
    ],
    [
      "working-directory",
      "nowhere",
      "There is no folder nowhere in the workspace, as the input working-directory says.%0ACorrect it, or check the repository out in a step before.",
    ],
    [
      "manifests",
      "/etc/**",
      'In the input manifests a line is "/etc/**", an absolute path.%0AWrite it relative to the workspace.',
    ],
    [
      "rendered",
      "!../rendered/*.yaml",
      'In the input rendered a line is "!../rendered/*.yaml", which leaves the workspace.%0AWrite it relative to the workspace, without ...',
    ],
    [
      "report-file",
      "/tmp/report.json",
      "The input report-file is /tmp/report.json, which is outside the workspace.%0AName a place below the checkout.",
    ],
    [
      "sarif-file",
      "../report.sarif",
      "The input sarif-file is ../report.sarif, which is outside the workspace.%0AName a place below the checkout.",
    ],
    [
      "upgrade-note-file",
      "../note.md",
      "The input upgrade-note-file is ../note.md, which is outside the workspace.%0AName a place below the checkout.",
    ],
    [
      "html-file",
      "../page.html",
      "The input html-file is ../page.html, which is outside the workspace.%0AName a place below the checkout.",
    ],
  ])("%s: %s is an error of its own", (name, value, message) => {
    const done = run({ [name]: value });
    expect([done.status, done.outputs.result, done.outputs["report-file"]]).toEqual([2, "error", ""]);
    expect(done.log).toContain(`::error title=❌ nothing was checked::${message}\n`);
  });

  it("working-directory: is no link, which a change could have put in the place of what it takes away", () => {
    fs.mkdirSync(path.join(root, "empty"));
    fs.symlinkSync("empty", path.join(root, "infra"));
    const done = run({ "working-directory": "infra" });
    expect([done.status, done.outputs.result]).toEqual([2, "error"]);
    expect(done.log).toContain(
      "::error title=❌ nothing was checked::The input working-directory is infra, which is empty by a link.%0AName the folder itself; if the change made the link, nothing of the folder was checked.\n",
    );
    fs.rmSync(path.join(root, "infra"));
    fs.rmdirSync(path.join(root, "empty"));
  });

  it("report-file: is not written outside the workspace by a link that the change brings", () => {
    const elsewhere = workspace({});
    fs.symlinkSync(elsewhere.root, path.join(root, "out-of-here"));
    const done = run({ "report-file": "out-of-here/report.json" });
    expect([done.status, done.outputs["report-file"], fs.readdirSync(elsewhere.root)]).toEqual([2, "", []]);
    expect(done.log).toContain("The input report-file is out-of-here/report.json, which is outside the workspace.");
    fs.rmSync(path.join(root, "out-of-here"));
    elsewhere.remove();
  });

  it("report-file: is written inside the workspace", () => {
    run({ "report-file": "out/report.json" });
    expect(validateReport(JSON.parse(fs.readFileSync(path.join(root, "out/report.json"), "utf8")))).toEqual([]);
  });
});

it("sarif-file: is written inside the workspace, with paths from its root", () => {
  const parent = workspace({});
  try {
    fs.cpSync(root, path.join(parent.root, "infra"), { recursive: true });
    const { outputs } = runAction({
      root: parent.root,
      event: "schedule",
      inputs: { "working-directory": "infra", "sarif-file": "guard.sarif" },
    });
    const file = path.join(parent.root, "guard.sarif");
    expect(outputs["sarif-file"]).toBe(file);
    const uris = /"uri": "(infra[^"]*)"/.exec(fs.readFileSync(file, "utf8"));
    expect(uris?.[1]).toBe("infra/gateway/grpcroutes.yaml");
  } finally {
    parent.remove();
  }
});

it("html-file: is written inside the workspace, with the verdict first", () => {
  const { status, outputs } = run({ "html-file": "site/index.html", "fail-on": "never" });
  const file = path.join(root, "site/index.html");
  expect([status, outputs["html-file"]]).toEqual([0, file]);
  expect(/<h1>(.*?)<\/h1>/.exec(fs.readFileSync(file, "utf8"))?.[1]).toBe(
    "⚠️ prod-eu will refuse grpcroutes.gateway.networking.k8s.io: not blocking, as configured",
  );
});

it("keeps the verdict when reporting fails, and says so", () => {
  const { status, log } = run({}, { GITHUB_STEP_SUMMARY: "/nowhere/summary", GITHUB_OUTPUT: "/nowhere/output" });
  expect(status).toBe(1);
  expect(log).toMatch(/The job summary could not be written \(.*\); the verdict stands\./);
  expect(log).toMatch(/The outputs could not be written \(.*\); the verdict stands\./);
});

it("prints no workflow command that a manifest brings", () => {
  const name = "x\\n::error::boo\\n##[add-mask]y.example.com";
  fs.writeFileSync(
    path.join(root, "evil.json"),
    `{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "${name}"}, "spec": {"group": "example.com", "names": {"plural": "::stop-commands::x"}, "versions": []}}`,
  );
  const { log } = run();
  const commands = log.split("\n").filter((line) => /^\s*::|##\[/.test(line));
  expect(commands.every((line) => /^::(error|warning|notice) (file|title)=/.test(line) && !line.includes("##["))).toBe(
    true,
  );
});

/** Where the inputs of each action are read, and what is the section that describes them. */
const ACTIONS = {
  "action.yml": { source: "src/io/runner/inputs.ts", page: "README.md", section: "## The action" },
  "fetch/action.yml": {
    source: "src/io/runner/fetch-inputs.ts",
    page: "docs/fetch.md",
    section: "## In a workflow",
  },
  "report/action.yml": { source: "src/io/runner/report-inputs.ts", page: "README.md", section: "### For forks" },
  "refresh/action.yml": { source: "src/io/runner/refresh-inputs.ts", page: "docs/refresh.md", section: "## Inputs" },
};

it("every action of the repository is told of below", () => {
  const files = execFileSync("git", ["ls-files", "action.yml", "*/action.yml"], { cwd: ROOT, encoding: "utf8" });
  const actions = files.split("\n").filter((file) => file !== "" && !file.startsWith("test/"));
  expect(actions).toEqual(Object.keys(ACTIONS).sort());
});

describe.each(Object.entries(ACTIONS))("%s", (file, { source, page, section }) => {
  const reading = readYamlDocument(fs.readFileSync(path.join(ROOT, file), "utf8"), { dialect: "core" });
  const action = reading.ok ? reading.value : null;
  const inputs = Object.keys(member(action, "inputs") ?? {});

  it("has every input that the code reads, and no other", () => {
    const code = fs.readFileSync(path.join(ROOT, source), "utf8");
    const read = [...code.matchAll(/(?:getInput|getMultilineInput|textOrNull|read[A-Z][A-Za-z]*)\("([a-z-]+)"/g)];
    expect([...new Set(read.map((match) => match[1]))].sort()).toEqual([...inputs].sort());
  });

  it("has every input and output that its page describes, and no other", () => {
    const [, text = ""] = fs.readFileSync(path.join(ROOT, page), "utf8").split(`\n${section}\n`);
    const [own = ""] = text.split(/\n##+ /);
    const rows = own.split("\n").filter((line) => line.startsWith("| `"));
    const described = rows.flatMap((row) =>
      [...(row.split(" | ")[0] ?? "").matchAll(/`([a-z-]+)`/g)].map((match) => match[1]),
    );
    const outputs = Object.keys(member(action, "outputs") ?? {});
    expect(described.sort()).toEqual([...inputs, ...outputs].sort());
  });

  it("quotes its defaults, which YAML would read as something else", () => {
    const defaults = Object.values(member(action, "inputs") ?? {}).map((input) => member(input, "default"));
    expect(defaults.filter((one) => one !== undefined && typeof one !== "string")).toEqual([]);
  });

  it("runs on node24 with a bundle that is there", () => {
    expect(member(member(action, "runs"), "using")).toBe("node24");
    const main = path.join(ROOT, path.dirname(file), String(member(member(action, "runs"), "main")));
    expect(fs.existsSync(main)).toBe(true);
  });
});

it("action.yml has every output that a run sets, and no other", () => {
  const reading = readYamlDocument(fs.readFileSync(path.join(ROOT, "action.yml"), "utf8"), { dialect: "core" });
  const outputs = reading.ok ? Object.keys(member(reading.value, "outputs") ?? {}) : [];
  expect(outputs.sort()).toEqual(Object.keys(run().outputs).sort());
});
