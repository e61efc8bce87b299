import { isArray, isObject, type JsonObject, valueAt } from "../../base/json.ts";
import type { LiveCrd, LiveVersion } from "../../crd/live-crd.ts";
import { heldDigest } from "../../crd/schema/held-schema.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";

/** A live CRD as a manifest would have it. */
export interface LiveManifest {
  readonly manifest: CrdManifest;
  /** Versions whose schema nobody has: the manifest has them without one. */
  readonly unknown: ReadonlySet<string>;
}

export type LiveManifests = (like: CrdManifest, live: LiveCrd) => LiveManifest;

/**
 * Makes a manifest of a live CRD that no delivery updates. A snapshot has digests of the schemas alone: their text, and the
 * subresources with it, are those of any manifest that has a schema of that digest, of the version's own name if one has.
 * Clusters with the same facts get the very same manifest.
 * @param known manifests of a CRD in both trees
 */
export function createLiveManifests(known: (crd: string) => readonly CrdManifest[]): LiveManifests {
  const made = new Map<string, LiveManifest>();
  return (like, live) => {
    const { names, group, scope, versions, preserveUnknownFields } = live;
    const key = JSON.stringify([like.name, names, group, scope, preserveUnknownFields, versions]);
    const found = made.get(key) ?? liveManifest(like, live, known(like.name));
    made.set(key, found);
    return found;
  };
}

function liveManifest(like: CrdManifest, live: LiveCrd, known: readonly CrdManifest[]): LiveManifest {
  const { names, group, scope, preserveUnknownFields } = live;
  const texts = known.flatMap(({ object }) => versionsOf(object));
  const unknown = new Set<string>();
  const versions = live.versions.map((version) => {
    const text = textOf(version, texts);
    if (text === undefined && version.schema !== "absent") unknown.add(version.name);
    const { name, served, storage } = version;
    const { schema, subresources } = text ?? {};
    return {
      name,
      served,
      storage,
      ...(schema === undefined ? {} : { schema }),
      ...(subresources === undefined ? {} : { subresources }),
    };
  });
  const spec = {
    group,
    names: { plural: names.plural, kind: names.kind },
    scope,
    ...(preserveUnknownFields === true ? { preserveUnknownFields } : {}),
    versions,
  };
  const { apiVersion = "", kind = "" } = like.object;
  return { manifest: { ...like, object: { apiVersion, kind, metadata: { name: like.name }, spec } }, unknown };
}

function versionsOf(crd: JsonObject): readonly JsonObject[] {
  const versions = valueAt(crd, ["spec", "versions"]);
  return isArray(versions) ? versions.filter(isObject) : [];
}

function textOf({ name, schema }: LiveVersion, texts: readonly JsonObject[]): JsonObject | undefined {
  const same = texts.filter((text) => (isObject(text.schema) ? heldDigest(text.schema) : heldDigest(null)) === schema);
  return same.find((text) => text.name === name) ?? same[0];
}
