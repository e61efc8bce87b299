import { type JsonObject, member, valueAt } from "../../base/json.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { readFields } from "../fields.ts";
import type { SourceObject } from "../objects.ts";
import { KUSTOMIZE_GROUP, namespaceOf, sourceRef, text } from "./kustomization.ts";

/** An artifact that is a part of one source, with every path below one folder of it. */
interface PartOfSource {
  readonly namespace: string | null;
  readonly source: JsonObject;
  /** Folder of the source that is the artifact's root; "": that of the source. */
  readonly folder: string;
}

/**
 * Kustomizations of Flux over an ExternalArtifact as what they are without it: over the source that an ArtifactGenerator
 * copies it from (source.extensions.fluxcd.io, `spec.artifacts[].copy`). Only where the copy keeps all paths below one
 * folder of one GitRepository or OCIRepository, so that the files lead to each other as they do in the source.
 */
export function withoutArtifacts(objects: readonly SourceObject[]): readonly SourceObject[] {
  const artifacts = new Map<string, (PartOfSource | null)[]>();
  for (const { group, kind, object } of objects) {
    if (group !== "source.extensions.fluxcd.io" || kind !== "ArtifactGenerator") continue;
    for (const artifact of readFields(member(object, "spec") ?? null).list("artifacts")) {
      const name = text(member(artifact, "name")) ?? "";
      artifacts.set(name, [...(artifacts.get(name) ?? []), partOf(artifact, object)]);
    }
  }
  return artifacts.size === 0 ? objects : objects.map((one) => withoutArtifact(one, artifacts));
}

function withoutArtifact(one: SourceObject, artifacts: ReadonlyMap<string, readonly (PartOfSource | null)[]>) {
  const { group, kind, object } = one;
  const spec = member(object, "spec");
  const ref = sourceRef(member(spec, "sourceRef"), namespaceOf(object));
  if (group !== KUSTOMIZE_GROUP || kind !== "Kustomization" || ref.kind !== "ExternalArtifact") return one;
  const named = artifacts.get(ref.name) ?? [];
  const [found] = named.length === 1 ? named : named.filter((it) => it?.namespace === ref.namespace);
  const path = relativeFile(found?.folder ?? "", (text(member(spec, "path")) ?? "").replace(/^\/+/, "") || ".");
  if (found === undefined || found === null || path === undefined) return one;
  return {
    ...one,
    object: { ...object, spec: { ...readFields(spec ?? null).object(), sourceRef: found.source, path: `./${path}` } },
  };
}

/** null: it is put together otherwise. */
function partOf(artifact: Parameters<typeof readFields>[0], generator: JsonObject): PartOfSource | null {
  const namespace = namespaceOf(generator);
  const copies = readFields(artifact).list("copy");
  const [alias = "", ...otherAliases] = new Set(copies.map((copy) => copied(copy)?.alias ?? ""));
  const [folder, ...otherFolders] = new Set(copies.map((copy) => copied(copy)?.folder ?? null));
  if (folder === undefined || folder === null || otherAliases.length + otherFolders.length > 0) return null;
  const sources = readFields(valueAt(generator, ["spec", "sources"]) ?? null);
  const source = sources.list().find((one) => member(one, "alias") === alias);
  const { kind, name, namespace: own } = sourceRef(source, namespace);
  if (kind !== "GitRepository" && kind !== "OCIRepository") return null;
  return { namespace, source: { kind, name, ...(own === null ? {} : { namespace: own }) }, folder };
}

/** `@alias/a/b/**` to `@artifact/b/`: what stands below `a` stands at the same path of the artifact. */
function copied(copy: Parameters<typeof readFields>[0]): { readonly alias: string; readonly folder: string } | null {
  const [from, to] = [text(member(copy, "from")) ?? "", text(member(copy, "to")) ?? ""];
  const [, alias, within] = /^@([^/]+)\/((?:[^*?[\]{}\\]+\/)?)\*\*$/.exec(from) ?? [];
  const [, under] = /^@artifact\/((?:.+\/)?)$/.exec(to) ?? [];
  if (alias === undefined || within === undefined || under === undefined) return null;
  if (member(copy, "exclude") !== undefined || member(copy, "strategy") === "Merge") return null;
  if (!`/${within}`.endsWith(`/${under}`)) return null;
  return { alias, folder: within.slice(0, within.length - under.length).replace(/\/$/, "") };
}
