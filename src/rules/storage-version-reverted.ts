import { liveStorageVersion } from "../crd/live-crd.ts";
import { isOlderVersion } from "../crd/version-order.ts";
import { bundleGoesBack } from "./gateway-api-bundle.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import { manifestStorageVersion, servedVersions, servesByWebhook, storagePath } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/** The storage version goes back to an older one that the manifest still has beside the newer: the server takes it. */
export const storageVersionReverted: Rule = {
  meta: {
    id: "storage-version-reverted",
    severity: { check: "warning", gate: "warning" },
    summary: "The storage version goes back to an older one: objects are written at it again.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    riskFindings(context, "storage-version-reverted", (one) => {
      const versions = revertedStorage(one);
      // An older bundle is one cause, and has a rule of its own.
      if (versions === null || bundleGoesBack(one)) return [];
      const served = servedVersions(one.manifest);
      const unserved = one.live.versions.filter(
        (version) =>
          version.served && isOlderVersion(versions.manifest, version.name) && !served.includes(version.name),
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
