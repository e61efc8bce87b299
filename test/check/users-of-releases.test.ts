import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { releasePorts } from "../../src/entry/release-ports.ts";
import { recordReleases } from "../../src/releases/record.ts";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crdYaml, project } from "../releases/projects.ts";

const HISTORY = ".github/crd-upgrade-guard/releases/widgets.json";
const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

const crd = (...versions: readonly string[]) => ({ "crds/widgets.yaml": crdYaml({ versions }) });

/** A project that replaces v1alpha1, with its history on the base. */
function widgets(configuration = `releases:\n  histories: [${HISTORY}]\n`): Repository {
  const repo = project({
    "v1.0.0": crd("v1alpha1"),
    "v1.1.0": crd("v1alpha1"),
    "v1.4.2": crd("v1alpha1 storage", "v1beta1"),
    "v1.5.0": crd("v1alpha1", "v1beta1 storage"),
    "v1.6.0": crd("v1alpha1 unserved", "v1beta1 storage"),
  });
  made.push(repo);
  recordHistory(repo);
  repo.commit({ ".github/crd-upgrade-guard/config.yaml": configuration });
  return repo;
}

function recordHistory(repo: Repository): void {
  const request = {
    name: "widgets",
    output: HISTORY,
    toolVersion: "1",
    paths: [],
    tags: ["v*"],
    preReleases: false,
    since: null,
  };
  const write = (file: string, text: string) => repo.write({ [file]: text });
  expect(recordReleases(request, { ...releasePorts(repo.root), warn: () => {}, write }).ok).toBe(true);
}

function checked(repo: Repository, base: string): Report {
  const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "1" } as const;
  return check(request, checkPorts(repo.root, { ok: true, value: base }));
}

function inShort({ findings, result, problems }: Report) {
  return {
    result,
    problems: problems.map(({ message }) => message),
    findings: findings.map(({ rule, state, clusters, location, message }) => [
      rule,
      state,
      clusters,
      location.path,
      message,
    ]),
  };
}

function histories({ notices }: Report): readonly string[] {
  return notices.filter((one) => one.includes("history"));
}

it("are told to be recorded again once the checkout has a tag of a later release, of this very project", () => {
  const notices = (tag: string, also: string) => {
    const repo = widgets();
    const base = repo.git("rev-parse", "HEAD");
    repo.git("tag", tag);
    repo.git("tag", also);
    // What is checked out is being released: nobody runs it yet.
    const released = histories(checked(repo, base));
    repo.commit({ "README.md": "later" });
    expect(released).toEqual([]);
    return histories(checked(repo, base));
  };
  expect([notices("v1.7.0", "nightly"), notices("v1.5.9", "v1.7.0-rc.1"), notices("chart-2.0.0", "next")]).toEqual([
    [
      `The release history \`${HISTORY}\` ends with \`v1.6.0\`, and the checkout has tags of later releases (\`v1.7.0\`), whose users nothing here counts. Write it again with \`crd-upgrade-guard releases\`.`,
    ],
    [],
    [],
  ]);
  const other = widgets();
  const base = other.git("rev-parse", "HEAD");
  for (const tag of other.git("tag").split("\n")) other.git("tag", "-d", tag);
  other.git("tag", "v9.0.0");
  expect(histories(checked(other, base))).toEqual([]);
});

it("are refused as far as they have not migrated, in one finding on the line", () => {
  const repo = widgets();
  const base = repo.git("rev-parse", "HEAD");
  repo.commit(crd("v1beta1"));
  const report = checked(repo, base);
  expect(inShort(report)).toEqual({
    result: "fail",
    problems: [],
    findings: [
      [
        "stored-version-removed",
        "introduced",
        ["widgets user up to v1.4.2"],
        "crds/widgets.yaml",
        "`v1alpha1` is in status.storedVersions of widgets user up to v1.4.2, but no longer in spec.versions: older objects may still be stored at it.",
      ],
    ],
  });
  expect(report.clusters.map(({ name }) => name)).toEqual(["widgets user since v1.5.0", "widgets user up to v1.4.2"]);
});

it("are not told of again what the last release did to them", () => {
  const repo = widgets();
  repo.commit(crd("v1beta1"));
  const base = repo.git("rev-parse", "HEAD");
  repo.commit({ "crds/widgets.yaml": crdYaml({ versions: ["v1beta1"], fields: ["size", "color"] }) });
  expect(inShort(checked(repo, base)).findings.map((one) => one.slice(0, 2))).toEqual([
    ["stored-version-removed", "preexisting"],
  ]);
});

it.each([
  ["as a history has them", `releases:\n  histories: [${HISTORY}]\n`],
  ["as the tags have them", 'releases:\n  tags: "v*"\n  paths: [crds]\n'],
])("are told of where nobody knows what they have stored, %s", (_, configuration) => {
  const old = crdYaml({ versions: ["v1alpha1"] }).replace("s.io/v1\n", "s.io/v1beta1\n");
  const repo = project({ "v1.0.0": { "crds/widgets.yaml": old }, "v1.1.0": crd("v1alpha1", "v1 storage") });
  made.push(repo);
  recordHistory(repo);
  repo.commit({ ".github/crd-upgrade-guard/config.yaml": configuration });
  const base = repo.git("rev-parse", "HEAD");
  repo.commit(crd("v1"));
  const report = checked(repo, base);
  expect([report.result, report.notices[0]]).toEqual([
    "pass",
    'What users of `v1.0.0` have stored of `widgets.example.com` is not known, so that nothing here counts it: no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1".',
  ]);
});

it("come from no release that is older than what is supported", () => {
  const repo = widgets(`releases:\n  histories: [${HISTORY}]\n  since: v1.5.0\n`);
  const base = repo.git("rev-parse", "HEAD");
  repo.commit(crd("v1beta1"));
  const report = checked(repo, base);
  expect([inShort(report), report.clusters.map(({ name }) => name)]).toEqual([
    { result: "pass", problems: [], findings: [] },
    ["widgets user since v1.5.0"],
  ]);
});

it("are others once another release is made, which weakens no guard", () => {
  const repo = widgets();
  const base = repo.git("rev-parse", "HEAD");
  repo.commit(crd("v1beta1 storage", "v1"));
  repo.git("tag", "v1.7.0");
  const request = {
    name: "widgets",
    output: HISTORY,
    toolVersion: "1",
    paths: [],
    tags: ["v*"],
    preReleases: false,
    since: "v1.4.2",
  };
  const write = (file: string, text: string) => repo.write({ [file]: text });
  recordReleases(request, { ...releasePorts(repo.root), warn: () => {}, write });
  repo.commit({});
  expect(inShort(checked(repo, base)).findings.map((one) => one.slice(0, 3))).toEqual([
    ["stored-version-removed", "introduced", ["widgets user up to v1.4.2"]],
  ]);
});

it("are not forgotten by a change that takes them out of the configuration", () => {
  const repo = widgets();
  const base = repo.git("rev-parse", "HEAD");
  repo.commit({ ...crd("v1beta1"), ".github/crd-upgrade-guard/config.yaml": "apply: helm\n" });
  const rules = checked(repo, base).findings.map(({ rule }) => rule);
  expect(rules).toContain("guard-weakened");
});

it("are hidden by the line of the configuration that says which of them are supported", () => {
  const repo = widgets(`releases:\n  histories: [${HISTORY}]\n  since: v1.0.0\n`);
  const base = repo.git("rev-parse", "HEAD");
  const edited = `releases:\n  histories: [${HISTORY}]\n  since: v1.5.0\n`;
  repo.commit({ ...crd("v1beta1"), ".github/crd-upgrade-guard/config.yaml": edited });
  expect(inShort(checked(repo, base)).findings).toEqual([
    [
      "guard-weakened",
      "introduced",
      ["widgets user up to v1.4.2"],
      ".github/crd-upgrade-guard/config.yaml",
      "This change edits `.github/crd-upgrade-guard/config.yaml`, and thereby hides what the base branch's guard reports of these manifests: stored-version-removed.",
    ],
  ]);
});

describe("as the tags of the checkout have them", () => {
  const CONFIGURATION = 'releases:\n  tags: "v*"\n  paths: [crds]\n';

  it("are the same, without a file", () => {
    const repo = widgets(CONFIGURATION);
    fs.rmSync(path.join(repo.root, ".github/crd-upgrade-guard/releases"), { recursive: true });
    repo.commit({});
    const base = repo.git("rev-parse", "HEAD");
    repo.commit(crd("v1beta1"));
    const report = checked(repo, base);
    const name = path.basename(repo.root).slice(0, 30);
    expect([report.result, report.findings.map(({ rule, state, clusters }) => [rule, state, clusters])]).toEqual([
      "fail",
      [["stored-version-removed", "introduced", [`${name} user up to v1.4.2`]]],
    ]);
    expect(report.clusters.map((one) => one.name)).toEqual([`${name} user since v1.5.0`, `${name} user up to v1.4.2`]);
    expect(report.notices).toEqual([expect.stringContaining("The server version of")]);
  });

  it("are not fewer because a checkout lacks tags: it says how many and how to get them", () => {
    const repo = widgets(CONFIGURATION);
    const clone = repository();
    made.push(clone);
    fs.rmSync(clone.root, { recursive: true });
    repo.git("clone", "-q", "--depth=1", "--no-tags", `file://${repo.root}`, clone.root);
    const { result, problems } = checked(clone, "HEAD");
    const remedy =
      "Correct `releases`, or take it out until there is a release; the checkout has to have all tags (`fetch-depth: 0` of actions/checkout).";
    expect([result, problems]).toEqual([
      "error",
      [
        {
          path: ".github/crd-upgrade-guard/config.yaml",
          line: 2,
          column: 3,
          message:
            "This checkout lacks 5 tags of a release (from `v1.0.0` to `v1.6.0`); fetch them with `git fetch --depth=1 origin 'refs/tags/*:refs/tags/*'`.",
          remedy,
        },
      ],
    ]);
    clone.git("fetch", "-q", "--depth=1", "origin", "refs/tags/*:refs/tags/*");
    expect(checked(clone, "HEAD").clusters.length).toBe(2);
  });

  it.each([
    [
      "are not known where two files make different things of a CRD",
      'releases: {tags: "v*"}\n',
      "`widgets.example.com` is in two files that make different things of it: `bundle/crds.yaml:1` and `crds/widgets.yaml:1` (in v1.4.2). Say with `releases.paths` where the CRDs are that your users apply: a folder, a file or a pattern, or several of them, the most wanted first.",
    ],
    [
      "are not known where nothing matches",
      'releases: {tags: ["release-*"]}\n',
      "None of the 5 tags matches `release-*`.",
    ],
  ])("%s", (_, configuration, expected) => {
    const repo = widgets(configuration);
    repo.git("checkout", "-q", "v1.4.2");
    repo.commit({ "bundle/crds.yaml": crdYaml({ versions: ["v1alpha1"] }) });
    repo.git("tag", "-f", "v1.4.2");
    repo.git("checkout", "-q", "-");
    const { result, problems } = inShort(checked(repo, repo.git("rev-parse", "HEAD")));
    expect([result, problems]).toEqual(["error", [expected]]);
  });
});

it.each([
  [
    "is not there",
    "releases:\n  histories: [history.json]\n",
    "The release history cannot be read: there is no such file.",
  ],
  ["is none", "releases:\n  histories: [crds/widgets.yaml]\n", "The file is no release history."],
  [
    "ends before",
    `releases:\n  histories: [${HISTORY}]\n  since: v2.0.0\n`,
    "No users can be told from the release history: it has no release with CRDs since v2.0.0.",
  ],
  [
    "is asked for by no version",
    `releases:\n  histories: [${HISTORY}]\n  since: then\n`,
    '`releases.since` is "then", which it cannot be.',
  ],
])("are not known where the history %s", (_, configuration, problem) => {
  const repo = widgets(configuration);
  const { result, problems } = inShort(checked(repo, repo.git("rev-parse", "HEAD")));
  expect([result, problems]).toEqual(["error", [problem]]);
});
