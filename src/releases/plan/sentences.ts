import { judgedAs, parseServerVersion } from "../../base/server-version.ts";
import { counted, quoted } from "../../text/listing.ts";
import type { Plan, PlanRefusal, PlanStep } from "./plan.ts";

/** Sentences of a plan, the same in a terminal and in Markdown. Names stand in backquotes; they come from outside. */
export interface PlanSentences {
  readonly title: string;
  /** What the plan comes to. */
  readonly verdict: string;
  /** What it is worth. */
  readonly proof: string;
  /** What a release has to keep. */
  readonly keep: readonly { readonly text: string; readonly yaml: string }[];
  readonly refusals: readonly { readonly text: string; readonly reasons: readonly string[] }[];
  readonly notes: readonly string[];
}

const MOST_TOLD = 10;

export function planSentences(plan: Plan): PlanSentences {
  const { project, cluster, from, to, doubts, notes, leftOut, refused, keep } = plan;
  const where = cluster === null ? "" : ` on \`${cluster}\``;
  const start = from.version === null ? "what it is today" : `\`${from.version}\``;
  return {
    title: `${project}: from ${start} to \`${to}\`${where}`,
    verdict: verdictOf(plan),
    proof: proofOf(plan),
    keep:
      keep?.crds.map(({ crd, versions, storage, kept }) => ({
        text: `\`${keep.version}\` has to keep ${quoted(versions)} of \`${crd}\`, not served and not storage, until the objects are rewritten at \`${storage}\` and ${quoted(versions)} ${versions.length === 1 ? "is" : "are"} off status.storedVersions: a release after it may drop ${versions.length === 1 ? "it" : "them"}, for whoever went by \`${keep.version}\`. For its spec.versions:`,
        yaml: kept.map(({ yaml }) => yaml).join(""),
      })) ?? [],
    refusals: [
      ...(refused === null ? [] : refusalSentences(refused, "the API server refuses it")),
      ...leftOut.flatMap((one) => refusalSentences(one, "left out, since its manifests are refused")),
    ],
    notes: [...notes, ...some(doubts, (one) => `Not known: ${one}.`)],
  };
}

function verdictOf({ outcome, steps, to, keep }: Plan): string {
  const upgrades = steps.filter(({ kind }) => kind === "upgrade").length;
  const migrations = steps.length - upgrades;
  const with_ = migrations === 0 ? "nothing to migrate" : counted(migrations, "migration");
  switch (outcome) {
    case "there":
      return `There is nothing to do: this is \`${to}\`.`;
    case "way":
      return `${counted(upgrades, "upgrade")}, ${with_}.`;
    case "no-way":
      return keep === null
        ? `There is no way to \`${to}\` through the recorded releases.`
        : `There is no way to \`${to}\` as it is. The steps are those of a release that keeps what it drops.`;
  }
}

function proofOf({ outcome, proof, serverVersion, from }: Plan): string {
  if (outcome === "there")
    return from.known === "snapshot"
      ? "All CRDs of the release are there, as it has them."
      : "`--from` says that it runs there; its CRDs were not looked at.";
  const server = parseServerVersion(serverVersion);
  const as = judgedAs(server);
  const which =
    server.text === null
      ? `Kubernetes 1.${server.minor}, for nobody said which it is`
      : `Kubernetes ${server.text}${as === null ? "" : `, judged as ${as}`}`;
  return proof === "manifests"
    ? `The API server's answer to every step was predicted with the manifests of the releases (${which}).`
    : `By recorded facts: the answers were predicted for what the history says of the releases, not for their manifests (${which}). Schemas were looked at when it was recorded, CEL rules were not.`;
}

function refusalSentences({ from, to, crds }: PlanRefusal, why: string): PlanSentences["refusals"] {
  const step = `${from === null ? "From what it is today" : `From \`${from}\``} to \`${to}\``;
  return some(
    crds.map(({ crd, reasons }) => ({ text: `${step}: ${why}: \`${crd}\``, reasons })),
    (one) => one,
  );
}

export const STEP_COLUMNS = ["STEP", "WHAT", "OF"] as const;

/** The steps as rows of a table; names in backquotes. */
export function stepRows({ steps }: Plan): readonly (readonly [string, string, string])[] {
  return steps.map((step, index) => [String(index + 1), ...stepWords(step)]);
}

export function stepTitle(step: PlanStep, index: number): string {
  return step.kind === "migrate"
    ? `Step ${index + 1}: \`${step.crd}\``
    : `Step ${index + 1}, before the upgrade to \`${step.version}\``;
}

function stepWords(step: PlanStep): readonly [string, string] {
  if (step.kind === "upgrade") {
    const kept = step.keeps === undefined ? "" : ", which keeps what is named below";
    return [`upgrade to \`${step.version}\`${kept}`, ""];
  }
  const gone = step.storedVersions.filter((version) => !step.rest.includes(version));
  return [`rewrite at \`${step.storage}\`, prune ${quoted(gone)}`, `\`${step.crd}\``];
}

function some<T, R>(all: readonly T[], say: (one: T) => R): readonly R[] {
  return all.slice(0, MOST_TOLD).map(say);
}
