import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { isObject, type JsonObject, type JsonValue, valueAt } from "../../../src/base/json.ts";
import { parseServerVersion, type ServerVersion } from "../../../src/base/server-version.ts";
import { lastAppliedBytes } from "../../../src/crd/annotation-size.ts";
import { decodeErrors } from "../../../src/crd/decode.ts";
import { canonicalSchema, schemaBytes, schemaDigest } from "../../../src/crd/schema/digest.ts";
import { goJsonBytes } from "../../../src/crd/schema/go-values.ts";
import { factsOf, heldSchema, heldShape, lettingGo } from "../../../src/crd/schema/held-schema.ts";
import { hollowItems } from "../../../src/crd/schema/hollow-items.ts";
import { unreachableBounds } from "../../../src/crd/schema/integer-bounds.ts";
import { type PlainSchema, plainSchema } from "../../../src/crd/schema/plain-schema.ts";
import { decodedSchema, schemaHasDefaults } from "../../../src/crd/schema/schema-tree.ts";
import { validateSchema } from "../../../src/crd/schema/validate-schema.ts";
import { readManifests } from "../../../src/manifests/crd-reader.ts";
import { diceOf } from "../../conformance/generator-dice.ts";
import { validSchema } from "../../conformance/generator-schema.ts";
import { changeSchema } from "../../conformance/generator-schema-faults.ts";
import { skippedWithoutData, wholeData } from "../../data.ts";
import { optionsOf } from "./ask.ts";

/** More: `PLAIN_SCHEMAS=50000 npm run unit -- test/crd/schema/plain-schema`. */
const CASES = Number(process.env.PLAIN_SCHEMAS ?? 2000);
const SERVERS = ["v1.24.0", "v1.29.0", "v1.33.0", "v1.37.0"];
/** Of real releases' files one of so many, all of them: `PLAIN_EVERY=1` (three minutes). */
const EVERY = Number(process.env.PLAIN_EVERY ?? 15);

function documentWith(schema: JsonValue): JsonObject {
  const versions = [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }];
  return { metadata: { name: "xs.a.b" }, spec: { group: "a.b", scope: "Namespaced", versions } };
}

/** What the long way says of a schema, wherever it says anything, on one server and with nothing to excuse it. */
function longAnswer(schema: JsonObject, server: ServerVersion) {
  const options = optionsOf(schema, { server: server.text ?? "" });
  // Of what is read a second time nothing is known.
  const copy: JsonObject = JSON.parse(JSON.stringify(schema));
  const { error, unknownFields, duplicates, tooDeep } = decodeErrors(documentOutOfReach(copy), server);
  return {
    decoding: { error, unknown: unknownFields.length, duplicates, tooDeep },
    valid: [true, false].map((statusSubresource) =>
      validateSchema({ schema, field: "f", path: [], statusSubresource, options }),
    ),
  };
}

/** The same schema where it is looked at field by field: beside it stands a field that no server knows. */
function documentOutOfReach(schema: JsonValue): JsonObject {
  const versions = [{ name: "v1", schema: { openAPIV3Schema: schema, other: 1 } }];
  return { metadata: { name: "xs.a.b" }, spec: { group: "a.b", versions } };
}

const NOTHING = { errors: [], undecided: [], compiled: { rules: [], defaults: [] } };

function flagsOf({ text: _, isSorted: __, ...flags }: PlainSchema) {
  return flags;
}

/** A schema and what is below it in the same order, without descriptions. */
function undescribed(schema: JsonObject): JsonObject {
  const members = Object.entries(schema).flatMap(([key, value]): [string, JsonValue][] => {
    if (key === "description") return [];
    if (key === "properties" && isObject(value)) {
      const below = Object.entries(value).map(([name, one]) => [name, isObject(one) ? undescribed(one) : one]);
      return [[key, Object.fromEntries(below)]];
    }
    const isSchema = (key === "items" || key === "additionalProperties") && isObject(value);
    return [[key, isSchema ? undescribed(value) : value]];
  });
  return Object.fromEntries(members);
}

/** All that is said of a schema without a look at it, against what a look says. */
function compare(schema: JsonObject): boolean {
  const plain = plainSchema(schema);
  const document = documentWith(schema);
  const holder = valueAt(document, ["spec", "versions", 0, "schema"]);
  const facts = isObject(holder) ? factsOf(holder) : null;
  expect(facts).toEqual({
    digest: schemaDigest(schema),
    bytes: schemaBytes(schema),
    jsonBytes: plain === null ? null : goJsonBytes(schema),
    plain: plain === null ? null : flagsOf(plain),
  });
  const metadata = { name: "xs.a.b", annotations: {} };
  const applied = goJsonBytes({ ...document, metadata }) + "kubectl.kubernetes.io/last-applied-configuration\n".length;
  expect(lastAppliedBytes(document)).toBe(applied);
  const light = isObject(holder) ? lettingGo(holder, () => schema) : null;
  expect(light === null).toBe(plain === null);
  if (plain === null) return false;
  expect(factsOf(light)).toEqual(facts);
  expect(heldSchema(light)).toBe(schema);
  expect(JSON.stringify(heldShape(light))).toBe(JSON.stringify(undescribed(schema)));
  expect(plain.text()).toBe(canonicalSchema(schema));
  for (const text of SERVERS) {
    const server = parseServerVersion(text);
    expect({ text, ...longAnswer(schema, server) }).toEqual({
      text,
      decoding: { error: null, unknown: 1, duplicates: [], tooDeep: null },
      valid: [NOTHING, NOTHING],
    });
  }
  expect(hollowItems(schema)).toBe("");
  expect(plain.hasDefaults).toBe(schemaHasDefaults(schema));
  const props = decodedSchema(schema);
  if (!plain.hasLargeBounds) expect(props === null ? null : unreachableBounds(props)).toEqual([]);
  return true;
}

describe("a schema of which nothing is to be said", () => {
  it("is one of which the long way says nothing, on any server and with nothing to excuse it", {
    timeout: 600_000,
  }, () => {
    const count = { plain: 0, all: 0 };
    for (let i = 0; i < CASES; i++) {
      const dice = diceOf(11, i);
      const schema = validSchema(dice);
      // Half of them have faults.
      if (i % 2 === 1) changeSchema(schema, dice);
      count.all++;
      try {
        if (compare(schema)) count.plain++;
      } catch (error) {
        throw new Error(`case ${i}: ${JSON.stringify(schema)}`, { cause: error });
      }
    }
    expect({ ...count, areMany: count.plain > count.all / 20 }).toMatchObject({ areMany: true });
  });
});

it("the text of a schema is sorted wherever an alias brings what is not", () => {
  const shared = { type: "object", properties: { b: { type: "string" }, a: { type: "string" } } };
  const sortedBeside = { properties: { ref: shared }, type: "object" };
  const schema = { properties: { a: shared, b: sortedBeside, c: sortedBeside }, type: "object" };
  expect(plainSchema(schema)?.text()).toBe(canonicalSchema(schema));
});

it("a shape has no description, wherever that stands and whatever else is called so", () => {
  const description = '\\"description":"\\\\';
  const properties = {
    description: { description, type: "string", enum: ['"description":"', description, "long enough to be a part"] },
    'a"description': { type: "string", description },
    __proto__s: { "x-kubernetes-preserve-unknown-fields": true, description },
    alone: { description, type: "object", additionalProperties: { type: "string", default: description } },
  };
  const named = JSON.parse('{"__proto__": {"type": "string"}, "b": {"type": "string"}, "1": {"type": "string"}}');
  for (const one of [properties, named]) {
    const schema = { description, type: "object", properties: one, title: "a" };
    expect(compare(schema)).toBe(true);
  }
  const light = lettingGo({ openAPIV3Schema: { type: "object", properties: named } }, () => undefined);
  const shape = heldShape(light);
  const below = shape?.properties;
  expect([shape, below].map((one) => Object.getPrototypeOf(one))).toEqual([null, null]);
  expect(isObject(below) ? Object.keys(below) : []).toEqual(["1", "__proto__", "b"]);
});

it.each(["minimum", "multipleOf", "default", "enum"])("nothing is said of a negative zero: %s", (key) => {
  const of = (zero: number) => ({
    type: "object",
    properties: { a: { type: "integer", [key]: key === "enum" ? [zero] : zero } },
  });
  expect([plainSchema(of(-0)), plainSchema(of(0)) === null]).toEqual([null, false]);
});

it("nothing is said of a schema with more text than a request has room for", () => {
  const description = "x".repeat(100_000);
  const withTexts = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { type: "string", description }]));
  expect(plainSchema({ type: "object", properties: withTexts(10) })).not.toBeNull();
  expect(plainSchema({ type: "object", properties: withTexts(100) })).toBeNull();
});

const folder = wholeData("corpus/crds");

describe.skipIf(!fs.existsSync(folder))(`schemas of real releases${skippedWithoutData("corpus/crds")}`, () => {
  it("are told from each other alike, most of them without a look", { timeout: 600_000 }, () => {
    const count = { plain: 0, all: 0 };
    for (const [index, name] of fs.readdirSync(folder).sort().entries()) {
      if (index % EVERY !== 0) continue;
      const bytes = fs.readFileSync(path.join(folder, name));
      const text = name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
      for (const { object } of readManifests("crd.yaml", text).crds) {
        const versions = valueAt(object, ["spec", "versions"]);
        for (const version of Array.isArray(versions) ? versions : []) {
          const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
          if (!isObject(schema)) continue;
          count.all++;
          if (compare(schema)) count.plain++;
        }
      }
    }
    expect({ ...count, areMost: count.plain > count.all / 2 }).toMatchObject({ areMost: true });
  });
});
