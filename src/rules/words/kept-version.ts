import { dump } from "js-yaml";
import { type JsonObject, type JsonValue, member } from "../../base/json.ts";

/** A schema longer than this is pointed at instead of printed: nobody pastes 2,000 lines from a report. */
const LONGEST_SCHEMA_LINES = 60;

export interface KeptVersion {
  /** A list item for `spec.versions`. */
  readonly yaml: string;
  readonly schema: "own" | "preserving";
}

/**
 * The YAML that keeps a version readable without serving it (spec §4.5). It carries the version's own schema, or exactly
 * the schema that preserves unknown fields: with a bare `type: object` the server prunes every object stored at that
 * version as it reads it, and the next write makes the loss permanent (docs/runbook-evidence.md).
 * A version's own schema can be that bare: it is then not kept either, which loses nothing.
 * @param ownSchema the version's `schema` (`{openAPIV3Schema: ...}`) where the tree still knows it
 */
export function keptVersion(name: string, ownSchema: JsonValue | undefined): KeptVersion {
  if (ownSchema !== undefined && !isBare(ownSchema)) {
    const yaml = item(name, ownSchema);
    if (yaml.split("\n").length <= LONGEST_SCHEMA_LINES) return { yaml, schema: "own" };
  }
  return { yaml: item(name, PRESERVING), schema: "preserving" };
}

const PRESERVING: JsonObject = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };

/** The item of `spec.versions` that the YAML of `keptVersion` is. */
export function keptItem(name: string, ownSchema: JsonValue | undefined): JsonObject {
  const isOwn = ownSchema !== undefined && keptVersion(name, ownSchema).schema === "own";
  return { name, served: false, storage: false, schema: isOwn ? ownSchema : PRESERVING };
}

/** An object of which nothing is said: the server prunes all of it, whoever's schema it is. */
function isBare(schema: JsonValue): boolean {
  const root = member(schema, "openAPIV3Schema");
  return ["properties", "additionalProperties", "x-kubernetes-preserve-unknown-fields"].every(
    (key) => member(root, key) === undefined || member(root, key) === false,
  );
}

function item(name: string, schema: JsonValue): string {
  return dump([{ name, served: false, storage: false, schema }], { lineWidth: -1 });
}
