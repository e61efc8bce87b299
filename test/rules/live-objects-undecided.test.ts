import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { verdict } from "../../src/report/verdict.ts";
import { judged } from "../check/in-memory.ts";
import { filesOf, KEPT, manifest, OF, READ, report, schema, TEXT, told } from "./live-objects.ts";

const undecided = (message: string, place: string, cluster = "prod-eu") => [
  "live-objects-undecided",
  "info",
  "introduced",
  cluster,
  place,
  message,
];

it.each<[string, JsonObject, readonly unknown[][]]>([
  ["nothing", schema({ name: { ...TEXT, description: "a name" } }), []],
  ["what nobody uses", schema({ fresh: { ...TEXT, pattern: "^a" } }), []],
  [
    "what is in use",
    schema({
      name: { ...TEXT, pattern: "^a", format: "uuid" },
      labels: { type: "object", additionalProperties: { ...TEXT, minLength: 1 } },
    }),
    [
      undecided(
        `${OF} asks more than the live schema of \`spec.labels.*\` (\`minLength\`; in 1 of 2 objects in prod-eu) and \`spec.name\` (\`pattern\` and \`format\`; in 1 of 2 objects in prod-eu): the profile${READ} has no values, so that nobody knows whether objects fit.`,
        "…spec.properties.labels.additionalProperties.minLength",
      ),
    ],
  ],
  [
    "a rule of every object",
    { ...schema(), "x-kubernetes-validations": [{ rule: "has(self.spec)" }] },
    [
      undecided(
        `${OF} asks more than the live schema of every object (\`x-kubernetes-validations\`; in 2 of 2 objects in prod-eu): the profile${READ} has no values, so that nobody knows whether objects fit.`,
        "spec.versions[0].schema.openAPIV3Schema.x-kubernetes-validations",
      ),
    ],
  ],
])("tells what a profile cannot tell: %s", (_, after, expected) => {
  const { findings, problems } = report(after);
  expect([problems, told(findings)]).toEqual([[], expected]);
});

it("keeps the first line from being green", () => {
  expect([
    verdict(report(schema({ name: { ...TEXT, pattern: "^a" } }))),
    verdict(report(schema({ more: TEXT }))),
  ]).toEqual([
    "❔ no refusal found, but whether live objects fit feeds.example.com is not known",
    "✅ prod-eu takes this change",
  ]);
});

it("says that a profile was cut where it matters", () => {
  const of = (after: JsonObject) => {
    const spec = { objects: 2, types: ["object"], members: 3 } as const;
    return told(report(after, { "prod-eu": { use: { paths: { spec }, cut: 7 } } }).findings);
  };
  const left = `The profile of ${OF} in prod-eu${READ} leaves out 7 paths that are too many for it: what the new schema does to those is not known.`;
  expect([
    of(schema({ name: { ...TEXT, maxLength: 1 } })),
    of(schema({ name: { ...TEXT, description: "a" } })),
  ]).toEqual([[undecided(left, "spec.versions[0].schema.openAPIV3Schema")], []]);
});

it("says that nobody has the schema that lives", () => {
  const guard = filesOf("prod-eu", {});
  const of = (text: JsonObject) => ({ ...guard, "crd.yaml": JSON.stringify(manifest(text), null, 2) });
  const { findings } = judged(of(schema({ a: TEXT })), of(schema({ a: TEXT, name: { ...TEXT, pattern: "^a" } })));
  expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
    [
      "live-objects-undecided",
      `The schema of ${OF} is another than the one that lives in prod-eu, which no file of this tree or its base has: of objects there${READ}, patterns, formats, bounds and rules that may be new were not compared.`,
    ],
  ]);
});

it("looks at a new storage version too, where nothing converts", () => {
  const guard = filesOf("prod-eu", {});
  const of = (after: JsonObject | null, conversion: JsonObject = { strategy: "None" }) => {
    const plain = manifest(schema(), after === null ? "v1*" : "v1 v2*");
    const [v1, v2] = plain.spec.versions;
    const versions = after === null ? [v1] : [v1, { ...v2, schema: { openAPIV3Schema: after } }];
    return {
      ...guard,
      "crd.yaml": JSON.stringify({ ...plain, spec: { ...plain.spec, conversion, versions } }, null, 2),
    };
  };
  const messages = (after: JsonObject, conversion?: JsonObject) =>
    judged(of(null), of(after, conversion))
      .findings.filter(({ rule }) => rule.startsWith("live-objects"))
      .map(({ rule, version, message }) => [rule, version, message]);
  const moved =
    "; this holds for whoever writes them at `v2`, where they are to be stored from now on; today they are at `v1`.";
  const after = schema({ name: { ...TEXT, maxLength: 2, pattern: "^a" } }, ["name"]);
  const webhook = { service: { namespace: "a", name: "b" } };
  const converting = { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig: webhook } };
  expect([messages(after), messages(after, converting), messages(schema())]).toEqual([
    [
      [
        "live-objects-invalid",
        "v2",
        `\`spec.name\` of \`v2\` of \`feeds.example.com\` takes at most 2 characters now; the longest in prod-eu has 3${KEPT("spec.name").replace(/\.$/, "")}${moved}`,
      ],
      [
        "live-objects-invalid",
        "v2",
        `\`spec.name\` is required by \`v2\` of \`feeds.example.com\` now, and lacking in 1 of 2 objects in prod-eu${KEPT("spec").replace(/\.$/, "")}${moved}`,
      ],
      [
        "live-objects-undecided",
        "v2",
        `\`v2\` of \`feeds.example.com\` asks more than the live schema of \`spec.name\` (\`pattern\`; in 1 of 2 objects in prod-eu): the profile${READ} has no values, so that nobody knows whether objects fit.`,
      ],
    ],
    [],
    [],
  ]);
});
