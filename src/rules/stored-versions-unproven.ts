import { code } from "../text/code-span.ts";
import { quoted } from "../text/listing.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { hasVersionName } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, whereInWords } from "./words/subjects.ts";

interface StoredVersionsUnprovenDetail {
  readonly kind: "stored-versions-unproven";
  readonly version: string;
  /** Of the cluster's last StorageVersionMigration of the CRD. */
  readonly migration: "running" | "failed";
}

/**
 * A version goes that status.storedVersions does not list, and nothing shows that no object is stored at it: the server's
 * controller shortens the list where a migration fails too, and where a second one begins (docs/migrate.md).
 */
export const storedVersionsUnproven: BundleRule<"stored-versions-unproven", StoredVersionsUnprovenDetail> = {
  meta: {
    id: "stored-versions-unproven",
    severity: { check: "error", gate: "error" },
    summary: "A version is removed after a storage migration that shortened status.storedVersions without success.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => riskFindings(context, "stored-versions-unproven", risksOf),
  words: (group) => unprovenWords(group),
  line: ({ version }) => code(version),
};

function risksOf({ live, manifest }: LiveCase): readonly Risk<StoredVersionsUnprovenDetail>[] {
  const { storageMigrating, versions } = live;
  if (storageMigrating === undefined) return [];
  const migration = storageMigrating === "failed" ? "failed" : "running";
  return versions
    .filter(({ name }) => !hasVersionName(manifest, name))
    .map(({ name: version }) => ({
      version,
      yamlPath: ["spec", "versions"],
      detail: { kind: "stored-versions-unproven", version, migration },
    }));
}

function unprovenWords(group: FindingGroup<StoredVersionsUnprovenDetail>): FindingWords {
  const details = detailsOf(group);
  const names = quoted([...new Set(details.map(({ version }) => version))]);
  const failed = details.some(({ migration }) => migration === "failed");
  const crds = crdsInWords(group);
  const each = crdsOf(group).length === 1 ? "" : " of each";
  const how = failed ? "has failed" : "has not ended yet";
  return words(
    `On ${whereInWords(group)} the last StorageVersionMigration of ${crds} ${how}, and the server's controller shortens status.storedVersions all the same, so that objects may still be stored at ${names}, which this manifest lacks: once the server has taken it, no object can be listed.`,
    `${failed ? "Run" : "Let it end, or, where it fails, run"} \`crd-upgrade-guard migrate\`${each}, take a snapshot and apply this; until then keep ${names} in spec.versions.`,
    ["The command rewrites every object, however short the list is, and takes the mark of the failure off the CRD."],
  );
}
