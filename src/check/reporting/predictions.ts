import { formatPath } from "../../base/json.ts";
import { goUnquote } from "../../go/quote.ts";
import type { ReportPrediction } from "../../report/report.ts";
import { ownedErrors } from "../../rules/error-owners.ts";
import type { ClusterView, PredictedCase } from "../../rules/rule.ts";
import type { Fleet } from "../judging/fleet.ts";
import { judgedAsIn } from "./report-parts.ts";

/** The names of all clusters that are like these: one list for all predictions that hold on the same ones. */
function fleetNames(fleet: Fleet): (firsts: readonly ClusterView[]) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (firsts) => {
    const key = JSON.stringify(firsts.map(({ name }) => name));
    const names = known.get(key) ?? firsts.flatMap((first) => fleet.alike(first).map(({ name }) => name));
    if (!known.has(key)) known.set(key, names.length === firsts.length ? names : [...names].sort());
    return known.get(key) ?? names;
  };
}

/** Predictions of one manifest with the same answer on several clusters become one; accepted ones are listed too. */
export function reportPredictions(cases: readonly PredictedCase[], fleet: Fleet): readonly ReportPrediction[] {
  const groups = new Map<string, { answer: Omit<ReportPrediction, "clusters">; firsts: ClusterView[] }>();
  for (const one of cases) {
    const answer = answerOf(one);
    const key = JSON.stringify(answer);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { answer, firsts: [one.cluster] });
    else group.firsts.push(one.cluster);
  }
  const namesOf = fleetNames(fleet);
  return [...groups.values()]
    .map(({ answer: { crd, ...answer }, firsts }) => ({ crd, clusters: namesOf(firsts), ...answer }))
    .sort(compare);
}

function answerOf(one: PredictedCase): Omit<ReportPrediction, "clusters"> {
  const { manifest, prediction } = one;
  return {
    crd: manifest.name,
    from: one.from,
    source: manifest.source,
    appliesBecause: one.appliesBecause,
    operation: prediction.operation,
    outcome: prediction.outcome,
    ...(one.cluster.server.proven ? {} : { unproven: true as const, ...judgedAsIn(one.cluster.server) }),
    errors: ownedErrors([one]).map(({ rule, error: { type, field, value, detail, path } }) => ({
      type,
      field,
      ...(value === undefined ? {} : { value: goUnquote(value) }),
      detail,
      yamlPath: formatPath(path),
      rule,
    })),
    ...(one.live === null ? {} : { storedVersionsBefore: one.live.storedVersions }),
    storedVersionsEvaluated: prediction.storedVersionsEvaluated,
    ...(prediction.outcome === "accepted" && prediction.storedVersionsAfter !== null
      ? { storedVersionsAfter: prediction.storedVersionsAfter }
      : {}),
    undecided: prediction.undecided.map(({ path, reason }) => ({ path: formatPath(path), reason })),
  };
}

function compare(a: ReportPrediction, b: ReportPrediction): number {
  const keys = (one: ReportPrediction) => [one.crd, one.source.path, one.clusters[0] ?? "", one.from] as const;
  const left = keys(a);
  const right = keys(b);
  for (let i = 0; i < left.length; i++) {
    const x = left[i] ?? "";
    const y = right[i] ?? "";
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.source.line - b.source.line;
}
