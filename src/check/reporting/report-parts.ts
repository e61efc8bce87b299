import { judgedAs, type ServerVersion } from "../../base/server-version.ts";
import { liveStorageVersion } from "../../crd/live-crd.ts";
import type { Coverage, CoveredSource, MigrationDebt, Report } from "../../report/report.ts";
import { stakesOf } from "../../rules/source-stakes.ts";
import { pendingVersions } from "../../snapshots/debt.ts";
import { originInWords } from "../../sources/origin-words.ts";
import { asClause } from "../../text/clause.ts";
import type { JudgedTree } from "../judging/judge-tree.ts";
import type { ManifestTree } from "../reading/tree.ts";
import { isAmong } from "../sources/uncompared.ts";

const HOUR_MS = 3_600_000;

/** The clusters of the report, with how old each snapshot is. */
export function reportClusters(evaluation: JudgedTree): Report["clusters"] {
  return evaluation.freshness.map(({ cluster, ageMs, stale }) => ({
    name: cluster.name,
    path: cluster.loaded.path,
    serverVersion: cluster.server.text,
    proven: cluster.server.proven,
    ...judgedAsIn(cluster.server),
    capturedAt: cluster.loaded.snapshot.capturedAt,
    ageHours: ageMs === null ? null : Math.floor(ageMs / HOUR_MS),
    stale,
    complete: cluster.loaded.snapshot.complete,
    crds: Object.keys(cluster.loaded.snapshot.crds).length,
  }));
}

/** What the clusters have yet to migrate, whatever the tree has; no key where that is nothing. */
export function migrationDebtOf({ fleet }: Pick<JudgedTree, "fleet">): Pick<Report, "migrationDebt"> {
  const groups = new Map<string, { readonly debt: MigrationDebt; readonly names: string[] }>();
  for (const first of fleet.firsts) {
    for (const [crd, live] of Object.entries(first.loaded.snapshot.crds)) {
      const oldVersions = pendingVersions(live);
      const storageVersion = liveStorageVersion(live);
      if (oldVersions.length === 0 || storageVersion === undefined) continue;
      const key = JSON.stringify([crd, storageVersion, oldVersions]);
      const names: string[] = groups.get(key)?.names ?? [];
      for (const { name } of fleet.alike(first)) names.push(name);
      groups.set(key, { debt: { crd, clusters: names, storageVersion, oldVersions }, names });
    }
  }
  for (const { names } of groups.values()) names.sort();
  const migrationDebt = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { debt }]) => debt);
  return migrationDebt.length === 0 ? {} : { migrationDebt };
}

/** For a server that predictions were never compared with. */
export function judgedAsIn(server: ServerVersion): { readonly judgedAs?: string } {
  const version = judgedAs(server);
  return version === null ? {} : { judgedAs: version };
}

/** What was read and what was not. @param evaluation null: nothing was judged @param base null: there is none */
export function coverageOf(tree: ManifestTree, evaluation: JudgedTree | null, base: ManifestTree | null): Coverage {
  return {
    filesScanned: tree.filesScanned,
    filesWithCrds: tree.filesWithCrds,
    crds: tree.crds.length,
    partial: tree.partial.map(({ name, source, reason }) => ({
      path: source.path,
      line: source.line,
      crd: name,
      reason,
    })),
    notRead: notReadOf(tree),
    notApplied: (evaluation?.notApplied ?? []).map(({ manifest, reason }) => ({
      crd: manifest.name,
      path: manifest.source.path,
      reason,
    })),
    ...objectsIn(evaluation),
    ...(tree.sources.length === 0 ? {} : { sources: sourcesOf(tree, evaluation, base) }),
  };
}

function objectsIn(evaluation: JudgedTree | null): Pick<Coverage, "objects"> {
  const counts = evaluation?.objectCoverage().counts ?? null;
  return counts === null ? {} : { objects: counts };
}

/** Files, and documents of files that were read; with what of them may hold CRDs: of these nobody can vouch for anything. */
function notReadOf({ notRead, unread, unreadable }: ManifestTree): Coverage["notRead"] {
  const mayHold = new Set(unread.map(({ path }) => path));
  const files = notRead.map((one) => (mayHold.has(one.path) ? { ...one, mayHoldCrds: true as const } : one));
  const documents = unreadable.map(({ source: { path, line }, message, template }) => ({
    path,
    reason: `line ${line}: ${template === undefined ? asClause(message) : "a template that nobody rendered"}`,
    mayHoldCrds: true as const,
  }));
  return [...files, ...documents].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

function sourcesOf(
  tree: ManifestTree,
  evaluation: JudgedTree | null,
  base: ManifestTree | null,
): readonly CoveredSource[] {
  const isOld = base === null ? () => true : isAmong(base.sources);
  return tree.sources.map((view) => {
    const { reference, clusters, state, reason, crds, by } = view;
    const { kind, name, namespace, origin, version, place } = reference;
    const owned = state === "not-compared" && evaluation !== null ? stakesOf(view, evaluation.clusters) : [];
    const names = [...crds, ...owned.flatMap((stake) => stake.crds.map((crd) => crd.name))];
    return {
      kind,
      name,
      namespace,
      from: originInWords(origin),
      version,
      path: place.path,
      line: place.range.startLine,
      clusters,
      state,
      reason,
      crds: [...new Set(names)].sort(),
      ...(isOld(view) ? {} : { changed: true as const }),
      ...(by.length === 0 ? {} : { by: by.map(({ kind, name, namespace }) => ({ kind, name, namespace })) }),
    };
  });
}
