import { afterEach, describe, expect, it } from "vitest";
import type { LiveCrd } from "../../../src/crd/live-crd.ts";
import { releasePorts } from "../../../src/entry/release-ports.ts";
import { readWholeFile } from "../../../src/io/files/read-file.ts";
import type { Plan, PlanStep } from "../../../src/releases/plan/plan.ts";
import { planUpgrade, type UpgradePorts, type UpgradeRequest } from "../../../src/releases/plan/plan-upgrade.ts";
import { recordReleases } from "../../../src/releases/record.ts";
import { type Repository, repository } from "../../git/repository.ts";
import { liveCrd, snapshotOf } from "../../snapshots/stored-crds.ts";
import { crdYaml, project } from "../projects.ts";
import { liveOf } from "./histories.ts";

const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

function projectOf(releases: Parameters<typeof project>[0]): Repository {
  const repo = project(releases);
  made.push(repo);
  return repo;
}

/** `widgets.yaml` alone in each release. */
function widgets(...releases: readonly (readonly string[])[]): Repository {
  return projectOf(
    Object.fromEntries(releases.map((versions, at) => [`v1.${at}.0`, { "widgets.yaml": crdYaml({ versions }) }])),
  );
}

const TAGS: UpgradeRequest["history"] = {
  in: "tags",
  choice: { tags: ["v*"], preReleases: false, since: null },
  paths: [],
  name: "widgets",
};

const REQUEST: UpgradeRequest = {
  to: "v1.2.0",
  from: "v1.0.0",
  cluster: null,
  serverVersion: "v1.31.0",
  history: TAGS,
  toolVersion: "1.2.3",
  format: "json",
  width: 100,
};

function planned(repo: Repository, request: Partial<UpgradeRequest> = {}, ports: Partial<UpgradePorts> = {}) {
  return planUpgrade(
    { ...REQUEST, ...request },
    {
      ...releasePorts(repo.root),
      warn: () => {},
      snapshots: () => ({ ok: true, value: [] }),
      configured: () => ({ ok: true, value: null }),
      histories: () => [],
      readFile: (file) => readWholeFile(repo.root, file),
      cel: null,
      ...ports,
    },
  );
}

function planOf(...args: Parameters<typeof planned>): Plan {
  const result = planned(...args);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return JSON.parse(result.value.output);
}

function inShort(step: PlanStep): string {
  if (step.kind === "migrate") return `${step.crd}: ${step.storedVersions.join(" ")} > ${step.rest.join(" ")}`;
  const kept = step.keeps?.map(({ crd, versions }) => ` with ${versions.join(" ")} of ${crd}`) ?? [];
  return `${step.version}${kept.join()}`;
}

/** A cluster with these CRDs and nothing else. */
function clusterWith(crds: Readonly<Record<string, LiveCrd>>): Partial<UpgradePorts> {
  const snapshot = snapshotOf(crds);
  return { snapshots: () => ({ ok: true, value: [{ snapshot, path: "clusters/prod-eu.json", lineOf: () => 1 }] }) };
}

const OF_CLUSTER = { cluster: "prod-eu", from: null, serverVersion: null } as const;

function widget(versions: string, storedVersions: string): LiveCrd {
  const names = { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" };
  return { ...liveOf("widgets.example.com", versions, storedVersions), names };
}

describe("a plan", () => {
  it("goes by the release that has both versions, and migrates just before the one that needs it", () => {
    const repo = widgets(["v1alpha1"], ["v1alpha1", "v1 storage"], ["v1"]);
    const plan = planOf(repo);
    expect({ ...plan, steps: plan.steps.map(inShort) }).toEqual({
      formatVersion: 1,
      project: "widgets",
      cluster: null,
      serverVersion: "v1.31.0",
      from: { version: "v1.0.0", known: "given" },
      to: "v1.2.0",
      outcome: "way",
      proof: "manifests",
      steps: ["v1.1.0", "widgets.example.com: v1alpha1 v1 > v1", "v1.2.0"],
      keep: null,
      refused: null,
      leftOut: [],
      doubts: [],
      notes: [],
    });
  });

  it("is one step where nothing stands in the way, and none where the release is there", () => {
    const repo = widgets(["v1alpha1"], ["v1alpha1", "v1 storage"], ["v1alpha1 unserved", "v1 storage"]);
    expect(planOf(repo).steps.map(inShort)).toEqual(["v1.2.0"]);
    const { outcome, steps } = planOf(repo, { to: "1.0.0" });
    expect([outcome, steps]).toEqual(["there", []]);
  });

  it("starts from what a cluster has, and knows the release by it", () => {
    const repo = widgets(["v1alpha1"], ["v1alpha1", "v1 storage"], ["v1"]);
    const live = { ...widget("v1alpha1 v1*", "v1alpha1 v1"), ...factsIn(repo, "v1.1.0") };
    const plan = planOf(repo, OF_CLUSTER, clusterWith({ "widgets.example.com": live }));
    expect([plan.from, plan.steps.map(inShort), plan.notes]).toEqual([
      { version: "v1.1.0", known: "snapshot" },
      ["widgets.example.com: v1alpha1 v1 > v1", "v1.2.0"],
      [],
    ]);
  });

  it("is for the goal where that is as a release after it, and none for a cluster that is further", () => {
    const repo = widgets(["v1"], ["v1"], ["v1", "v2 storage"]);
    const live = (version: string) => {
      const { versions } = factsIn(repo, version);
      const storage = versions.find(({ storage }) => storage)?.name ?? "";
      return { "widgets.example.com": { ...widget("v1*", storage), versions } };
    };
    const plan = planOf(repo, { ...OF_CLUSTER, to: "v1.0.0" }, clusterWith(live("v1.0.0")));
    expect([plan.from, plan.outcome]).toEqual([{ version: "v1.0.0", known: "snapshot" }, "there"]);
    expect(planned(repo, { ...OF_CLUSTER, to: "v1.1.0" }, clusterWith(live("v1.2.0")))).toEqual({
      ok: false,
      problems: ["The cluster is as v1.2.0 already, which is newer than v1.1.0: ways back are not planned."],
    });
  });

  it("takes any release up to the last for a stop where the cluster is as none", () => {
    const repo = widgets(["v1alpha1"], ["v1alpha1", "v1 storage"], ["v1"]);
    const crds = { "widgets.example.com": widget("v1alpha1*", "v1alpha1") };
    const plan = planOf(
      repo,
      OF_CLUSTER,
      clusterWith({ ...crds, "other.example.com": liveCrd("other.example.com", "v1*", "v1") }),
    );
    expect([plan.from, plan.steps.map(inShort), plan.notes]).toEqual([
      { version: null, known: "unknown" },
      ["v1.1.0", "widgets.example.com: v1alpha1 v1 > v1", "v1.2.0"],
      [
        "The cluster is as none of the releases, so that every release up to the last may be a stop; `--from` says which one it runs.",
      ],
    ]);
    const given = planOf(repo, { ...OF_CLUSTER, from: "v1.1.0" }, clusterWith(crds));
    expect([given.from, given.outcome]).toEqual([{ version: "v1.1.0", known: "given" }, "no-way"]);
  });

  it("is one for all CRDs, and says which of them the last release has no more", () => {
    const [first, both, last] = [["v1"], ["v1", "v2 storage"], ["v2"]];
    const gears = (versions: readonly string[]) => crdYaml({ plural: "gears", versions });
    const repo = projectOf({
      "v1.0.0": {
        "w.yaml": crdYaml({ versions: first }),
        "g.yaml": gears(first),
        "o.yaml": crdYaml({ plural: "olds", versions: ["v1"] }),
      },
      "v1.1.0": { "w.yaml": crdYaml({ versions: both }) },
      "v1.2.0": { "w.yaml": crdYaml({ versions: last }), "g.yaml": gears(both) },
      "v1.3.0": { "g.yaml": gears(last), "o.yaml": null },
    });
    const plan = planOf(repo, { to: "v1.3.0" });
    expect([plan.steps.map(inShort), plan.notes]).toEqual([
      ["v1.1.0", "widgets.example.com: v1 v2 > v2", "v1.2.0", "gears.example.com: v1 v2 > v2", "v1.3.0"],
      ["v1.3.0 has no olds.example.com: it stays on the cluster unless something deletes it, and its objects with it."],
    ]);
  });

  it("says what the last release has to keep where no release has both versions", () => {
    const repo = widgets(["v1"], ["v1", "v2"], ["v2 storage"]);
    const plan = planOf(repo);
    expect([plan.outcome, plan.steps.map(inShort)]).toEqual([
      "no-way",
      ["v1.2.0 with v1 of widgets.example.com", "widgets.example.com: v1 v2 > v2"],
    ]);
    expect(plan.keep).toEqual({
      version: "v1.2.0",
      crds: [
        {
          crd: "widgets.example.com",
          versions: ["v1"],
          storage: "v2",
          kept: [
            {
              schema: "own",
              yaml: `- name: v1
  served: false
  storage: false
  schema:
    openAPIV3Schema:
      type: object
      properties:
        spec:
          type: object
          properties:
            size:
              type: string
`,
            },
          ],
        },
      ],
    });
    expect(plan.refused).toEqual({
      from: "v1.1.0",
      to: "v1.2.0",
      crds: [
        {
          crd: "widgets.example.com",
          reasons: ['status.storedVersions[0]: Invalid value: "v1": must appear in spec.versions'],
        },
      ],
    });
  });

  it("is a list where the terminal is too narrow for a table", () => {
    const repo = widgets(["v1alpha1"], ["v1alpha1", "v1 storage"], ["v1"]);
    const result = planned(repo, { format: "text", width: 50 });
    const lines = result.ok ? result.value.output.split("\n") : [];
    const at = lines.indexOf("1.  upgrade to v1.1.0");
    expect(lines.slice(at, at + 6)).toEqual([
      "1.  upgrade to v1.1.0",
      "2.  rewrite at v1, prune v1alpha1:",
      "    widgets.example.com",
      "3.  upgrade to v1.2.0",
      "",
      "Step 2: `widgets.example.com`",
    ]);
  });

  it("does not say that the server refuses a release of which nobody knows what it makes", () => {
    const template = crdYaml({ versions: ["v1"] }).replace("scope: Namespaced", "scope: {{ .Values.scope }}");
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
      "v1.1.0": { "crd.yaml": template },
    });
    expect(planned(repo, { to: "v1.1.0" })).toEqual({
      ok: false,
      problems: [
        "Whether there is a way cannot be told: nobody knows what v1.1.0 makes of `widgets.example.com` (the document is a template that has not been rendered, and the CRD in it was not judged).",
      ],
    });
  });

  it("has objects rewritten while a webhook converts them, and says where no way does", () => {
    const converted = (yaml: string) =>
      yaml.replace(
        "  versions:\n",
        "  conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {url: https://a.example.com}}}\n  versions:\n",
      );
    const both = crdYaml({ versions: ["v1alpha1", "v1 storage"] });
    const releases = (second: string) => ({
      "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1alpha1"] }) },
      "v1.1.0": { "crd.yaml": second },
      "v1.2.0": { "crd.yaml": both },
      "v2.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
    });
    const way = planOf(projectOf(releases(converted(both))), { to: "v2.0.0" });
    expect([way.steps.map(inShort), way.notes]).toEqual([
      ["v1.1.0", "widgets.example.com: v1alpha1 v1 > v1", "v2.0.0"],
      [],
    ]);
    const cluster = crdYaml({ versions: ["v1alpha1", "v1 storage"], scope: "Cluster" });
    const none = planOf(projectOf(releases(converted(cluster))), { to: "v2.0.0" });
    expect([none.steps.map(inShort), none.notes]).toEqual([
      ["v1.2.0", "widgets.example.com: v1alpha1 v1 > v1", "v2.0.0"],
      [
        "A webhook converted objects in an earlier release, and on every way there comes a release without it while some are stored at an old version yet: fields that were called otherwise there may be lost. Compare the objects before and after each upgrade.",
      ],
    ]);
  });

  it("says which CRDs of older releases it does not look at, where nobody names a cluster", () => {
    const widget = { "w.yaml": crdYaml({ versions: ["v1"] }) };
    const gear = (...versions: readonly string[]) => ({ "g.yaml": crdYaml({ plural: "gears", versions }) });
    const repo = projectOf({
      "v1.0.0": { ...widget, ...gear("v1alpha1") },
      "v1.1.0": {},
      "v1.2.0": { "g.yaml": null },
      "v1.3.0": {},
      "v2.0.0": gear("v1"),
    });
    const notes = (from: string, to: string) => planOf(repo, { from, to }).notes;
    const was =
      "gears.example.com was in releases up to v1.1.0, and v1.2.0 has it no more. A cluster that came from one of those may have it yet";
    expect([notes("v1.2.0", "v1.3.0"), notes("v1.2.0", "v2.0.0"), notes("v2.0.0", "v2.0.0")]).toEqual([
      [`${was}, where it stays as it is.`],
      [
        `${was}, and v2.0.0 has it again: whether the API server takes it there is not known. Name the cluster by its snapshot with \`--cluster\`.`,
      ],
      [expect.stringContaining("installed v2.0.0 fresh")],
    ]);
  });

  it("goes to a pre-release that it is asked for, by no other", () => {
    const repo = projectOf({
      "v1.0.0": { "w.yaml": crdYaml({ versions: ["v1"] }) },
      "v2.0.0-rc.1": {},
      "v2.0.0-rc.2": { "w.yaml": crdYaml({ versions: ["v1", "v2 storage"] }) },
    });
    const notes: string[] = [];
    const { to, steps } = planOf(repo, { from: "v1.0.0", to: "2.0.0-rc.2" }, { warn: (words) => notes.push(words) });
    expect([to, steps.map(inShort), notes]).toEqual([
      "v2.0.0-rc.2",
      ["v2.0.0-rc.2"],
      ["Left out: 1 pre-release; `--pre-releases` takes them in."],
    ]);
  });

  it("says of a release that nobody came to from an older one", () => {
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1alpha1"] }) },
      "v1.1.0": { "crd.yaml": crdYaml({ versions: ["v1", "v1alpha1"] }) },
      "v2.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
    });
    const notes = (from: string) => planOf(repo, { from, to: "v2.0.0" }).notes;
    expect([notes("v1.0.0"), notes("v1.1.0")]).toEqual([
      [],
      [
        "This is for a cluster that installed v1.1.0 fresh. One that came from an older release may have v1alpha1 of widgets.example.com on its list yet, and is refused where a release has that no more: name it by its snapshot with `--cluster`.",
      ],
    ]);
  });

  it("copies objects of one plural in two groups to files of their own", () => {
    const both = (...versions: readonly string[]) => ({
      "old.yaml": crdYaml({ group: "example.com", versions }),
      "new.yaml": crdYaml({ group: "example.org", versions }),
    });
    const repo = projectOf({
      "v1.0.0": both("v1alpha1"),
      "v1.1.0": both("v1", "v1alpha1 unserved"),
      "v2.0.0": both("v1"),
    });
    const { steps } = planOf(repo, { to: "v2.0.0" });
    const files = steps.flatMap(({ instructions }) =>
      instructions.flatMap(({ command }) => command?.match(/\S+\.backup\.json/g) ?? []),
    );
    const own = ["widgets.example.com.backup.json", "widgets.example.org.backup.json"];
    expect(files).toEqual([...own, ...own]);
  });

  it("has the objects copied before the upgrade after which nothing serves the version that they are rewritten from", () => {
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1alpha1"] }) },
      "v1.1.0": { "crd.yaml": crdYaml({ versions: ["v1", "v1alpha1 unserved"] }) },
      "v2.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
    });
    const steps = (request: Partial<UpgradeRequest>, ports: Partial<UpgradePorts> = {}) =>
      planOf(repo, { to: "v2.0.0", ...request }, ports).steps.map(({ kind, instructions }) => [
        kind,
        instructions.flatMap(({ text, command }) =>
          /backup|not served/.test(command ?? text) ? [command ?? text] : [],
        ),
      ]);
    const copy =
      'kubectl --context "$CTX" get widgets.v1alpha1.example.com --all-namespaces -o json > widgets.example.com.backup.json';
    const compare =
      'kubectl --context "$CTX" get widgets.v1.example.com --all-namespaces -o json > widgets.new.json && sed \'s|^            "apiVersion": "example.com/v1alpha1",|            "apiVersion": "example.com/v1",|\' widgets.example.com.backup.json | diff - widgets.new.json && echo "no difference"';
    expect(steps({})).toEqual([
      ["upgrade", [copy]],
      ["migrate", [compare]],
      ["upgrade", []],
    ]);
    // One schema for both: what the one has the other shows.
    const late = widget("v1* v1alpha1!", "v1alpha1 v1");
    const cluster = (crd: typeof late) => clusterWith({ "widgets.example.com": crd });
    const request = { ...OF_CLUSTER, from: "v1.1.0" };
    expect(steps(request, cluster(late))).toEqual([
      ["migrate", []],
      ["upgrade", []],
    ]);
    const versions = late.versions.map((one) => (one.served ? one : { ...one, schema: "sha256:another" }));
    expect(steps(request, cluster({ ...late, versions }))).toEqual([
      [
        "migrate",
        [
          "Serve `v1alpha1` for as long as this takes: apply the CRD as the cluster has it, with `served: true` there and nothing else changed. What is not served can be neither copied nor compared, and a rewrite at another version than the storage version drops what only that one has.",
          copy,
          compare,
        ],
      ],
      ["upgrade", []],
    ]);
  });

  it("says of a list that a migration has shortened without success that it proves nothing", () => {
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1", "v1alpha1 unserved"] }) },
      "v2.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
    });
    const notes = (storageMigrating: "failed" | true | undefined) => {
      const crd = { ...widget("v1* v1alpha1!", "v1"), ...(storageMigrating === undefined ? {} : { storageMigrating }) };
      const request = { ...OF_CLUSTER, from: "v1.0.0", to: "v2.0.0" };
      return planOf(repo, request, clusterWith({ "widgets.example.com": crd })).notes;
    };
    const said = (how: string) =>
      `The last StorageVersionMigration of widgets.example.com ${how}, and may have shortened its list all the same: rewrite its objects first, with \`crd-upgrade-guard migrate widgets.example.com\`, and take a snapshot then.`;
    expect([notes("failed"), notes(true), notes(undefined)]).toEqual([
      [said("has failed")],
      [said("has not ended yet")],
      [],
    ]);
  });

  it("says of a stop that lacks a CRD which the last release has that it must stay", () => {
    const repo = projectOf({
      "v1.0.0": { "w.yaml": crdYaml({ versions: ["v1"] }), "g.yaml": crdYaml({ plural: "gears", versions: ["v1"] }) },
      "v1.1.0": { "w.yaml": crdYaml({ versions: ["v1", "v2 storage"] }), "g.yaml": null },
      "v1.2.0": { "w.yaml": crdYaml({ versions: ["v2"] }), "g.yaml": crdYaml({ plural: "gears", versions: ["v1"] }) },
    });
    const { steps, notes } = planOf(repo);
    expect([steps.map(inShort), steps[0]?.instructions, notes]).toEqual([
      ["v1.1.0", "widgets.example.com: v1 v2 > v2", "v1.2.0"],
      [
        {
          text: "`v1.1.0` has no `gears.example.com`, which `v1.2.0` has: make sure that nothing deletes it with this upgrade, for its objects would go too. Helm deletes what a chart's templates have no more; Argo CD and Flux do where they prune.",
        },
      ],
      [],
    ]);
  });

  it("says what the server says where nothing helps", () => {
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
      "v1.1.0": { "crd.yaml": crdYaml({ versions: ["v1"], kind: "Gadget" }) },
    });
    const plan = planOf(repo, { to: "v1.1.0" });
    expect([plan.outcome, plan.steps, plan.keep, plan.refused]).toEqual([
      "no-way",
      [],
      null,
      {
        from: "v1.0.0",
        to: "v1.1.0",
        crds: [
          { crd: "widgets.example.com", reasons: ['spec.names.kind: Invalid value: "Gadget": field is immutable'] },
        ],
      },
    ]);
  });

  it("goes round a release whose manifests are refused, and says why", () => {
    const repo = widgets(["v1"], ["v1", "v2 storage"], ["v1", "v2 storage"], ["v2"]);
    const cel: UpgradePorts["cel"] = {
      compile: ({ schema }) => ({
        kind: "answered",
        errors: schema.includes("self.wrong") ? [{ type: "FieldValueInvalid", field: "spec.x", detail: "no" }] : [],
      }),
    };
    repo.git("checkout", "-q", "v1.2.0");
    repo.commit({ "widgets.yaml": crdYaml({ versions: ["v1", "v2 storage"], rule: "self.wrong" }) });
    repo.git("tag", "-f", "v1.2.0");
    const plan = planOf(repo, { to: "v1.3.0" }, { cel });
    expect(plan.steps.map(inShort)).toEqual(["v1.1.0", "widgets.example.com: v1 v2 > v2", "v1.3.0"]);
    expect(plan.leftOut.map(({ from, to, crds }) => [from, to, crds.map(({ crd }) => crd)])).toEqual([
      ["v1.0.0", "v1.2.0", ["widgets.example.com"]],
    ]);
  });

  it("goes by recorded facts where the releases are elsewhere", () => {
    const repo = widgets(["v1alpha1"], ["v1alpha1", "v1 storage"], ["v1"]);
    const elsewhere = repository();
    made.push(elsewhere);
    const file = "history/widgets.json";
    const write = (path: string, text: string) => elsewhere.write({ [path]: text });
    const request = {
      name: "widgets",
      output: file,
      toolVersion: "1",
      paths: [],
      tags: ["v*"],
      preReleases: false,
      since: null,
    };
    recordReleases(request, { ...releasePorts(repo.root), warn: () => {}, write });
    const history = { in: "file", path: file } as const;
    const plan = planOf(elsewhere, { history });
    expect([plan.proof, plan.steps.map(inShort)]).toEqual([
      "facts",
      ["v1.1.0", "widgets.example.com: v1alpha1 v1 > v1", "v1.2.0"],
    ]);
    // Where the commits are, the manifests are.
    write(file, new TextDecoder().decode(readBytes(elsewhere, file)));
    repo.write({ [file]: new TextDecoder().decode(readBytes(elsewhere, file)) });
    expect(planOf(repo, { history: { in: "folder" } }, { histories: () => [file] }).proof).toBe("manifests");
  });
});

function readBytes({ root }: Repository, file: string): Uint8Array {
  const reading = readWholeFile(root, file);
  return reading.ok ? reading.value : new Uint8Array();
}

/** Versions of a release as a cluster has them that applied it. */
function factsIn(repo: Repository, version: string): Pick<LiveCrd, "versions"> {
  let versions: LiveCrd["versions"] = [];
  recordReleases(
    { name: "a", output: null, toolVersion: "1", paths: [], tags: [version], preReleases: false, since: null },
    {
      ...releasePorts(repo.root),
      warn: () => {},
      write: (_, text) => {
        versions = JSON.parse(text).releases[0].crds["widgets.example.com"].facts.versions;
      },
    },
  );
  return { versions };
}

describe("nothing is planned", () => {
  const some = () => widgets(["v1"], ["v1"], ["v1"]);
  it.each([
    [
      "without a start",
      { from: null },
      {},
      "Nothing says where to start: name a cluster with `--cluster`, or a release with `--from`.",
    ],
    [
      "to a release that is none",
      { to: "v1.9.0" },
      {},
      "widgets has no release v1.9.0; recorded are v1.0.0 to v1.2.0. Did you mean v1.0.0?",
    ],
    ["from a release that is none", { from: "v9" }, {}, "widgets has no release v9; recorded are v1.0.0 to v1.2.0."],
    [
      "back",
      { from: "v1.2.0", to: "v1.1.0" },
      {},
      "The cluster is as v1.2.0 already, which is newer than v1.1.0: ways back are not planned.",
    ],
    [
      "without a history",
      { history: { in: "folder" } },
      {},
      "There is no release history in .github/crd-upgrade-guard/releases, and the configuration has no `releases`: copy the one that `crd-upgrade-guard releases` writes in the project's repository, or plan there with `--tags`.",
    ],
    [
      "with several",
      { history: { in: "folder" } },
      { histories: () => ["a.json", "b.json"] },
      "There are several release histories: name one with `--releases` (`a.json` and `b.json`).",
    ],
    [
      "with one that is not there",
      { history: { in: "file", path: "a.json" } },
      {},
      "a.json: the release history cannot be read: there is no such file.",
    ],
    [
      "with one that is none",
      { history: { in: "file", path: "widgets.yaml" } },
      {},
      "widgets.yaml:1: The file is no release history. Write it again with `crd-upgrade-guard releases`.",
    ],
    [
      "for a cluster that nobody recorded",
      { cluster: "prod-e" },
      clusterWith({}),
      "No snapshot describes a cluster `prod-e`. Write `prod-eu` if that is meant (snapshots describe `prod-eu`).",
    ],
  ] as const)("%s", (_, request, ports, problem) => {
    expect(planned(some(), request, ports)).toEqual({ ok: false, problems: [problem] });
  });

  it("from a release that no server takes", () => {
    const repo = projectOf({
      "v1.0.0": {
        "crd.yaml": crdYaml({ versions: ["v1"] }).replace(
          "apiextensions.k8s.io/v1\n",
          "apiextensions.k8s.io/v1beta1\n",
        ),
      },
      "v1.1.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) },
    });
    expect(planned(repo, { to: "v1.1.0" })).toEqual({
      ok: false,
      problems: [
        'No cluster can be made of v1.0.0: widgets.example.com: no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1".',
      ],
    });
  });
});

describe("the words of a plan", () => {
  const repo = () => widgets(["v1"], ["v1", "v2"], ["v2 storage"]);

  it.each([
    ["text", "plan.expected.txt"],
    ["markdown", "plan.expected.md"],
  ] as const)("are those of a finding's steps (%s)", async (format, file) => {
    const result = planned(repo(), { format });
    await expect(result.ok && result.value.output).toMatchFileSnapshot(file);
    expect(result.ok && result.value.isPossible).toBe(false);
  });
});
