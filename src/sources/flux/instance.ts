import { member, valueAt } from "../../base/json.ts";
import {
  type FluxKustomization,
  fluxKustomization,
  KUSTOMIZE_GROUP,
  namespaceOf,
  SOURCE_GROUP,
  type SourceRef,
  text,
} from "./kustomization.ts";
import type { AppliedObject } from "./patch.ts";

/** The Kustomization that a FluxInstance stands for; null where it syncs with nothing. */
export function instanceKustomization(instance: AppliedObject): FluxKustomization | null {
  const sync = valueAt(instance.object, ["spec", "sync"]);
  if (instance.group !== "fluxcd.controlplane.io" || instance.kind !== "FluxInstance" || sync === undefined)
    return null;
  const namespace = namespaceOf(instance.object);
  const name = text(member(sync, "name")) ?? namespace ?? "flux-system";
  const sourceRef = { kind: member(sync, "kind") ?? "GitRepository", name };
  const spec = { path: member(sync, "path") ?? "", sourceRef };
  const object = { kind: "Kustomization", metadata: { name, ...(namespace === null ? {} : { namespace }) }, spec };
  const applied = {
    ...instance,
    group: KUSTOMIZE_GROUP,
    kind: "Kustomization",
    object,
    at: () => instance.at(["spec", "sync"]),
  };
  return fluxKustomization(applied);
}

/** The source that flux-operator makes for a FluxInstance: `ref` is a name for git and a tag for a registry. */
export function instanceSource(instance: AppliedObject, { kind, name, namespace }: SourceRef): AppliedObject {
  const sync = valueAt(instance.object, ["spec", "sync"]);
  const [url, ref] = [member(sync, "url"), member(sync, "ref")];
  const refs = ref === undefined ? {} : { ref: kind === "GitRepository" ? { name: ref } : { tag: ref } };
  const object = { kind, metadata: { name, namespace }, spec: { ...(url === undefined ? {} : { url }), ...refs } };
  const at: AppliedObject["at"] = ([, field]) => instance.at(["spec", "sync", field === "ref" ? "ref" : "url"]);
  return { ...instance, group: SOURCE_GROUP, kind, object, at };
}

/** null: it is no FluxInstance, or syncs with nothing. */
export function sourceOfInstance(object: AppliedObject): AppliedObject | null {
  const one = instanceKustomization(object);
  return one === null ? null : instanceSource(object, one.source);
}
