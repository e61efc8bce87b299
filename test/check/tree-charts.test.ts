import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { verdict } from "../../src/report/verdict.ts";
import { type Repository, repository } from "../git/repository.ts";
import { tgz, type WrittenEntry } from "../manifests/charts/archives.ts";
import { crd, live } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

const NAME = "routes.example.com";
const SNAPSHOT = recorded(
  "prod",
  { [NAME]: live({ versions: "v1* v1beta1" }, ["v1beta1", "v1"]) },
  { serverVersion: "v1.33.1", capturedAt: "2026-11-23T06:00:00Z" },
);

const GONE = dump(crd({ versions: "v1*" }));
const KEPT = dump(crd({ versions: "v1* v1beta1" }));
const TEMPLATE = `{{ if .Values.crds }}\n${GONE}{{ end }}\n`;
const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;
const packed = (...more: readonly WrittenEntry[]) => tgz([{ name: "sub/Chart.yaml", content: chart("sub") }, ...more]);

let repo: Repository;
beforeEach(() => {
  repo = repository();
  repo.write({ ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT });
});
afterEach(() => repo.remove());

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(repo.root, name)), { recursive: true });
    fs.writeFileSync(path.join(repo.root, name), content);
  }
}

const checked = (): Report => checkedIn(repo.root, null);

/** Findings with their places, and what was not read. */
function outcome(files: Readonly<Record<string, string | Uint8Array>>) {
  write(files);
  const { findings, coverage } = checked();
  return {
    findings: findings
      .filter(({ rule }) => rule !== "no-crds-found")
      .map(({ rule, location }) => `${rule} ${location.path}:${location.startLine}`),
    notRead: coverage.notRead.map(({ path: file, reason }) => `${file}: ${reason}`),
  };
}

const ARCHIVE = "charts/app/charts/sub-1.0.0.tgz";
const APP = { "charts/app/Chart.yaml": chart("app") };

describe("CRDs of a packed chart's crds/", () => {
  it("are judged, on the archive", () => {
    write({ ...APP, [ARCHIVE]: packed({ name: "sub/crds/more/routes.yaml", content: GONE }) });
    const [finding, ...others] = checked().findings;
    expect(others.map(({ rule }) => rule)).toEqual(["helm-crds-directory"]);
    expect(finding).toMatchObject({
      rule: "stored-version-removed",
      location: { path: ARCHIVE, startLine: 1, yamlPath: "spec.versions" },
      related: [
        { path: ARCHIVE, startLine: 1, message: "`crds/more/routes.yaml` in this archive" },
        {
          path: ".github/crd-upgrade-guard/clusters/prod.json",
          startLine: 18,
          message: "prod has storedVersions [v1beta1, v1]",
        },
      ],
    });
  });

  it("are not what a folder of that name below another one holds, which only a template can take", () => {
    write({ ...APP, [ARCHIVE]: packed({ name: "sub/files/crds/routes.yaml", content: GONE }) });
    const { findings, coverage } = checked();
    expect([findings.map(({ rule }) => rule), coverage.crds]).toEqual([["chart-not-rendered", "no-crds-found"], 0]);
  });

  it("are found in a packed chart that stands alone, and below it", () => {
    const inner = packed({ name: "sub/crds/routes.yaml", content: GONE });
    const files = { "deploy/app-1.0.0.tgz": packed({ name: "sub/charts/inner-1.0.0.tgz", content: inner }) };
    expect(outcome(files)).toEqual({
      findings: ["stored-version-removed deploy/app-1.0.0.tgz:1", "helm-crds-directory deploy/app-1.0.0.tgz:1"],
      notRead: [],
    });
  });

  it("that cannot be read are told of with their file", () => {
    write({ ...APP, [ARCHIVE]: packed({ name: "sub/crds/routes.yaml", content: `${GONE}\tbad: [` }) });
    expect(checked().findings.map(({ rule, message, location }) => [rule, message, location.path])).toEqual([
      [
        "manifest-unreadable",
        "`crds/routes.yaml` in the archive, line 18: A tab stands where YAML allows only spaces.",
        ARCHIVE,
      ],
    ]);
  });

  it("are one cause with what an earlier step rendered of them", () => {
    write({
      ...APP,
      [ARCHIVE]: packed({ name: "sub/crds/routes.yaml", content: GONE }),
      "rendered/all.yaml": `---\n# Source: app/charts/sub/crds/routes.yaml\n${GONE}`,
      ".github/crd-upgrade-guard/config.yaml": 'rendered: ["rendered/**"]\n',
    });
    const found = checked().findings.filter(({ rule }) => rule === "stored-version-removed");
    expect(found.map(({ location, related }) => [location.path, related.map((one) => one.path)])).toEqual([
      [ARCHIVE, [ARCHIVE, ".github/crd-upgrade-guard/clusters/prod.json", "rendered/all.yaml"]],
    ]);
  });
});

it("puts what kustomize printed before on the resource, together with the resource itself", () => {
  write({
    "base/kustomization.yaml": "resources: [crds/routes.yaml]\n",
    "base/crds/routes.yaml": GONE,
    "rendered/prod.yaml": GONE,
    ".github/crd-upgrade-guard/config.yaml": 'rendered: ["rendered/**"]\n',
  });
  expect(checked().findings.map(({ rule, location, related }) => [rule, location.path, related[1]?.path])).toEqual([
    ["stored-version-removed", "base/crds/routes.yaml", "rendered/prod.yaml"],
  ]);
});

it("does not take a file and an older rendering of it for two sources", () => {
  write({
    ...APP,
    "charts/app/crds/routes.yaml": GONE,
    "rendered/all.yaml": `---\n# Source: app/crds/routes.yaml\n${KEPT}`,
    ".github/crd-upgrade-guard/config.yaml": 'rendered: ["rendered/**"]\n',
  });
  const rules = checked().findings.map(({ rule }) => rule);
  expect(rules).toEqual(["stored-version-removed", "helm-crds-directory"]);
});

it("tells of what a kustomization takes in from elsewhere", () => {
  const remote = "https://github.com/kubernetes-sigs/gateway-api/config/crd?ref=v1.2.0";
  const files = {
    "crd.yaml": KEPT,
    "gateway/kustomization.yaml": `resources:\n  - ${remote}\n  - github.com/owner/repository//crds\n  - local.yaml\n`,
    "other/kustomization.yaml": "resources: [../crd.yaml]\n# https://example.com/nothing\n",
  };
  expect(outcome(files)).toEqual({ findings: ["source-not-compared gateway/kustomization.yaml:2"], notRead: [] });
  const { coverage } = checked();
  expect(coverage.sources?.map(({ from, version, state, reason }) => [from, version, state, reason])).toEqual([
    [
      "config/crd of https://github.com/kubernetes-sigs/gateway-api",
      "v1.2.0",
      "not-compared",
      "its contents are not at hand",
    ],
    ["crds of https://github.com/owner/repository", null, "not-compared", "its contents are not at hand"],
  ]);
});

describe("a kustomization that patches CRDs and that nobody builds", () => {
  const target = "{kind: CustomResourceDefinition}";
  const patch = `'{kind: CustomResourceDefinition, metadata: {name: ${NAME}}, spec: {versions: []}}'`;
  const note = "it changes CRDs, and only what it builds shows how: list it in `kustomize` to have that checked";
  const GENERATED =
    "k/kustomization.yaml: what its `generators` make may be CRDs, and nothing runs them here: name their output in `rendered`";
  const patched = (rest: string) => ({
    "k/crd.yaml": KEPT,
    "k/kustomization.yaml": `resources: [crd.yaml]\n${rest}\n`,
  });

  it.each([
    ["by target", `patches: [{target: ${target}, path: p.yaml}]`],
    ["by target, in the older form", `patchesJson6902: [{target: ${target}, path: p.yaml}]`],
    ["in itself", `patches: [{patch: ${patch}}]`],
    ["in itself, in the older form", `patchesStrategicMerge: [${patch}]`],
  ])("is a line of coverage: %s", (_, rest) => {
    expect(outcome(patched(rest)).notRead).toEqual([`k/kustomization.yaml: ${note}`]);
  });

  const SELECT = "{source: {kind: ConfigMap, name: x}, targets: [{select: {kind: CustomResourceDefinition}}]}";
  it.each<[string, string, Readonly<Record<string, string>>]>([
    ["in itself", `replacements: [${SELECT}]`, {}],
    ["in a file of its own", "replacements: [{path: r.yaml}]", { "k/r.yaml": SELECT }],
  ])("is one where it replaces values of them: %s", (_, rest, more) => {
    expect(outcome({ ...patched(rest), ...more }).notRead).toEqual([`k/kustomization.yaml: ${note}`]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["a plugin's", "generators: [g.yaml]", { "k/g.yaml": "{apiVersion: x.y/v1, kind: Made}" }, [GENERATED]],
    ["one that stands in it", 'generators: ["apiVersion: x.y/v1\nkind: Made\n"]', {}, [GENERATED]],
    ["kustomize's own", "generators: [g.yaml]", { "k/g.yaml": "{apiVersion: builtin, kind: ConfigMapGenerator}" }, []],
    ["that decrypts Secrets", "generators: [g.yaml]", { "k/g.yaml": "{apiVersion: viaduct.ai/v1, kind: ksops}" }, []],
  ])("is one where a generator may make some: %s", (_, rest, more, lines) => {
    expect(outcome({ ...patched(rest), ...more }).notRead).toEqual(lines);
  });

  it.each([
    ["by variables of its own", "vars: [{name: X}]\nconfigurations: [c.yaml]"],
    ["by a target of any kind", `patches: [{target: {name: ${NAME}}, path: p.yaml}]`],
    ["by a transformer", "transformers: [t.yaml]"],
  ])("is one where it only may: %s", (_, rest) => {
    const may = note.replace("it changes CRDs", "it takes in CRDs and may change them");
    expect(outcome(patched(rest)).notRead).toEqual([`k/kustomization.yaml: ${may}`]);
  });

  it("keeps the first line from being green", () => {
    write(patched(`patches: [{target: ${target}, path: p.yaml}]`));
    const report = checked();
    expect([report.coverage.notRead, verdict(report)]).toEqual([
      [{ path: "k/kustomization.yaml", reason: note, mayHoldCrds: true }],
      "❔ no refusal found, but 1 file that may hold CRDs was not read",
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    [
      "patches of other kinds",
      patched("# CustomResourceDefinition\npatches: [{target: {kind: Deployment}, path: p.yaml}]"),
    ],
    [
      "a target of any kind where no CRD is taken in",
      { "k/crd.yaml": KEPT, "o/kustomization.yaml": "resources: []\npatches: [{target: {name: x}, path: p.yaml}]\n" },
    ],
    [
      "one that is built as part of another",
      {
        ...patched(`patches: [{patch: ${patch}}]`),
        "top/kustomization.yaml": "resources: [../k]\n",
        ".github/crd-upgrade-guard/config.yaml": "kustomize: [{path: top}]\n",
      },
    ],
    [
      "one whose output an earlier step may have made",
      {
        ...patched(`patches: [{patch: ${patch}}]`),
        "out/all.yaml": KEPT,
        ".github/crd-upgrade-guard/config.yaml": "rendered: [out/*.yaml]\n",
      },
    ],
  ])("is not told of: %s", (_, files) => {
    expect(outcome(files).notRead.filter((line) => line.includes("patches CRDs"))).toEqual([]);
  });
});

describe("templates that nobody renders", () => {
  const NOT_RENDERED = "chart-not-rendered charts/app/Chart.yaml:1";
  const HELM = "a Helm template: only its rendered form is a manifest";
  it.each<[string, Readonly<Record<string, string | Uint8Array>>, readonly string[]]>([
    ["a template", { "charts/app/templates/a/crd.yaml": TEMPLATE }, [`charts/app/templates/a/crd.yaml: ${HELM}`]],
    ["a partial", { "charts/app/templates/_crd.tpl": TEMPLATE }, [`charts/app/templates/_crd.tpl: ${HELM}`]],
    ["a file for tpl", { "charts/app/files/crds/crd.yaml": TEMPLATE }, [`charts/app/files/crds/crd.yaml: ${HELM}`]],
    [
      "a subchart's template",
      { "charts/app/charts/sub/Chart.yaml": chart("sub"), "charts/app/charts/sub/templates/crd.yaml": TEMPLATE },
      [`charts/app/charts/sub/templates/crd.yaml: ${HELM}`],
    ],
    [
      "a packed subchart's template",
      { [ARCHIVE]: packed({ name: "sub/templates/crd.yaml", content: KEPT }) },
      [`${ARCHIVE}: a packed chart with a template of CRDs: only the rendered form is a manifest`],
    ],
  ])("are one finding and a line of coverage: %s", (_, files, notRead) => {
    expect(outcome({ ...APP, ...files })).toEqual({ findings: [NOT_RENDERED], notRead });
  });

  it.each<[string, Readonly<Record<string, string | Uint8Array>>]>([
    ["a CRD without an action", { "charts/app/templates/crd.yaml": KEPT, "charts/app/files/crd.yaml": KEPT }],
    [
      "a role for CRDs",
      { "charts/app/templates/role.yaml": "kind: ClusterRole\nname: {{ .x }}\nof: CustomResourceDefinition\n" },
    ],
    [
      "a question for the kind",
      { "charts/app/templates/_x.tpl": '{{ lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "x" }}' },
    ],
    ["a comment", { "charts/app/templates/_x.tpl": "{{- /*\nkind: CustomResourceDefinition\n*/ -}}\n" }],
    [
      "an Application that has the kind below it",
      { "charts/app/templates/_a.tpl": "kind: Application\nspec:\n  ignore:\n    - kind: CustomResourceDefinition\n" },
    ],
    ["a packed library of no CRDs", { [ARCHIVE]: packed({ name: "sub/templates/_x.tpl", content: "{{ x }}" }) }],
  ])("are not %s", (_, files) => {
    expect(outcome({ ...APP, ...files }).findings).toEqual([]);
  });

  it("are none of the repository's where git ignores them", () => {
    repo.write({ ".gitignore": "charts/\n" });
    const found = outcome({ ...APP, "charts/app/templates/crd.yaml": TEMPLATE, [ARCHIVE]: packed() });
    expect(found.findings).toEqual([]);
    expect(found.notRead).toHaveLength(2);
  });
});

describe("bad charts are told of and pass nothing by", () => {
  const problem = "No packed chart that can be read";
  it.each<[string, Readonly<Record<string, string | Uint8Array>>, string, string?]>([
    [
      "a name with ../",
      { "a/Chart.yaml": "name: ../../etc\n" },
      'a/Chart.yaml: No chart that helm can load: its name "../../etc" is no single path segment',
    ],
    ["no name", { "a/Chart.yaml": "apiVersion: v2\n" }, "a/Chart.yaml: No chart that helm can load: it has no `name`"],
    [
      "broken YAML",
      { "a/Chart.yaml": "name: a\n\tb: c\n" },
      "a/Chart.yaml: line 2: No chart that helm can load: A tab stands where YAML allows only spaces",
    ],
    ["a list", { "a/Chart.yaml": "- name: a\n" }, "a/Chart.yaml: No chart that helm can load: it has no `name`"],
    [
      "an archive that leads out",
      { ...APP, [ARCHIVE]: packed({ name: "sub/../../x.yaml", content: GONE }) },
      `${ARCHIVE}: ${problem}: an entry of it leads out of the chart: "sub/../../x.yaml"`,
      `file-not-read ${ARCHIVE}:1`,
    ],
    [
      "a bomb",
      { "x.tgz": gzipSync(Buffer.alloc(80 * 1024 * 1024)) },
      `x.tgz: ${problem}: unpacked it is more than 64 times as large, as no chart is`,
      "file-not-read x.tgz:1",
    ],
    [
      "an archive that is padded, in a chart",
      {
        ...APP,
        [ARCHIVE]: packed({ name: "sub/crds/x.yaml", content: `${GONE}#${" ".repeat(20 * 1024 * 1024)}` }),
      },
      `${ARCHIVE}: ${problem}: unpacked it is more than 64 times as large, as no chart is`,
      `file-not-read ${ARCHIVE}:1`,
    ],
    [
      "an archive that is cut off",
      { "x.tgz": packed({ name: "sub/crds/x.yaml", content: GONE }).subarray(0, 200) },
      `x.tgz: ${problem}: it is cut off`,
      "file-not-read x.tgz:1",
    ],
    [
      "an archive that is damaged, in a chart",
      { ...APP, [ARCHIVE]: packed().map((byte, index) => (index === 30 ? byte ^ 0xff : byte)) },
      `${ARCHIVE}: ${problem}: its compressed data is damaged`,
      `file-not-read ${ARCHIVE}:1`,
    ],
    [
      "an archive of more files than a chart has",
      { "x.tgz": packed(...Array.from({ length: 10_000 }, (_, i) => ({ name: `sub/${i}` }))) },
      `x.tgz: ${problem}: it has more than 10000 entries`,
      "file-not-read x.tgz:1",
    ],
    [
      "an archive in an archive that is cut off",
      { "x.tgz": packed({ name: "sub/charts/y.tgz", content: packed().subarray(0, 90) }) },
      `x.tgz: ${problem}: charts/y.tgz: it is cut off`,
      "file-not-read x.tgz:1",
    ],
    [
      "a pointer of git lfs",
      { [ARCHIVE]: "version https://git-lfs.github.com/spec/v1\n", ...APP },
      `${ARCHIVE}: a Git LFS pointer, whose contents are not checked out`,
      `file-not-read ${ARCHIVE}:1`,
    ],
    [
      "something else that is called an archive",
      { [ARCHIVE]: "not found", ...APP },
      `${ARCHIVE}: ${problem}: it is not gzip-compressed`,
    ],
    [
      "an archive in charts/ that is no chart",
      { ...APP, [ARCHIVE]: tgz([{ name: "sub/README.md", content: "x" }]) },
      `${ARCHIVE}: ${problem}: it has no Chart.yaml`,
    ],
    [
      "a broken chart in an archive",
      { ...APP, [ARCHIVE]: packed({ name: "sub/charts/x/Chart.yaml", content: "a: [" }) },
      `${ARCHIVE}: ${problem}: charts/x/Chart.yaml: `,
    ],
    [
      "a broken chart in an archive, with a CRD",
      {
        ...APP,
        [ARCHIVE]: packed(
          { name: "sub/charts/x/Chart.yaml", content: "a: [" },
          { name: "sub/crds/x.yaml", content: GONE },
        ),
      },
      `${ARCHIVE}: ${problem}: charts/x/Chart.yaml: `,
      `file-not-read ${ARCHIVE}:1`,
    ],
    [
      "archives in archives",
      { ...APP, [ARCHIVE]: nested(7) },
      `${ARCHIVE}: ${problem}: it has archives in archives more than 4 deep`,
      `file-not-read ${ARCHIVE}:1`,
    ],
  ])("%s", (_, files, expected, finding) => {
    const found = outcome({ ...files, "crd.yaml": KEPT });
    expect(found.findings).toEqual(finding === undefined ? [] : [finding]);
    expect(found.notRead.map((line) => line.slice(0, expected.length))).toEqual([expected]);
  });

  it("an archive of something else is nothing", () => {
    const files = { "package-1.0.0.tgz": tgz([{ name: "package/package.json", content: "{}" }]), "crd.yaml": KEPT };
    expect(outcome(files)).toEqual({ findings: [], notRead: [] });
  });

  it("links that lead in a circle, or out, are not followed", () => {
    write({ ...APP, "crd.yaml": KEPT });
    fs.symlinkSync("..", path.join(repo.root, "charts/app/charts"));
    fs.symlinkSync("/etc", path.join(repo.root, "charts/app/templates"));
    fs.symlinkSync("/etc/hostname", path.join(repo.root, "charts/app/sub-1.0.0.tgz"));
    const { findings, coverage } = checked();
    expect(findings).toEqual([]);
    expect(coverage.notRead.map((one) => one.path)).toEqual([
      "charts/app/charts",
      "charts/app/sub-1.0.0.tgz",
      "charts/app/templates",
    ]);
  });
});

function nested(depth: number): Uint8Array {
  return depth === 0 ? packed() : packed({ name: "sub/charts/inner-1.0.0.tgz", content: nested(depth - 1) });
}
