// Compiles schema/*.json to src/schemas/validators.generated.js, so that the bundles carry plain functions and no
// schema compiler. The file is committed; `generateValidators` says what it must be.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { _, Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

const SCHEMAS = {
  snapshot: "cluster-snapshot",
  profile: "field-use-profile",
  config: "config",
  report: "report",
  releases: "releases",
};
const OUTPUT = new URL("../src/schemas/validators.generated.js", import.meta.url);

/** What a schema says to people; the code below would only carry it along. */
const ANNOTATIONS = new Set(["title", "description", "default"]);

/** @returns {string} the text of src/schemas/validators.generated.js; the same schemas give the same bytes */
export function generateValidators() {
  const schemas = Object.entries(SCHEMAS).map(([name, file]) => {
    const text = readFileSync(new URL(`../schema/${file}.json`, import.meta.url), "utf8");
    return { name, schema: withoutAnnotations(JSON.parse(text)) };
  });
  // A person mends a snapshot or a configuration by all errors at once. A report is a stranger's, and of millions of
  // errors collecting takes the square of their number: its first one ends it, and no sentence is made of it.
  const written = schemas.filter(({ name }) => name !== "report");
  const own = compiled(
    written.filter(({ name }) => !ALONE.includes(name)),
    true,
  );
  const shapes = Object.fromEntries(written.map(({ name, schema }) => [name, shapeOf(schema, schema)]));
  return [
    "// Made from schema/*.json by scripts/generate-validators.mjs. Do not edit.",
    'import { formats } from "./formats.ts";',
    APPENDED,
    own,
    ...schemas.filter(({ name }) => ALONE.includes(name)).flatMap(standingAlone),
    `export const shapes = ${JSON.stringify(shapes)};`,
    "",
  ].join("\n");
}

/** Read by some bundles alone. */
const ALONE = ["report", "releases"];

/** Every compilation numbers its functions from one. Pure: a bundle that reads no such file leaves it out. */
function standingAlone(one) {
  const name = `${one.name}Validator`;
  const code = compiled([one], one.name !== "report");
  return [
    `export const ${name} = /* @__PURE__ */ (() => {`,
    code.replace(`export const ${name} =`, "const validator ="),
    "return validator;",
    "})();",
  ];
}

/** Compiles schemas to the text of a module. @param allErrors whether to go on after the first error */
function compiled(schemas, allErrors) {
  const ajv = new Ajv({
    allErrors,
    allowUnionTypes: true,
    inlineRefs: false,
    // The sentences are ours: src/schemas/schema-problems.ts.
    messages: false,
    strictRequired: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  // At run time src/schemas/formats.ts decides; here the names need to be known only.
  for (const format of ["date", "date-time"]) ajv.addFormat(format, () => true);
  for (const { schema } of schemas) ajv.addSchema(schema);
  const code = standalone.default(
    ajv,
    Object.fromEntries(schemas.map(({ name, schema }) => [`${name}Validator`, schema.$id])),
  );
  if (/\brequire\(/.test(code)) throw new Error("a keyword needs ajv at run time; say it with a pattern instead");
  const appending = code.replace(COPIED, "appended(vErrors, $1.errors)");
  if (appending.includes(".concat(")) throw new Error("ajv copies errors in a way that is not known here");
  return appending.replace(/^"use strict";\n?/, "").trimEnd();
}

/** Ajv copies all errors for each object that has some, which takes the square of their number. */
const COPIED = /vErrors === null \? (validate\d+)\.errors : vErrors\.concat\(\1\.errors\)/g;
const APPENDED = [
  "function appended(known, more) {",
  "if (known === null) return more;",
  "for (const one of more) known.push(one);",
  "return known;",
  "}",
].join("\n");

/**
 * What sentences need to know of a value: the definition it follows, the keys of a closed object, and the shape of
 * each item or member. Follows references, so no schema may refer to itself.
 */
function shapeOf(schema, root) {
  const definition = schema.$ref?.slice("#/definitions/".length);
  if (definition !== undefined) return { definition, ...shapeOf(root.definitions[definition], root) };
  const each = schema.items ?? (typeof schema.additionalProperties === "object" && schema.additionalProperties);
  return {
    ...(schema.additionalProperties === false && {
      keys: Object.fromEntries(Object.entries(schema.properties).map(([key, one]) => [key, shapeOf(one, root)])),
    }),
    ...(each && { each: shapeOf(each, root) }),
    ...(schema.propertyNames && { keyDefinition: shapeOf(schema.propertyNames, root).definition }),
  };
}

function withoutAnnotations(schema) {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => !(ANNOTATIONS.has(key) && isAnnotation(key, value)));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutAnnotations(value)]));
}

/** A property that is itself called `description` is no annotation: its value is a schema. */
function isAnnotation(key, value) {
  return key === "default" || typeof value === "string";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(OUTPUT, generateValidators());
