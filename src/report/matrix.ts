import type { Report, ReportPrediction } from "./report.ts";

export type Answer = "accepted" | "undecided" | "rejected";

/** What each cluster answers to each CRD: the worst over its manifests and starting states. Absent: not meant for it. */
export interface Matrix {
  readonly clusters: readonly string[];
  /** Sorted: rejected first, then undecided, then accepted, each by name. */
  readonly rows: readonly {
    readonly crd: string;
    readonly answers: ReadonlyMap<string, Answer>;
    readonly worst: Answer;
  }[];
}

const RANK: Record<Answer, number> = { accepted: 0, undecided: 1, rejected: 2 };

export function matrix(report: Report): Matrix {
  const rows = new Map<string, Map<string, Answer>>();
  for (const prediction of report.predictions) {
    const row = rows.get(prediction.crd) ?? new Map<string, Answer>();
    rows.set(prediction.crd, row);
    for (const cluster of prediction.clusters) row.set(cluster, worse(row.get(cluster), prediction.outcome));
  }
  return {
    clusters: report.clusters.map((cluster) => cluster.name),
    rows: [...rows]
      .map(([crd, answers]) => ({ crd, answers, worst: [...answers.values()].reduce(worse, "accepted") }))
      .sort((a, b) => RANK[b.worst] - RANK[a.worst] || (a.crd < b.crd ? -1 : 1)),
  };
}

function worse(a: Answer | undefined, b: ReportPrediction["outcome"]): Answer {
  return a !== undefined && RANK[a] >= RANK[b] ? a : b;
}

/** How many CRDs a cluster answers in each way. */
export function countAnswers(of: Matrix, cluster: string): Record<Answer, number> {
  const counts = { accepted: 0, undecided: 0, rejected: 0 };
  for (const row of of.rows) {
    const answer = row.answers.get(cluster);
    if (answer !== undefined) counts[answer]++;
  }
  return counts;
}
