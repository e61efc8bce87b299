import { isArray, type JsonObject, member, valueAt } from "../base/json.ts";

/** Names of `spec.versions` in order; undefined for an entry that has none. */
export function versionNames(object: JsonObject): readonly (string | undefined)[] {
  const versions = valueAt(object, ["spec", "versions"]);
  if (!isArray(versions)) return [];
  return versions.map((version) => {
    const name = member(version, "name");
    return typeof name === "string" ? name : undefined;
  });
}
