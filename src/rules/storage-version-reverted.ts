import { liveStorageVersion } from "../crd/live-crd.ts";
import { isOlderVersion } from "../crd/version-order.ts";
import { quoted } from "../text/listing.ts";
import { bundleGoesBack } from "./gateway-api-bundle.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import { manifestStorageVersion, servedVersions, servesByWebhook, storagePath } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, fromTo, whereInWords } from "./words/subjects.ts";

interface RevertedDetail {
  readonly kind: "storage-version-reverted";
  readonly live: string;
  readonly manifest: string;
  /** Versions of the live CRD, newer than the manifest's storage version, that are no longer served. */
  readonly unserved: readonly string[];
  readonly webhook: boolean;
}

/** The storage version goes back to an older one that the manifest still has beside the newer: the server takes it. */
export const storageVersionReverted: BundleRule<"storage-version-reverted", RevertedDetail> = {
  meta: {
    id: "storage-version-reverted",
    severity: { check: "warning", gate: "warning" },
    summary: "The storage version goes back to an older one: objects are written at it again.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    riskFindings(context, "storage-version-reverted", (one) => {
      const versions = revertedStorage(one);
      // An older bundle is one cause, and has a rule of its own.
      if (versions === null || bundleGoesBack(one)) return [];
      const served = new Set(servedVersions(one.manifest));
      const unserved = one.live.versions.filter(
        (version) => version.served && isOlderVersion(versions.manifest, version.name) && !served.has(version.name),
      );
      return [
        {
          version: versions.manifest,
          yamlPath: storagePath(one.manifest),
          detail: {
            kind: "storage-version-reverted",
            ...versions,
            unserved: unserved.map(({ name }) => name),
            webhook: servesByWebhook(one.manifest),
          },
        },
      ];
    }),
  words: (group) => revertedWords(group),
  line: ({ live, manifest }) => fromTo(live, manifest),
};

/** The live storage version and the older one that the manifest stores; null: it does not go back. */
export function revertedStorage({
  live,
  manifest,
}: LiveCase): { readonly live: string; readonly manifest: string } | null {
  const before = liveStorageVersion(live);
  const storage = manifestStorageVersion(manifest);
  if (before === undefined || storage === undefined || storage === before) return null;
  return isOlderVersion(storage, before) ? { live: before, manifest: storage } : null;
}

function revertedWords(group: FindingGroup<RevertedDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ live, manifest }] = details;
  const one = crdsOf(group).length === 1;
  const moved = one ? `from \`${live}\` back to \`${manifest}\`` : "back to an older version";
  const unserved = [...new Set(details.flatMap((detail) => detail.unserved))];
  const gone =
    unserved.length === 0
      ? ""
      : `; ${quoted(unserved)} ${unserved.length === 1 ? "is" : "are"} no longer served either, so that manifests and clients that use ${unserved.length === 1 ? "it" : "them"} fail`;
  const loss = details.some(({ webhook }) => webhook)
    ? "what the webhook cannot carry back is lost with the next write"
    : "a field that only the newer schema has is dropped from an object as soon as it is written again";
  return words(
    `On ${whereInWords(group)} the storage version of ${crdsInWords(group)} goes ${moved}: the server takes it, ${loss}, and the older version stands in status.storedVersions again, where it bars the release that drops it${gone}.`,
    "Leave the newer CRD in the cluster, with `storage: true` on the newer version, and roll back the controller alone: a CRD that serves both versions serves the older controller as well.",
    ["See what brings the older manifest: a rollback, old files in Git, or a second owner."],
  );
}
