import type { RemedyStep } from "./finding-words.ts";

/** A step before it is known whether all clusters need it. */
export type Step = Omit<RemedyStep, "clusters">;

/** Steps that are the same for several clusters are one step; `clusters` is set where it is not for all of them. */
export function perCluster<T extends { readonly cluster: string }>(
  clusters: readonly T[],
  step: (one: T) => Step | null,
): readonly RemedyStep[] {
  const groups = new Map<string, { step: Step; clusters: string[] }>();
  for (const one of clusters) {
    const made = step(one);
    if (made === null) continue;
    const key = JSON.stringify(made);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { step: made, clusters: [one.cluster] });
    else group.clusters.push(one.cluster);
  }
  return [...groups.values()].map((group) =>
    group.clusters.length === clusters.length ? group.step : { ...group.step, clusters: group.clusters },
  );
}
