import { isArray, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { RuleContext } from "../../rules/rule.ts";
import type { ManifestTree } from "../reading/tree.ts";

/** The schema that a version of a CRD has in the base tree: what keeping that version must carry (spec §4.5). */
export function knownSchemas(base: ManifestTree): RuleContext["knownSchema"] {
  return (crd, version) => {
    for (const manifest of base.crds) {
      if (manifest.name !== crd) continue;
      const schema = schemaOf(valueAt(manifest.object, ["spec", "versions"]), version);
      if (schema !== undefined) return schema;
    }
    return undefined;
  };
}

function schemaOf(versions: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isArray(versions)) return undefined;
  return member(
    versions.find((version) => member(version, "name") === name),
    "schema",
  );
}
