/*
 * CONTRACT (what the rest of src/crd calls)
 *
 *   schemaDigest(openAPIV3Schema)                              digest.ts           also decides hoisting of schemas
 *   schemaOptions({live, preserveUnknownFields, versions, server})  options.ts     once per prediction
 *   schemaHasDefaults(openAPIV3Schema)                          schema-tree.ts     for spec.preserveUnknownFields (P2)
 *   validateSchema({schema, field, path, statusSubresource, options})   here      once per schema the server looks at
 *   validatePrinterColumn(column, field, path)                  printer-columns.ts  once per column
 *   validateSelectableFields({fields, schema, field, path, versionName, options})  selectable-fields.ts
 *   validateSubresources(subresources, field, path)             subresources.ts
 *
 * `field` is the server's internal path of the thing (hoisted: `spec.validation.openAPIV3Schema`,
 * `spec.additionalPrinterColumns[0]`, `spec.selectableFields`, `spec.subresources`; else below `spec.versions[i]`),
 * `path` the same thing in the manifest. All functions are pure and total: odd input gives errors or `undecided`, never a throw.
 * Values of a wrong JSON type are the decoder's business (DecodeError ends the request before validation).
 */
import { type DocumentPath, formatPath, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import type { PredictedError, Undecided } from "../prediction.ts";
import { type CompiledRules, compiledRules } from "./cel-rules.ts";
import { addAll, addInvalid, addUndecided, type Collector, newCollector } from "./collector.ts";
import { checkDefaults } from "./defaults.ts";
import { checkOpenApi } from "./openapi-rules.ts";
import type { SchemaOptions } from "./options.ts";
import { type Place, rootPlace } from "./place.ts";
import { underFlag } from "./ratchet.ts";
import { checkRoot } from "./root-rules.ts";
import type { SchemaProps } from "./schema-props.ts";
import { decodedSchema, TOO_LARGE } from "./schema-tree.ts";
import { conversionProblem } from "./structural.ts";
import { checkStructural } from "./structural-rules.ts";

export interface SchemaInput {
  /** The value of `openAPIV3Schema`. undefined and null: there is none, nothing is checked. */
  readonly schema: JsonValue | undefined;
  /** The server's path of it: `spec.validation.openAPIV3Schema` or `spec.versions[1].schema.openAPIV3Schema`. */
  readonly field: string;
  /** The place of it in the manifest; for a hoisted schema that of the first version. */
  readonly path: DocumentPath;
  /** Whether the status subresource is on: of this version, or of any version when the schema is hoisted. */
  readonly statusSubresource: boolean;
  readonly options: SchemaOptions;
}

export interface SchemaAnswer {
  readonly errors: readonly PredictedError[];
  readonly undecided: readonly Undecided[];
}

export interface ValidatedSchema extends SchemaAnswer {
  /** What the server compiles. Only what it has compiled before is known to be right. */
  readonly compiled: CompiledRules;
}

export const NOTHING_COMPILED: CompiledRules = { rules: [], defaults: [] };

const remembered = new WeakMap<JsonObject, Map<string, ValidatedSchema>>();

/**
 * What the API server says about one openAPIV3Schema (validateCustomResourceDefinitionValidation in
 * pkg/apis/apiextensions/validation/validation.go). Remembered per schema: many clusters ask the same.
 */
export function validateSchema(input: SchemaInput): ValidatedSchema {
  const { schema, field, statusSubresource, options } = input;
  if (!isObject(schema)) return { errors: [], undecided: [], compiled: NOTHING_COMPILED };
  const answers = remembered.get(schema) ?? new Map<string, ValidatedSchema>();
  remembered.set(schema, answers);
  const key = `${field} ${formatPath(input.path)} ${statusSubresource} ${options.key}`;
  const answer = answers.get(key) ?? validate(schema, input);
  answers.set(key, answer);
  return answer;
}

function validate(json: JsonObject, { field, path, statusSubresource, options }: SchemaInput): ValidatedSchema {
  const out = newCollector(options.server);
  const place = rootPlace(field, path);
  const schema = decodedSchema(json);
  let compiled = NOTHING_COMPILED;
  if (schema === null) {
    addUndecided(out, place, TOO_LARGE);
  } else {
    checkRoot(out, schema, statusSubresource, place);
    const structure = checkStructure(out, schema, options, place);
    checkOpenApi(out, schema, options, place);
    if (structure.problem !== null && out.errors.length === 0) {
      conversionFails(out, structure.problem, options, place);
    }
    if (structure.runsRules) compiled = compiledRules(schema, place);
  }
  return { errors: out.errors, undecided: out.undecided, compiled };
}

/** Said only when nothing else is wrong, so it is in doubt when something else is. */
function conversionFails(out: Collector, problem: string, options: SchemaOptions, place: Place): void {
  if (out.undecided.length > 0) addUndecided(out, place, problem);
  else underFlag(out, options.requireStructuralSchema, (into) => addInvalid(into, place, "", problem));
}

interface Structure {
  /** Why the schema cannot be converted; the server says so only when nothing else is wrong. */
  readonly problem: string | null;
  /** Whether the server comes to the CEL rules: it runs them on defaults, and compiles them if these are right. */
  readonly runsRules: boolean;
}

function checkStructure(out: Collector, schema: SchemaProps, options: SchemaOptions, place: Place): Structure {
  const problem = conversionProblem(schema);
  if (problem !== null) return { problem, runsRules: false };
  const found = newCollector(options.server);
  checkStructural(found, schema, place);
  // With a pattern in doubt it is not known whether the server comes to the defaults.
  const isStructural = found.errors.length === 0 && found.undecided.length === 0;
  if (isStructural) checkDefaults(found, schema, options, place);
  underFlag(out, options.requireStructuralSchema, (into) => addAll(into, found));
  return { problem, runsRules: isStructural };
}
