import type { JsonObject } from "../../base/json.ts";
import { parseServerVersion, type ServerVersion } from "../../base/server-version.ts";
import type { SchemaFault, SchemaFaults } from "../live-crd.ts";
import { newCollector } from "./collector.ts";
import { hasInvalidMapKeys, hasNonAtomicSetItems } from "./list-rules.ts";
import { rootPlace } from "./place.ts";
import type { SchemaProps } from "./schema-props.ts";
import { decodedSchema, type Known, or, someDecoded } from "./schema-tree.ts";
import { conversionProblem } from "./structural.ts";
import { checkStructural } from "./structural-rules.ts";
import { unprunedDefaults } from "./unpruned-defaults.ts";

const FAULTS: readonly SchemaFault[] = [
  "nonStructural",
  "invalidTypes",
  "unprunedDefaults",
  "nonAtomicSets",
  "invalidMapKeys",
];
const TYPES = new Set(["array", "boolean", "integer", "number", "object", "string"]);
/** What a schema may do hardly differs between servers; the newest one answers for all. */
const ANY_SERVER = parseServerVersion(null);

/** The faults that any of a live CRD's schemas has; null when there are none. */
export function schemaFaultsOf(schemas: readonly JsonObject[]): SchemaFaults | null {
  const decoded = schemas.map(decodedSchema);
  const found: [SchemaFault, true | "unknown"][] = [];
  for (const fault of FAULTS) {
    const known = or(decoded.map((schema) => faultIn(schema, fault, ANY_SERVER)));
    if (known !== false) found.push([fault, known]);
  }
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** requireStructuralSchema, requireValidPropertyType, ... of pkg/apis/apiextensions/validation/validation.go, each for one schema. */
export function hasFault(schema: JsonObject, fault: SchemaFault, server: ServerVersion): Known {
  return faultIn(decodedSchema(schema), fault, server);
}

/** @param schema null: too large to be looked into */
function faultIn(schema: SchemaProps | null, fault: SchemaFault, server: ServerVersion): Known {
  if (schema === null) return "unknown";
  switch (fault) {
    case "nonStructural":
      return isNonStructural(schema, server);
    case "invalidTypes":
      return someDecoded(schema, hasInvalidType);
    case "unprunedDefaults":
      return hasUnprunedDefaults(schema, server);
    case "nonAtomicSets":
      return someDecoded(schema, hasNonAtomicSetItems);
    case "invalidMapKeys":
      return someDecoded(schema, hasInvalidMapKeys);
  }
}

/** SchemaHasInvalidTypes for one schema. */
function hasInvalidType(schema: SchemaProps): boolean {
  return schema.type !== undefined && !TYPES.has(schema.type);
}

/** schemaIsNonStructural */
function isNonStructural(schema: SchemaProps, server: ServerVersion): Known {
  if (conversionProblem(schema) !== null) return true;
  const found = newCollector(server);
  checkStructural(found, schema, rootPlace("", []));
  if (found.errors.length > 0) return true;
  return found.undecided.length > 0 ? "unknown" : false;
}

/** schemaHasUnprunedDefaults: the server looks for them in structural schemas alone. */
function hasUnprunedDefaults(schema: SchemaProps, server: ServerVersion): Known {
  if (conversionProblem(schema) !== null) return false;
  const unpruned = unprunedDefaults(schema);
  if (unpruned === false) return false;
  const structural = isNonStructural(schema, server);
  if (structural === true) return false;
  return structural === "unknown" ? "unknown" : unpruned;
}
