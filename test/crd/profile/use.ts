import type { JsonObject } from "../../../src/base/json.ts";
import type { FieldUse } from "../../../src/crd/profile/field-use.ts";
import { useRecorder } from "../../../src/crd/profile/record-use.ts";
import type { SchemaProps } from "../../../src/crd/schema/schema-props.ts";
import { decodedSchema } from "../../../src/crd/schema/schema-tree.ts";

export function schemaOf(schema: JsonObject): SchemaProps {
  const decoded = decodedSchema(schema);
  if (decoded === null) throw new Error("the schema of a test is too large");
  return decoded;
}

/** How objects use the fields of a schema. */
export function useOf(schema: JsonObject, objects: readonly JsonObject[]): FieldUse {
  const recorder = useRecorder(schemaOf(schema), { version: "v1", digest: "absent" });
  for (const object of objects) recorder.add(object);
  return recorder.finished();
}

/** A schema of objects with these properties. */
export function object(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: "object", properties, ...more };
}
