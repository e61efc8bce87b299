import { code } from "../text/code-span.ts";
import { clustersInWords, joined, quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import { findingFromError } from "./finding-from-error.ts";
import type { Rule } from "./rule.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";
import { withStoredVersionFacts } from "./stored-version-facts.ts";
import type { FindingWords, RemedyStep } from "./words/finding-words.ts";
import type { ClusterFacts } from "./words/stored-version-steps.ts";
import { clusterFacts, distinctClusters, distinctVersions } from "./words/stored-version-words.ts";

interface ManifestBehindDetail {
  readonly kind: "manifest-behind-cluster";
  readonly cause: "behind";
  readonly removed: StoredVersionFacts;
}

/** The cluster is ahead of the manifest: stale Git, a rollback, or a second owner (spec §4.5). Pruning is never the way. */
export const manifestBehindCluster: Rule<"manifest-behind-cluster", ManifestBehindDetail> = {
  meta: {
    id: "manifest-behind-cluster",
    severity: { check: "error", gate: "error" },
    summary:
      "The manifest is older than the CRD in the cluster: it lacks the version that objects are stored at today.",
    hasCrd: true,
    about: "manifest",
    perStoredVersion: true,
  },
  check: (context) =>
    withStoredVersionFacts(context.errorsOf("manifest-behind-cluster"), context).map(({ error, facts }) =>
      findingFromError(error, { kind: "manifest-behind-cluster", cause: "behind", removed: facts }, facts.version),
    ),
  words: (group) =>
    behindWords(
      group[0].crd ?? "",
      clusterFacts(group, ({ removed }) => removed),
    ),
};

/** spec §4.5, cause `behind`: the cluster is right and the manifest is old. Pruning is never among the steps. */
function behindWords(crd: string, entries: readonly ClusterFacts[]): FindingWords {
  const clusters = distinctClusters(entries);
  const names = quoted(distinctVersions(entries).map((version) => version.name));
  const where = clustersInWords(clusters.map((one) => one.cluster));
  const facts = clusters[0]?.facts;
  return {
    message: `The manifest is behind ${where}: it stores ${code(crd)} at \`${facts?.manifestStorage}\` and lacks ${names}, and there objects are stored at \`${facts?.liveStorage}\` already (old files in Git, a rollback, or a second owner of the CRD).`,
    remedy: {
      summary: `Bring the manifest up to a release that has ${names}; never take a version off status.storedVersions to make an older manifest fit.`,
      steps: [
        ...ownerSteps(crd, clusters),
        { text: `Update this file to the release that the cluster runs, or a newer one: it must list ${names}.` },
        {
          text: "If this is a rollback: leave the newer CRD in the cluster and roll back the controller alone, as long as the CRD still serves the version it needs. The API server does not take the older CRD back.",
        },
        {
          text: `Do not prune: objects are stored at \`${facts?.liveStorage}\`, and without that version they can be neither read nor deleted.`,
        },
      ],
    },
  };
}

function ownerSteps(crd: string, clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  const releases = clusters.flatMap(({ cluster, facts }) =>
    facts.helmRelease === undefined ? [] : [`Helm release \`${facts.helmRelease}\` on ${cluster}`],
  );
  const known = releases.length === 0 ? "" : ` The snapshot names ${joined(releases)}.`;
  return [
    {
      text: `Find out who applied the newer CRD: two owners would undo each other's work.${known}`,
      command: `kubectl --context "$CTX" get crd ${shellWord(crd)} --show-managed-fields -o jsonpath='{range .metadata.managedFields[*]}{.manager}{" "}{.operation}{" "}{.time}{"\\n"}{end}'`,
    },
  ];
}
