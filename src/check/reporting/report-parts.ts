import type { Coverage, Report } from "../../report/report.ts";
import { asClause } from "../../text/clause.ts";
import type { JudgedTree } from "../judging/judge-tree.ts";
import type { ManifestTree } from "../reading/tree.ts";

const HOUR_MS = 3_600_000;

/** The clusters of the report, with how old each snapshot is. */
export function reportClusters(evaluation: JudgedTree): Report["clusters"] {
  return evaluation.freshness.map(({ cluster, ageMs, stale }) => ({
    name: cluster.name,
    path: cluster.loaded.path,
    serverVersion: cluster.server.text,
    proven: cluster.server.proven,
    capturedAt: cluster.loaded.snapshot.capturedAt,
    ageHours: ageMs === null ? null : Math.floor(ageMs / HOUR_MS),
    stale,
    complete: cluster.loaded.snapshot.complete,
    crds: Object.keys(cluster.loaded.snapshot.crds).length,
  }));
}

/** What was read and what was not. @param evaluation null: nothing was judged */
export function coverageOf(tree: ManifestTree, evaluation: JudgedTree | null): Coverage {
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
  };
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
