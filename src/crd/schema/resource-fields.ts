import type { SchemaProps } from "./schema-props.ts";

/** What every resource has, and an embedded one too. */
const RESOURCE_FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

export function isResourceField(name: string): boolean {
  return RESOURCE_FIELDS.has(name);
}

/** The root of a schema counts as an embedded resource. */
export function asResource(schema: SchemaProps): SchemaProps {
  return schema["x-kubernetes-embedded-resource"] ? schema : { ...schema, "x-kubernetes-embedded-resource": true };
}
