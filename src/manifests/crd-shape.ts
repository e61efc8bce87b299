import { type DocumentPath, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";

/** What an object is to this tool; `path` is the place that shows why. */
export type CrdShape =
  | { readonly is: "other" }
  | { readonly is: "crd"; readonly name: string }
  | { readonly is: "partial"; readonly name: string; readonly reason: string }
  | {
      readonly is: "unreadable";
      readonly name: string | null;
      readonly path: DocumentPath;
      readonly message: string;
      readonly remedy: string;
    };

const GROUP = "apiextensions.k8s.io";

/**
 * Tells a CRD from other objects and from a patch of one. A CRD of any version of the group counts; so does one whose
 * apiVersion is missing or mistyped, because a server would refuse it and passing it over would be a silent pass.
 */
export function classifyCrd(object: JsonObject): CrdShape {
  if (member(object, "kind") !== "CustomResourceDefinition") return { is: "other" };
  const spec = member(object, "spec");
  const lacking = ["group", "names", "versions"].filter((key) => (member(spec, key) ?? null) === null);
  const nameValue = member(member(object, "metadata"), "name");
  const name = typeof nameValue === "string" && nameValue !== "" ? nameValue : null;
  const apiVersion = member(object, "apiVersion");
  if (!isCrdApiVersion(apiVersion)) {
    if (typeof apiVersion === "string" && apiVersion.includes("/") && lacking.length === 3) return { is: "other" };
    return badApiVersion(apiVersion, name);
  }
  if (name === null) return badName(object, nameValue);
  const isPatch = lacking.length === 3 && (isObject(spec) || (spec ?? null) === null);
  if (!isPatch) return { is: "crd", name };
  return { is: "partial", name, reason: "it has no spec.group, spec.names and spec.versions: a patch" };
}

/** Whether it has all that makes a CRD of an object: no kustomization can make it a patch by naming it. */
export function isWholeCrd(object: JsonObject): boolean {
  const spec = member(object, "spec");
  return ["group", "names", "versions"].every((key) => (member(spec, key) ?? null) !== null);
}

function isCrdApiVersion(apiVersion: JsonValue | undefined): boolean {
  if (typeof apiVersion !== "string") return false;
  const [group, version, ...rest] = apiVersion.split("/");
  return group === GROUP && version !== undefined && version !== "" && rest.length === 0;
}

function badApiVersion(apiVersion: JsonValue | undefined, name: string | null): CrdShape {
  const found =
    apiVersion === undefined || apiVersion === null || apiVersion === ""
      ? "it has no apiVersion"
      : `its apiVersion is ${JSON.stringify(apiVersion)}`;
  return {
    is: "unreadable",
    name,
    path: ["apiVersion"],
    message: `The kind is CustomResourceDefinition, but ${found}.`,
    remedy: `Set apiVersion to \`${GROUP}/v1\`.`,
  };
}

function badName(object: JsonObject, name: JsonValue | undefined): CrdShape {
  const path = ["metadata", "name"];
  const remedy = `Set metadata.name to ${expectedName(object)}.`;
  if (name !== undefined && name !== null && name !== "") {
    const message = `The CRD's metadata.name is ${describe(name)}, not a string.`;
    return { is: "unreadable", name: null, path, message, remedy };
  }
  if (member(member(object, "metadata"), "generateName") === undefined) {
    return { is: "unreadable", name: null, path, message: "The CRD has no metadata.name.", remedy };
  }
  const message = "The CRD has metadata.generateName, but a CRD cannot choose its name.";
  return { is: "unreadable", name: null, path: ["metadata", "generateName"], message, remedy };
}

/** The name the server demands, as far as the object tells it. */
function expectedName(object: JsonObject): string {
  const spec = member(object, "spec");
  const plural = member(member(spec, "names"), "plural");
  const group = member(spec, "group");
  if (typeof plural === "string" && typeof group === "string") return `\`${plural}.${group}\``;
  return "`<spec.names.plural>.<spec.group>`";
}

function describe(value: JsonValue): string {
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a mapping";
  return `the ${typeof value} \`${String(value)}\``;
}
