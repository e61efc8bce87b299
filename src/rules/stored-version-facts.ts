import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { hasVersion } from "./error-owners.ts";
import { byCase } from "./finding-from-error.ts";
import { manifestStorageVersion, servedVersions, servesByWebhook } from "./manifest-versions.ts";
import { wayOf } from "./migration-way.ts";
import type { OwnedError, PredictedCase, RuleContext, RuleId } from "./rule.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";

/** The stored version an error is about: its index is that of the list the server evaluates. */
export function missingVersion(claimed: OwnedError): string {
  const index = Number(/\[(\d+)\]$/.exec(claimed.error.field)?.[1]);
  return claimed.case.prediction.storedVersionsEvaluated[index] ?? "";
}

/**
 * What the words and steps about each missing stored version are made of. But for the version itself it is the same for
 * all of a case, and made once: they may be thousands.
 */
export function withStoredVersionFacts<Id extends RuleId>(
  claimed: readonly OwnedError<Id>[],
  context: RuleContext,
): readonly { readonly error: OwnedError<Id>; readonly facts: StoredVersionFacts }[] {
  return byCase(claimed).flatMap((errors) => {
    const facts = factsOfCase(errors[0].case);
    return errors.map((error) => {
      const version = missingVersion(error);
      const ownSchema = context.knownSchema(error.case.manifest.name, version);
      return { error, facts: { ...facts, version, ownSchema } };
    });
  });
}

function factsOfCase(one: PredictedCase): Omit<StoredVersionFacts, "version" | "ownSchema"> {
  const live = one.live;
  const liveStorage = live === null ? undefined : liveStorageVersion(live);
  const manifestStorage = manifestStorageVersion(one.manifest);
  const stays = liveStorage !== undefined && hasVersion(one, liveStorage);
  const missing = one.prediction.storedVersionsEvaluated.filter((name) => !hasVersion(one, name));
  const rewriteAt = (stays ? liveStorage : manifestStorage) ?? "";
  const places = placesToRead(live, missing, rewriteAt);
  const served = servedVersions(one.manifest);
  return {
    storedVersions: live?.storedVersions ?? [],
    missing,
    liveStorage,
    manifestStorage,
    ...namesOf(live),
    rewriteAt,
    ...places,
    manifestServes: served.includes(rewriteAt),
    helmRelease: live?.owners?.helmRelease,
    webhook: servesByWebhook(one.manifest),
    way: wayOf(one.cluster, live, stays ? places.toServe : [...places.toServe, ...served]),
  };
}

function namesOf(live: LiveCrd | null): { readonly plural: string; readonly group: string } {
  return { plural: live?.names.plural ?? "", group: live?.group ?? "" };
}

/**
 * Where objects have to be read so that nothing is lost unseen. With no conversion a version shows of an object what its own
 * schema names: so each version at which objects may be stored is compared with the one that is written, but for those
 * whose schema is that of another (the digests tell).
 * @param missing versions that leave the list @param rewriteAt the storage version then
 */
export function placesToRead(
  live: LiveCrd | null,
  missing: readonly string[],
  rewriteAt: string,
): Pick<StoredVersionFacts, "readAt" | "compareAt" | "toServe"> {
  if (live === null) return { readAt: "", compareAt: [], toServe: [] };
  const readAt = liveStorageVersion(live) ?? "";
  const versions = new Map(live.versions.map((version) => [version.name, version]));
  const isNew = rewriteAt !== readAt;
  const seen = new Set([versions.get(readAt)?.schema]);
  const others = live.conversion.strategy === "Webhook" ? [] : missing.filter((name) => name !== readAt);
  // Of several with one schema the one that can be read today.
  const served = (name: string) => versions.get(name)?.served === true;
  const compareAt = [...others.filter(served), ...others.filter((name) => !served(name))].filter((name) => {
    const version = versions.get(name);
    if (version === undefined || seen.has(version.schema)) return false;
    seen.add(version.schema);
    return true;
  });
  const places = isNew ? [readAt, ...compareAt] : compareAt;
  return {
    readAt,
    compareAt: places,
    toServe: [...new Set([readAt, ...places])].filter((name) => versions.has(name) && !served(name)),
  };
}
