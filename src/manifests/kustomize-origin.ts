import { type JsonObject, member } from "../base/json.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";

/** What kustomize says of an object's origin. */
export type KustomizeOrigin =
  /** Relative to the kustomization that was built. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "remote"; readonly repository: string; readonly path: string };

const ANNOTATION = "config.kubernetes.io/origin";

/** Reads the annotation that `buildMetadata: [originAnnotations]` writes; null where there is none or it says nothing of a file. */
export function kustomizeOrigin(object: JsonObject): KustomizeOrigin | null {
  const text = member(member(member(object, "metadata"), "annotations"), ANNOTATION);
  if (typeof text !== "string") return null;
  const reading = readYamlDocument(text, { dialect: "kubernetes" });
  if (!reading.ok) return null;
  const path = member(reading.value, "path");
  const repository = member(reading.value, "repo");
  if (typeof path !== "string") return null;
  return typeof repository === "string" ? { kind: "remote", repository, path } : { kind: "file", path };
}
