import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { objectsPlace } from "./live-objects.ts";
import { wayOf } from "./migration-way.ts";
import { snapshotPlace } from "./place.ts";
import type { ClusterView, Rule, RuleContext, RuleFinding } from "./rule.ts";
import type { StoredVersionFacts } from "./stored-version-detail.ts";

/** Versions that a cluster still lists as stored beside its storage version: the debt that a later release runs into. */
export const migrationPending: Rule = {
  meta: {
    id: "migration-pending",
    severity: { check: "off", gate: "info" },
    summary: "A cluster lists old versions as stored beside the one that objects are written at.",
    hasCrd: true,
    about: "tree",
  },
  check: (context) => {
    const refused = refusedVersions(context);
    return context.clusters.flatMap((cluster) =>
      Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, live]) =>
        pendingVersions(live)
          .filter((version) => !refused.has(JSON.stringify([cluster.name, crd, version])))
          .map((version) => toFinding(cluster, crd, live, version)),
      ),
    );
  },
};

/**
 * Old versions in the list of a live CRD, in its order. One that spec.versions lacks is no debt but a fault, and while
 * a storage migration runs the server itself takes care of the list.
 */
export function pendingVersions(live: LiveCrd): readonly string[] {
  const storage = liveStorageVersion(live);
  if (storage === undefined || live.terminating === true || live.storageMigrating === true) return [];
  return live.storedVersions.filter(
    (stored) => stored !== storage && live.versions.some(({ name }) => name === stored),
  );
}

/** What a refused manifest lacks is told of there, with the same steps. */
function refusedVersions(context: RuleContext): ReadonlySet<string> {
  const claimed = [...context.errorsOf("stored-version-removed"), ...context.errorsOf("manifest-behind-cluster")];
  return new Set(
    claimed.flatMap(({ case: { cluster, manifest, prediction }, error }) => {
      const version = prediction.storedVersionsEvaluated[Number(/\d+/.exec(error.field)?.[0])];
      return version === undefined ? [] : [JSON.stringify([cluster.name, manifest.name, version])];
    }),
  );
}

function toFinding(cluster: ClusterView, crd: string, live: LiveCrd, version: string): RuleFinding {
  const { loaded, name } = cluster;
  const line = loaded.lineOf(crd);
  return {
    rule: "migration-pending",
    crd,
    version,
    cluster: name,
    place: snapshotPlace(cluster, crd, "storedVersions"),
    related: [{ path: loaded.path, line, message: `${name} has storedVersions [${live.storedVersions.join(", ")}]` }],
    together: crd,
    detail: { kind: "migration-pending", pending: factsOf(cluster, live, version) },
  };
}

function factsOf(cluster: ClusterView, live: LiveCrd, version: string): StoredVersionFacts {
  const storage = liveStorageVersion(live);
  const at = objectsPlace(live).version;
  return {
    version,
    storedVersions: live.storedVersions,
    missing: pendingVersions(live),
    liveStorage: storage,
    manifestStorage: storage,
    ownSchema: undefined,
    plural: live.names.plural,
    group: live.group,
    readAt: at,
    rewriteAt: at,
    helmRelease: live.owners?.helmRelease,
    webhook: live.conversion.strategy === "Webhook",
    way: wayOf(cluster, live),
  };
}
