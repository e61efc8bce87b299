import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { validateSnapshot } from "../../src/schemas/validators.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { describeOnData } from "../data.ts";

const PATH = "clusters/prod-eu.json";

const CLAIMS = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "claims.demo.example.com",
    uid: "b3bade6a-7d7a-4dea-899d-38ab21ff71d5",
    resourceVersion: "234",
    managedFields: [{ manager: "kubectl" }],
    annotations: { "meta.helm.sh/release-name": "demo", "meta.helm.sh/release-namespace": "demo-system" },
    labels: { "app.kubernetes.io/managed-by": "Helm" },
  },
  spec: {
    group: "demo.example.com",
    names: { plural: "claims", singular: "claim", kind: "Claim", listKind: "ClaimList", shortNames: ["cl"] },
    scope: "Namespaced",
    versions: [
      { name: "v1", served: true, storage: true },
      { name: "v1beta1", served: false, storage: false, deprecated: true },
    ],
    conversion: {
      strategy: "Webhook",
      webhook: {
        conversionReviewVersions: ["v1"],
        clientConfig: { caBundle: "Cg==", url: "https://demo.example.com" },
      },
    },
  },
  status: {
    acceptedNames: { plural: "claims", singular: "claim", kind: "Claim", listKind: "ClaimList", shortNames: ["cl"] },
    conditions: [
      { type: "NamesAccepted", status: "True", reason: "NoConflicts" },
      { type: "Established", status: "True", reason: "InitialNamesAccepted" },
    ],
    storedVersions: ["v1beta1", "v1"],
  },
};

const BARE = {
  metadata: { name: "apples.demo.example.com" },
  spec: {
    group: "demo.example.com",
    names: { plural: "apples", kind: "Apple" },
    scope: "Cluster",
    versions: [{ name: "v1", served: true, storage: true }],
  },
  status: { storedVersions: ["v1"] },
};

const LIVE_CLAIMS: LiveCrd = {
  group: "demo.example.com",
  names: { plural: "claims", singular: "claim", kind: "Claim", listKind: "ClaimList", shortNames: ["cl"] },
  scope: "Namespaced",
  versions: [
    { name: "v1", served: true, storage: true, schema: "absent" },
    { name: "v1beta1", served: false, storage: false, deprecated: true, schema: "absent" },
  ],
  storedVersions: ["v1beta1", "v1"],
  conditions: { NamesAccepted: "True", Established: "True" },
  conversion: { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "invalid" },
  owners: { helmRelease: "demo-system/demo", managedBy: "Helm" },
};

const LIVE_APPLES: LiveCrd = {
  group: "demo.example.com",
  names: { plural: "apples", singular: "apple", kind: "Apple", listKind: "AppleList" },
  acceptedNames: { plural: "", kind: "" },
  scope: "Cluster",
  versions: [{ name: "v1", served: true, storage: true, schema: "absent" }],
  storedVersions: ["v1"],
  conditions: {},
  conversion: { strategy: "None" },
};

const DUMP = {
  formatVersion: 2,
  cluster: "prod-eu",
  origin: { kind: "dump", tool: null },
  serverVersion: null,
  capturedAt: null,
  complete: true,
  apis: [],
};

function read(text: string, path = PATH) {
  return readSnapshot(path, new TextEncoder().encode(text), "0.1.0");
}

/** What stands at the place of each problem, its message and its remedy. */
function problems(dump: JsonObject): readonly string[] {
  const text = JSON.stringify(dump, null, 1);
  const lines = text.split("\n");
  const reading = read(text);
  if (reading.ok) return [];
  return reading.problems.map(
    ({ line, column, message, remedy }) => `${lines[line - 1]?.slice(column - 1)} | ${message} -> ${remedy}`,
  );
}

describe("a dump is read", () => {
  test("as kubectl get crd -o json prints it", () => {
    const named = { ...BARE, apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    const text = JSON.stringify(
      { apiVersion: "v1", kind: "List", metadata: { resourceVersion: "" }, items: [CLAIMS, named] },
      null,
      4,
    );
    const reading = read(text);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { snapshot, lineOf, path } = reading.value.loaded;
    expect({ path, snapshot, notices: reading.value.notices }).toEqual({
      path: PATH,
      snapshot: { ...DUMP, crds: { "apples.demo.example.com": LIVE_APPLES, "claims.demo.example.com": LIVE_CLAIMS } },
      notices: [],
    });
    expect(Object.keys(snapshot.crds)).toEqual(["apples.demo.example.com", "claims.demo.example.com"]);
    const lines = text.split("\n");
    const stored = lines.flatMap((line, index) => (line.includes('"storedVersions"') ? [index + 1] : []));
    expect([lineOf("claims.demo.example.com"), lineOf("apples.demo.example.com")]).toEqual(stored);
    expect(validateSnapshot(JSON.parse(writeSnapshot(snapshot)))).toEqual([]);
  });

  test("as kubectl get crd -o yaml prints it", () => {
    const text = `apiVersion: v1
items:
- apiVersion: apiextensions.k8s.io/v1
  kind: CustomResourceDefinition
  metadata:
    name: apples.demo.example.com
  spec:
    group: demo.example.com
    names:
      kind: Apple
      plural: apples
    scope: Cluster
    versions:
    - name: v1
      served: true
      storage: true
  status:
    storedVersions:
    - v1
kind: List
metadata:
  resourceVersion: ""
`;
    const reading = read(text, "a/b.c.yaml");
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.value.loaded.snapshot).toEqual({
      ...DUMP,
      cluster: "b.c",
      crds: { "apples.demo.example.com": LIVE_APPLES },
    });
    expect(reading.value.loaded.lineOf("apples.demo.example.com")).toBe(18);
  });

  test("as the API server lists it, where members do not repeat their kind", () => {
    const list = { kind: "CustomResourceDefinitionList", apiVersion: "apiextensions.k8s.io/v1", items: [BARE] };
    const reading = read(JSON.stringify({ ...list, metadata: { continue: "" } }), "prod-eu");
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.value.loaded.snapshot).toEqual({ ...DUMP, crds: { "apples.demo.example.com": LIVE_APPLES } });
  });

  test("from standard input, where the caller names the cluster", () => {
    const text = JSON.stringify({ kind: "List", apiVersion: "v1", items: [CLAIMS] });
    const reading = readSnapshot("-", new TextEncoder().encode(text), "0.1.0", "prod-us");
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.value.loaded.path).toBe("-");
    expect(reading.value.loaded.snapshot).toEqual({
      ...DUMP,
      cluster: "prod-us",
      crds: { "claims.demo.example.com": LIVE_CLAIMS },
    });
  });

  test("as one CRD, which says nothing of the others", () => {
    const reading = read(JSON.stringify(CLAIMS));
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    expect(reading.value.loaded.snapshot).toEqual({
      ...DUMP,
      complete: false,
      crds: { "claims.demo.example.com": LIVE_CLAIMS },
    });
    expect(reading.value.notices).toEqual([`${PATH}: it is one CRD; nothing is known of the cluster's other CRDs.`]);
  });
});

const HOW = "Take the dump with `kubectl get crd -o json`.";
const UNEDITED = "Take the dump again with `kubectl get crd -o json`, and do not edit it.";

/** A list of one CRD with the value at `path` replaced, or removed where `value` is undefined. */
function listWith(path: readonly string[], value: unknown): JsonObject {
  const crd = structuredClone(CLAIMS);
  const parent = path.slice(0, -1).reduce<object>((current, step) => Reflect.get(current, step), crd);
  const key = path.at(-1) ?? "";
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
  return JSON.parse(JSON.stringify({ kind: "List", apiVersion: "v1", items: [crd] }));
}

describe("a dump is refused", () => {
  test.each<[string, JsonObject, readonly string[]]>([
    [
      "when it is empty",
      { kind: "List", apiVersion: "v1", items: [] },
      [
        `"items": [] | \`items\` is empty, and an empty answer is no evidence. -> Check the context and leave selectors out: \`kubectl --context CONTEXT get crd -o json\`.`,
      ],
    ],
    [
      "when its items are null",
      { kind: "List", apiVersion: "v1", items: null },
      [`"items": null | \`items\` is null; expected the list of CRDs. -> ${HOW}`],
    ],
    [
      "when its items are no list",
      { kind: "List", apiVersion: "v1", items: {} },
      [`"items": {} | \`items\` is no list; expected the list of CRDs. -> ${HOW}`],
    ],
    [
      "when its items are missing",
      { kind: "List", apiVersion: "v1" },
      [`{ | \`items\` is missing; expected the list of CRDs. -> ${HOW}`],
    ],
    [
      "when its items are mistyped",
      { kind: "List", apiVersion: "v1", itmes: [] },
      [`{ | \`items\` is missing; expected the list of CRDs. -> The key \`itmes\` may be a slip. ${HOW}`],
    ],
    [
      "when it is a page",
      { kind: "List", apiVersion: "v1", metadata: { continue: "abc" }, items: [BARE] },
      [
        `"continue": "abc" | The dump is one page of a longer list: \`metadata.continue\` says that more follows. -> Ask without \`limit\`, or let kubectl join the pages: \`kubectl get crd -o json\`.`,
      ],
    ],
    [
      "when it is another object",
      { kind: "Deployment", apiVersion: "apps/v1" },
      [
        `"kind": "Deployment", | \`kind\` is "Deployment"; expected "List" or "CustomResourceDefinitionList" of a dump, or a snapshot. -> ${HOW}`,
      ],
    ],
    [
      "when it has no kind",
      { apiVersion: "v1", items: [] },
      [
        `{ | \`kind\` is missing; expected "List" or "CustomResourceDefinitionList" of a dump, or a snapshot. -> ${HOW}`,
      ],
    ],
    [
      "when it is a table",
      { kind: "Table", apiVersion: "meta.k8s.io/v1", rows: [] },
      [
        `"kind": "Table", | \`kind\` is "Table"; expected "List" or "CustomResourceDefinitionList" of a dump, or a snapshot. -> ${HOW}`,
      ],
    ],
    [
      "when it is of v1beta1",
      { kind: "CustomResourceDefinitionList", apiVersion: "apiextensions.k8s.io/v1beta1", items: [] },
      [
        `"apiVersion": "apiextensions.k8s.io/v1beta1", | \`apiVersion\` is "apiextensions.k8s.io/v1beta1"; expected "apiextensions.k8s.io/v1". -> ${HOW}`,
      ],
    ],
    [
      "when it is an error",
      { kind: "Status", apiVersion: "v1", message: "crds is forbidden" },
      [`{ | The file is an error that the API server answered: crds is forbidden. -> ${HOW}`],
    ],
    [
      "when a member is another object",
      listWith(["kind"], "Deployment"),
      [
        `"kind": "Deployment", | \`items[0].kind\` is "Deployment"; expected "CustomResourceDefinition". -> Dump CRDs alone: \`kubectl get crd -o json\`.`,
      ],
    ],
    [
      "when a member has no kind",
      listWith(["kind"], undefined),
      [
        `{ | \`items[0].kind\` is missing; expected "CustomResourceDefinition". -> Dump CRDs alone: \`kubectl get crd -o json\`.`,
      ],
    ],
    [
      "when a member is of v1beta1",
      listWith(["apiVersion"], "apiextensions.k8s.io/v1beta1"),
      [
        `"apiVersion": "apiextensions.k8s.io/v1beta1", | \`items[0].apiVersion\` is "apiextensions.k8s.io/v1beta1"; expected "apiextensions.k8s.io/v1". -> Take the dump with \`kubectl get customresourcedefinitions.v1.apiextensions.k8s.io -o json\`.`,
      ],
    ],
    [
      "when a member is no object",
      { kind: "List", apiVersion: "v1", items: [BARE.metadata.name] },
      [`"apples.demo.example.com" | \`items[0]\` is no object. -> ${UNEDITED}`],
    ],
    [
      "when a member is a manifest",
      listWith(["status"], undefined),
      [
        `{ | \`items[0]\` has no \`status\`: it is a manifest, not what a cluster returned. -> Only a cluster knows storedVersions: take the dump with \`kubectl get crd -o json\`.`,
      ],
    ],
    [
      "without a name",
      listWith(["metadata", "name"], ""),
      [`"name": "", | \`items[0].metadata.name\` is no string. -> ${UNEDITED}`],
    ],
    [
      "with an odd scope",
      listWith(["spec", "scope"], "Galaxy"),
      [`"scope": "Galaxy", | \`items[0].spec.scope\` is neither Cluster nor Namespaced. -> ${UNEDITED}`],
    ],
    [
      "without versions",
      listWith(["spec", "versions"], []),
      [`"versions": [], | \`items[0].spec.versions\` is no list of versions. -> ${UNEDITED}`],
    ],
    [
      "with odd versions",
      listWith(["spec", "versions"], [{ served: "yes", storage: true }]),
      [
        `{ | \`items[0].spec.versions[0].name\` is no string. -> ${UNEDITED}`,
        `"served": "yes", | \`items[0].spec.versions[0].served\` is neither true nor false. -> ${UNEDITED}`,
      ],
    ],
    [
      "without storedVersions",
      listWith(["status", "storedVersions"], undefined),
      [`"status": { | \`items[0].status.storedVersions\` is no list of versions. -> ${UNEDITED}`],
    ],
    [
      "with empty storedVersions",
      listWith(["status", "storedVersions"], []),
      [`"storedVersions": [] | \`items[0].status.storedVersions\` is empty; a cluster's list never is. -> ${UNEDITED}`],
    ],
    [
      "with odd storedVersions",
      listWith(["status", "storedVersions"], ["v1", 1]),
      [`1 | \`items[0].status.storedVersions[1]\` is no string. -> ${UNEDITED}`],
    ],
    [
      "with another CRD's name",
      listWith(["metadata", "name"], "others.demo.example.com"),
      [
        `"name": "others.demo.example.com", | The CRD "others.demo.example.com" has the names of "claims.demo.example.com". -> Take the snapshot or dump again instead of editing it.`,
      ],
    ],
    [
      "without a storage version",
      listWith(["spec", "versions"], [{ name: "v1", served: true, storage: false }]),
      [
        `"versions": [ | The CRD "claims.demo.example.com" needs exactly one version with storage true; found none. -> Take the snapshot or dump again instead of editing it.`,
      ],
    ],
    [
      "with an odd conversion",
      listWith(["spec", "conversion"], { strategy: "Magic" }),
      [
        `{ | \`crds["claims.demo.example.com"].conversion.strategy\` is "Magic"; expected one of None, Webhook. -> Write it with \`crd-upgrade-guard snapshot\`, or take a dump with \`kubectl get crd -o json\`.`,
      ],
    ],
    [
      "with a CRD twice",
      { kind: "List", apiVersion: "v1", items: [CLAIMS, CLAIMS] },
      [`"name": "claims.demo.example.com", | The CRD "claims.demo.example.com" is in the dump twice. -> ${HOW}`],
    ],
  ])("%s", (_, dump, expected) => {
    expect(problems(dump)).toEqual(expected);
  });

  test("with every fault of every CRD at once", () => {
    const broken = { ...CLAIMS, spec: { ...CLAIMS.spec, group: 3, names: null } };
    const items = [{ ...broken, metadata: {} }, CLAIMS, { ...CLAIMS, status: undefined }];
    expect(problems(JSON.parse(JSON.stringify({ kind: "List", apiVersion: "v1", items })))).toEqual([
      `"names": null, | \`items[0].spec.names\` is no object. -> ${UNEDITED}`,
      "{ | `items[2]` has no `status`: it is a manifest, not what a cluster returned. -> Only a cluster knows storedVersions: take the dump with `kubectl get crd -o json`.",
    ]);
  });
});

describeOnData("recorded", "what real API servers answered", (folder) => {
  function body(version: string, file: string): string {
    const recorded: { body: unknown } = JSON.parse(readFileSync(path.join(folder, version, file), "utf8"));
    return JSON.stringify(recorded.body, null, 2);
  }

  test.each(
    readdirSync(folder).filter((name) => name.startsWith("v1.")),
  )("%s: the whole list is read, pages, tables and errors are refused", (version) => {
    const reading = read(body(version, "list-all.json"));
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { snapshot, lineOf } = reading.value.loaded;
    const stored = Object.entries(snapshot.crds).map(([name, crd]) => [name, crd.storedVersions]);
    const items: { metadata: { name: string }; status: { storedVersions: string[] } }[] = JSON.parse(
      body(version, "list-all.json"),
    ).items;
    expect(stored).toEqual(items.map((item) => [item.metadata.name, item.status.storedVersions]));
    const lines = body(version, "list-all.json").split("\n");
    for (const name of Object.keys(snapshot.crds)) expect(lines[lineOf(name) - 1]).toMatch(/^ *"storedVersions": \[$/);
    const bytes = writeSnapshot(snapshot);
    expect(validateSnapshot(JSON.parse(bytes))).toEqual([]);
    const again = readSnapshot("prod-eu.json", new TextEncoder().encode(bytes), "0.1.0");
    expect(again.ok && again.value.loaded.snapshot).toEqual(snapshot);
    const refused = ["list-page1.json", "list-partial-metadata.json", "list-table.json", "403-nobody-list.json"];
    expect(refused.map((file) => read(body(version, file)).ok)).toEqual([false, false, false, false]);
  });
});

const readText = (value: object) => readSnapshot(PATH, new TextEncoder().encode(JSON.stringify(value)), "0.1.0");

test("of a long answer of the API server the beginning is told", () => {
  const reading = readText({ apiVersion: "v1", kind: "Status", message: "x".repeat(300) });
  expect(reading.ok ? [] : reading.problems.map(({ message }) => message)).toEqual([
    `The file is an error that the API server answered: ${"x".repeat(200)}.`,
  ]);
});

test("an error that says nothing is one all the same", () => {
  const reading = readText({ apiVersion: "v1", kind: "Status" });
  expect(reading.ok ? [] : reading.problems.map(({ message }) => message)).toEqual([
    "The file is an error that the API server answered.",
  ]);
});

test("what no cluster answers has the place of its CRD in the list", () => {
  const odd = { ...CLAIMS, spec: { ...CLAIMS.spec, conversion: { strategy: "Magic" } } };
  const [first, second] = [BARE, odd].map((one) => JSON.stringify(one));
  const text = `{"kind":"CustomResourceDefinitionList","apiVersion":"apiextensions.k8s.io/v1","items":[\n${first},\n${second}]}`;
  const reading = readSnapshot(PATH, new TextEncoder().encode(text), "0.1.0");
  expect(reading.ok ? [] : reading.problems.map(({ line }) => line)).toEqual([3]);
});

test("of many problems a hundred and one are told, and how many more there are", () => {
  const told = (count: number) => {
    const reading = readText({ apiVersion: "v1", kind: "List", items: Array.from({ length: count }, () => 1) });
    const problems = reading.ok ? [] : reading.problems;
    const more = problems.flatMap(({ message }) => (message.startsWith("There are") ? [message] : []));
    return [problems.length, ...more];
  };
  expect([told(101), told(102), told(103)]).toEqual([[101], [101], [102, "There are 2 more problems from here on."]]);
});
