import { describe, expect, it } from "vitest";
import { ruleOf } from "../../src/rules/index.ts";
import { sourceNotCompared } from "../../src/rules/source-not-compared.ts";
import type { SourceView } from "../../src/rules/tree-view.ts";
import type { SourceReference } from "../../src/sources/reference.ts";
import { allFindings, findingsOf, live, type Situation } from "./evaluated.ts";

const RANGE = { startLine: 9, startColumn: 7, endLine: 9, endColumn: 15 };

function helmRelease(version: string | null, own: Partial<SourceReference> = {}): SourceReference {
  return {
    kind: "HelmRelease",
    name: "strimzi",
    namespace: "kafka",
    origin: { kind: "helm", repository: "https://charts.example.com", chart: "strimzi-operator", version },
    version,
    place: { path: "apps/strimzi.yaml", range: RANGE },
    object: { path: "apps/strimzi.yaml", range: { ...RANGE, startLine: 1, endLine: 1 } },
    delivery: {
      by: "helm",
      ownership: null,
      client: "unknown",
      release: "strimzi",
      namespace: "kafka",
      values: [],
      crds: "applied",
      missing: [],
    },
    destination: null,
    ...own,
  };
}

function view(reference: SourceReference, own: Partial<SourceView> = {}): SourceView {
  const reason = "its contents are not at hand";
  return {
    reference,
    clusters: ["prod"],
    state: "not-compared",
    reason,
    cause: "not-fetched",
    crds: [],
    by: [],
    ...own,
  };
}

const OWNED = { ...live({ versions: "v1 v1beta1*" }, ["v1beta1"]), owners: { helmRelease: "kafka/strimzi" } };
const CLUSTERS = { prod: { "routes.example.com": OWNED }, test: {} };

function told(situation: Pick<Situation, "sources" | "baseSources" | "mode" | "require">) {
  return findingsOf({ files: { "a.yaml": "a: 1\n" }, clusters: CLUSTERS, ...situation }).filter(
    ({ rule }) => rule === "source-not-compared",
  );
}

const STAKES = [
  { cluster: "prod", release: "kafka/strimzi", crds: [{ name: "routes.example.com", storedVersions: ["v1beta1"] }] },
];
const FROM = "strimzi-operator of https://charts.example.com";
const FOUND = {
  rule: "source-not-compared",
  at: "apps/strimzi.yaml:9",
  detail: {
    kind: "source-not-compared",
    cause: "not-fetched",
    what: "HelmRelease `strimzi`",
    outOf: "",
    version: "0.51.0 -> 1.0.0",
    from: FROM,
    reason: "its contents are not at hand",
    isGone: false,
    stakes: STAKES,
  },
};

describe("in a check", () => {
  it("tells of a version that the change raises, with what it was and what is at stake", () => {
    expect(told({ sources: [view(helmRelease("1.0.0"))], baseSources: [view(helmRelease("0.51.0"))] })).toEqual([
      FOUND,
    ]);
  });

  it.each([
    ["a new one", [], ""],
    ["another repository", [view(helmRelease("1.0.0", { origin: { kind: "file", url: "https://a/b" } }))], "1.0.0"],
    [
      "other values",
      [view(helmRelease("1.0.0", { delivery: { ...DELIVERY(), values: [{ kind: "file", path: "v.yaml" }] } }))],
      "1.0.0",
    ],
  ])("tells of %s", (_, baseSources) => {
    expect(told({ sources: [view(helmRelease("1.0.0"))], baseSources })).toEqual([
      { ...FOUND, detail: { ...FOUND.detail, version: "1.0.0" } },
    ]);
  });

  it.each<[string, SourceView[], SourceView[]]>([
    ["the base has it too", [view(helmRelease("1.0.0"))], [view(helmRelease("1.0.0"))]],
    [
      "it only moved to another file",
      [view(helmRelease("1.0.0"))],
      [
        view(
          helmRelease("1.0.0", {
            object: { path: "old.yaml", range: RANGE },
            place: { path: "old.yaml", range: RANGE },
          }),
        ),
      ],
    ],
    ["it was compared", [view(helmRelease("1.0.0"), { state: "compared", cause: null })], []],
    ["it brings none", [view(helmRelease("1.0.0"), { state: "no-crds", cause: null })], []],
    ["the configuration ignores it", [view(helmRelease("1.0.0"), { state: "ignored", cause: null })], []],
  ])("says nothing where %s", (_, sources, baseSources) => {
    expect(told({ sources, baseSources })).toEqual([]);
  });

  it("tells of a version that is raised although nobody knows what it is a version of", () => {
    const origin = { kind: "undecided" as const, text: "strimzi of HelmRepository x", reason: "the tree has none" };
    const [now, before] = ["1.0.0", "0.51.0"].map((version) =>
      view(helmRelease(version, { origin }), { cause: "undecided", reason: "the tree has none" }),
    );
    if (now === undefined || before === undefined) throw new Error("two are made");
    const own = { cause: "undecided", from: origin.text, reason: "the tree has none" };
    expect(told({ sources: [now], baseSources: [before] })).toEqual([
      { ...FOUND, detail: { ...FOUND.detail, ...own } },
    ]);
    expect(told({ sources: [now], baseSources: [now] })).toEqual([]);
  });

  it.each<[string, readonly (readonly [path: string, chart: string])[]]>([
    [
      "overlays make several of one object",
      [
        ["apps/base.yaml", "a"],
        ["apps/prod.yaml", "a"],
      ],
    ],
    [
      "one object has several sources",
      [
        ["apps/strimzi.yaml", "a"],
        ["apps/strimzi.yaml", "b"],
      ],
    ],
    [
      "an entry has variants in its file",
      [
        ["apps/strimzi.yaml", "a"],
        ["apps/strimzi.yaml", "a"],
      ],
    ],
  ])("knows the version before where %s", (_, parts) => {
    const made = (versions: readonly string[]) =>
      parts.map(([path, chart], index) => {
        const version = versions[index] ?? "";
        const origin = { kind: "helm" as const, repository: "https://charts.example.com", chart, version };
        return view(helmRelease(version, { origin, place: { path, range: RANGE } }));
      });
    const found = told({ sources: made(["1.0.0", "2.1.0"]), baseSources: made(["1.0.0", "2.0.0"]) });
    expect(found.map(({ detail }) => "version" in detail && detail.version)).toEqual(["2.0.0 -> 2.1.0"]);
  });

  it("makes one finding of what one line changes, and one of all that is unchanged", () => {
    const [a, b] = [helmRelease("1.0.0"), helmRelease("1.0.0", { name: "b" })];
    const [c, d] = ["c", "d"].map((name) =>
      helmRelease("1.0.0", { name, place: { path: `${name}.yaml`, range: RANGE } }),
    );
    if (c === undefined || d === undefined) throw new Error("two are made");
    const sources = [a, b, c, d].map((one) => view(one));
    const together = (baseSources: readonly SourceView[]) =>
      allFindings({ files: { "a.yaml": "a: 1\n" }, clusters: CLUSTERS, sources, baseSources, mode: "gate" })
        .filter(({ rule }) => rule === "source-not-compared")
        .map((finding) => finding.together);
    const line = (path: string) => JSON.stringify([path, RANGE, "not-fetched"]);
    const unchanged = JSON.stringify(["unchanged", "not-fetched"]);
    const old = line("apps/strimzi.yaml");
    expect(together([])).toEqual([old, old, line("c.yaml"), line("d.yaml")]);
    expect(together([view(c), view(d)])).toEqual([old, old, unchanged, unchanged]);
  });

  it("knows nothing to be at stake where no release owns a CRD", () => {
    const other = helmRelease("1.0.0", { delivery: { ...DELIVERY(), namespace: "other" } });
    expect(told({ sources: [view(other)], baseSources: [] })).toEqual([
      { ...FOUND, detail: { ...FOUND.detail, version: "1.0.0", stakes: [] } },
    ]);
  });
});

function DELIVERY() {
  return {
    by: "helm" as const,
    ownership: null,
    client: "unknown" as const,
    release: "strimzi",
    namespace: "kafka",
    values: [],
    crds: "applied" as const,
    missing: [],
  };
}

describe("at the gate", () => {
  const old = view(helmRelease("1.0.0", { name: "old" }));
  const sources = [view(helmRelease("1.0.0")), old];
  const baseSources = [view(helmRelease("0.51.0")), old];

  it.each([
    ["all", ["strimzi", "old"]],
    ["changed", ["strimzi"]],
    ["none", []],
  ] as const)("with require: %s", (require, names) => {
    const found = told({ sources, baseSources, mode: "gate", require });
    expect(found.map(({ detail }) => ("what" in detail ? detail.what : ""))).toEqual(
      names.map((name) => `HelmRelease \`${name}\``),
    );
  });
});

describe("in words", () => {
  const words = (group: readonly object[]) => {
    const findings = group.map((own) => ({
      rule: "source-not-compared" as const,
      place: { path: "a.yaml", range: RANGE, yamlPath: [] },
      related: [],
      detail: { ...FOUND.detail, kind: "source-not-compared" as const, cause: "not-fetched" as const, ...own },
    }));
    const [first, ...rest] = findings;
    if (first === undefined) throw new Error("no finding");
    return ruleOf("source-not-compared").words([first, ...rest]);
  };

  it("of one that comes out of others", () => {
    const { message } = words([{ outOf: ", out of Application `more`, out of Application `root`" }]);
    expect(message).toBe(
      `HelmRelease \`strimzi\` (0.51.0 -> 1.0.0) from ${FROM}, out of Application \`more\`, out of Application \`root\`, was not compared: its contents are not at hand; release \`kafka/strimzi\` owns 1 CRD in prod, routes.example.com stores [v1beta1].`,
    );
  });

  it("of one", () => {
    expect(words([{}])).toEqual({
      message: `HelmRelease \`strimzi\` (0.51.0 -> 1.0.0) from ${FROM} was not compared: its contents are not at hand; release \`kafka/strimzi\` owns 1 CRD in prod, routes.example.com stores [v1beta1].`,
      remedy: {
        summary:
          "Run `crd-upgrade-guard fetch` before the check (in a workflow: `fetch/action.yml`): the check compares what that has brought.",
        steps: [],
      },
    });
  });

  it("of several", () => {
    const other = { what: "HelmRelease `other`", version: "1.0.0", stakes: [] };
    expect(words([{}, other]).message).toBe(
      "2 sources of manifests were not compared: their contents are not at hand; their releases own 1 CRD in prod.",
    );
  });

  it("of several that one line gives their version", () => {
    expect(words([{}, { what: "HelmRelease `other`", stakes: [] }]).message).toBe(
      `2 sources of manifests (0.51.0 -> 1.0.0) from ${FROM} were not compared: their contents are not at hand; their releases own 1 CRD in prod.`,
    );
  });

  it("of one that is delivered several times", () => {
    expect(words([{ stakes: [] }, {}]).message).toBe(words([{}]).message);
  });
});

it("says in a line of several what is not compared, why, and what depends on it", () => {
  const { detail } = FOUND;
  const line = (own: Partial<Parameters<typeof sourceNotCompared.line>[0]>) =>
    sourceNotCompared.line({ ...detail, kind: "source-not-compared", cause: "not-fetched", ...own });
  const owned = "release `kafka/strimzi` owns 1 CRD in prod, routes.example.com stores [v1beta1]";
  expect([line({}), line({ version: "", stakes: [], outOf: " of `apps`" })]).toEqual([
    `HelmRelease \`strimzi\` 0.51.0 -> 1.0.0; its contents are not at hand; ${owned}`,
    "HelmRelease `strimzi` of `apps`; its contents are not at hand",
  ]);
});
