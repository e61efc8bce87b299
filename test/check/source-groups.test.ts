import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import type { Report } from "../../src/report/report.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { originKey } from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { crd } from "../rules/evaluated.ts";
import { application, chart, fetched, flux, GUARD, keyOf, REPOSITORY } from "./deployed.ts";
import { type Files, judged } from "./in-memory.ts";

/** What one reference brings is one finding a cause, with all of its CRDs. */

const NAMES = ["jobs", "routes", "ways"] as const;
const KINDS: Readonly<Record<string, string>> = { jobs: "Job", routes: "Route", ways: "Way" };

interface Shape {
  readonly group?: string;
  readonly scope?: string;
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly names?: object;
}

function manifest(plural: string, versions: string, { group = "example.com", names = {}, ...own }: Shape = {}) {
  const plain = crd({ name: `${plural}.${group}`, kind: KINDS[plural] ?? "Thing", versions, ...own });
  return { ...plain, spec: { ...plain.spec, names: { ...plain.spec.names, ...names } } };
}

interface Living extends Shape {
  readonly stored: readonly string[];
  readonly terminating?: boolean;
}

function living(plural: string, versions: string, { stored, terminating = false, ...shape }: Living): LiveCrd {
  const object = manifest(plural, versions, shape);
  const names = { singular: plural.slice(0, -1), listKind: `${object.spec.names.kind}List`, ...object.spec.names };
  return liveFromObject({
    ...object,
    metadata: {
      ...object.metadata,
      ...(terminating ? { deletionTimestamp: "2026-11-22T00:00:00Z", finalizers: ["example.com/keep"] } : {}),
    },
    spec: { ...object.spec, names },
    status: {
      storedVersions: stored,
      acceptedNames: names,
      conditions: ["NamesAccepted", "Established"].map((type) => ({ type, status: "True" })),
    },
  });
}

type Living3 = Readonly<Record<string, LiveCrd>>;

/** All three CRDs alike, but for what `of` says of one. */
function lives(versions: string, stored: readonly string[], of: Readonly<Record<string, LiveCrd>> = {}): Living3 {
  return Object.fromEntries(
    NAMES.map((plural) => [`${plural}.example.com`, of[plural] ?? living(plural, versions, { stored })]),
  );
}

function charts(versions: string, of: (plural: string) => Shape | null = () => ({})): Files {
  return Object.fromEntries(
    NAMES.flatMap((plural) => {
      const shape = of(plural);
      return shape === null ? [] : [[`crds/${plural}.yaml`, dump(manifest(plural, versions, shape))]];
    }),
  );
}

function snapshot(crds: Living3, cluster = "prod"): Files {
  const text = writeSnapshot({
    formatVersion: 1,
    cluster,
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.33.0",
    capturedAt: "2026-11-23T02:00:00Z",
    complete: true,
    apis: [],
    crds,
  });
  return { [`${GUARD}/clusters/${cluster}.json`]: text };
}

function contents(before: Files, after: Files) {
  return fetched({ [keyOf("1.0.0")]: chart("1.0.0", before), [keyOf("2.0.0")]: chart("2.0.0", after) });
}

/** A HelmRelease that a change raises from the one chart to the other. */
function raised(
  crds: Living3,
  before: Files,
  after: Files,
  own: Files = {},
  deployed: (version: string) => Files = flux,
): Report {
  const tree = (version: string) => ({ ...snapshot(crds), ...deployed(version), ...own });
  return judged(tree("1.0.0"), tree("2.0.0"), "check", {}, { ports: contents(before, after) });
}

function shown({ findings }: Report) {
  return findings.map(({ rule, cause, state, crd: one, crds = [], location, message, lines = [], waived }) => ({
    rule: cause === undefined ? rule : `${rule} (${cause})`,
    state: waived === undefined ? state : `${state}, waived`,
    crds: [...crds, ...(one === undefined ? [] : [one])].map((name) => name.slice(0, name.indexOf("."))).join(" "),
    line: `${location.path}:${location.startLine}${location.inBase === true ? " of the base" : ""}`,
    message,
    lines: lines.map(({ text }) => text.replaceAll(/`(\w+)\.example\.com`/g, "$1")),
  }));
}

const RAISED = "HelmRelease `app` (1.0.0 -> 2.0.0)";
const HERE = "clusters/prod/app.yaml:10";
const ALL = "jobs routes ways";
const ALIKE = ["jobs", "routes", "ways"];

const CAUSES: readonly {
  readonly name: string;
  readonly report: () => Report;
  readonly rule: string;
  readonly message: string;
  readonly crds?: string;
  readonly line?: string;
  readonly lines: readonly string[];
  readonly server?: string;
  readonly summary: string;
  readonly steps?: readonly string[];
}[] = [
  {
    name: "an API version of CRDs that is gone",
    report: () =>
      raised(
        lives("v1*", ["v1"]),
        charts("v1*"),
        charts("v1*", () => ({ apiVersion: "apiextensions.k8s.io/v1beta1" })),
      ),
    rule: "crd-api-version-removed",
    message: `${RAISED}: prod will refuse 3 of its 3 CRDs. Of each of them: \`apiextensions.k8s.io/v1beta1\` is not served by this API server: the v1beta1 CRD API ended with Kubernetes 1.22.`,
    lines: ALIKE,
    server: 'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"',
    summary:
      "Write the manifest for apiextensions.k8s.io/v1: a schema for every version below spec.versions, no top-level version, validation, subresources or additionalPrinterColumns.",
  },
  {
    name: "the same sentence, with a text of its own for each",
    report: () =>
      raised(
        lives("v1*", ["v1"]),
        charts("v1*"),
        charts("v1*", (plural) => ({ kind: `${plural[0]}X` })),
      ),
    rule: "kind-changed",
    message: `${RAISED}: prod will refuse 3 of its 3 CRDs. It is not the same with all of them: the list says how it is with each.`,
    lines: ["jobs", "routes", "ways"].map(
      (plural) =>
        `${plural}: The live CRD has kind \`${KINDS[plural]}\`, the manifest \`${plural[0]}X\`: kind cannot change once a CRD is established, and case counts. Put back \`kind: ${KINDS[plural]}\`: another kind needs another CRD (a new plural), and deleting the CRD deletes all of its objects.`,
    ),
    server: ["jobs", "routes", "ways"]
      .map((plural) => `# ${plural}.example.com\nspec.names.kind: Invalid value: "${plural[0]}X": field is immutable`)
      .join("\n"),
    summary: "What is to be done is not the same for all of them: the list says it of each.",
  },
  {
    name: "what a rule of its own explains for no CRD, with the server's sentences below the names",
    report: () =>
      raised(
        lives("v1*", ["v1"]),
        charts("v1*"),
        charts("v1*", (plural) =>
          plural === "ways" ? {} : { names: { shortNames: [plural === "jobs" ? "J" : "R"] } },
        ),
      ),
    rule: "server-rejects",
    crds: "jobs routes",
    message: `${RAISED}: prod will refuse 2 of its 3 CRDs. Of each of them: the API server refuses to update this CRD.`,
    lines: ["jobs", "routes"],
    server: ["J", "R"]
      .map(
        (name, index) =>
          `# ${NAMES[index]}.example.com\nspec.names.shortNames[0]: Invalid value: "${name}": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
      )
      .join("\n"),
    summary: "Change the manifest at the marked place as the server's sentence says.",
  },
  {
    name: "an older release than the cluster has, with steps that are written for one of them",
    report: () => raised(lives("v2* v1", ["v2"]), charts("v2* v1"), charts("v1*")),
    rule: "manifest-behind-cluster (behind)",
    message: `${RAISED}: prod will refuse 3 of its 3 CRDs. Of \`jobs.example.com\`, and of the others in the same way: the manifest is behind prod: it stores \`jobs.example.com\` at \`v1\` and lacks \`v2\`, and there objects are stored at \`v2\` already (old files in Git, a rollback, or a second owner of the CRD).`,
    lines: ALIKE,
    server:
      'status.storedVersions[0]: Invalid value: "v2": missing from spec.versions; v2 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v2 and removes v2 from status.storedVersions',
    summary:
      "Bring the manifest up to a release that has `v2`; never take a version off status.storedVersions to make an older manifest fit.",
    steps: [
      "Go through what follows once for each of the 3 CRDs. It is written for `jobs.example.com`: of another one, put its plural in the place of `jobs`.",
      "Find out who applied the newer CRD: two owners would undo each other's work.",
      "Update this file to the release that the cluster runs, or a newer one: it must list `v2`.",
      "If this is a rollback: leave the newer CRD in the cluster and roll back the controller alone, as long as the CRD still serves the version it needs. The API server does not take the older CRD back.",
      "Do not prune: objects are stored at `v2`, and without that version they can be neither read nor deleted.",
    ],
  },
  {
    name: "what the server takes",
    report: () => raised(lives("v2* v1", ["v2"]), charts("v2* v1"), charts("v2* v1!")),
    rule: "served-version-removed (not-counted)",
    message: `${RAISED}: this is about 3 of its 3 CRDs. \`example.com/v1\` of 3 CRDs is served on prod today and would not be any more; no file of this tree uses it, and whether there are objects was not counted.`,
    lines: ["jobs: `v1`", "routes: `v1`", "ways: `v1`"],
    summary:
      "Make sure that no controller, Helm release or other repository still asks for it; change `apiVersion` to `example.com/v2` where the old one is used (in manifests, templates, Helm releases by their next upgrade).",
    steps: ["Look at fields that the schemas do not share; a stored object is read through any served version."],
  },
  {
    name: "what the new version no longer has, on the line that the change takes away",
    report: () =>
      raised(
        lives("v1*", ["v1"]),
        charts("v1*"),
        charts("v1*", (plural) => (plural === "jobs" ? {} : null)),
        {},
        application,
      ),
    rule: "crd-removed (pruned)",
    crds: "routes ways",
    line: "apps/app.yaml:9 of the base",
    message: `Application \`app\` (1.0.0 -> 2.0.0): this is about 2 of its 3 CRDs. This change takes away the manifest of 2 CRDs, which prod has: where that is delivered with prune (Argo CD, Flux, a template of a Helm chart), the CRDs go, and every object of their kinds; whether there are objects is not known.`,
    lines: ["routes", "ways"],
    summary:
      "If the CRD is to stay, mark it first, in a change of its own that is delivered before this one; if it is to go, delete its objects first and see what that stops.",
    steps: [
      "Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of `routes.example.com`:",
      "Count the objects of `ways.example.com`:",
      "To keep it, give the manifest the mark of whoever applies it, and have that delivered before it is taken away, since deleting tools read the mark off the live object: `argocd.argoproj.io/sync-options: Prune=false`, `kustomize.toolkit.fluxcd.io/prune: disabled`, or, in the chart's template, `helm.sh/resource-policy: keep`.",
    ],
  },
  {
    name: "a deletion that goes on, which a rule tells of CRD by CRD",
    report: () =>
      raised(
        lives("v1*", ["v1"], {
          jobs: living("jobs", "v1*", { stored: ["v1"], terminating: true }),
          ways: living("ways", "v1*", { stored: ["v1"], terminating: true }),
        }),
        charts("v1*"),
        charts("v1* v2"),
      ),
    rule: "crd-terminating (updated)",
    crds: "jobs ways",
    message: `${RAISED}: this is about 2 of its 3 CRDs. Of \`jobs.example.com\`, and of the others in the same way: \`jobs.example.com\` is being deleted on prod, and waits for \`example.com/keep\`: the server takes this update, which does not stop the deletion, and refuses every new object (\`create not allowed while custom resource definition is terminating\`), and with the last finalizer the CRD and all of its objects go.`,
    lines: ["jobs", "ways"],
    summary: "A deletion cannot be taken back: save what is left, let it end, and deliver after that.",
    steps: [
      "Go through what follows once for each of the 2 CRDs. It is written for `jobs.example.com`: of another one, put its plural in the place of `jobs`.",
      "Set CTX to the cluster's kubectl context (an empty one means the current context). Save the objects that are still there:",
      "See which finalizers they wait for, and let the controllers of those end their work. A finalizer that is removed by hand leaves behind what its controller would have cleaned up:",
      "Go on when this says `NotFound`: the CRD is gone.",
      "Deliver the manifest then: it makes the CRD anew, without objects. Create them from their manifests, or from the copy once `uid`, `resourceVersion`, `creationTimestamp` and what belongs to the deletion are taken out. Take a new snapshot.",
    ],
  },
];

describe("a version that is raised is one finding with all CRDs", () => {
  it.each(CAUSES)("of $name", ({
    report,
    rule,
    message,
    crds = ALL,
    line = HERE,
    lines,
    server,
    summary,
    steps = [],
  }) => {
    const found = report();
    expect(shown(found)).toEqual([{ rule, state: "introduced", crds, line, message, lines }]);
    expect(
      found.findings.map(({ serverMessage, remedy }) => [
        serverMessage,
        remedy.summary,
        remedy.steps.map(({ text }) => text),
      ]),
    ).toEqual([[server, summary, steps]]);
  });
});

const refused = (plurals: readonly string[]) => (plural: string) =>
  plurals.includes(plural) ? { scope: "Cluster" } : {};

/** Every finding with its CRDs, and what it says of their number. */
function counts({ findings }: Report): readonly string[] {
  return findings.map(({ rule, state, crd: one, crds = [], clusters, waived, message }) => {
    const names = [...crds, ...(one === undefined ? [] : [one])].map((name) => name.slice(0, name.indexOf(".")));
    const said = /\): (.*?(?:CRDs?|comes of it))\b/.exec(message)?.[1] ?? message;
    return `${rule} ${state}${waived === undefined ? "" : " waived"} ${names.join("+")} ${clusters.join("+")}: ${said}`;
  });
}

describe("CRDs of one reference that are not alike", () => {
  const before = charts("v1*");
  const after = charts("v1*", refused(NAMES));
  const waiver = (of: string) => ({
    [`${GUARD}/config.yaml`]: `waivers:\n- {rule: scope-changed, ${of}, reason: Meant., owner: "@a", expires: "2027-01-01"}\n`,
  });

  it("are waived one by one by their names", () => {
    expect(counts(raised(lives("v1*", ["v1"]), before, after, waiver("crd: routes.example.com")))).toEqual([
      "scope-changed introduced jobs+ways prod: prod will refuse these 2 of its 3 CRDs",
      "scope-changed introduced waived routes prod: prod will refuse this one of its 3 CRDs",
    ]);
  });

  it("are new or old one by one: what joins makes no old one new", () => {
    const grown = raised(lives("v1*", ["v1"]), charts("v1*", refused(["jobs", "routes"])), after);
    expect(counts(grown)).toEqual([
      "scope-changed introduced ways prod: prod will refuse this one of its 3 CRDs",
      "scope-changed preexisting jobs+routes prod: prod will refuse these 2 of its 3 CRDs",
    ]);
    const shrunk = raised(lives("v1*", ["v1"]), after, charts("v1*", refused(["jobs", "routes"])));
    expect(counts(shrunk)).toEqual(["scope-changed preexisting jobs+routes prod: prod will refuse 2 of its 3 CRDs"]);
  });

  it("are the same finding from run to run, whoever joins and wherever it moves", () => {
    const one = raised(lives("v1*", ["v1"]), before, charts("v1*", refused(["ways"])));
    const all = raised(lives("v1*", ["v1"]), before, after);
    const moved = judged(
      { ...snapshot(lives("v1*", ["v1"])), ...flux("1.0.0") },
      {
        ...snapshot(lives("v1*", ["v1"])),
        "clusters/prod/app.yaml": `# A line more.\n${flux("2.0.0")["clusters/prod/app.yaml"]}`,
      },
      "check",
      {},
      { ports: contents(before, after) },
    );
    const old = raised(lives("v1*", ["v1"]), charts("v1*", refused(["jobs"])), after);
    const prints = [one, all, moved, old].map(({ findings }) => findings.map(({ fingerprint }) => fingerprint));
    expect(new Set([prints[1]?.[0], prints[0]?.[0], prints[2]?.[0], prints[3]?.[0]]).size).toBe(1);
    expect(prints.map((own) => new Set(own).size)).toEqual([1, 1, 1, 2]);
  });

  it("are refused on the clusters that have them, each with its own sentence", () => {
    const folder = (cluster: string) =>
      dump({
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: `app-${cluster}`, namespace: "flux-system" },
        spec: { path: "./apps", sourceRef: { kind: "GitRepository", name: "flux-system" } },
      });
    const { "jobs.example.com": jobs, "routes.example.com": routes } = lives("v1*", ["v1"]);
    const tree = (version: string) => ({
      ...snapshot(jobs === undefined ? {} : { "jobs.example.com": jobs }, "prod"),
      ...snapshot(routes === undefined ? {} : { "routes.example.com": routes }, "staging"),
      "clusters/prod/apps.yaml": folder("prod"),
      "clusters/staging/apps.yaml": folder("staging"),
      ...flux(version, {}, "apps/app.yaml"),
    });
    const after = charts("v1*", (plural) => ({ kind: `${KINDS[plural]}X` }));
    const report = judged(null, tree("2.0.0"), "check", {}, { ports: contents(before, after) });
    expect(shown(report)).toEqual([
      {
        rule: "kind-changed",
        state: "introduced",
        crds: "jobs routes",
        line: "apps/app.yaml:10",
        message: `HelmRelease \`app\` (2.0.0): prod and staging will refuse 2 of its 3 CRDs, not the same ones everywhere. It is not the same with all of them: the list says how it is with each.`,
        lines: [
          "jobs (prod): The live CRD has kind `Job`, the manifest `JobX`: kind cannot change once a CRD is established, and case counts. Put back `kind: Job`: another kind needs another CRD (a new plural), and deleting the CRD deletes all of its objects.",
          "routes (staging): The live CRD has kind `Route`, the manifest `RouteX`: kind cannot change once a CRD is established, and case counts. Put back `kind: Route`: another kind needs another CRD (a new plural), and deleting the CRD deletes all of its objects.",
        ],
      },
    ]);
    expect(report.findings[0]?.serverMessage).toBe(
      '# jobs.example.com\nspec.names.kind: Invalid value: "JobX": field is immutable\n# routes.example.com (staging)\nspec.names.kind: Invalid value: "RouteX": field is immutable',
    );
  });
});

describe("stored versions of one reference", () => {
  const steps = ({ findings: [found] }: Report) => found?.remedy.steps.map(({ text }) => text) ?? [];

  it("are one finding whatever is stored, with the steps of each way and all YAML to keep", () => {
    const crds = lives("v2* v1 v0", ["v1", "v2"], {
      ways: living("ways", "v2* v1 v0", { stored: ["v0", "v1", "v2"] }),
    });
    const report = raised(crds, charts("v2* v1 v0"), charts("v2*"));
    const told = (versions: string, are: string, them: string) =>
      `${versions} ${are} in status.storedVersions of prod, but no longer in spec.versions: older objects may still be stored at ${them}.`;
    expect(shown(report)).toEqual([
      {
        rule: "stored-version-removed (retired)",
        state: "introduced",
        crds: ALL,
        line: HERE,
        message: `${RAISED}: prod will refuse 3 of its 3 CRDs. It is not the same with all of them: the list says how it is with each.`,
        lines: [
          `jobs: ${told("`v1`", "is", "it")}`,
          `routes: ${told("`v1`", "is", "it")}`,
          `ways: ${told("`v0` and `v1`", "are", "them")}`,
        ],
      },
    ]);
    expect(steps(report).filter((text) => text.startsWith("For "))).toEqual([
      "For `jobs.example.com` and `routes.example.com`: Rewrite the stored objects and take `v1` off status.storedVersions with `npx crd-upgrade-guard migrate jobs.example.com --context CTX`, then apply; or keep `v1` in spec.versions, unserved. Go through what follows once for each of the 2 CRDs. It is written for `jobs.example.com`: of another one, put its plural in the place of `jobs`.",
      "For `ways.example.com`: Rewrite the stored objects and take `v0` and `v1` off status.storedVersions with `npx crd-upgrade-guard migrate ways.example.com --context CTX`, then apply; or keep `v0` and `v1` in spec.versions, unserved.",
    ]);
    const kept = (version: string) =>
      `- name: ${version}\n  served: false\n  storage: false\n  schema:\n    openAPIV3Schema:\n      type: object\n      x-kubernetes-preserve-unknown-fields: true\n`;
    expect(report.findings[0]?.remedy.suggestion).toBe(kept("v1") + kept("v0"));
  });

  it("of another API group have steps of their own: no command is printed that nobody tried", () => {
    const group = "other.example.com";
    const { "ways.example.com": _, ...crds } = lives("v2* v1", ["v1", "v2"]);
    const other = { "ways.other.example.com": living("ways", "v2* v1", { stored: ["v1", "v2"], group }) };
    const own = (plural: string) => (plural === "ways" ? { group } : {});
    const report = raised({ ...crds, ...other }, charts("v2* v1", own), charts("v2*", own));
    expect(counts(report)).toEqual([
      "stored-version-removed introduced jobs+routes+ways prod: prod will refuse 3 of its 3 CRDs",
    ]);
    expect(report.findings[0]?.message).toMatch(/Of each of them: `v1` is in status.storedVersions of prod/);
    expect(steps(report).filter((text) => text.startsWith("For "))).toEqual([
      "For `jobs.example.com` and `routes.example.com`: Rewrite the stored objects and take `v1` off status.storedVersions with `npx crd-upgrade-guard migrate jobs.example.com --context CTX`, then apply; or keep `v1` in spec.versions, unserved. Go through what follows once for each of the 2 CRDs. It is written for `jobs.example.com`: of another one, put its plural in the place of `jobs`.",
      "For `ways.other.example.com`: Rewrite the stored objects and take `v1` off status.storedVersions with `npx crd-upgrade-guard migrate ways.other.example.com --context CTX`, then apply; or keep `v1` in spec.versions, unserved.",
    ]);
  });

  it("of two API groups that are served no more are told what is served of each", () => {
    const group = "other.example.com";
    const { "ways.example.com": _, ...crds } = lives("v2* v1", ["v2"]);
    const other = { "ways.other.example.com": living("ways", "v3* v1", { stored: ["v3"], group }) };
    const own = (versions: string) => ({
      ...charts(versions, (plural) => (plural === "ways" ? null : {})),
      "crds/ways.yaml": dump(manifest("ways", versions.replace("v2", "v3"), { group })),
    });
    const report = raised({ ...crds, ...other }, own("v2* v1"), own("v2* v1!"));
    expect(report.findings.map(({ rule, crds: names, remedy }) => [rule, names?.length, remedy.summary])).toEqual([
      [
        "served-version-removed",
        3,
        "Make sure that no controller, Helm release or other repository still asks for it; change `apiVersion` to `example.com/v2` and `other.example.com/v3` where the old one is used (in manifests, templates, Helm releases by their next upgrade).",
      ],
    ]);
  });

  it("say how many ways are left out", () => {
    const plurals = Array.from({ length: 12 }, (_, index) => `things${String.fromCharCode(97 + index)}`);
    const crds = Object.fromEntries(
      plurals.map((plural, index) => [
        `${plural}.example.com`,
        living(plural, `v99* v${index}`, { stored: [`v${index}`, "v99"], kind: plural }),
      ]),
    );
    const of = (versions: (index: number) => string) =>
      Object.fromEntries(
        plurals.map((plural, index) => [
          `crds/${plural}.yaml`,
          dump(manifest(plural, versions(index), { kind: plural })),
        ]),
      );
    const report = raised(
      crds,
      of((index) => `v99* v${index}`),
      of(() => "v99*"),
    );
    const [first] = steps(report);
    expect(first).toBe(
      "4 more CRDs (`thingsi.example.com`, `thingsj.example.com`, `thingsk.example.com` and `thingsl.example.com`) need steps that differ from all of these: the next check prints them once these are through.",
    );
    expect(steps(report).filter((text) => text.startsWith("For ")).length).toBe(8);
  });
});

describe("references that have their version from one line", () => {
  const object = (kind: string, name: string, spec: object, group: string, namespace = "app") =>
    dump({ apiVersion: group, kind, metadata: { name, namespace }, spec });
  const release = (name: string, spec: object, namespace = "app") =>
    object(
      "HelmRelease",
      name,
      { upgrade: { crds: "CreateReplace" }, ...spec },
      "helm.toolkit.fluxcd.io/v2",
      namespace,
    );
  const source = (kind: string, spec: object) => object(kind, "app", spec, "source.toolkit.fluxcd.io/v1");
  const crds = lives("v1*", ["v1"]);
  const [before, after] = [charts("v1*"), charts("v1*", refused(NAMES))];
  const between = (tree: (version: string) => Files, keyOfVersion = keyOf) =>
    judged(
      { ...snapshot(crds), ...tree("1.0.0") },
      { ...snapshot(crds), ...tree("2.0.0") },
      "check",
      {},
      {
        ports: fetched({
          [keyOfVersion("1.0.0")]: chart("1.0.0", before),
          [keyOfVersion("2.0.0")]: chart("2.0.0", after),
        }),
      },
    );
  const messages = (report: Report) => report.findings.map(({ message, location }) => [location.startLine, message]);
  const SAME =
    "Of each of them: the live CRD is Namespaced, the manifest says `Cluster`: scope cannot change once a CRD is established.";

  it("are one finding: two releases of one OCIRepository", () => {
    const oci = (version: string) =>
      originKey({ kind: "oci", repository: "ghcr.io/acme/app", ref: { tag: version }, content: "chart" });
    const tree = (tag: string) => ({
      "app.yaml": [
        source("OCIRepository", { url: "oci://ghcr.io/acme/app", ref: { tag } }),
        release("web", { chartRef: { kind: "OCIRepository", name: "app" } }),
        release("api", { chartRef: { kind: "OCIRepository", name: "app" } }),
      ].join("---\n"),
    });
    expect(messages(between(tree, oci))).toEqual([
      [9, `HelmRelease \`api\` and HelmRelease \`web\` (1.0.0 -> 2.0.0): prod will refuse 3 of their 3 CRDs. ${SAME}`],
    ]);
  });

  it("are one finding: two releases of one HelmChart, of one name in two namespaces", () => {
    const tree = (version: string) => ({
      "app.yaml": [
        source("HelmRepository", { url: REPOSITORY }),
        source("HelmChart", { chart: "app", version, sourceRef: { kind: "HelmRepository", name: "app" } }),
        release("app", { chartRef: { kind: "HelmChart", name: "app", namespace: "app" } }, "eu"),
        release("app", { chartRef: { kind: "HelmChart", name: "app", namespace: "app" } }, "us"),
      ].join("---\n"),
    });
    expect(messages(between(tree))).toEqual([
      [
        16,
        `HelmRelease \`eu/app\` and HelmRelease \`us/app\` (1.0.0 -> 2.0.0): prod will refuse 3 of their 3 CRDs. ${SAME}`,
      ],
    ]);
  });

  it("are one finding: the Applications of one set, the first ones by name", () => {
    const tree = (version: string) => ({
      "set.yaml": dump({
        apiVersion: "argoproj.io/v1alpha1",
        kind: "ApplicationSet",
        metadata: { name: "apps" },
        spec: {
          generators: [{ list: { elements: ["a", "b", "c", "d", "e"].map((name) => ({ name })) } }],
          template: {
            metadata: { name: "{{name}}" },
            spec: {
              source: { repoURL: REPOSITORY, chart: "app", targetRevision: version },
              destination: { name: "prod", namespace: "{{name}}" },
            },
          },
        },
      }),
    });
    expect(messages(between(tree))).toEqual([
      [
        21,
        `ApplicationSet \`a\`, ApplicationSet \`b\`, ApplicationSet \`c\` and 2 more (1.0.0 -> 2.0.0): prod will refuse 3 of their 3 CRDs. ${SAME}`,
      ],
    ]);
  });

  it("are one finding that names each cluster once: two releases that differ from a third manifest", () => {
    const tree = (version: string) => ({
      "app.yaml": [
        source("HelmRepository", { url: REPOSITORY }),
        source("HelmChart", { chart: "app", version, sourceRef: { kind: "HelmRepository", name: "app" } }),
        release("web", { chartRef: { kind: "HelmChart", name: "app" } }),
        release("api", { chartRef: { kind: "HelmChart", name: "app" } }),
      ].join("---\n"),
      ...Object.fromEntries(NAMES.map((plural) => [`a/${plural}.yaml`, dump(manifest(plural, "v1*"))])),
    });
    const told = between(tree).findings.filter(({ rule }) => rule === "duplicate-crd");
    expect(told.map(({ message }) => message.replaceAll(/a\/\w+\.yaml/g, "a/x.yaml"))).toEqual([
      "HelmRelease `api` and HelmRelease `web` (1.0.0 -> 2.0.0): this is about 3 of their 3 CRDs. Of `jobs.example.com`, and of the others in the same way: `a/x.yaml:4` is a manifest of the same CRD for the same cluster, and the two differ: whichever is applied last wins, and the next one undoes it; as things are, the server refuses `app.yaml:16` on prod.",
    ]);
  });

  it("are two findings on two lines: the look-alike", () => {
    const tree = (version: string) => ({ ...flux(version), ...application(version) });
    expect(messages(between(tree))).toEqual([
      [9, `Application \`app\` (1.0.0 -> 2.0.0): prod will refuse 3 of its 3 CRDs. ${SAME}`],
      [10, `${RAISED}: prod will refuse 3 of its 3 CRDs. ${SAME}`],
    ]);
  });
});

describe("what cannot be read in a chart", () => {
  const broken = (plural: string) => `${dump(manifest(plural, "v1*"))}${plural === "ways" ? "metadata" : "spec"}: {}\n`;
  const files = Object.fromEntries(NAMES.map((plural) => [`crds/${plural}.yaml`, broken(plural)]));
  const report = (own: Files = {}) => raised(lives("v1*", ["v1"]), charts("v1*"), files, own);

  it("is one finding, with what is wrong in each file", () => {
    const twice = (key: string) =>
      `The key \`${key}\` appears twice in one mapping: some tools take the last one, others refuse.`;
    expect(shown(report())).toEqual([
      {
        rule: "manifest-unreadable",
        state: "introduced",
        crds: "jobs routes",
        line: HERE,
        message: `${RAISED}: this is about 3 documents of what comes of it. It is not the same with all of them: the list says how it is with each.`,
        lines: [`jobs: ${twice("spec")}`, `routes: ${twice("spec")}`, `\`crds/ways.yaml\`: ${twice("metadata")}`],
      },
    ]);
  });

  it("is waived by the path of the reference, and by no other", () => {
    const waived = (path: string) =>
      counts(
        report({
          [`${GUARD}/config.yaml`]: `waivers:\n- {rule: manifest-unreadable, path: ${path}, reason: Meant., owner: "@a", expires: "2027-01-01"}\n`,
        }),
      );
    expect([waived("clusters/prod/app.yaml"), waived("clusters/prod/other.yaml")]).toEqual([
      ["manifest-unreadable introduced waived jobs+routes : this is about 3 documents of what comes of it"],
      [
        "manifest-unreadable introduced jobs+routes : this is about 3 documents of what comes of it",
        "waiver-unused preexisting  : The waiver of manifest-unreadable for `clusters/prod/other.yaml` covers no finding.",
      ],
    ]);
  });
});

it("never advises to leave out the file of a reference, where a template in what it brings was not rendered", () => {
  const git = { kind: "git", url: "https://github.com/example/api", ref: { name: "v2" }, path: "d" } as const;
  const template = dump(manifest("jobs", "v1*")).replace("scope: Namespaced", "scope: {{ .Values.scope }}");
  const tree = tgz([{ name: "d/jobs.yaml", content: template }]);
  const files = {
    ...snapshot(lives("v1*", ["v1"])),
    ...application("v2", {}, { repoURL: git.url, path: "d", chart: undefined }),
  };
  const report = judged(null, files, "check", {}, { ports: fetched({ [originKey(git)]: tree }, "tree") });
  expect(report.findings.map(({ rule, remedy }) => [rule, remedy.steps.map(({ text }) => text)])).toEqual([
    [
      "manifest-unreadable",
      [
        'Render what the reference brings in an earlier step of the job, and name its output: `rendered: ["rendered/**/*.yaml"]`. What comes of a template is then judged in its place.',
        "Or, if the reference is nobody's deployment, list its file in `sources.ignore`.",
      ],
    ],
  ]);
});

it("leaves a release's CRDs that Helm does not apply what they were, wherever the release moves", () => {
  const tree = (above: string) => ({
    ...snapshot(lives("v1*", ["v1"])),
    "clusters/prod/app.yaml": `${above}${flux("1.0.0", { upgrade: {} })["clusters/prod/app.yaml"]}`,
  });
  const report = judged(
    tree(""),
    tree("# A line more.\n"),
    "check",
    {},
    {
      ports: contents(charts("v2* v1"), charts("v2* v1")),
    },
  );
  expect(report.findings.map(({ rule, state, location }) => [rule, state, location.startLine])).toEqual([
    ["helm-crds-directory", "preexisting", 11],
  ]);
});
