import { describe, expect, it } from "vitest";
import type { CrdManager, LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live, type Situation, wordsOf } from "./evaluated.ts";

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

it.each<[string, () => ReturnType<typeof found>]>([
  ["a webhook that stays", () => found(manifest("v1beta1 v1*", WEBHOOK))],
  [
    "a silent manifest that was silent before",
    () => found(manifest("v1beta1 v1*"), { base: { "crd.yaml": [manifest("v1beta1 v1*")] } }),
  ],
  [
    "the only version that is left",
    () => found(manifest("v1*", { strategy: "None" }), { on: converted("v1*", ["v1"]) }),
  ],
  [
    "a live CRD that converts by nothing",
    () => found(manifest("v1beta1 v1*", { strategy: "None" }), { on: live({ versions: "v1beta1 v1*" }, ["v1"]) }),
  ],
  [
    "a null that server-side apply takes for another's conversion",
    () => {
      const plain = manifest("v1beta1 v1*");
      const nulled = { ...plain, spec: { ...plain.spec, conversion: null } };
      return found(nulled, { targets: SERVER_SIDE, on: statedBy(WITHOUT, OPERATOR) });
    },
  ],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
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

it("counts only versions with a name", () => {
  const plain = crd({ versions: "v1*" });
  const document = {
    ...plain,
    spec: { ...plain.spec, conversion: { strategy: "None" }, versions: [...plain.spec.versions, {}] },
  };
  expect(found(document).filter(({ rule }) => rule === "conversion-dropped")).toEqual([]);
});

describe("a new file is compared with", () => {
  const SAYS = manifest("v1beta1 v1*", WEBHOOK);
  const SILENT_ONE = manifest("v1beta1 v1*");
  const other = crd({ name: "others.example.com", versions: "v1*" });
  const places = (files: Situation["files"], base: Situation["files"]) =>
    findingsOf({ files, base, clusters: { prod: { [NAME]: converted("v1beta1 v1*", ["v1beta1", "v1"]) } } })
      .filter(({ rule, detail }) => rule === "conversion-dropped" && detail.kind === rule && detail.cause === "silent")
      .map(({ at }) => at.split(":")[0]);

  it.each<[string, Situation["files"], Situation["files"], readonly (string | undefined)[]]>([
    [
      "what is gone, not with a copy that stays",
      { "crd.yaml": [SILENT_ONE], "copy.yaml": [SAYS] },
      { "old.yaml": [SILENT_ONE], "copy.yaml": [SAYS] },
      [],
    ],
    [
      "what is gone from a file that another CRD is in now",
      { "crd.yaml": [SILENT_ONE], "old.yaml": [other], "copy.yaml": [SAYS] },
      { "old.yaml": [SILENT_ONE], "copy.yaml": [SAYS] },
      [],
    ],
    [
      "any copy where none is gone",
      { "crd.yaml": [SILENT_ONE], "copy.yaml": [SAYS] },
      { "copy.yaml": [SAYS] },
      ["crd.yaml"],
    ],
    ["all that are gone", { "crd.yaml": [SILENT_ONE] }, { "a.yaml": [SILENT_ONE], "b.yaml": [SAYS] }, ["crd.yaml"]],
  ])("%s", (_, files, base, expected) => {
    expect(places(files, base)).toEqual(expected);
  });
});

describe("its words", () => {
  const KEEP =
    "Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last.";
  const ALIKE = "Without a webhook the schemas of all versions must be alike.";
  const said = (document: object, situation: Partial<Situation> & { on?: LiveCrd } = {}) => {
    const { on = converted("v1beta1 v1*", ["v1beta1", "v1"]), ...rest } = situation;
    return wordsOf("conversion-dropped", {
      files: { "crd.yaml": [document] },
      clusters: { prod: { [NAME]: on } },
      ...rest,
    });
  };

  it("say what the manifest states, and what is stored", () => {
    expect(said(manifest("v1beta1 v1*", { strategy: "None" }))).toEqual({
      message:
        "On prod a webhook converts the objects of `routes.example.com`, and the manifest states `strategy: None`, with `v1beta1` and `v1` still both there: the server then only changes apiVersion, and a field that the version being read or written lacks is dropped without a word, also from what is stored.",
      summary: KEEP,
      steps: [
        {
          text: "Objects may still be stored at `v1beta1` and `v1`, and would be read without conversion: without a webhook the schemas of all versions must be alike.",
        },
      ],
    });
  });

  it("say nothing of what is stored where that is one version, and count more than two", () => {
    const base = { "crd.yaml": [manifest("v1alpha1 v1beta1 v1*", WEBHOOK)] };
    const on = converted("v1alpha1 v1beta1 v1*", ["v1"]);
    expect(said(manifest("v1alpha1 v1beta1 v1*"), { base, on }).message).toBe(
      "On prod a webhook converts the objects of `routes.example.com`, and the manifest no longer has a conversion, with `v1alpha1`, `v1beta1` and `v1` still all there: the server then only changes apiVersion, and a field that the version being read or written lacks is dropped without a word, also from what is stored.",
    );
  });

  it("say what it depends on where nobody knows the manifest before it, for each client once", () => {
    const on = converted("v1beta1 v1*", ["v1"]);
    const clusters = { a: { [NAME]: on }, b: { [NAME]: on }, c: { [NAME]: on } };
    const targets = [
      { paths: ["**"], clusters: ["a", "b"], apply: "client-side" as const },
      { paths: ["**"], clusters: ["c"], apply: "helm" as const },
    ];
    const { message, summary, steps } = said(manifest("v1beta1 v1*"), { clusters, targets });
    expect(message).toBe(
      "On a, b and c a webhook converts the objects of `routes.example.com`, and the manifest has no conversion, with `v1beta1` and `v1` still both there: without it the server only changes apiVersion, and a field that the version being read or written lacks is dropped without a word, also from what is stored.",
    );
    expect(summary).toBe(
      "State the conversion in the manifest, unless a controller puts it in at run time and the client merges: then nothing is lost, and a waiver says so.",
    );
    expect(steps.map(({ text }) => text)).toEqual([
      "`kubectl apply` takes the webhook away if the manifest that it applied before stated it.",
      "Helm takes the webhook away if the manifest of the release before stated it.",
      KEEP,
      ALIKE,
    ]);
  });
});
