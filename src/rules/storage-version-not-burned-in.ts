import { liveStorageVersion } from "../crd/live-crd.ts";
import { riskFindings } from "./live-cases.ts";
import { manifestStorageVersion, servesByWebhook, storagePath } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, fromTo, whereInWords } from "./words/subjects.ts";

interface NotBurnedInDetail {
  readonly kind: "storage-version-not-burned-in";
  readonly live: string;
  readonly manifest: string;
  /** Versions of the live CRD, newer than the manifest's storage version, that are no longer served. */
  readonly unserved: readonly string[];
  readonly webhook: boolean;
}

/**
 * A version becomes the storage version in the very release that introduces it. The apply alone puts it into
 * status.storedVersions, with zero objects; the manifest of before, which lacks it, is refused from then on.
 */
export const storageVersionNotBurnedIn: BundleRule<"storage-version-not-burned-in", NotBurnedInDetail> = {
  meta: {
    id: "storage-version-not-burned-in",
    severity: { check: "info", gate: "warning" },
    summary:
      "A version becomes the storage version in the release that introduces it: from then on there is no way back.",
    hasCrd: true,
    about: "manifest",
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
  words: (group) => notBurnedInWords(group),
  line: ({ live, manifest }) => fromTo(live, manifest),
};

function notBurnedInWords(group: FindingGroup<NotBurnedInDetail>): FindingWords {
  const [
    {
      detail: { live, manifest },
    },
  ] = group;
  const one = crdsOf(group).length === 1;
  const moved = one ? `from \`${live}\` to \`${manifest}\`, which` : "to a version that";
  return words(
    `On ${whereInWords(group)} the storage version of ${crdsInWords(group)} moves ${moved} this very change introduces: the apply alone puts it into status.storedVersions, and the manifest of before, which lacks it, is refused from then on.`,
    "If there shall be a way back, first release what serves the new version and still stores the old one, and switch in the release after it.",
    [
      "To go back without that, add the new version to the older manifest with `served: false, storage: false` and its own schema; never take it off status.storedVersions.",
    ],
  );
}
