import { isObject, type JsonValue } from "../../base/json.ts";
import { errorText } from "../error-text.ts";
import { addInvalid, addUndecided, type Collector, newCollector } from "./collector.ts";
import { checkEmbeddedObjects } from "./embedded-object.ts";
import type { SchemaOptions } from "./options.ts";
import { child, key, type Place, rootPlace } from "./place.ts";
import { hasUnknownFields } from "./prune.ts";
import { underFlag } from "./ratchet.ts";
import { asResource, isResourceField } from "./resource-fields.ts";
import type { SchemaProps } from "./schema-props.ts";
import { newRun, reportFailures } from "./value-result.ts";
import { validateValue } from "./value-validator.ts";

/** Where the walk is, below a root or an embedded resource. */
interface Surroundings {
  readonly resource: SchemaProps;
  /** The steps from the resource to here: a property, or null for an item. */
  readonly steps: readonly (string | null)[];
  readonly insideMeta: boolean;
}

/** ValidateDefaults (pkg/apiserver/schema/defaulting/validation.go), without CEL: defaults must fit their own schema. */
export function checkDefaults(out: Collector, schema: SchemaProps, options: SchemaOptions, place: Place): void {
  // The root counts as an embedded resource.
  checkNode(out, asResource(schema), { resource: schema, steps: [], insideMeta: false }, options, place);
}

function checkNode(
  out: Collector,
  schema: SchemaProps,
  outer: Surroundings,
  options: SchemaOptions,
  place: Place,
): void {
  const isResource = schema["x-kubernetes-embedded-resource"] === true;
  const here: Surroundings = isResource ? { resource: schema, steps: [], insideMeta: false } : outer;
  if (schema.default !== undefined) {
    const at = child(place, "default");
    if (here.insideMeta) checkInsideMeta(out, schema, schema.default, here, at);
    else checkDefault(out, schema, schema.default, options, at);
  }
  const items = schema.items?.schema;
  if (items !== undefined) {
    checkNode(out, items, { ...here, steps: [...here.steps, null] }, options, child(place, "items"));
  }
  for (const [name, property] of schema.properties ?? []) {
    const below: Surroundings = {
      resource: here.resource,
      steps: [...here.steps, name],
      insideMeta: here.insideMeta || (isResource && isResourceField(name)),
    };
    checkNode(out, property, below, options, key(child(place, "properties"), name));
  }
}

function checkDefault(
  out: Collector,
  schema: SchemaProps,
  value: JsonValue,
  options: SchemaOptions,
  place: Place,
): void {
  if (hasUnknownFields(value, schema)) {
    underFlag(out, options.requirePrunedDefaults, (into) =>
      addInvalid(into, place, value, "must not have unknown fields"),
    );
  }
  if (checkEmbeddedObjects(out, value, schema, place)) checkValue(out, schema, value, place);
}

function checkValue(out: Collector, schema: SchemaProps, value: JsonValue, place: Place): void {
  const run = newRun(out.server);
  const result = validateValue(run, { value, name: "", place }, schema, false);
  reportFailures(out, run, result, place);
}

/** A default inside apiVersion, kind or metadata is judged as part of a whole resource. */
function checkInsideMeta(
  out: Collector,
  schema: SchemaProps,
  value: JsonValue,
  { resource, steps }: Surroundings,
  place: Place,
): void {
  const whole = { apiVersion: "validation/v1", kind: "Validation", ...surround(value, steps) };
  const found = newCollector(out.server);
  const isFine = checkEmbeddedObjects(found, whole, asResource(resource), rootPlace("", []));
  if (found.errors.length > 0) {
    // The server's path has no root here, so it does not begin with a dot.
    const texts = found.errors.map((error) => errorText({ ...error, field: error.field.replace(/^\./, "") }));
    const text = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
    addInvalid(out, place, value, `must result in valid metadata: ${text}`);
  } else if (!isFine) {
    addUndecided(out, place, "the API server checks this default as part of the metadata of a resource");
  } else {
    checkValue(out, schema, value, place);
  }
}

function surround(value: JsonValue, steps: readonly (string | null)[]): Readonly<Record<string, JsonValue>> {
  let whole = value;
  for (const step of steps.toReversed()) whole = step === null ? [whole] : { [step]: whole };
  return isObject(whole) ? whole : {};
}
