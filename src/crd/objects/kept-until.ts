import type { DocumentPath } from "../../base/json.ts";
import type { PredictedError } from "../prediction.ts";
import type { SchemaProps } from "../schema/schema-props.ts";

/**
 * What an update has to leave as it is for a server that ratchets (Kubernetes 1.30 and later) not to hold an error against it:
 * what lacks a field that is required, the outermost list whose items have no past, else the value itself. null: it is held
 * against every write, as what is wrong with the metadata, with the form of the request, or with the object as a whole.
 * @param structural the schema of the version
 */
export function keptUntil({ type, path }: PredictedError, structural: SchemaProps | undefined): DocumentPath | null {
  if (type === "BadRequest" || path[0] === "metadata") return null;
  const kept = type === "FieldValueRequired" ? path.slice(0, -1) : path;
  let schema = structural;
  for (const [index, step] of kept.entries()) {
    if (typeof step === "number" && !isMap(schema)) return index === 0 ? null : kept.slice(0, index);
    schema = typeof step === "number" ? schema?.items?.schema : memberOf(schema, step);
  }
  return kept.length === 0 ? null : kept;
}

function memberOf(schema: SchemaProps | undefined, name: string): SchemaProps | undefined {
  return schema?.properties?.get(name) ?? schema?.additionalProperties?.schema;
}

/** CorrelatedObject.Index: of any other list the items are new ones whenever it changes. */
function isMap(schema: SchemaProps | undefined): boolean {
  return schema?.["x-kubernetes-list-type"] === "map" && (schema["x-kubernetes-list-map-keys"] ?? []).length > 0;
}
