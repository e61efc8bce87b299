import { type DocumentPath, isArray, isObject, type JsonValue, member } from "../base/json.ts";

/** What a member of a dump lacks of a CRD that a cluster returned. `path` is relative to the member. */
export interface ItemFault {
  readonly path: DocumentPath;
  /** Ends a sentence that starts with the name of the value at `path`. */
  readonly message: string;
  readonly remedy: string;
}

const RETAKE = "Take the dump again with `kubectl get crd -o json`, and do not edit it.";

/**
 * Checks the facts that a snapshot is made of; what else a CRD has does not matter here.
 * @param kindOptional members of a CustomResourceDefinitionList need not repeat their kind, all others say it
 */
export function itemFaults(item: JsonValue, kindOptional: boolean): readonly ItemFault[] {
  if (!isObject(item)) return [fault([], "is no object")];
  const other = otherKind(item, kindOptional);
  if (other !== null) return [other];
  if (member(item, "status") === undefined) {
    return [
      {
        path: [],
        message: "has no `status`: it is a manifest, not what a cluster returned",
        remedy: "Only a cluster knows storedVersions: take the dump with `kubectl get crd -o json`.",
      },
    ];
  }
  const missing = OBJECTS.find((path) => !isObject(at(item, path)));
  if (missing !== undefined) return [fault(missing, "is no object")];
  return [...textFaults(item), ...versionFaults(item), ...storedVersionFaults(item)];
}

function otherKind(item: JsonValue, kindOptional: boolean): ItemFault | null {
  return (
    otherThan("CustomResourceDefinition", "kind", item, kindOptional, "Dump CRDs alone: `kubectl get crd -o json`.") ??
    otherThan(
      "apiextensions.k8s.io/v1",
      "apiVersion",
      item,
      kindOptional,
      "Take the dump with `kubectl get customresourcedefinitions.v1.apiextensions.k8s.io -o json`.",
    )
  );
}

function otherThan(
  expected: string,
  key: string,
  item: JsonValue,
  isOptional: boolean,
  remedy: string,
): ItemFault | null {
  const found = member(item, key);
  if (found === expected || (found === undefined && isOptional)) return null;
  const words = found === undefined ? "missing" : JSON.stringify(found);
  return { path: [key], message: `is ${words}; expected "${expected}"`, remedy };
}

const OBJECTS: readonly DocumentPath[] = [["metadata"], ["spec"], ["spec", "names"], ["status"]];

const TEXTS: readonly DocumentPath[] = [
  ["metadata", "name"],
  ["spec", "group"],
  ["spec", "names", "plural"],
  ["spec", "names", "kind"],
];

const SCOPES: readonly (JsonValue | undefined)[] = ["Cluster", "Namespaced"];

function textFaults(item: JsonValue): readonly ItemFault[] {
  const faults = TEXTS.filter((path) => !isText(at(item, path))).map((path) => fault(path, "is no string"));
  const scope = ["spec", "scope"];
  return SCOPES.includes(at(item, scope)) ? faults : [...faults, fault(scope, "is neither Cluster nor Namespaced")];
}

function versionFaults(item: JsonValue): readonly ItemFault[] {
  const versions = at(item, ["spec", "versions"]);
  if (!isArray(versions) || versions.length === 0) return [fault(["spec", "versions"], "is no list of versions")];
  return versions.flatMap((version, index) => {
    const here = ["spec", "versions", index];
    const flags = ["served", "storage"].filter((key) => typeof member(version, key) !== "boolean");
    const faults = flags.map((key) => fault([...here, key], "is neither true nor false"));
    return isText(member(version, "name")) ? faults : [fault([...here, "name"], "is no string"), ...faults];
  });
}

function storedVersionFaults(item: JsonValue): readonly ItemFault[] {
  const path = ["status", "storedVersions"];
  const stored = at(item, path);
  if (!isArray(stored)) return [fault(path, "is no list of versions")];
  if (stored.length === 0) return [fault(path, "is empty; a cluster's list never is")];
  return stored.flatMap((version, index) =>
    typeof version === "string" ? [] : [fault([...path, index], "is no string")],
  );
}

function at(item: JsonValue, path: DocumentPath): JsonValue | undefined {
  let value: JsonValue | undefined = item;
  for (const step of path) value = member(value, String(step));
  return value;
}

function isText(value: JsonValue | undefined): boolean {
  return typeof value === "string" && value !== "";
}

function fault(path: DocumentPath, message: string): ItemFault {
  return { path, message, remedy: RETAKE };
}
