import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { compareVersionPriority } from "../crd/version-order.ts";
import { hasVersion } from "./error-owners.ts";
import { manifestStorageVersion, servedVersions, servesByWebhook } from "./manifest-versions.ts";
import { wayOf } from "./migration-way.ts";
import type { OwnedError, RuleContext } from "./rule.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";

/** The stored version an error is about: its index is that of the list the server evaluates. */
export function missingVersion(claimed: OwnedError): string {
  const index = Number(/\[(\d+)\]$/.exec(claimed.error.field)?.[1]);
  return claimed.case.prediction.storedVersionsEvaluated[index] ?? "";
}

/** What the words and steps about a missing stored version are made of. */
export function storedVersionFacts(claimed: OwnedError, context: RuleContext): StoredVersionFacts {
  const one = claimed.case;
  const version = missingVersion(claimed);
  const live = one.live;
  const liveStorage = live === null ? undefined : liveStorageVersion(live);
  const manifestStorage = manifestStorageVersion(one.manifest);
  const stays = liveStorage !== undefined && hasVersion(one, liveStorage);
  const servedLive = live?.versions.filter(({ served }) => served).map(({ name }) => name) ?? [];
  return {
    version,
    storedVersions: live?.storedVersions ?? [],
    missing: one.prediction.storedVersionsEvaluated.filter((name) => !hasVersion(one, name)),
    liveStorage,
    manifestStorage,
    ownSchema: context.knownSchema(one.manifest.name, version),
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
