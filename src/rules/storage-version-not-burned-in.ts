import { liveStorageVersion } from "../crd/live-crd.ts";
import { riskFindings } from "./live-cases.ts";
import { manifestStorageVersion, servesByWebhook, storagePath } from "./manifest-versions.ts";
import type { Rule } from "./rule.ts";

/**
 * A version becomes the storage version in the very release that introduces it. The apply alone puts it into
 * status.storedVersions, with zero objects; the manifest of before, which lacks it, is refused from then on.
 */
export const storageVersionNotBurnedIn: Rule = {
  meta: {
    id: "storage-version-not-burned-in",
    severity: { check: "info", gate: "warning" },
    summary:
      "A version becomes the storage version in the release that introduces it: from then on there is no way back.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    riskFindings(context, "storage-version-not-burned-in", ({ live, manifest }) => {
      const storage = manifestStorageVersion(manifest);
      const before = liveStorageVersion(live);
      if (storage === undefined || before === undefined) return [];
      const isKnown = live.versions.some(({ name }) => name === storage) || live.storedVersions.includes(storage);
      if (isKnown) return [];
      return [
        {
          version: storage,
          yamlPath: storagePath(manifest),
          detail: {
            kind: "storage-version-not-burned-in",
            live: before,
            manifest: storage,
            unserved: [],
            webhook: servesByWebhook(manifest),
          },
        },
      ];
    }),
};
