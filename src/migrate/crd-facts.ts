import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { done, failed, type Result } from "../base/result.ts";
import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { liveFromObject } from "../crd/live-from-object.ts";

/** What decides whether and how the objects of a CRD are migrated. */
export interface CrdFacts {
  readonly name: string;
  readonly uid: string;
  /** Grows with every change of its spec. */
  readonly generation: number;
  readonly live: LiveCrd;
  readonly storage: string;
  readonly served: readonly string[];
  /**
   * A StorageVersionMigration is under way, or was the last and has failed: from Kubernetes 1.36 on either may have shortened
   * the list although objects are stored at older versions (docs/migrate.md). null: neither, or it is not known.
   */
  readonly inTree: "running" | "failed" | null;
  /** Where the condition StorageMigrating stands among all; -1: nowhere. */
  readonly condition: number;
  /** When its spec was changed last, by the server's clock; null: it does not say. */
  readonly changedAt: number | null;
}

/** The facts of a CRD as the server returns it, or why it is none. */
export function crdFacts(object: JsonObject): Result<CrdFacts> {
  const metadata = member(object, "metadata");
  const [name, uid, generation] = ["name", "uid", "generation"].map((key) => member(metadata, key));
  const live = liveFromObject(object);
  const storage = liveStorageVersion(live);
  if (typeof name !== "string" || typeof uid !== "string" || typeof generation !== "number" || storage === undefined)
    return failed("it has no name, uid, generation or storage version");
  return done({
    name,
    uid,
    generation,
    live,
    storage,
    served: live.versions.filter((version) => version.served).map((version) => version.name),
    inTree: live.storageMigrating === "failed" ? "failed" : live.storageMigrating === true ? "running" : null,
    condition: conditionIndex(valueAt(object, ["status", "conditions"])),
    changedAt: changedAt(member(metadata, "managedFields")),
  });
}

function conditionIndex(conditions: JsonValue | undefined): number {
  return (isArray(conditions) ? conditions : []).findIndex((each) => member(each, "type") === "StorageMigrating");
}

/** An entry's time is when its manager last changed one of its fields. */
function changedAt(entries: JsonValue | undefined): number | null {
  const times = (isArray(entries) ? entries : [])
    .filter((entry) => isObject(valueAt(entry, ["fieldsV1", "f:spec"])))
    .map((entry) => Date.parse(String(member(entry, "time"))))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : times.reduce((last, time) => Math.max(last, time));
}

/** At which objects may be stored beside the storage version. */
export function olderVersions(facts: CrdFacts): readonly string[] {
  if (facts.inTree !== "failed") return versionsToPrune(facts);
  return [...new Set([...versionsToPrune(facts), ...facts.live.versions.map(({ name }) => name)])].filter(
    (version) => version !== facts.storage,
  );
}

/** What is taken off status.storedVersions once every object is rewritten. */
export function versionsToPrune({ storage, live }: CrdFacts): readonly string[] {
  return live.storedVersions.filter((version) => version !== storage);
}

/**
 * Takes all but the storage version off the list, if the CRD is the same one, with the same spec and the same list: a spec
 * that was changed and changed back may have had objects stored at another version, and only its generation shows that.
 */
export function prunePatch({ uid, generation, live, storage, inTree, condition }: CrdFacts): readonly JsonObject[] {
  const mark = `/status/conditions/${condition}`;
  // What it says is over: every object is rewritten.
  const unmark: readonly JsonObject[] =
    inTree === "failed"
      ? [
          { op: "test", path: `${mark}/type`, value: "StorageMigrating" },
          { op: "test", path: `${mark}/reason`, value: "MigrationFailed" },
          { op: "remove", path: mark },
        ]
      : [];
  return [
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "test", path: "/metadata/generation", value: generation },
    { op: "test", path: "/status/storedVersions", value: [...live.storedVersions] },
    { op: "replace", path: "/status/storedVersions", value: [storage] },
    ...unmark,
  ];
}

/** Puts back what was taken off the list although objects may be stored at it, if nothing else has changed. */
export function restorePatch({ uid, generation, live, storage }: CrdFacts): readonly JsonObject[] {
  return [
    { op: "test", path: "/metadata/uid", value: uid },
    { op: "test", path: "/metadata/generation", value: generation },
    { op: "test", path: "/status/storedVersions", value: [storage] },
    { op: "replace", path: "/status/storedVersions", value: [...live.storedVersions] },
  ];
}
