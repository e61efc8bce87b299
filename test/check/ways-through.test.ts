import { expect, it } from "vitest";
import type { CelError } from "../../src/crd/cel-compiler.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { releaseCrdOf } from "../../src/releases/facts.ts";
import { liveFrom, type ReleaseCrd } from "../../src/releases/history.ts";
import type { Plan } from "../../src/releases/plan/plan.ts";
import { planUpgrade } from "../../src/releases/plan/plan-upgrade.ts";
import { writeHistory } from "../../src/releases/write-history.ts";
import { renderText } from "../../src/report/text.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { type CrdWords, crdYaml } from "../releases/projects.ts";
import { snapshotOf } from "../snapshots/stored-crds.ts";
import { type Files, judged, NO_CEL, treeFiles } from "./in-memory.ts";

const FOLDER = ".github/crd-upgrade-guard";
const MANIFEST = "crds/widgets.yaml";

type Crds = Readonly<Record<string, CrdWords>>;

const yamlOf = (crds: Crds) =>
  Object.entries(crds)
    .map(([plural, words]) => crdYaml({ plural, ...words }))
    .join("---\n");

function recorded(crds: Crds): ReadonlyMap<string, ReleaseCrd> {
  const { crds: manifests } = readManifests("a.yaml", Buffer.from(yamlOf(crds)));
  return new Map(manifests.map((one) => [one.name, releaseCrdOf(one)]));
}

function historyOf(releases: Readonly<Record<string, Crds>>, name = "widgets"): Files {
  const origin = { tool: "1", tags: ["v*"], paths: [] };
  const entries = Object.entries(releases).map(([version, crds]) => ({
    version,
    commit: "0".repeat(40),
    crds: recorded(crds),
  }));
  return { [`${FOLDER}/releases/${name}.json`]: writeHistory({ formatVersion: 1, name, origin, releases: entries }) };
}

/** @param stored by plural */
function clusterOf(
  crds: Crds,
  stored: Readonly<Record<string, readonly string[]>> = { widgets: ["v1alpha1"] },
  cluster = "prod-eu",
  more: Partial<LiveCrd> = {},
): Files {
  const live = [...recorded(crds)].map(([name, { facts }]) => {
    if (facts === null) throw new Error(`${name} is none`);
    return [name, { ...liveFrom(facts, stored[facts.names.plural] ?? []), ...more }];
  });
  const snapshot = snapshotOf(Object.fromEntries(live), { cluster });
  return { [`${FOLDER}/clusters/${cluster}.json`]: writeSnapshot(snapshot) };
}

const widgets = (...versions: readonly string[]): Crds => ({ widgets: { versions } });
const OLD = widgets("v1alpha1", "v1beta1 unserved");
const BOTH = widgets("v1alpha1", "v1beta1 storage");
const NEW = widgets("v1beta1 storage");
const RELEASES = { "v1.30.0": OLD, "v1.31.0": BOTH, "v1.32.0": BOTH, "v1.33.0": NEW, "v1.33.1": NEW };

const STANDING = { ...historyOf(RELEASES), ...clusterOf(OLD) };
const head = (files: Files, manifests: Crds = NEW): Files => ({ ...files, [MANIFEST]: yamlOf(manifests) });

it("names the releases that lead there, and the plan", () => {
  const report = judged(head(STANDING, OLD), head(STANDING));
  expect(renderText(report, { color: false, width: 120 })).toMatchInlineSnapshot(`
    "❌ prod-eu will refuse widgets.example.com

    ✖ crds/widgets.yaml:9:3  stored-version-removed (no-overlap)  widgets.example.com  prod-eu
      \`v1alpha1\` is in status.storedVersions of prod-eu, but no longer in spec.versions: every object is written at
      \`v1alpha1\` today, so that it cannot be applied in one step.
      prod-eu will answer: status.storedVersions[0]: Invalid value: "v1alpha1": missing from spec.versions; v1alpha1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1alpha1 and removes v1alpha1 from status.storedVersions
      Apply a manifest that still has \`v1alpha1\` first, rewrite the stored objects and take \`v1alpha1\` off
      status.storedVersions with \`npx crd-upgrade-guard migrate widgets.example.com --context CTX\`, then apply this one:
      pruning first makes every stored object unreadable. By its releases: \`v1.30.0\` -> \`v1.32.0\`, migrate \`widgets\`, ->
      \`v1.33.0\` (\`npx crd-upgrade-guard plan --to v1.33.0 --cluster prod-eu\`).
      10 steps: crd-upgrade-guard explain fp1:a5e2aa4a19e1

    cluster  server   snapshot      accepted  rejected  undecided
    prod-eu  v1.34.1  34 hours old  0         1         0

    fail  1 CRD in 1 file of 1 read, 1 cluster: 1 error, 0 warnings
    "
  `);
});

it("names what the plan comes to", () => {
  const plan = planUpgrade(
    {
      to: "v1.33.0",
      from: null,
      cluster: "prod-eu",
      serverVersion: null,
      history: { in: "folder" },
      toolVersion: "1",
      format: "json",
      width: 100,
    },
    portsOf(STANDING),
  );
  if (!plan.ok) throw new Error(plan.problems.join());
  const { from, steps }: Plan = JSON.parse(plan.value.output);
  expect([from.version, ...steps.map((step) => (step.kind === "upgrade" ? step.version : step.crd))]).toEqual([
    "v1.30.0",
    "v1.32.0",
    "widgets.example.com",
    "v1.33.0",
  ]);
});

function portsOf(files: Files): Parameters<typeof planUpgrade>[1] {
  const { find, read } = treeFiles(files);
  const path = `${FOLDER}/clusters/prod-eu.json`;
  const reading = readSnapshot(path, Buffer.from(files[path] ?? ""), "1");
  if (!reading.ok) throw new Error("no snapshot");
  const { loaded } = reading.value;
  return {
    tags: () => ({ ok: false, reason: "no git" }),
    lacking: () => null,
    remote: () => null,
    remoteTags: () => ({ ok: false, reason: "no git" }),
    head: () => null,
    files: () => ({ ok: false, reason: "no git" }),
    read: () => ({ ok: false, reason: "no git" }),
    progress: () => {},
    warn: () => {},
    snapshots: () => ({ ok: true, value: [loaded] }),
    configured: () => ({ ok: true, value: null }),
    histories: () => find([`${FOLDER}/releases/*.json`], []).files,
    readFile: read,
    cel: null,
  };
}

/** The sentence about the way; "": there is none. */
function wayIn(files: Files, base: Files | null = null): string {
  const { findings, problems } = judged(base, files);
  if (problems.length > 0) return problems.map(({ message }) => message).join("\n");
  expect(findings[0]?.rule).toBe("stored-version-removed");
  return /By its releases.*$/.exec(findings[0]?.remedy.summary ?? "")?.[0] ?? "";
}

const GIZMOS = { versions: ["v1"] };
const PLAN = "npx crd-upgrade-guard plan --to";

it.each<readonly [string, () => Files, string]>([
  [
    "one step",
    () =>
      head({
        ...historyOf({ "v1.30.0": BOTH, "v1.31.0": NEW }),
        ...clusterOf(BOTH, { widgets: ["v1alpha1", "v1beta1"] }),
      }),
    `By its releases: \`v1.30.0\`, migrate \`widgets\`, -> \`v1.31.0\` (\`${PLAN} v1.31.0 --cluster prod-eu\`).`,
  ],
  [
    "several clusters that go the same way",
    () => head({ ...STANDING, ...clusterOf(OLD, undefined, "prod-us") }),
    `By its releases: \`v1.30.0\` -> \`v1.32.0\`, migrate \`widgets\`, -> \`v1.33.0\` (\`${PLAN} v1.33.0 --cluster prod-eu\`, and so for each other cluster).`,
  ],
  [
    "another history of something else, which the plan has to be told apart from",
    () => head({ ...STANDING, ...historyOf({ "v1.0.0": { gizmos: GIZMOS } }, "gizmos") }),
    `By its releases: \`v1.30.0\` -> \`v1.32.0\`, migrate \`widgets\`, -> \`v1.33.0\` (\`${PLAN} v1.33.0 --cluster prod-eu --releases ${FOLDER}/releases/widgets.json\`).`,
  ],
  [
    "a CRD of no release",
    () => head({ ...STANDING, "crds/gizmos.yaml": crdYaml({ plural: "gizmos", ...GIZMOS }) }),
    `By its releases: \`v1.30.0\` -> \`v1.32.0\`, migrate \`widgets\`, -> \`v1.33.0\` (\`${PLAN} v1.33.0 --cluster prod-eu\`).`,
  ],
])("says it of %s", (_, files, sentence) => {
  expect(wayIn(files())).toBe(sentence);
});

const withGizmos = (crds: Crds, ...versions: readonly string[]): Crds => ({ ...crds, gizmos: { versions } });

it.each<readonly [string, () => Files]>([
  ["there is no history", () => head(clusterOf(OLD))],
  ["the cluster is as no release", () => head({ ...historyOf(RELEASES), ...clusterOf(widgets("v1alpha1")) })],
  [
    "the manifest is as no release",
    () => head(STANDING, { widgets: { versions: ["v1beta1 storage"], fields: ["color"] } }),
  ],
  [
    "the manifests are more than the release that the one is as",
    () => {
      const releases = { "v1.30.0": withGizmos(OLD, "v1"), "v1.32.0": withGizmos(BOTH, "v1"), "v1.33.0": NEW };
      return head(
        { ...historyOf(releases), ...clusterOf(withGizmos(OLD, "v1"), { widgets: ["v1alpha1"], gizmos: ["v1"] }) },
        withGizmos(NEW, "v1"),
      );
    },
  ],
  [
    "the manifests are less than the release",
    () => {
      const releases = { "v1.30.0": OLD, "v1.32.0": BOTH, "v1.33.0": withGizmos(NEW, "v1") };
      return head({ ...historyOf(releases), ...clusterOf(OLD) });
    },
  ],
  ["two copies of the CRD differ", () => head({ ...STANDING, "more/widgets.yaml": yamlOf(BOTH) })],
  [
    "the releases do not lead there",
    () =>
      head({ ...historyOf({ "v1.30.0": OLD, "v1.33.0": NEW }), ...clusterOf(widgets("v1alpha1", "v1beta1 unserved")) }),
  ],
  [
    "an older state came back, so that nobody knows which release it is",
    () => head({ ...historyOf({ ...RELEASES, "v1.34.0": BOTH, "v1.35.0": NEW }), ...clusterOf(OLD) }),
  ],
  [
    "an older state came back, so that nobody knows which release the cluster runs",
    () => head({ ...historyOf({ "v1.28.0": OLD, "v1.29.0": BOTH, ...RELEASES }), ...clusterOf(OLD) }),
  ],
  [
    "a migration in the server failed",
    () => head({ ...historyOf(RELEASES), ...clusterOf(OLD, undefined, "prod-eu", { storageMigrating: "failed" }) }),
  ],
  [
    "the cluster is one of users",
    () => ({
      ...head(historyOf(RELEASES)),
      [`${FOLDER}/config.yaml`]: `releases: {histories: [${FOLDER}/releases/widgets.json]}\n`,
    }),
  ],
  [
    "a stop lacks another CRD of the cluster",
    () => {
      const releases = { "v1.30.0": withGizmos(OLD, "v1"), "v1.32.0": BOTH, "v1.33.0": withGizmos(NEW, "v1") };
      return head(
        { ...historyOf(releases), ...clusterOf(withGizmos(OLD, "v1"), { widgets: ["v1alpha1"], gizmos: ["v1"] }) },
        withGizmos(NEW, "v1"),
      );
    },
  ],
  [
    "two histories have it",
    () => head({ ...STANDING, ...historyOf({ "v2.0.0": OLD, "v2.1.0": BOTH, "v2.2.0": NEW }, "other") }),
  ],
  [
    "the clusters go different ways",
    () =>
      head({
        ...historyOf({ "v1.29.0": widgets("v1alpha1"), ...RELEASES }),
        ...clusterOf(OLD),
        ...clusterOf(widgets("v1alpha1"), undefined, "prod-us"),
      }),
  ],
  [
    "the release has a name that no version looks like",
    () => head({ ...historyOf({ "v1.30.0": OLD, "v1.32.0": BOTH, "`$(x)`/v1.33.0": NEW }), ...clusterOf(OLD) }),
  ],
  [
    "what was recorded of a release is not certain",
    () => {
      const [[path, text] = ["", ""]] = Object.entries(historyOf(RELEASES));
      const unsure = String(text).replaceAll('"facts": {', '"undecided": ["who knows"], "facts": {');
      return head({ ...clusterOf(OLD), [path]: unsure });
    },
  ],
])("says nothing where %s", (_, files) => {
  expect(wayIn(files())).toBe("");
});

it("says nothing where the base leads elsewhere first", () => {
  expect([wayIn(head(STANDING), head(STANDING, OLD)) === "", wayIn(head(STANDING), head(STANDING, BOTH))]).toEqual([
    false,
    "",
  ]);
});

it("says nothing where the server refuses more than that", () => {
  const last: Crds = { widgets: { versions: ["v1beta1 storage"], rule: "self.x" } };
  const files = head({ ...historyOf({ ...RELEASES, "v1.33.0": last, "v1.33.1": last }), ...clusterOf(OLD) }, last);
  const summaries = (errors: readonly CelError[]) =>
    judged(null, files, "check", {}, { ports: { cel: { ...NO_CEL, compile: () => ({ kind: "answered", errors }) } } })
      .findings.filter(({ rule }) => rule === "stored-version-removed")
      .map(({ remedy }) => remedy.summary.includes("By its releases"));
  const error = { type: "FieldValueInvalid", field: "spec.versions[0].schema", detail: "no such field" } as const;
  expect([summaries([]), summaries([{ ...error, value: "self.x" }])]).toEqual([[true], [false]]);
});

it("says nothing where the snapshots are others than the plan would read", () => {
  const snapshots = [`${FOLDER}/clusters/prod-eu.json`];
  const report = judged(null, head(STANDING), "check", { snapshots });
  expect(report.findings.map(({ remedy }) => remedy.summary.includes("By its releases"))).toEqual([false]);
});

it("makes no users of a history, and tells of one that cannot be used where it was asked for", () => {
  const path = `${FOLDER}/releases/widgets.json`;
  const broken = { ...STANDING, [path]: "{}" };
  const [found, none] = [judged(null, head(broken)), judged(null, head(broken, OLD))];
  expect([found.result, found.clusters.map(({ name }) => name), found.notices, none.notices]).toEqual([
    "fail",
    ["prod-eu"],
    [
      `\`${path}\` is not looked at for a way through its releases: line 1: The file is no release history. Write it again with \`crd-upgrade-guard releases\`.`,
    ],
    [],
  ]);
});
