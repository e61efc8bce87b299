import { done, type Result } from "../../base/result.ts";
import { judgedAs, parseServerVersion, type ServerVersion } from "../../base/server-version.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { markdownCode, markdownFence, markdownSentence } from "../../text/escape.ts";
import { quoted } from "../../text/listing.ts";
import { liveFrom, type Release, type ReleaseHistory } from "../history.ts";
import { migratedFrom } from "./lane.ts";
import { findRelease, makePlan } from "./make-plan.ts";
import type { Plan, PlanStep } from "./plan.ts";
import type { ProofPorts } from "./prove.ts";
import type { ClusterState } from "./search.ts";
import { byFacts, type Stepper, shapes } from "./step.ts";

export interface UpgradeNote {
  /** GitHub's Markdown, everything from outside escaped. */
  readonly markdown: string;
  /** Whether every release before it leads there. */
  readonly isPossible: boolean;
}

/** Releases one after the other that the same steps lead from. */
interface Section {
  /** Positions; both are among them. */
  readonly first: number;
  readonly last: number;
  readonly plan: Plan;
}

/**
 * What users have to do to get to a release, from each one before it, ready for its release notes. A cluster that runs a
 * release may have on its lists what any way there has stored; steps that lead from there lead from a shorter list too.
 */
export function upgradeNote(
  history: ReleaseHistory,
  to: string,
  serverVersion: string | null,
  ports: ProofPorts,
): Result<UpgradeNote, { readonly problems: readonly string[] }> {
  const target = findRelease(history, to);
  if (!target.ok) return target;
  const { release, index } = target.value;
  const server = parseServerVersion(serverVersion);
  const step = byFacts(server, false);
  const before = history.releases.slice(0, index);
  const states = statesOf(before, step);
  const sections: Section[] = [];
  for (const [at, state] of states.entries()) {
    const next = states[at + 1];
    // Of releases that are alike the newest speaks for all.
    if (state.size === 0 || (next !== undefined && keyOf(next) === keyOf(state))) continue;
    const planned = makePlan(history, { ...startFrom(before[at], state, server), to: release.version }, ports);
    if (!planned.ok) return planned;
    const known = sections.at(-1);
    const first = known === undefined ? states.findIndex(({ size }) => size > 0) : known.last + 1;
    if (known !== undefined && stepsKey(known.plan) === stepsKey(planned.value))
      sections[sections.length - 1] = { ...known, last: at };
    else sections.push({ first, last: at, plan: planned.value });
  }
  const isPossible = sections.every(({ plan }) => plan.outcome !== "no-way");
  return done({
    markdown: noteText(release.version, before, sections, safeSince(before, release, step), server),
    isPossible,
  });
}

function startFrom(release: Release | undefined, state: ClusterState, server: ServerVersion) {
  const name = "the cluster";
  const snapshot = {
    formatVersion: 2 as const,
    cluster: name,
    origin: { kind: "releases" as const, tool: "" },
    serverVersion: server.text,
    capturedAt: null,
    complete: true,
    apis: [],
    crds: Object.fromEntries(state),
  };
  const cluster = { name, loaded: { snapshot, path: "", lineOf: () => 1 }, server };
  return { from: release?.version ?? null, cluster, named: true, isListKnown: false };
}

/** For each release the CRDs of clusters that run it, with all that any way from an earlier one has stored. */
function statesOf(releases: readonly Release[], step: Stepper): readonly ClusterState[] {
  const names = [...new Set(releases.flatMap(({ crds }) => [...crds.keys()]))].sort();
  const states = releases.map((): Map<string, LiveCrd> => new Map());
  const shapeOf = shapes();
  for (const name of names) {
    // Each that ever was: users skip releases, and come from older ones.
    const been = new Map<string, LiveCrd>();
    let all: LiveCrd | null = null;
    for (const [at, { crds }] of releases.entries()) {
      const crd = crds.get(name);
      if (crd !== undefined && crd !== releases[at - 1]?.crds.get(name)) {
        const before = [null, ...been.values()].flatMap((live) => [live, migratedFrom(live) ?? live]);
        const after = before.flatMap((live) => {
          const made = step(name, live, crd);
          return made.kind === "accepted" ? [made.after] : [];
        });
        for (const live of after) been.set(shapeOf(live), live);
        const stored = [...after].sort((one, other) => other.storedVersions.length - one.storedVersions.length);
        const lists = new Set(stored.flatMap(({ storedVersions }) => storedVersions));
        if (crd.facts !== null && after.length > 0) all = liveFrom(crd.facts, [...lists]);
      }
      if (all !== null) states[at]?.set(name, all);
    }
  }
  return states;
}

/**
 * The first release from which on no user has anything to migrate; null: there is none, or it is the first of all. Who came
 * later has stored less, so that it is found by halving.
 */
function safeSince(before: readonly Release[], target: Release, step: Stepper): string | null {
  const isSafe = (first: number) =>
    statesOf(before.slice(first), step).every((state) =>
      [...target.crds].every(([name, crd]) => step(name, state.get(name) ?? null, crd).kind === "accepted"),
    );
  let [low, high] = [0, before.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSafe(middle)) high = middle;
    else low = middle + 1;
  }
  return low === 0 ? null : (before[low]?.version ?? null);
}

function keyOf(state: ClusterState): string {
  return JSON.stringify(
    [...state].map(([name, { names, scope, versions, conversion, storedVersions }]) => [
      name,
      names,
      scope,
      versions.map((version) => [version.name, version.served, version.storage]),
      conversion.strategy,
      [...storedVersions].sort(),
    ]),
  );
}

function stepsKey({ outcome, steps }: Plan): string {
  return JSON.stringify([
    outcome,
    steps.map((step) => (step.kind === "upgrade" ? step.version : [step.crd, step.rest])),
  ]);
}

function noteText(
  version: string,
  before: readonly Release[],
  sections: readonly Section[],
  safe: string | null,
  server: ServerVersion,
): string {
  const nameOf = (at: number) => before[at]?.version ?? "";
  const parts = sections.flatMap(({ first, last, plan }) => {
    const isFirst = first <= (sections[0]?.first ?? 0);
    const [from, to] = [nameOf(first), nameOf(last)];
    const range = first === last ? `\`${to}\`` : isFirst ? `\`${to}\` or older` : `\`${from}\` to \`${to}\``;
    return [`### From ${markdownSentence(range)}`, ...sectionText(plan)];
  });
  const isMigrated = sections.some(({ plan }) => plan.steps.some(({ kind }) => kind === "migrate"));
  const proven = sections.every(({ plan }) => plan.proof === "manifests");
  const as = judgedAs(server) ?? server.text ?? `1.${server.minor}`;
  return `${[
    `## Upgrading to ${markdownSentence(`\`${version}\``)}`,
    ...(isMigrated && safe !== null
      ? [markdownSentence(`A cluster that never ran a release before \`${safe}\` has nothing to migrate.`)]
      : []),
    ...(sections.length === 0 ? ["There is no release before it that has CRDs."] : parts),
    markdownSentence(
      `What the API server answers to each step was predicted by crd-upgrade-guard ${proven ? "with the manifests of the releases" : "by what is recorded of the releases"} (Kubernetes ${as}).`,
    ),
  ].join("\n\n")}\n`;
}

const MOST_TOLD = 10;

function sectionText({ outcome, steps, refused, to, notes, doubts }: Plan): readonly string[] {
  const told = [...notes, ...doubts.slice(0, MOST_TOLD).map((one) => `Not known: ${one}.`)];
  const more = told.length === 0 ? [] : [told.map((one) => `- ${markdownSentence(one)}`).join("\n")];
  if (outcome === "no-way") {
    const reasons = refused?.crds.flatMap(({ crd, reasons: all }) =>
      all.map((one) => `- ${markdownCode(crd)}: ${markdownCode(one)}`),
    );
    return [
      `There is no way to ${markdownSentence(`\`${to}\``)}: the API server refuses it.`,
      ...(reasons === undefined ? [] : [reasons.join("\n")]),
    ];
  }
  if (steps.every(({ kind, instructions }) => kind === "upgrade" && instructions.length === 0) && steps.length <= 1) {
    return ["Upgrade: nothing has to be done before.", ...more];
  }
  return [steps.map((step, at) => `${at + 1}. ${stepText(step)}`).join("\n"), ...more];
}

function stepText(step: PlanStep): string {
  const lead =
    step.kind === "upgrade"
      ? `Upgrade to \`${step.version}\`${step.instructions.length === 0 ? "." : ", but before that:"}`
      : `Rewrite the objects of \`${step.crd}\` at \`${step.storage}\`, and take ${quoted(step.storedVersions.filter((one) => !step.rest.includes(one)))} off its status.storedVersions, where it is there:`;
  const inner = step.instructions.map(({ text, command }) => {
    const shell = command === undefined ? "" : `\n\n${indented(markdownFence(command, "sh"))}`;
    return indented(`- ${markdownSentence(text)}${shell}`);
  });
  return [markdownSentence(lead), ...inner].join("\n");
}

/** Below an item of a list. */
function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `   ${line}`))
    .join("\n");
}
