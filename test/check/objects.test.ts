import { describe, expect, it } from "vitest";
import { countsInWords } from "../../src/report/counts.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import { renderText } from "../../src/report/text.ts";
import { verdict } from "../../src/report/verdict.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { live } from "../rules/evaluated.ts";
import { LOOSE, NAME, route, STRICT, withSpec } from "../rules/objects.ts";
import { type Files, judged, treeFiles } from "./in-memory.ts";

const PROD = ".github/crd-upgrade-guard/clusters/prod.json";
const SNAPSHOT = writeSnapshot({
  formatVersion: 1,
  cluster: "prod",
  origin: { kind: "cluster", tool: "0.1.0" },
  serverVersion: "v1.33.0",
  capturedAt: "2026-11-23T02:00:00Z",
  complete: true,
  apis: [],
  crds: { [NAME]: live({ versions: "v1*" }, ["v1"]) },
});
const [LOOSE_CRD, STRICT_CRD] = [withSpec(LOOSE), withSpec(STRICT)].map((crd) => JSON.stringify(crd));
const ROUTE = yaml(route({ tier: "legacy" }));

const GOLD = yaml(route({ tier: "gold" }));

function yaml(object: object): string {
  return JSON.stringify(object, null, 1);
}

function files(crd: string | undefined, more: Files = {}): Files {
  return { [PROD]: SNAPSHOT, "crd.yaml": crd ?? "", ...more };
}

function shown({ findings }: Report) {
  return findings.map(
    ({ severity, state, rule, location }) => `${severity} ${state} ${rule} ${location.path}:${location.startLine}`,
  );
}

describe("custom resources of a change", () => {
  it("are broken by it, where the base's CRD takes them", () => {
    const report = judged(files(LOOSE_CRD, { "a.json": ROUTE }), files(STRICT_CRD, { "a.json": ROUTE }));
    expect(shown(report)).toEqual(["warning introduced object-invalid a.json:8"]);
    expect(report.result).toBe("warn");
  });

  it("are as old as what is wrong with them", () => {
    const moved = { "apps/b.json": ROUTE };
    expect(shown(judged(files(STRICT_CRD, { "a.json": ROUTE }), files(STRICT_CRD, { "a.json": ROUTE })))).toEqual([
      "error preexisting object-invalid a.json:8",
    ]);
    expect(shown(judged(files(STRICT_CRD, { "a.json": ROUTE }), files(STRICT_CRD, moved)))).toEqual([
      "error preexisting object-invalid apps/b.json:8",
    ]);
  });

  it("are judged by a CRD of tests only where there is no other", () => {
    const tests = { "test/crd.yaml": STRICT_CRD ?? "", "a.json": ROUTE };
    expect(shown(judged(files(LOOSE_CRD, tests), files(LOOSE_CRD, tests)))).toEqual([]);
    const strict = { "test/crd.yaml": LOOSE_CRD ?? "", "a.json": ROUTE };
    expect(shown(judged(files(STRICT_CRD, strict), files(STRICT_CRD, strict)))).toEqual([
      "warning preexisting object-invalid a.json:8",
    ]);
    const alone = { [PROD]: SNAPSHOT, ...tests };
    expect(shown(judged(alone, alone))).toEqual(["error preexisting object-invalid a.json:8"]);
  });

  it("are new where the object is", () => {
    const report = judged(files(STRICT_CRD), files(STRICT_CRD, { "a.json": ROUTE }));
    expect([shown(report), report.result]).toEqual([["error introduced object-invalid a.json:8"], "fail"]);
  });

  it("lose a field that the schema loses", () => {
    const gone = { "a.json": yaml(route({ gone: "x" })) };
    expect(shown(judged(files(LOOSE_CRD, gone), files(STRICT_CRD, gone)))).toEqual([
      "warning introduced object-field-pruned a.json:8",
    ]);
  });

  it("say nothing of descriptions, values that come and limits that go", () => {
    const before = withSpec({ tier: { type: "string", enum: ["gold"], maxLength: 6 } });
    const after = withSpec({ tier: { type: "string", enum: ["gold", "silver"], description: "What it is." } });
    const gold = { "a.json": yaml(route({ tier: "gold" })) };
    expect(shown(judged(files(yaml(before), gold), files(yaml(after), gold)))).toEqual([]);
  });

  it("are one finding with all their places, and one for each field", () => {
    const objects = Object.fromEntries(
      ["a", "b", "c"].map((name) => [`${name}.json`, yaml(route({ tier: "legacy", size: "1" }, { name }))]),
    );
    const [tier, size] = judged(files(LOOSE_CRD, objects), files(STRICT_CRD, objects)).findings;
    expect([tier?.lines?.length, size?.lines?.length]).toEqual([3, 3]);
  });

  it("of which some are templates are counted", () => {
    const template = "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: {tier: {{ .Values.tier }}}\n";
    const { notices } = judged(files(STRICT_CRD), files(STRICT_CRD, { "a.yaml": template, "b.yaml": template }));
    expect(notices).toEqual([
      "2 custom resources of CRDs of this tree were not judged by a schema, for they are templates: `a.yaml:1` and `b.yaml:1`. Have the output checked instead.",
    ]);
  });

  it("are counted, and keep the first line from being green where one was not judged", () => {
    const template = "apiVersion: example.com/v1\nkind: Route\nmetadata: {name: b}\nspec: {tier: {{ .Values.tier }}}\n";
    const of = (crd: string | undefined, more: Files) => {
      const report = judged(files(crd), files(crd, more));
      return [verdict(report), report.coverage.objects];
    };
    const rules = yaml(withSpec(LOOSE, { "x-kubernetes-validations": [{ rule: "true" }] }));
    const gold = { "a.json": GOLD };
    expect([
      of(STRICT_CRD, {}),
      of(STRICT_CRD, gold),
      of(STRICT_CRD, { ...gold, "b.yaml": template }),
      // What stands among samples no cluster gets.
      of(STRICT_CRD, { ...gold, "samples/b.yaml": template }),
      of(rules, gold),
      of(yaml(withSpec(STRICT, {}, "v1*")), { ...gold, "old/crd.yaml": LOOSE_CRD ?? "", "b.json": ROUTE }),
    ]).toEqual([
      ["✅ prod takes this change", undefined],
      ["✅ prod takes this change", { judged: 1, open: 0 }],
      ["❔ no refusal found, but 1 custom resource could not be judged", { judged: 1, open: 1 }],
      ["✅ prod takes this change; 1 notice below", { judged: 1, open: 0 }],
      [
        "❔ cannot tell: routes.example.com could not be decided; 1 custom resource could not be judged",
        { judged: 0, open: 1 },
      ],
      ["❔ no refusal found, but 1 custom resource could not be judged", { judged: 1, open: 1 }],
    ]);
  });

  it("of which rules were not run are counted", () => {
    const rules = { "x-kubernetes-validations": [{ rule: "true" }] };
    const crd = yaml(withSpec(LOOSE, rules));
    const { notices } = judged(files(crd), files(crd, { "a.json": ROUTE }));
    expect(notices).toContain("Not all of 1 custom resource was judged (its CEL rules were not run).");
  });

  it("of which rules were not run are counted beside what is wrong already", () => {
    const crd = yaml(withSpec(LOOSE, { "x-kubernetes-validations": [{ rule: "true" }] }));
    const object = { "a.json": yaml(route({}, { name: "A" })) };
    const { notices } = judged(files(crd), files(crd, object));
    expect(notices).toContain("Not all of 1 custom resource was judged (its CEL rules were not run).");
  });

  it("of which manifests say different things are named", () => {
    const [a, b] = [STRICT_CRD ?? "", LOOSE_CRD ?? ""];
    const { notices } = judged(files(a), { ...files(a, { "a.json": ROUTE }), "old/crd.yaml": b, "same/crd.yaml": a });
    expect(notices).toEqual([
      "1 custom resource is taken as it is by one of several manifests of the CRD and not by another (`a.json:1`: `crd.yaml` refuses it, and `old/crd.yaml` takes it). What is delivered last decides: leave out the other with `manifests.exclude` or `targets`.",
    ]);
  });

  it("of which manifests drop different fields are named", () => {
    const [a, b] = [STRICT_CRD ?? "", yaml(withSpec({ ...STRICT, note: { type: "string" } }))];
    const noted = { "a.json": yaml(route({ note: "x" })) };
    const { notices, findings, coverage } = judged(files(a), { ...files(a, noted), "old/crd.yaml": b });
    expect([notices, findings.filter(({ rule }) => rule.startsWith("object-")), coverage.objects]).toEqual([
      [
        "1 custom resource is taken as it is by one of several manifests of the CRD and not by another (`a.json:1`: `crd.yaml` drops fields of it, and `old/crd.yaml` takes it). What is delivered last decides: leave out the other with `manifests.exclude` or `targets`.",
      ],
      [],
      { judged: 0, open: 1 },
    ]);
  });

  it("of which not all faults are told say so", () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, 1]));
    const { findings, notices } = judged(files(STRICT_CRD), files(STRICT_CRD, { "a.json": yaml(route(many)) }));
    expect([findings.length, notices]).toEqual([
      20,
      ["10 more faults of objects in `a.json` are not told one by one."],
    ]);
  });

  it("are not looked for where the tree has no CRD", () => {
    const reads = (head: Files) => {
      const asked: string[] = [];
      const tree = treeFiles(head);
      const read = (path: string) => {
        asked.push(path);
        return tree.read(path);
      };
      judged(null, head, "check", {}, { ports: { head: { ...tree, read } } });
      return asked.filter((path) => path === "a.json").length;
    };
    expect([reads({ [PROD]: SNAPSHOT, "a.json": GOLD }), reads(files(STRICT_CRD, { "a.json": GOLD }))]).toEqual([1, 2]);
  });
});

describe("custom resources that were there before", () => {
  it("are no more hidden by a first snapshot than they are by none", () => {
    const object = { "a.json": ROUTE };
    const report = judged({ "crd.yaml": LOOSE_CRD ?? "", ...object }, files(STRICT_CRD, object));
    expect([shown(report), report.result]).toEqual([["warning introduced object-invalid a.json:8"], "warn"]);
  });

  it("are new ones where their name is generated", () => {
    const object = { "a.json": yaml(route({ tier: "legacy" }, { generateName: "a-" })) };
    expect(shown(judged(files(LOOSE_CRD, object), files(STRICT_CRD, object)))).toEqual([
      "error introduced object-invalid a.json:8",
    ]);
  });
});

describe("custom resources with a resourceVersion", () => {
  const taken = { "a.json": yaml(route({ tier: "gold" }, { name: "a", resourceVersion: "12" })) };
  const MESSAGE =
    "`Route` `a` is not valid under `v1` of `routes.example.com` (prod) as this tree has it: `resourceVersion should not be set on objects to be created`; it is refused when it is applied.";

  it("are refused when they are created, and in conflict when they are there", () => {
    const of = (before: Files) =>
      judged(files(STRICT_CRD, before), files(STRICT_CRD, taken)).findings.map(
        ({ severity, state, message, remedy, location }) => [
          severity,
          state,
          location.startLine,
          message,
          remedy.summary,
        ],
      );
    const remedy = "Correct the object: this is no matter of the schema.";
    expect([of({}), of({ "a.json": GOLD }), of(taken)]).toEqual([
      [["error", "introduced", 6, MESSAGE, remedy]],
      [["error", "introduced", 6, MESSAGE, remedy]],
      [["error", "preexisting", 6, MESSAGE, remedy]],
    ]);
  });
});

describe("custom resources of one name in folders of several clusters", () => {
  const [GOLD_A, BAD_A] = ["gold", "legacy"].map((tier) => yaml(route({ tier }, { name: "a", namespace: "ns" })));
  const STAGING = PROD.replace("prod", "staging");
  const ofTwo = (crd: string | undefined, more: Files): Files => ({
    ...files(crd, more),
    [STAGING]: SNAPSHOT.replace('"prod"', '"staging"'),
  });
  const folders = (prod = "", staging = ""): Files => ({ "prod/a.json": prod, "staging/a.json": staging });
  const OLD = "error preexisting object-invalid staging/a.json:9";

  it.each([
    ["with snapshots", ofTwo],
    ["without", (crd: string | undefined, more: Files): Files => ({ "crd.yaml": crd ?? "", ...more })],
  ])("are each their own: %s", (_name, of) => {
    const [before, after] = [of(STRICT_CRD, folders(GOLD_A, BAD_A)), of(STRICT_CRD, folders(BAD_A, BAD_A))];
    const report = judged(before, after);
    const told = shown(report).filter((one) => one.includes("object-"));
    expect([new Set(told), report.result]).toEqual([
      new Set(["error introduced object-invalid prod/a.json:9", OLD]),
      "fail",
    ]);
  });

  it("keep what they have, whatever the other has", () => {
    const [before, after] = [LOOSE_CRD, STRICT_CRD].map((crd) => ofTwo(crd, folders(BAD_A, GOLD_A)));
    expect(shown(judged(before ?? {}, after ?? {}))).toEqual(["warning introduced object-invalid prod/a.json:9"]);
  });

  it("are not moved from one to the other", () => {
    const [before, after] = [
      ofTwo(LOOSE_CRD, { "staging/a.json": BAD_A ?? "" }),
      ofTwo(STRICT_CRD, { "prod/a.json": BAD_A ?? "" }),
    ];
    expect(shown(judged(before, after))).toEqual(["error introduced object-invalid prod/a.json:9"]);
  });

  it("are told from a second one of the same file", () => {
    const of = (...texts: (string | undefined)[]) => files(STRICT_CRD, { "a.yaml": texts.join("\n---\n") });
    expect(shown(judged(of(BAD_A, GOLD_A), of(BAD_A, BAD_A))).sort()).toEqual([
      "error introduced object-invalid a.yaml:21",
      "error preexisting object-invalid a.yaml:9",
    ]);
  });

  it("are the same where a file is moved, with its own changes", () => {
    const changed = yaml(route({ tier: "legacy", size: 1 }, { name: "a", namespace: "ns" }));
    const [before, after] = [files(LOOSE_CRD, { "a.json": BAD_A ?? "" }), files(STRICT_CRD, { "b.json": changed })];
    expect(shown(judged(before, after))).toEqual(["warning introduced object-invalid b.json:9"]);
  });

  it("are what a cluster has, when one more copy comes", () => {
    const [before, after] = [
      files(LOOSE_CRD, { "a.json": BAD_A ?? "" }),
      files(STRICT_CRD, { "a.json": BAD_A ?? "", "b.json": BAD_A ?? "" }),
    ];
    expect(shown(judged(before, after))).toEqual(["warning introduced object-invalid a.json:9"]);
  });
});

it("counts all custom resources that one field breaks, also those that the report does not list", () => {
  const many = Object.fromEntries(
    Array.from({ length: 1_500 }, (_, at) => [
      `o/${1_000 + at}.json`,
      JSON.stringify(route({ tier: "legacy" }, { name: `o${at}` })),
    ]),
  );
  const report = judged(null, files(STRICT_CRD, many));
  expect(report.findings.map(({ rule, lines = [] }) => [rule, lines.length, lines.at(-1)])).toEqual([
    ["object-invalid", 101, { path: "o/1100.json", startLine: 1, more: 1_400, text: "and 1400 objects from here on" }],
  ]);
  const lastOf = (text: string) => text.split("\n").filter((line) => /\band [\d,]+ more/.test(line));
  expect(lastOf(renderText(report, { color: false, width: 120 }))).toEqual(["    and 1495 more"]);
  expect(lastOf(renderText(report, { color: false, width: 120, steps: "here" }))).toEqual([
    "    and 1470 more, 71 of them in the JSON report",
  ]);
  expect(lastOf(renderMarkdown(report))).toEqual(["| | and 1450 more, 51 of them in the JSON report |"]);
});

describe("custom resources that are asked about", () => {
  const crdAlone = (crd: string | undefined): Files => ({ "crd.yaml": crd ?? "" });

  it("are what was judged, where there is no snapshot", () => {
    const of = (head: Files) => {
      const report = judged(null, { ...crdAlone(STRICT_CRD), ...head }, "check", {}, { objects: ["a.json"] });
      return [verdict(report), countsInWords(report)];
    };
    expect([of({ "a.json": GOLD }), of({ "a.json": yaml(route({ tier: "{{ .x }}" })) })]).toEqual([
      [
        "❔ 1 custom resource judged, no CRD compared: no cluster has a snapshot",
        "0 errors, 0 warnings; 1 custom resource judged, no CRD was compared",
      ],
      [
        "❔ nothing compared: 1 custom resource could not be judged; no cluster has a snapshot",
        "0 errors, 0 warnings; nothing was compared (1 custom resource not judged)",
      ],
    ]);
  });

  it("need no snapshot, wherever they are", () => {
    const head = { ...crdAlone(STRICT_CRD), "../fixtures/tests/a.json": ROUTE };
    const report = judged(null, head, "check", {}, { objects: ["../fixtures/tests/a.json"] });
    expect([shown(report), report.result]).toEqual([
      ["error introduced object-invalid ../fixtures/tests/a.json:8"],
      "fail",
    ]);
  });

  it("are old where the base's CRD refuses the very same", () => {
    const given = { "../a.json": ROUTE };
    const ask = (before: string | undefined) =>
      shown(judged(crdAlone(before), { ...crdAlone(STRICT_CRD), ...given }, "check", {}, { objects: ["../a.json"] }));
    expect(ask(STRICT_CRD)).toEqual(["error preexisting object-invalid ../a.json:8"]);
    expect(ask(LOOSE_CRD).map((one) => one.split(" ")[1])).toEqual(["introduced"]);
  });

  it("are read from the base for the base, where they are in the tree", () => {
    const ask = (before: Files) => {
      const path = "samples/a.json";
      const [base, head] = [before, { [path]: ROUTE }].map((more) => ({ ...crdAlone(STRICT_CRD), ...more }));
      return shown(judged(base ?? {}, head ?? {}, "check", {}, { objects: [path] }));
    };
    expect([{}, { "samples/a.json": GOLD }, { "samples/a.json": ROUTE }].map(ask)).toEqual([
      ["error introduced object-invalid samples/a.json:8"],
      ["error introduced object-invalid samples/a.json:8"],
      ["error preexisting object-invalid samples/a.json:8"],
    ]);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["bytes", new Uint8Array([0x89, 0x50, 0x4e, 0x47]), "a document that cannot be read as YAML or JSON"],
    ["half a value", "apiVersion: [example.com/v1\n", "a document that cannot be read as YAML or JSON"],
    ["no object", "a: 1\n", "no object: nothing in it says `apiVersion` and `kind`"],
  ])("are none in a file that was named: %s", (_name, content, what) => {
    const { problems, result } = judged(
      null,
      { ...crdAlone(STRICT_CRD), "a.yaml": content },
      "check",
      {},
      {
        objects: ["a.yaml"],
      },
    );
    expect([result, problems.map(({ path, message }) => `${path}: ${message}`)]).toEqual([
      "error",
      [`a.yaml: The file of objects has ${what}.`],
    ]);
  });

  it("are said not to be judged, with why", () => {
    const given = {
      "s/broken.yaml": "apiVersion: [example.com/v1\n",
      "s/config.yaml": "apiVersion: v1\nkind: ConfigMap\n",
      "s/other.yaml": "apiVersion: other.example/v1\nkind: Other\n",
    };
    const tree = treeFiles({ ...crdAlone(STRICT_CRD), ...given, "s/a.json": ROUTE });
    const head = { ...tree, kindOf: (path: string) => (path === "s" ? ("directory" as const) : tree.kindOf(path)) };
    const { notices } = judged(null, {}, "check", {}, { objects: ["s"], ports: { head } });
    expect(notices).toEqual([
      "1 file that `--objects` gave has documents that are no YAML, which were not judged: `s/broken.yaml`.",
      "1 object that `--objects` gave was not judged, for no CRD of this tree is of that kind: `s/other.yaml:1`.",
    ]);
  });

  it("are below a folder that was named, or nothing was checked", () => {
    const tree = treeFiles({ ...crdAlone(STRICT_CRD), "s/config.yaml": "apiVersion: v1\nkind: ConfigMap\n" });
    const head = { ...tree, kindOf: (path: string) => (path === "s" ? ("directory" as const) : tree.kindOf(path)) };
    const { problems, result } = judged(null, {}, "check", {}, { objects: ["s"], ports: { head } });
    expect([result, problems]).toEqual([
      "error",
      [
        {
          path: "s",
          message: "The folder of objects has no custom resource.",
          remedy: "Name a folder of custom resources, or leave the path out.",
        },
      ],
    ]);
  });

  it.each([
    ["a slash that is escaped", ROUTE.replace("example.com/v1", "example.com\\/v1")],
    [
      "an apiVersion on a line of its own",
      "apiVersion:\n  example.com/v1\nkind: Route\nmetadata: {name: a}\nspec: {tier: legacy}\n",
    ],
    [
      "an alias",
      "metadata: {name: a, annotations: {v: &v example.com/v1}}\napiVersion: *v\nkind: Route\nspec: {tier: legacy}\n",
    ],
  ])("are judged however they are written: %s", (_name, content) => {
    const report = judged(null, { ...crdAlone(STRICT_CRD), "a.yaml": content }, "check", {}, { objects: ["a.yaml"] });
    expect([report.findings.map(({ rule }) => rule), report.coverage.objects]).toEqual([
      ["object-invalid"],
      { judged: 1, open: 0 },
    ]);
  });

  const REFUSED = { "crd.yaml": yaml(withSpec({ tier: { type: "nothing" } })) };
  const REFUSAL =
    'spec.validation.openAPIV3Schema.properties[spec].properties[tier].type: Unsupported value: "nothing": supported values: "array", "boolean", "integer", "number", "object", "string"';

  it("are not judged by a CRD that no server takes, and then nothing was checked", () => {
    const other = { "b.json": yaml(route({ tier: "b" }, { name: "b" })) };
    const { problems, result } = judged(
      null,
      { ...REFUSED, "a.json": ROUTE, ...other },
      "check",
      {},
      { objects: ["a.json", "b.json"] },
    );
    expect([result, problems]).toEqual([
      "error",
      [
        {
          path: "crd.yaml",
          line: 27,
          message: `No custom resource of \`${NAME}\` can be judged, for the API server refuses the CRD: \`${REFUSAL}\`. Asked about were \`a.json:1\` and \`b.json:1\`.`,
          remedy: "Mend the CRD first, or leave its objects out of `--objects`.",
        },
      ],
    ]);
  });

  it("are not judged by a CRD that a cluster refuses, which is a finding and is said of them", () => {
    const head = { ...REFUSED, [PROD]: SNAPSHOT, "a.json": ROUTE };
    const { notices, problems, findings } = judged(null, head, "check", {}, { objects: ["a.json"] });
    expect([problems, findings.map(({ rule }) => rule), notices]).toEqual([
      [],
      ["server-rejects"],
      [
        `1 custom resource of CRDs of this tree was not judged by a schema, for the API server refuses its CRD (\`crd.yaml:27\`, \`${REFUSAL}\`): \`a.json:1\`. Mend the CRD first: as it is nothing of it is delivered.`,
      ],
    ]);
  });

  it.each(["a.yaml", "s"])("have to be of a CRD of the tree: %s", (asked) => {
    const other = "apiVersion: other.example/v1\nkind: Other\n";
    const tree = treeFiles({ ...crdAlone(STRICT_CRD), "a.yaml": other, "s/a.yaml": other });
    const head = { ...tree, kindOf: (path: string) => (path === "s" ? ("directory" as const) : tree.kindOf(path)) };
    const { problems, result } = judged(null, {}, "check", {}, { objects: [asked], ports: { head } });
    const what = asked === "s" ? "folder" : "file";
    expect([result, problems]).toEqual([
      "error",
      [
        {
          path: asked,
          message: `The ${what} of objects has none of a kind that a CRD of this tree has: there is nothing to judge them by.`,
          remedy: `Have the CRDs in the tree and in \`manifests.include\`, name another ${what}, or leave the path out.`,
        },
      ],
    ]);
  });

  it("have to be there", () => {
    const { problems } = judged(null, crdAlone(STRICT_CRD), "check", {}, { objects: ["samples"] });
    expect(problems.map(({ path }) => path)).toEqual(["samples"]);
  });
});
