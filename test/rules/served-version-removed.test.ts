import { describe, expect, it } from "vitest";
import type { PrintedText } from "../../src/check/sources/earlier-output.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";

function situation(
  manifest: string,
  liveVersions: string,
  hasObjects?: LiveCrd["hasObjects"],
  files: Situation["files"] = {},
): Situation {
  const facts = live({ versions: liveVersions }, [liveVersions.split("*")[0]?.split(" ").at(-1) ?? ""]);
  return {
    files: { "crd.yaml": [crd({ versions: manifest })], ...files },
    clusters: { prod: { [NAME]: hasObjects === undefined ? facts : { ...facts, hasObjects } } },
  };
}

function object(apiVersion: string, kind = "Route") {
  return { apiVersion, kind, metadata: { name: "a" } };
}

function removed(overrides: object, more: object = {}) {
  return {
    rule: "served-version-removed",
    severity: "warning",
    crd: NAME,
    version: "v1beta1",
    cluster: "prod",
    at: "crd.yaml:13 spec.versions[0].served",
    ...more,
    detail: {
      kind: "served-version-removed",
      cause: "used",
      apiVersion: "example.com/v1beta1",
      objectKind: "Route",
      served: ["v1"],
      uses: [],
      gone: null,
      ...overrides,
    },
  };
}

function use(path: string, line: number, clusters = ["prod"]) {
  return { apiVersion: "example.com/v1beta1", kind: "Route", path, line, clusters };
}

it("names each manifest that still uses the version, with its line", () => {
  const files = {
    "a/two.yaml": [object("example.com/v1"), object("example.com/v1beta1")],
    "b.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [object("example.com/v1beta1")] }, null, 1),
  };
  expect(findingsOf(situation("v1beta1! v1*", "v1beta1 v1*", undefined, files))).toEqual([
    removed({ uses: [use("a/two.yaml", 6), use("b.json", 6)] }),
  ]);
});

it("names what is rendered, in the template where the tree has it, else where the chart is asked for", () => {
  const range = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 };
  const output = (source: string): PrintedText => ({
    bytes: new TextEncoder().encode(`# Source: ${source}\napiVersion: example.com/v1beta1\nkind: Route\n`),
    clusters: ["prod"],
    place: { path: "chart/Chart.yaml", range },
    by: [],
    of: "chart",
    release: "/chart",
  });
  const files = {
    "chart/templates/a.yaml": "apiVersion: {{ .Values.api }}\nkind: Route\n",
    "chart/templates/b.yaml": "# {{ x }}\napiVersion: example.com/v1beta1\nkind: Route\n",
  };
  const outputs = ["a", "b", "c"].map((name) => output(`chart/templates/${name}.yaml`));
  const uses = [use("chart/Chart.yaml", 3), use("chart/templates/a.yaml", 1), use("chart/templates/b.yaml", 2)];
  expect(findingsOf({ ...situation("v1beta1! v1*", "v1beta1 v1*", undefined, files), outputs })).toEqual([
    removed({ uses }),
  ]);
});

it("rewrites at no other version than the one that stores, which may have fields of its own", () => {
  const files = { "a.yaml": [object("example.com/v1beta1")] };
  const [found] = findingsOf(situation("v1 v2*!", "v1beta1 v1 v2*!", undefined, files));
  expect(found?.detail).toMatchObject({ gone: { plural: "routes", group: "example.com", version: "" } });
});

it("names them where the version is gone altogether, which the server takes if it was never stored", () => {
  const files = { "a.yaml": [object("example.com/v1beta1")] };
  expect(findingsOf(situation("v1*", "v1beta1 v1*", undefined, files))).toEqual([
    removed(
      { uses: [use("a.yaml", 1)], gone: { plural: "routes", group: "example.com", version: "v1" } },
      { at: "crd.yaml:11 spec.versions" },
    ),
  ]);
});

it.each<[string, Situation, readonly object[]]>([
  ["objects", situation("v1beta1! v1*", "v1beta1 v1*", true), [removed({ cause: "has-objects" })]],
  [
    "nothing, as long as nobody counted",
    situation("v1beta1! v1*", "v1beta1 v1*", "unknown"),
    [removed({ cause: "not-counted" }, { severity: "info" })],
  ],
  [
    "nobody, when no version is served any more",
    situation("v1beta1! v1*!", "v1beta1 v1*"),
    [
      removed({ cause: "none-left", served: [] }),
      removed(
        { cause: "none-left", served: [], apiVersion: "example.com/v1" },
        { version: "v1", at: "crd.yaml:19 spec.versions[1].served" },
      ),
    ],
  ],
])("tells of %s", (_name, given, found) => {
  expect(findingsOf(given)).toEqual(found);
});

it.each<[string, Situation]>([
  ["no objects and no manifests", situation("v1beta1! v1*", "v1beta1 v1*", false)],
  [
    "a version that was not served before",
    situation("v1beta1! v1*", "v1beta1! v1*", true, { "a.yaml": [object("example.com/v1beta1")] }),
  ],
  ["a version that stays served", situation("v1beta1 v1*", "v1beta1 v1*", true)],
  [
    "manifests of the same version that are of another kind or group",
    situation("v1beta1! v1*", "v1beta1 v1*", false, {
      "a.yaml": [object("example.com/v1beta1", "Lane"), object("example.org/v1beta1"), object("example.com/v1beta10")],
    }),
  ],
])("says nothing of %s", (_name, given) => {
  expect(findingsOf(given).filter(({ rule }) => rule === "served-version-removed")).toEqual([]);
});

it("counts a manifest for the clusters that it is meant for", () => {
  const facts = { ...live({ versions: "v1beta1 v1*" }, ["v1"]), hasObjects: false };
  const files = {
    "crd.yaml": [crd({ versions: "v1beta1! v1*" })],
    "dev/a.yaml": [object("example.com/v1beta1")],
  };
  const found = findingsOf({ files, clusters: { dev: { [NAME]: facts }, prod: { [NAME]: facts } } });
  expect(found).toEqual([removed({ uses: [use("dev/a.yaml", 1, ["dev"])] }, { cluster: "dev" })]);
});

/** Releases that stopped serving versions while manifests everywhere still used them. */
it.each<[string, string, string, string, readonly string[], readonly string[]]>([
  [
    "cert-manager 1.6",
    "certificates.cert-manager.io",
    "v1alpha2! v1alpha3! v1beta1! v1*",
    "v1alpha2 v1alpha3 v1beta1 v1*",
    ["v1alpha2", "v1"],
    ["v1alpha2", "v1alpha3"],
  ],
  [
    "External Secrets 0.17",
    "externalsecrets.external-secrets.io",
    "v1* v1beta1!",
    "v1* v1beta1",
    ["v1beta1", "v1"],
    ["v1beta1"],
  ],
])("tells who is left behind by %s", (_name, name, manifest, liveVersions, stored, used) => {
  const group = name.slice(name.indexOf(".") + 1);
  const files = {
    "crd.yaml": [crd({ name, kind: "Thing", versions: manifest })],
    "things.yaml": [...used.map((version) => object(`${group}/${version}`, "Thing")), object(`${group}/v1`, "Thing")],
  };
  const clusters = { prod: { [name]: live({ name, kind: "Thing", versions: liveVersions }, stored) } };
  const found = findingsOf({ files, clusters }).filter(({ severity }) => severity === "warning");
  expect(found.map(({ version, detail }) => [version, "uses" in detail ? detail.uses.length : 0])).toEqual(
    used.map((version) => [version, 1]),
  );
});

describe("one cause", () => {
  const files = { "a.yaml": [object("example.com/v1beta1")] };

  it("is the refusal, where a stored version is removed", () => {
    const given = situation("v1*", "v1beta1* v1", true, files);
    expect(findingsOf(given).map(({ rule }) => rule)).toEqual(["stored-version-removed"]);
  });

  it("is the way back, where the newer version goes with it", () => {
    const given = situation("v1beta1* v1!", "v1beta1 v1*", true, { "a.yaml": [object("example.com/v1")] });
    expect(findingsOf(given).map(({ rule }) => rule)).toEqual(["storage-version-reverted"]);
  });
});

it("takes the one version that a CRD of v1beta1 has above its list, and no other", () => {
  const { spec, ...rest } = crd({ versions: "v1*" });
  const { versions: _, ...own } = spec;
  const old = (version: string) => ({ ...rest, apiVersion: "apiextensions.k8s.io/v1beta1", spec: { ...own, version } });
  const removedBy = (version: string) =>
    findingsOf({
      files: { "crd.yaml": [old(version)], "a.yaml": [object("example.com/v1")] },
      clusters: { prod: { [NAME]: live({ versions: "v1*" }, ["v1"]) } },
      serverVersion: "v1.21.3",
    }).flatMap((finding) => (finding.rule === "served-version-removed" ? [finding.version] : []));
  expect([removedBy("v1"), removedBy("v2")]).toEqual([[], ["v1"]]);
});
