import { type JsonValue, member, valueAt } from "../../base/json.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { type Additions, textsOf } from "./build.ts";
import type { AppliedObject } from "./patch.ts";

/** A Kustomization of Flux. */
export interface FluxKustomization {
  readonly name: string;
  readonly namespace: string | null;
  /** The file that it stands in. */
  readonly file: string;
  /** What it applies; "" for the whole source, null where its path cannot be told. */
  readonly folder: string | null;
  readonly source: SourceRef;
  readonly targetNamespace: string | null;
  /** It is at work in another cluster. */
  readonly isElsewhere: boolean;
  readonly suspended: boolean;
  readonly applied: AppliedObject;
}

/** What names an object of source-controller. */
export interface SourceRef {
  readonly kind: string;
  readonly name: string;
  /** null: that of the object that names it, which has none. */
  readonly namespace: string | null;
}

export const KUSTOMIZE_GROUP = "kustomize.toolkit.fluxcd.io";
export const SOURCE_GROUP = "source.toolkit.fluxcd.io";
export const HELM_GROUP = "helm.toolkit.fluxcd.io";

/** Null where it is no Kustomization of Flux, or has no name. */
export function fluxKustomization(applied: AppliedObject): FluxKustomization | null {
  const { group, kind, object, path: file } = applied;
  if (group !== KUSTOMIZE_GROUP || kind !== "Kustomization") return null;
  const [name, namespace] = [nameOf(object), namespaceOf(object)];
  if (name === null) return null;
  const spec = member(object, "spec") ?? null;
  return {
    name,
    namespace,
    file,
    folder: folderIn(member(spec, "path")),
    source: sourceRef(member(spec, "sourceRef"), namespace),
    targetNamespace: text(member(spec, "targetNamespace")),
    isElsewhere: member(spec, "kubeConfig") !== undefined,
    suspended: member(spec, "suspend") === true,
    applied,
  };
}

/** `path` of a Kustomization: a folder of its source, whatever slashes it begins with. */
export function folderIn(path: JsonValue | undefined): string | null {
  if (path === undefined) return "";
  if (typeof path !== "string" || path.includes("$")) return null;
  return relativeFile("", path.replace(/^\/+/, "") || ".") ?? null;
}

/** @param namespace of the object that has the reference */
export function sourceRef(ref: JsonValue | undefined, namespace: string | null): SourceRef {
  return {
    kind: text(member(ref, "kind")) ?? "",
    name: text(member(ref, "name")) ?? "",
    namespace: text(member(ref, "namespace")) ?? namespace,
  };
}

export function nameOf(object: JsonValue): string | null {
  return text(valueAt(object, ["metadata", "name"]));
}

export function namespaceOf(object: JsonValue): string | null {
  return text(valueAt(object, ["metadata", "namespace"]));
}

/** A text that says something; null for anything else. */
export function text(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** What the API server takes. */
export const NAME = /^[a-z0-9.-]{1,253}$/;

/** Tells Kustomizations apart, also of several clusters. */
export function keyOf({ file, name, namespace }: FluxKustomization): string {
  return JSON.stringify([file, name, namespace]);
}

/** What it adds to the kustomization of the folder that it applies. */
export function additionsOf({ targetNamespace, applied, folder }: FluxKustomization): Additions {
  const spec = member(applied.object, "spec") ?? null;
  return {
    namespace: targetNamespace,
    patches: {
      value: spec,
      at: (path: readonly (string | number)[]) => applied.at(["spec", ...path]),
      folder: null,
    },
    components: folder === null ? [] : textsOf(spec, "components"),
  };
}
