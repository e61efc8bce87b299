import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { filesOf, GONE, KEPT, NAME, OBJECTS, OF, PROFILE, READ, report, schema, TEXT, told } from "./live-objects.ts";

it.each<[string, JsonObject, readonly unknown[][]]>([
  [
    "a member in use",
    schema({ tier: { ...TEXT, enum: ["gold"] } }),
    [
      [
        "live-objects-invalid",
        "warning",
        "introduced",
        "prod-eu",
        "…spec.properties.tier.enum",
        `\`spec.tier: legacy\` is no longer allowed by ${OF}; in use in prod-eu${KEPT("spec.tier")}`,
      ],
    ],
  ],
  ["a member that nobody uses", schema({}, [], { phase: { ...TEXT, enum: ["Pending"] } }), []],
  [
    "a member of the status",
    schema({}, [], { phase: { ...TEXT, enum: ["Ready"] } }),
    [
      [
        "live-objects-invalid",
        "warning",
        "introduced",
        "prod-eu",
        "…status.properties.phase.enum",
        `\`status.phase: Pending\` is no longer allowed by ${OF}; in use in prod-eu${KEPT("status.phase")}`,
      ],
    ],
  ],
  [
    "another type",
    schema({ name: { type: "integer" } }),
    [
      [
        "live-objects-invalid",
        "warning",
        "introduced",
        "prod-eu",
        "…spec.properties.name.type",
        `\`spec.name\` of ${OF} has to be an \`integer\` now; texts are in use in prod-eu${KEPT("spec.name")}`,
      ],
    ],
  ],
  [
    "required",
    schema({}, ["name"]),
    [
      [
        "live-objects-invalid",
        "warning",
        "introduced",
        "prod-eu",
        "…spec.required",
        `\`spec.name\` is required by ${OF} now, and lacking in 1 of 2 objects in prod-eu${KEPT("spec")}`,
      ],
    ],
  ],
  [
    "required at the root, which changes with every write",
    { ...schema(), required: ["extra"] },
    [
      [
        "live-objects-invalid",
        "error",
        "introduced",
        "prod-eu",
        "spec.versions[0].schema.openAPIV3Schema.required",
        `\`extra\` is required by ${OF} now, and lacking in 2 of 2 objects in prod-eu${READ}: the API server refuses every write of such an object, its controller's too, whatever it changes.`,
      ],
    ],
  ],
  [
    "smaller limits, in a list whose items have no past",
    schema({
      sources: {
        type: "array",
        items: { type: "object", properties: { host: TEXT, jsonPath: { ...TEXT, maxLength: 0 } } },
      },
      labels: { type: "object", maxProperties: 0, additionalProperties: TEXT },
    }),
    [
      [
        "live-objects-invalid",
        "warning",
        "introduced",
        "prod-eu",
        "…spec.properties.labels.maxProperties",
        `\`spec.labels\` of ${OF} takes at most 0 properties now; the largest in prod-eu has 1${KEPT("spec.labels")}`,
      ],
      [
        "live-objects-invalid",
        "warning",
        "introduced",
        "prod-eu",
        "…spec.properties.sources.items.properties.jsonPath.maxLength",
        `\`spec.sources[].jsonPath\` of ${OF} takes at most 0 characters now; the longest in prod-eu has 1${KEPT("spec.sources")}`,
      ],
    ],
  ],
])("tells what a schema does to objects that are there: %s", (_, after, expected) => {
  const { findings, problems, notices } = report(after);
  expect([problems, notices]).toEqual([[], []]);
  expect(told(findings)).toEqual(expected);
});

const TIGHT = schema({ tier: { ...TEXT, enum: ["gold"] } });

it("weighs and words a server without ratcheting by itself, and counts each cluster", () => {
  const { findings } = report(schema({ name: null }, ["labels"]), {
    old: { server: "v1.29.0" },
    "prod-eu": {},
    "prod-us": { objects: [...OBJECTS, ...OBJECTS] },
    unused: { objects: [] },
  });
  expect(told(findings)).toEqual([
    [
      "live-objects-invalid",
      "error",
      "introduced",
      "old",
      "…spec.required",
      `\`spec.labels\` is required by ${OF} now, and lacking in 1 of 2 objects in old${READ}: the API server (old, before Kubernetes 1.30) refuses every write of such an object, its controller's too, whatever it changes.`,
    ],
    [
      "live-objects-invalid",
      "warning",
      "introduced",
      "prod-eu prod-us",
      "…spec.required",
      `\`spec.labels\` is required by ${OF} now, and lacking in 1 of 2 objects in prod-eu and 2 of 4 in prod-us${KEPT("spec")}`,
    ],
    [
      "live-objects-pruned",
      "warning",
      "introduced",
      "old prod-eu prod-us",
      "…spec",
      `${OF} removes \`spec.name\`, used by 1 of 2 objects in old, 1 of 2 in prod-eu and 2 of 4 in prod-us${GONE}`,
    ],
  ]);
});

it("says nothing of objects that were counted under another schema, on another cluster, or not at all", () => {
  const outdated = report(TIGHT, { "prod-eu": { use: { schema: `sha256:${"0".repeat(64)}` } } });
  expect([told(outdated.findings), outdated.notices]).toEqual([
    [],
    [
      `\`${PROFILE}\` counted objects of \`${NAME}\` under another schema than the snapshot's: what they use is not compared. A refresh with \`profile-objects\` reads them anew.`,
    ],
  ]);
  // Whose identity nobody recorded may be of the cluster.
  expect(report(TIGHT, { "prod-eu": { identity: null } }).notices).toEqual([]);
  const rebuilt = report(TIGHT, { "prod-eu": { identity: "ca:00000000" } });
  expect([told(rebuilt.findings), rebuilt.notices]).toEqual([
    [],
    [
      `\`${PROFILE}\` is of a cluster with another CA or host than its snapshot: what objects use is not compared. A refresh with \`profile-objects\` reads them anew.`,
    ],
  ]);
});

it("says that a profile without a snapshot is compared with nothing, and nothing of what is no profile", () => {
  const of = (cluster: string) => filesOf(cluster, {})[`.github/crd-upgrade-guard/profiles/${cluster}.json`] ?? "";
  const folder = ".github/crd-upgrade-guard/profiles";
  expect(
    report(TIGHT, undefined, { [`${folder}/gone.json`]: of("gone"), [`${folder}/other.json`]: "{}" }).notices,
  ).toEqual([
    `No snapshot is beside \`${folder}/gone.json\`: what its objects use is not compared. Delete what is of no cluster any more, or give it the name of its snapshot.`,
  ]);
  const several = (...names: readonly string[]) => {
    const strays = Object.fromEntries(names.map((name) => [`${folder}/${name}.json`, of(name)]));
    return report(TIGHT, undefined, strays).notices.map((one) => one.slice(0, one.indexOf(":")));
  };
  expect(several("a", "b", "c")).toEqual([
    `No snapshot is beside \`${folder}/a.json\`, \`${folder}/b.json\` and \`${folder}/c.json\``,
  ]);
  expect(several("a", "b", "c", "d")).toEqual(["No snapshot is beside 4 profiles"]);
});

it("does not go on by a profile that cannot be used", () => {
  const { problems, findings } = report(TIGHT, undefined, { [PROFILE]: "{" });
  expect(findings).toEqual([]);
  expect(problems.map(({ path, line, message }) => [path, line, message])).toEqual([
    [PROFILE, 1, "The bracket that opens here is never closed."],
  ]);
});

it("tells of a profile that the change edits so that less is found", () => {
  const edited = filesOf("prod-eu", { objects: OBJECTS.slice(1) })[PROFILE] ?? "";
  const { findings } = report(TIGHT, undefined, { [PROFILE]: edited });
  expect(findings.map(({ rule, severity, location, message }) => [rule, severity, location.path, message])).toEqual([
    [
      "guard-weakened",
      "warning",
      PROFILE,
      `This change edits \`${PROFILE}\`, and thereby hides what the base branch's guard reports of these manifests: live-objects-invalid.`,
    ],
  ]);
});

it("judges a fleet whose clusters differ in their profiles alone", () => {
  const unused = { objects: OBJECTS.slice(1) };
  const { findings } = report(TIGHT, { a: unused, b: unused, c: {}, d: unused, e: {} });
  expect(findings.map(({ rule, clusters }) => [rule, clusters])).toEqual([["live-objects-invalid", ["c", "e"]]]);
});
