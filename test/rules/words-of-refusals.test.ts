import { describe, expect, it } from "vitest";
import { teller } from "./words.ts";

/** Findings of one CRD and of two. */
const COMMON = { crd: "a.example.com", cluster: "prod" } as const;
const OTHER = { crd: "b.example.com", cluster: "dev" } as const;

describe("what the server refuses of a CRD itself, in words", () => {
  it("annotations-too-large", () => {
    const told = teller("annotations-too-large", {
      ...COMMON,
      detail: { kind: "annotations-too-large", cause: "refused", bytes: 300_000 },
    });
    const open = { cause: "if-client-side", bytes: 400_000 } as const;
    const all = [told({}), told({ detail: open }, { ...OTHER, detail: { ...open, bytes: 270_000 } })];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      Client-side apply keeps a copy of the manifest in an annotation; with it \`a.example.com\` makes annotations of 300,000 bytes, and the server takes 262,144.
      Apply with \`kubectl apply --server-side\`, which keeps no copy (Argo CD: \`ServerSideApply=true\`), and say so with \`apply\` in the configuration; or shorten the descriptions of the schemas.

      Client-side apply keeps a copy of the manifest in an annotation; with it 2 CRDs make annotations of up to 400,000 bytes, and the server takes 262,144: nothing says which client applies this, and no other keeps such a copy.
      Say how it is applied with \`apply\` in the configuration; where that is client-side, use \`kubectl apply --server-side\` (Argo CD: \`ServerSideApply=true\`), or shorten the descriptions of the schemas.
      "
    `);
  });

  it("api-approval-missing", () => {
    const told = teller("api-approval-missing", {
      ...COMMON,
      detail: { kind: "api-approval-missing", cause: "missing", group: "x.k8s.io", live: null },
    });
    const had = { detail: { live: "unapproved" } } as const;
    const all = [
      told({}),
      told(had),
      told({}, { detail: { live: "approved" } }),
      told({ detail: { cause: "invalid" } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      The group \`x.k8s.io\` belongs to Kubernetes: a CRD in it needs the annotation \`api-approved.kubernetes.io\`.
      A CRD that is not Kubernetes' own belongs below a domain of yours, an experiment says \`unapproved, \` and the reason, and a URL is that of the review which approved this API, and of nothing else.

      The group \`x.k8s.io\` belongs to Kubernetes: a CRD in it needs the annotation \`api-approved.kubernetes.io\`, which the live CRD has.
      Put back the annotation of the live CRD; otherwise a CRD that is not Kubernetes' own belongs below a domain of yours, an experiment says \`unapproved, \` and the reason, and a URL is that of the review which approved this API, and of nothing else.

      The group \`x.k8s.io\` belongs to Kubernetes: a CRD in it needs the annotation \`api-approved.kubernetes.io\`, which the live CRD has.
      Put back the annotation of the live CRD; otherwise a CRD that is not Kubernetes' own belongs below a domain of yours, an experiment says \`unapproved, \` and the reason, and a URL is that of the review which approved this API, and of nothing else.

      The group \`x.k8s.io\` belongs to Kubernetes, and the value of \`api-approved.kubernetes.io\` is neither a URL nor a reason that starts with \`unapproved\`.
      A CRD that is not Kubernetes' own belongs below a domain of yours, an experiment says \`unapproved, \` and the reason, and a URL is that of the review which approved this API, and of nothing else.
      "
    `);
  });

  it("conversion-invalid", () => {
    const told = teller("conversion-invalid", {
      ...COMMON,
      detail: { kind: "conversion-invalid", cause: "stated", strategy: "", liveWebhook: false, errors: 1 },
    });
    const left = { cause: "leftover" } as const;
    const all = [
      told({}),
      told({}, { detail: { errors: 2 } }),
      told({ detail: left }),
      told({ detail: { ...left, strategy: "None" } }, { detail: { ...left, strategy: "None", liveWebhook: true } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      The API server does not take this spec.conversion.
      Correct it as the server's sentence says: \`strategy: None\` alone, or \`strategy: Webhook\` with \`webhook.conversionReviewVersions\` that has \`v1\` or \`v1beta1\`, and a \`webhook.clientConfig\` that has either \`url\` or \`service\`.

      The API server does not take this spec.conversion, for 2 reasons.
      Correct it as the server's sentence says: \`strategy: None\` alone, or \`strategy: Webhook\` with \`webhook.conversionReviewVersions\` that has \`v1\` or \`v1beta1\`, and a \`webhook.clientConfig\` that has either \`url\` or \`service\`.

      spec.conversion has parts of a webhook and no strategy: they only go with \`strategy: Webhook\`.
      To convert no more, state \`conversion: {strategy: None}\` and take \`webhook\` out, every part of it, also one that a patch or a template adds; to go on converting, state \`strategy: Webhook\`.

      spec.conversion has parts of a webhook (what is left of the live CRD's) and the strategy \`None\`: they only go with \`strategy: Webhook\`.
      To convert no more, state \`conversion: {strategy: None}\` and take \`webhook\` out, every part of it, also one that a patch or a template adds; to go on converting, state \`strategy: Webhook\`.
      - A CA bundle that a controller wrote can outlive it under server-side apply, and is then refused in the same way: the page of this rule says how to take it off.
      "
    `);
  });

  it("crd-too-large", () => {
    const told = teller("crd-too-large", {
      ...COMMON,
      detail: { kind: "crd-too-large", cause: "refused", bytes: 1_600_000 },
    });
    const near = { cause: "nearly", bytes: 1_400_000 } as const;
    const all = [
      told({}, { cluster: "dev" }),
      told({ detail: near }, { ...OTHER, detail: { ...near, bytes: 1_300_000 } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      The schemas and annotations of \`a.example.com\` make 1,600,000 bytes, and etcd takes requests of 1,572,864: the server of dev and prod cannot store it.
      Shorten the descriptions of the schemas, or leave them out (controller-gen: \`crd:maxDescLen=0\`).

      The schemas and annotations of 2 CRDs make up to 1,400,000 bytes, and etcd takes requests of 1,572,864, with all that the server adds: a release that makes them larger is refused (\`etcdserver: request is too large\`).
      Shorten the descriptions of the schemas, or leave them out (controller-gen: \`crd:maxDescLen=0\`), before it comes to that.
      "
    `);
  });

  it("integer-bounds-unreachable", () => {
    const bound = { field: "spec.a", key: "maximum", value: 2_147_483_648, format: "int32" } as const;
    const told = teller("integer-bounds-unreachable", {
      ...COMMON,
      detail: { kind: "integer-bounds-unreachable", cause: "refused", version: "v1", bounds: [bound] },
    });
    const many = ["a", "b", "c", "d", "e", "f"].map((name) => ({ ...bound, field: `spec.${name}` }));
    const plain = { ...bound, key: "minimum", format: "", value: 1e30 } as const;
    const later = { cause: "after-upgrade" } as const;
    const all = [
      told({}, {}),
      told({ detail: { ...later, bounds: many.slice(0, 2) } }),
      told({ detail: { ...later, bounds: many } }),
      told({ detail: { bounds: [plain] } }),
      told({}, { ...OTHER, detail: { bounds: [plain] } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`spec.a\` of \`a.example.com\` has a bound that is beyond the field's own format (\`maximum: 2147483648\`): the server of prod takes the CRD, and refuses every value of such a field, however small (\`Maximum boundary value must be of type integer with format int32\`), unless an object has it already and keeps it.
      Say \`format: int64\`, or set bounds within -2147483648 and 2147483647.

      \`spec.a\` and \`spec.b\` of \`a.example.com\` have bounds that are beyond the field's own format (\`maximum: 2147483648\`): the server of prod ignores that, and one of Kubernetes 1.36 or later takes the CRD and refuses every value of such a field, however small (\`Maximum boundary value must be of type integer with format int32\`), unless an object has it already and keeps it.
      Say \`format: int64\`, or set bounds within -2147483648 and 2147483647.

      \`spec.a\`, \`spec.b\`, \`spec.c\`, \`spec.d\`, \`spec.e\` and 1 more field of \`a.example.com\` have bounds that are beyond the field's own format (\`maximum: 2147483648\`): the server of prod ignores that, and one of Kubernetes 1.36 or later takes the CRD and refuses every value of such a field, however small (\`Maximum boundary value must be of type integer with format int32\`), unless an object has it already and keeps it.
      Say \`format: int64\`, or set bounds within -2147483648 and 2147483647.

      \`spec.a\` of \`a.example.com\` has a bound that is beyond the field's own format (\`minimum: 1e+30\`): the server of prod takes the CRD, and refuses every value of such a field, however small (\`Minimum boundary value must be of type integer (default format)\`), unless an object has it already and keeps it.
      Leave the bound out: no value of the field goes beyond it.

      2 CRDs have bounds beyond the formats of their own fields: the server of dev and prod takes the CRD, and refuses every value of such a field, however small (\`Maximum boundary value must be of type integer with format int32\`), unless an object has it already and keeps it.
      Say \`format: int64\`, or set bounds within -2147483648 and 2147483647.
      "
    `);
  });

  it("metadata-invalid", () => {
    const told = teller("metadata-invalid", {
      ...COMMON,
      detail: { kind: "metadata-invalid", operation: "create", fields: ["metadata.labels"], tooLarge: false },
    });
    const large = { fields: ["metadata.annotations"], tooLarge: true } as const;
    expect([told({}, {}), told({}, { detail: large })].join("")).toMatchInlineSnapshot(`
      "
      The API server refuses \`metadata.labels\` of this CRD.
      Change the marked value as the server's sentence says.

      The API server refuses \`metadata.labels\` and \`metadata.annotations\` of this CRD. All annotations together, keys and values, may have 262,144 bytes.
      Take annotations out, or shorten them; all else as the server's sentence says.
      "
    `);
  });

  it("names-conflict", () => {
    const taken = { field: "plural", name: "as", usedBy: "as.example.com" } as const;
    const told = teller("names-conflict", {
      ...COMMON,
      detail: {
        kind: "names-conflict",
        cause: "not-established",
        group: "example.com",
        refused: [taken],
        condition: "PluralConflict",
      },
    });
    const own = (name: string) => ({ field: "shortNames", name, usedBy: "a.example.com" }) as const;
    const kind = { ...taken, field: "kind", name: "A" } as const;
    const all = [
      told({}),
      told({ detail: { refused: [taken, kind, own("a")] } }),
      told({ detail: { cause: "old-names-stay", refused: [own("a"), own("as")] } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`as\` (plural, of \`as.example.com\`) is taken in \`example.com\`: the server accepts the manifest, but the CRD is never established, so that nothing serves its objects (\`NamesAccepted=False\`, \`PluralConflict\`).
      Choose other names, or take them off the CRD that has them first.

      \`as\` (plural, of \`as.example.com\`) and \`A\` (kind, of \`as.example.com\`) are taken in \`example.com\`, and \`a\` is a name the CRD has already: the server accepts the manifest, but the CRD is never established, so that nothing serves its objects (\`NamesAccepted=False\`, \`PluralConflict\`).
      Choose other names, or take them off the CRD that has them first; take \`a\` out of shortNames (plural and singular need no short name to be found).

      \`a\` and \`as\` are names the CRD has already: the server accepts the manifest, but the names of before stay in use (\`NamesAccepted=False\`, \`PluralConflict\`).
      Take \`a\` and \`as\` out of shortNames (plural and singular need no short name to be found).
      "
    `);
  });

  it("preserve-unknown-fields-invalid", () => {
    const told = teller("preserve-unknown-fields-invalid", {
      ...COMMON,
      detail: { kind: "preserve-unknown-fields-invalid", cause: "stated", live: true, against: [] },
    });
    const all = [
      told({}),
      told({ detail: { live: false, against: ["defaults"] } }, { detail: { against: ["conversion"] } }),
      told({ detail: { cause: "inherited", against: ["conversion"] } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`preserveUnknownFields: true\` is a legacy of v1beta1, which the live CRD has too.
      State \`preserveUnknownFields: false\` in the manifest; leaving the field out does not take it off a CRD that has it.
      - Fields that no schema names are pruned from then on: where they must stay, set \`x-kubernetes-preserve-unknown-fields: true\` in the schema.

      \`preserveUnknownFields: true\` is a legacy of v1beta1 that no CRD can be given any more, and does not go together with defaults in a schema and a conversion strategy other than None.
      State \`preserveUnknownFields: false\` in the manifest; leaving the field out does not take it off a CRD that has it.
      - Fields that no schema names are pruned from then on: where they must stay, set \`x-kubernetes-preserve-unknown-fields: true\` in the schema.

      The live CRD has \`preserveUnknownFields: true\`, a legacy of v1beta1, which stays where the manifest is silent on it, and does not go together with a conversion strategy other than None.
      State \`preserveUnknownFields: false\` in the manifest; leaving the field out does not take it off a CRD that has it.
      - Fields that no schema names are pruned from then on: where they must stay, set \`x-kubernetes-preserve-unknown-fields: true\` in the schema.
      "
    `);
  });

  it("selectable-fields-dropped", () => {
    const told = teller("selectable-fields-dropped", {
      ...COMMON,
      detail: { kind: "selectable-fields-dropped", cause: "switched-off", fields: [".spec.a"] },
    });
    const many = [".spec.b", ".spec.c", ".spec.d", ".spec.e", ".spec.f"];
    const all = [
      told({}),
      told({}, { ...OTHER, detail: { fields: many } }),
      told({ detail: { cause: "unknown" } }),
      told({ detail: { cause: "unknown" } }, OTHER),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      prod runs a Kubernetes before 1.31, which stores \`a.example.com\` without its selectableFields (\`.spec.a\`) and says nothing: whoever selects by such a field (\`kubectl get --field-selector\`, a controller) is told \`field label not supported\`.
      Apply it again once the server is 1.31 or newer, and select by labels until then: nothing is lost, and nothing has to be changed in the manifest.

      dev and prod run a Kubernetes before 1.31, which stores 2 CRDs without their selectableFields and says nothing: whoever selects by such a field (\`kubectl get --field-selector\`, a controller) is told \`field label not supported\`.
      Apply it again once the server is 1.31 or newer, and select by labels until then: nothing is lost, and nothing has to be changed in the manifest.

      prod runs a Kubernetes before 1.30, which does not know the selectableFields (\`.spec.a\`) of \`a.example.com\`: kubectl and Helm refuse the manifest, unless validation is off, and then whoever selects by such a field (\`kubectl get --field-selector\`, a controller) is told \`field label not supported\`.
      Leave its selectableFields out until the server is 1.31 or newer, and select by labels until then: nothing is lost with them on this one.

      dev and prod run a Kubernetes before 1.30, which does not know the selectableFields (\`.spec.a\`) of 2 CRDs: kubectl and Helm refuse the manifest, unless validation is off, and then whoever selects by such a field (\`kubectl get --field-selector\`, a controller) is told \`field label not supported\`.
      Leave their selectableFields out until the server is 1.31 or newer, and select by labels until then: nothing is lost with them on this one.
      "
    `);
  });

  it("version-name-duplicate and version-schema-missing", () => {
    const twice = teller("version-name-duplicate", {
      ...COMMON,
      detail: { kind: "version-name-duplicate", name: "v1" },
    });
    const bare = teller("version-schema-missing", {
      ...COMMON,
      detail: { kind: "version-schema-missing", name: "v1", served: false },
    });
    const served = (name: string) => ({ detail: { name, served: true } });
    const all = [
      twice({}, {}),
      twice({}, { detail: { name: "v2" } }),
      bare({}),
      bare({}, served("v2")),
      bare(served("v2"), served("v3")),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`v1\` occurs more than once in spec.versions.
      Keep one entry a version name: the one with the schema and flags that hold.

      \`v1\` and \`v2\` occur more than once in spec.versions.
      Keep one entry a version name: the one with the schema and flags that hold.

      \`v1\` has no \`schema.openAPIV3Schema\`: every version needs one, served or not.
      Give each version its own schema; where the fields are not known, \`type: object\` with \`x-kubernetes-preserve-unknown-fields: true\`, never a bare \`type: object\`, with which the server drops every field it reads.

      \`v1\` and \`v2\` have no \`schema.openAPIV3Schema\`: without one every field of an object would be pruned at \`v2\`, which is served.
      Give each version its own schema; where the fields are not known, \`type: object\` with \`x-kubernetes-preserve-unknown-fields: true\`, never a bare \`type: object\`, with which the server drops every field it reads.

      \`v2\` and \`v3\` have no \`schema.openAPIV3Schema\`: without one every field of an object would be pruned at \`v2\` and \`v3\`, which are served.
      Give each version its own schema; where the fields are not known, \`type: object\` with \`x-kubernetes-preserve-unknown-fields: true\`, never a bare \`type: object\`, with which the server drops every field it reads.
      "
    `);
  });
});
