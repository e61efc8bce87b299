import { addForbidden, addInvalid, addInvalidPrinted, type Collector } from "./collector.ts";
import { child, type Place } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";

/** The fields of apiextensions.JSONSchemaProps in the order of the struct, in which the server looks at them. */
const FIELDS: readonly (readonly [go: string, json: keyof SchemaProps])[] = [
  ["ID", "id"],
  ["Schema", "$schema"],
  ["Ref", "$ref"],
  ["Description", "description"],
  ["Type", "type"],
  ["Nullable", "nullable"],
  ["Format", "format"],
  ["Title", "title"],
  ["Default", "default"],
  ["Maximum", "maximum"],
  ["ExclusiveMaximum", "exclusiveMaximum"],
  ["Minimum", "minimum"],
  ["ExclusiveMinimum", "exclusiveMinimum"],
  ["MaxLength", "maxLength"],
  ["MinLength", "minLength"],
  ["Pattern", "pattern"],
  ["MaxItems", "maxItems"],
  ["MinItems", "minItems"],
  ["UniqueItems", "uniqueItems"],
  ["MultipleOf", "multipleOf"],
  ["Enum", "enum"],
  ["MaxProperties", "maxProperties"],
  ["MinProperties", "minProperties"],
  ["Required", "required"],
  ["Items", "items"],
  ["AllOf", "allOf"],
  ["OneOf", "oneOf"],
  ["AnyOf", "anyOf"],
  ["Not", "not"],
  ["Properties", "properties"],
  ["AdditionalProperties", "additionalProperties"],
  ["PatternProperties", "patternProperties"],
  ["Dependencies", "dependencies"],
  ["AdditionalItems", "additionalItems"],
  ["Definitions", "definitions"],
  ["ExternalDocs", "externalDocs"],
  ["Example", "example"],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields"],
  ["XEmbeddedResource", "x-kubernetes-embedded-resource"],
  ["XIntOrString", "x-kubernetes-int-or-string"],
  ["XListMapKeys", "x-kubernetes-list-map-keys"],
  ["XListType", "x-kubernetes-list-type"],
  ["XMapType", "x-kubernetes-map-type"],
  ["XValidations", "x-kubernetes-validations"],
];

/** allowedFieldsAtRootSchema */
const ALLOWED =
  "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations".split(
    " ",
  );

/**
 * What validateCustomResourceDefinitionValidation asks of the root of a schema: with a status subresource, whose
 * schema is cut out as properties.status, only the first offending field is named.
 */
export function checkRoot(out: Collector, schema: SchemaProps, statusSubresource: boolean, place: Place): void {
  if (statusSubresource) checkForStatus(out, schema, place);
  if (schema.nullable) addForbidden(out, child(place, "nullable"), "nullable cannot be true at the root");
}

function checkForStatus(out: Collector, schema: SchemaProps, place: Place): void {
  const suffix = "at the root of the schema if the status subresource is enabled";
  for (const [go, json] of FIELDS) {
    if (!Object.hasOwn(schema, json)) continue;
    if (json === "type") {
      if (schema.type === "object") continue;
      addInvalid(out, child(place, "type"), schema.type ?? "", `only "object" is allowed as the type ${suffix}`);
      return;
    }
    if (ALLOWED.includes(go)) continue;
    addInvalidPrinted(out, place, undefined, `only [${ALLOWED.join(" ")}] fields are allowed ${suffix}`);
    return;
  }
}
