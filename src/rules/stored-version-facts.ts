import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { compareVersionPriority } from "../crd/version-order.ts";
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
  const servedLive = live?.versions.filter(({ served }) => served).map(({ name }) => name) ?? [];
  return {
    storedVersions: live?.storedVersions ?? [],
    missing: one.prediction.storedVersionsEvaluated.filter((name) => !hasVersion(one, name)),
    liveStorage,
    manifestStorage,
    ...namesOf(live),
    readAt: preferred(servedLive, liveStorage),
    rewriteAt: stays
      ? preferred(
          servedLive.filter((name) => hasVersion(one, name)),
          liveStorage,
        )
      : preferred(servedVersions(one.manifest), manifestStorage),
    helmRelease: live?.owners?.helmRelease,
    webhook: servesByWebhook(one.manifest),
    way: wayOf(one.cluster, live),
  };
}

function namesOf(live: LiveCrd | null): { readonly plural: string; readonly group: string } {
  return { plural: live?.names.plural ?? "", group: live?.group ?? "" };
}

/** Objects can be listed at any served version; the storage version shows them as they are written. */
function preferred(served: readonly string[], storage: string | undefined): string {
  if (storage !== undefined && served.includes(storage)) return storage;
  return [...served].sort(compareVersionPriority)[0] ?? storage ?? "";
}
