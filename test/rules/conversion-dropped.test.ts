import { expect, it } from "vitest";
import type { CrdManager, LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const WEBHOOK = {
  strategy: "Webhook",
  webhook: {
    conversionReviewVersions: ["v1"],
    clientConfig: { service: { namespace: "routes", name: "webhook", path: "/convert" } },
  },
};

function manifest(versions: string, conversion?: object) {
  const plain = crd({ versions });
  return conversion === undefined ? plain : { ...plain, spec: { ...plain.spec, conversion } };
}

function converted(versions: string, stored: readonly string[]): LiveCrd {
  const conversion = { strategy: "Webhook", reviewVersions: ["v1"], caBundle: "absent" } as const;
  return { ...live({ versions }, stored), conversion };
}

function found(
  document: object,
  { base, on = converted("v1beta1 v1*", ["v1beta1", "v1"]), ...rest }: Partial<Situation> & { on?: LiveCrd } = {},
) {
  return findingsOf({
    files: { "crd.yaml": [document] },
    clusters: { prod: { [NAME]: on } },
    ...(base === undefined ? {} : { base }),
    ...rest,
  });
}

const DROPPED = {
  rule: "conversion-dropped",
  crd: NAME,
  cluster: "prod",
  detail: {
    kind: "conversion-dropped",
    cause: "stated",
    client: "unknown",
    versions: ["v1beta1", "v1"],
    storedVersions: ["v1beta1", "v1"],
  },
};
const SILENT = { ...DROPPED, at: "crd.yaml:5 spec.conversion", detail: { ...DROPPED.detail, cause: "silent" } };

it("reports a manifest that states that nothing converts any more", () => {
  expect(found(manifest("v1beta1 v1*", { strategy: "None" }))).toEqual([
    { ...DROPPED, at: "crd.yaml:24 spec.conversion" },
  ]);
});

it("reports a manifest that is silent where the one before it had the webhook", () => {
  const base = { "crd.yaml": [manifest("v1beta1 v1*", WEBHOOK)] };
  expect(found(manifest("v1beta1 v1*"), { base })).toEqual([SILENT]);
});

it("reports a silent manifest that replaces the live object", () => {
  const targets = [{ paths: ["**"], clusters: ["prod"], apply: "replace" as const }];
  expect(found(manifest("v1beta1 v1*"), { targets })).toEqual([
    { ...SILENT, detail: { ...SILENT.detail, client: "replace" } },
  ]);
});

it.each([
  "unknown",
  "client-side",
  "server-side",
  "helm",
] as const)("reports a silent manifest that is applied by %s where nothing is known of the one before it", (apply) => {
  const targets = apply === "unknown" ? [] : [{ paths: ["**"], clusters: ["prod"], apply }];
  const open = { ...SILENT, detail: { ...SILENT.detail, cause: "unknown-before", client: apply } };
  expect(found(manifest("v1beta1 v1*"), { targets })).toEqual([open]);
  const base = { "crd.yaml": [crd({ name: "others.example.com", versions: "v1*" })] };
  expect(found(manifest("v1beta1 v1*"), { targets, base })).toEqual([open]);
});

const SERVER_SIDE = [{ paths: ["**"], clusters: ["prod"], apply: "server-side" as const }];

/** A live CRD of which the snapshot says who stated the webhook. */
function statedBy(...managers: readonly CrdManager[]): LiveCrd {
  return { ...converted("v1beta1 v1*", ["v1beta1", "v1"]), owners: { managers, lastApplied: [] } };
}

const KUBECTL: CrdManager = {
  name: "kubectl",
  operation: "Apply",
  states: ["conversion", "versions", "webhook"],
};
const OPERATOR: CrdManager = { name: "operator", operation: "Update", states: ["conversion", "webhook"] };
const WITHOUT: CrdManager = { ...KUBECTL, states: ["versions"] };

it("goes by who stated the webhook, where the snapshot says it, whatever the base has", () => {
  const dropped = [{ ...SILENT, detail: { ...SILENT.detail, client: "server-side" } }];
  const on = statedBy(KUBECTL);
  expect(found(manifest("v1beta1 v1*"), { targets: SERVER_SIDE, on })).toEqual(dropped);
  const base = { "crd.yaml": [manifest("v1beta1 v1*")] };
  expect(found(manifest("v1beta1 v1*"), { targets: SERVER_SIDE, on, base })).toEqual(dropped);
});

it.each<[string, readonly CrdManager[]]>([
  ["another manager states it", [WITHOUT, OPERATOR]],
  ["another manager states it, too", [KUBECTL, OPERATOR]],
])("says nothing where it stays: %s", (_name, managers) => {
  const on = statedBy(...managers);
  expect(found(manifest("v1beta1 v1*"), { targets: SERVER_SIDE, on })).toEqual([]);
});

it("takes null for a conversion that client-side apply takes away", () => {
  const targets = [{ paths: ["**"], clusters: ["prod"], apply: "client-side" as const }];
  const on = statedBy({ name: "kubectl-client-side-apply", operation: "Update", states: ["versions"] }, OPERATOR);
  const plain = manifest("v1beta1 v1*");
  const nulled = { ...plain, spec: { ...plain.spec, conversion: null } };
  expect(found(nulled, { targets, on })).toEqual([
    { ...SILENT, at: "crd.yaml:24 spec.conversion", detail: { ...SILENT.detail, client: "client-side" } },
  ]);
  expect(found(plain, { targets, on })).toEqual([]);
});

it("compares a manifest with the one at its place, whatever copies of the CRD there are", () => {
  const files = { "crd.yaml": [manifest("v1beta1 v1*")], "testdata/crd.yaml": [manifest("v1beta1 v1*")] };
  const clusters = { prod: { [NAME]: converted("v1beta1 v1*", ["v1beta1", "v1"]) } };
  const base = { ...files, "crd.yaml": [manifest("v1beta1 v1*", WEBHOOK)] };
  expect(findingsOf({ files, base, clusters }).filter(({ rule }) => rule === "conversion-dropped")).toEqual([SILENT]);
});

it("compares a manifest that moved with the one that is gone", () => {
  const files = { "crd.yaml": [manifest("v1beta1 v1*")] };
  const clusters = { prod: { [NAME]: converted("v1beta1 v1*", ["v1beta1", "v1"]) } };
  const base = { "old.yaml": [manifest("v1beta1 v1*", WEBHOOK)] };
  expect(findingsOf({ files, base, clusters })).toEqual([SILENT]);
});

it.each<[string, ReturnType<typeof found>]>([
  ["a webhook that stays", found(manifest("v1beta1 v1*", WEBHOOK))],
  [
    "a silent manifest that was silent before",
    found(manifest("v1beta1 v1*"), { base: { "crd.yaml": [manifest("v1beta1 v1*")] } }),
  ],
  ["the only version that is left", found(manifest("v1*", { strategy: "None" }), { on: converted("v1*", ["v1"]) })],
  [
    "a live CRD that converts by nothing",
    found(manifest("v1beta1 v1*", { strategy: "None" }), { on: live({ versions: "v1beta1 v1*" }, ["v1"]) }),
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings).toEqual([]);
});

it("leaves a strategy that no server knows to the refusal", () => {
  expect(found(manifest("v1beta1 v1*", { strategy: "Odd" })).map(({ rule }) => rule)).toEqual(["conversion-invalid"]);
});

it("asks the manifest for the same cluster what was there before", () => {
  const base = { "dev/crd.yaml": [manifest("v1beta1 v1*", WEBHOOK)], "prod/crd.yaml": [manifest("v1beta1 v1*")] };
  const files = { "dev/crd.yaml": [manifest("v1beta1 v1*")], "prod/crd.yaml": [manifest("v1beta1 v1*")] };
  const on = converted("v1beta1 v1*", ["v1"]);
  const clusters = { dev: { [NAME]: on }, prod: { [NAME]: on } };
  expect(findingsOf({ files, base, clusters }).map(({ rule, cluster }) => [rule, cluster])).toEqual([
    ["conversion-dropped", "dev"],
  ]);
});
