import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import { objectInvalid } from "../../src/rules/object-invalid.ts";
import { guardOf, live, NOW, wordsOf as rulesWords, treeOf } from "./evaluated.ts";
import { LOOSE, NAME, route, STRICT, said, situation, withSpec, wordsOf } from "./objects.ts";

const KEYED = {
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["n"],
  items: { type: "object", required: ["n"], properties: { n: { type: "string" }, v: { type: "string", enum: ["a"] } } },
};
const UNSUPPORTED = 'spec.tier: Unsupported value: "legacy": supported values: "gold"';

describe("objects that the tree's CRD refuses", () => {
  it("are told of at the line of what is wrong, in the server's words", () => {
    const files = { "a.yaml": [route({ size: 1 }, { name: "fine" }), route({ tier: "legacy" })] };
    expect(said(situation(files))).toEqual([
      {
        rule: "object-invalid",
        crd: NAME,
        version: "v1",
        cluster: "prod",
        at: "a.yaml:13 spec.tier",
        detail: {
          kind: "object-invalid",
          cause: "changed",
          apiVersion: "example.com/v1",
          objectKind: "Route",
          name: "a",
          path: "a.yaml",
          line: 13,
          error: UNSUPPORTED,
          ratchets: true,
          stays: false,
          until: "spec.tier",
        },
      },
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ["what is required", { required: ["tier"] }, "a.yaml:5"],
    ["a type", {}, "a.yaml:6"],
  ])("are told of at the nearest line there is: %s", (_name, more, at) => {
    const files = { "crd.yaml": [withSpec(STRICT, more)], "a.yaml": [route({ size: "1" })] };
    expect(said(situation(files)).map((one) => one.at.split(" ")[0])).toContain(at);
  });

  it("have a line each, and are told by their version where several CRDs are one finding", () => {
    const [detail] = said(situation({ "a.yaml": [route({ tier: "legacy" })] })).flatMap(({ detail: one }) =>
      one.kind === "object-invalid" ? [one] : [],
    );
    if (detail === undefined) throw new Error("nothing is found");
    expect([objectInvalid.line(detail), objectInvalid.places?.(detail)]).toEqual([
      "`v1`",
      [{ path: "a.yaml", line: 6, text: `\`Route\` \`a\`: \`${UNSUPPORTED}\`` }],
    ]);
  });

  it("may keep what the base has, where the server lets them", () => {
    const files = { "a.yaml": [route({ tier: "legacy", size: 2 })] };
    const base = { "crd.yaml": [withSpec(LOOSE)], "a.yaml": [route({ tier: "legacy", size: 1 })] };
    expect(wordsOf(situation(files, { base }))).toEqual([
      ["object-invalid", "warning", "a.yaml:6 spec.tier", UNSUPPORTED, "kept"],
    ]);
    expect(wordsOf(situation(files, { base }), "v1.29.3")).toEqual([
      ["object-invalid", "", "a.yaml:6 spec.tier", UNSUPPORTED, "changed"],
    ]);
    const other = { ...base, "a.yaml": [route({ tier: "older" })] };
    expect(wordsOf(situation(files, { base: other }))).toEqual([
      ["object-invalid", "", "a.yaml:6 spec.tier", UNSUPPORTED, "changed"],
    ]);
  });

  it.each<[string, JsonObject, JsonObject, JsonObject, string]>([
    ["a value", { tier: { type: "string", enum: ["gold"] } }, {}, { tier: "legacy" }, "`spec.tier` changes"],
    ["what is required", {}, { required: ["tier"] }, {}, "`spec` changes"],
    [
      "in a list",
      { l: { type: "array", items: { type: "string", enum: ["a"] } } },
      {},
      { l: ["b"] },
      "`spec.l` changes",
    ],
    ["in a list with keys", { l: KEYED }, {}, { l: [{ n: "b", v: "z" }] }, "`spec.l[].v` changes"],
    ["its name", {}, {}, { bad: true }, ""],
  ])("are told until when a server lets them stay: %s", (_name, properties, more, spec, until) => {
    const metadata = { name: spec.bad === true ? "A" : "a" };
    const files = {
      "crd.yaml": [withSpec({ bad: { type: "boolean" }, ...properties }, more)],
      "a.yaml": [route(spec, metadata)],
    };
    const { message } = rulesWords("object-invalid", situation(files));
    const kept = `; one that exists like this keeps working until ${until} (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid`;
    expect(message.slice(message.indexOf("; it is refused"))).toBe(
      `; it is refused when it is applied${until === "" ? "" : kept}.`,
    );
  });

  it("are told until which of several fields change", () => {
    const wide = { type: "integer", format: "int32", maximum: 4_294_967_295 };
    const files = { "crd.yaml": [withSpec({ one: wide, two: wide })], "a.yaml": [route({ one: 1, two: 2 })] };
    const { message } = rulesWords("object-invalid", situation(files, { serverVersion: "v1.36.3" }));
    expect(message).toContain(
      " keeps working until `spec.one` and `spec.two` change (Kubernetes 1.30 and later), and then ",
    );
  });

  it("weigh less among tests and samples, unless they are asked about", () => {
    const files = { "config/samples/a.yaml": [route({ tier: "legacy" })] };
    expect(wordsOf(situation(files)).map(([, severity]) => severity)).toEqual(["warning"]);
    const given = ["config/samples/a.yaml"];
    expect(wordsOf(situation(files, { given })).map(([, severity]) => severity)).toEqual([""]);
  });

  it("are judged by the manifest under which most is right", () => {
    const files = { "other/crd.yaml": [withSpec(LOOSE)], "a.yaml": [route({ tier: "legacy" })] };
    expect(said(situation(files))).toEqual([]);
  });

  it("are those that the cluster gets", () => {
    const both = { [NAME]: live({ versions: "v1*" }, ["v1"]) };
    const files = { "stage/a.yaml": [route({ tier: "legacy" })] };
    const found = said(situation(files, { clusters: { prod: both, stage: both } }));
    expect(found.map(({ cluster }) => cluster)).toEqual(["stage"]);
  });

  it("stand in lists, in JSON, behind anchors and without a name", () => {
    const files = {
      "list.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [route({ tier: "legacy" })] }, null, 1),
      "anchor.yaml":
        "apiVersion: example.com/v1\nkind: Route\nmetadata: {generateName: a-}\nx: &t legacy\nspec: {tier: *t}\n",
      "nameless.yaml": [route({}, {})],
    };
    expect(wordsOf(situation(files)).map(([, , at, text]) => `${at}: ${text}`)).toEqual([
      "anchor.yaml:4 x: x",
      `list.json:12 spec.tier: ${UNSUPPORTED}`,
      `anchor.yaml:5 spec.tier: ${UNSUPPORTED}`,
      "nameless.yaml:3 metadata.name: metadata.name: Required value: name or generateName is required",
    ]);
  });

  it("are none that a template or a kustomization makes others of", () => {
    const files = {
      "template.yaml":
        "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: {tier: {{ .Values.tier }}}\n",
      "quoted.yaml": [route({ tier: "{{ .Values.tier }}" })],
      "variable.yaml": [route({ tier: `$${"{TIER}"}` })],
      "patch.yaml": [route({ tier: "legacy" })],
    };
    expect(said(situation(files))).toEqual([]);
    const patched = {
      "a.yaml": [route({ tier: "legacy" })],
      "kustomization.yaml": "resources: [a.yaml]\npatches:\n- target: {kind: Route}\n  patch: '[]'\n",
    };
    expect(said(situation(patched))).toEqual([]);
  });

  it("are judged without a snapshot, too", () => {
    const files = { "a.yaml": [route({ tier: "legacy" })] };
    expect(wordsOf(situation(files, { clusters: {} }))).toEqual([
      ["object-invalid", "", "a.yaml:6 spec.tier", UNSUPPORTED, "changed"],
    ]);
  });

  it("are not judged by a CRD that the cluster refuses", () => {
    const files = { "crd.yaml": [withSpec({ tier: { type: "nothing" } })], "a.yaml": [route({ tier: 1 })] };
    expect(said(situation(files))).toEqual([]);
  });

  it("are none of another kind, group or CRD", () => {
    const files = {
      "a.yaml": [
        { ...route({ tier: "legacy" }), kind: "Other" },
        route({ tier: "legacy" }, { name: "a" }, "example.com.evil/v1"),
        { apiVersion: "v1", kind: "ConfigMap", data: { x: "apiVersion: example.com/v1\nkind: Route\n" } },
      ],
    };
    expect(said(situation(files))).toEqual([]);
  });

  it("are said not to be judged where their CRD is left as it is in the clusters", () => {
    const situated = situation({ "a.yaml": [route({ tier: "legacy" })] });
    const tree = treeOf(situated.files);
    const { findings, objectCoverage } = judgeTree({ ...tree, crds: [], skipped: tree.crds }, guardOf(situated), {
      now: NOW,
      whole: true,
      predictor: createPredictor(),
      knownSchema: () => undefined,
      delivered: () => undefined,
    });
    expect([findings.filter(({ rule }) => rule.startsWith("object-")), objectCoverage().notices]).toEqual([
      [],
      [
        "1 custom resource of CRDs of this tree was not judged by a schema, for the CRD that this tree has of it is brought to no cluster: `a.yaml:1`. Mend that first, or check the CRD that the cluster has.",
      ],
    ]);
  });
});
