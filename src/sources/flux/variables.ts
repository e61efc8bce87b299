import { isArray, isObject, type JsonObject, member, valueAt } from "../../base/json.ts";
import type { SourcePlace } from "../reference.ts";
import type { DataIndex } from "./config-data.ts";
import { type FluxKustomization, KUSTOMIZE_GROUP, text } from "./kustomization.ts";
import type { AppliedObject } from "./patch.ts";
import { holdsVariables, substituteAll, type Variables } from "./substitute.ts";

/** An object as kustomize-controller applies it; what cannot be told stays as it is written. */
export function substituted(object: AppliedObject, variables: Variables): AppliedObject {
  if (variables.active === false || !holdsVariables(object.object)) return object;
  if (!isSubstitutedIn(object.object)) return object;
  const value = substituteAll(object.object, variables, false, () => {});
  return isObject(value) ? { ...object, object: value } : object;
}

/** Whether no mark of an object has kustomize-controller leave its variables alone. */
export function isSubstitutedIn(object: JsonObject): boolean {
  const key = `${KUSTOMIZE_GROUP}/substitute`;
  return ["annotations", "labels"].every((marks) => member(valueAt(object, ["metadata", marks]), key) !== "disabled");
}

/** As kustomize-controller gathers them (fluxcd/pkg, kustomize_varsub.go): `substituteFrom` in its order, then `substitute`. */
export function variablesOf(
  { applied, namespace }: FluxKustomization,
  data: DataIndex,
  outside: Readonly<Record<string, string>>,
): Variables {
  const post = valueAt(applied.object, ["spec", "postBuild"]);
  const values = new Map<string, string>();
  const places = new Map<string, () => SourcePlace>();
  const sealed = new Map<string, string>();
  const missing: string[] = [];
  const from = member(post, "substituteFrom");
  for (const entry of isArray(from) ? from : []) {
    const [kind, name] = [member(entry, "kind"), text(member(entry, "name"))];
    if ((kind !== "ConfigMap" && kind !== "Secret") || name === null) continue;
    const found = data.find(kind, namespace, name);
    if (typeof found === "string") missing.push(found);
    else {
      for (const [key, value] of found.entries) {
        const at = found.places.get(key);
        if (value !== null) values.set(key, value.replaceAll("\n", ""));
        if (value !== null && at !== undefined) places.set(key, at);
        if (value === null) sealed.set(key, `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`);
      }
    }
  }
  const inline = member(post, "substitute");
  for (const [key, value] of Object.entries(typeof inline === "object" && inline !== null ? inline : {})) {
    if (typeof value !== "string") continue;
    values.set(key, value.replaceAll("\n", ""));
    places.set(key, () => applied.at(["spec", "postBuild", "substitute", key]));
  }
  const active = values.size > 0 || sealed.size > 0 || missing.length > 0;
  for (const [key, value] of Object.entries(active ? outside : {})) if (!values.has(key)) values.set(key, value);
  return { active, values, places, sealed, missing: [...new Set(missing)] };
}
