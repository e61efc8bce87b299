import { done, type Result } from "../../base/result.ts";
import { judgedAs, parseServerVersion, type ServerVersion } from "../../base/server-version.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { markdownCode, markdownFence, markdownSentence } from "../../text/escape.ts";
import { quoted } from "../../text/listing.ts";
import type { Release, ReleaseHistory } from "../history.ts";
import { untoldWords } from "../untold.ts";
import { migratedFrom } from "./lane.ts";
import { findRelease, makePlan } from "./make-plan.ts";
import type { Plan, PlanStep } from "./plan.ts";
import { belowItem } from "./plan-markdown.ts";
import type { ProofPorts } from "./prove.ts";
import type { ClusterState } from "./search.ts";
import { byFacts, type Stepper, shapes } from "./step.ts";

export interface UpgradeNote {
  /** GitHub's Markdown, everything from outside escaped. */
  readonly markdown: string;
  /** Whether every release before it leads there. */
  readonly isPossible: boolean;
  /** What it says, in the order of the releases. */
  readonly sections: readonly NoteSection[];
  /** The first release from which on users have nothing to migrate; null: there is none, or it is the first of all. */
  readonly safe: string | null;
}

/** Releases one after the other that the same steps lead from. */
export type NoteSection = {
  /** Positions; both are among them. */
  readonly first: number;
  readonly last: number;
} & (
  | { readonly plan: Plan }
  /** CRDs that these releases lack, and that their clusters have from one earlier release or another. */
  | { readonly open: readonly string[] }
);

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
  const states = possibleAt(before, step);
  const sections: NoteSection[] = [];
  for (const [at, possible] of states.entries()) {
    const next = states[at + 1];
    // Of releases that are alike the newest speaks for all.
    if (possible.size === 0 || (next !== undefined && keyOf(next) === keyOf(possible))) continue;
    const known = sections.at(-1);
    const first = known === undefined ? states.findIndex(({ size }) => size > 0) : known.last + 1;
    const later = history.releases.slice(at + 1, index + 1);
    const open = [...possible].flatMap(([name, lives]) =>
      lives.length > 1 && later.some(({ crds }) => crds.has(name)) ? [name] : [],
    );
    if (open.length > 0) {
      sections.push({ first, last: at, open });
      continue;
    }
    const state = new Map([...possible].map(([name, [live]]) => [name, live]));
    const planned = makePlan(history, { ...startFrom(before[at], state, server), to: release.version }, ports);
    if (!planned.ok) return planned;
    const plan = planned.value;
    // All that is printed: who goes by the same stops may have other versions to copy before them.
    if (known !== undefined && "plan" in known && textKey(known.plan) === textKey(plan))
      sections[sections.length - 1] = { ...known, last: at };
    else sections.push({ first, last: at, plan });
  }
  const isPossible = plansOf(sections).every(({ outcome }) => outcome !== "no-way");
  const safe = safeSince(before, release, step);
  const markdown = noteText(release.version, before, sections, safe, server);
  return done({ markdown, isPossible, sections, safe });
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

/** What a CRD may be on clusters that run a release: one with the lists of all, or several that differ in more than those. */
type Possible = ReadonlyMap<string, readonly [LiveCrd, ...LiveCrd[]]>;

/** For each release the CRDs of clusters that run it, with all that any way from an earlier one has stored. */
function possibleAt(releases: readonly Release[], step: Stepper): readonly Possible[] {
  const names = [...new Set(releases.flatMap(({ crds }) => [...crds.keys()]))].sort();
  const states = releases.map((): Map<string, readonly [LiveCrd, ...LiveCrd[]]> => new Map());
  const shapeOf = shapes();
  for (const name of names) {
    // Each that ever was: users skip releases, and come from older ones.
    const been = new Map<string, LiveCrd>();
    let running: readonly LiveCrd[] = [];
    for (const [at, { crds }] of releases.entries()) {
      const crd = crds.get(name);
      if (crd !== undefined && crd !== releases[at - 1]?.crds.get(name)) {
        const before = [null, ...been.values()].flatMap((live) => [live, migratedFrom(live) ?? live]);
        const after = before.flatMap((live) => {
          const made = step(name, live, crd);
          return made.kind === "accepted" ? [made.after] : [];
        });
        for (const live of after) been.set(shapeOf(live), live);
        if (after.length > 0) running = after;
      }
      // A release without the CRD leaves it as it was, whichever release that was of.
      const [first, ...others] = withAllLists(crd === undefined ? [...been.values()] : running, shapeOf);
      if (first !== undefined) states[at]?.set(name, [first, ...others]);
    }
  }
  return states;
}

/** Of those that differ in their lists alone one, with the versions of all. */
function withAllLists(lives: readonly LiveCrd[], shapeOf: ReturnType<typeof shapes>): readonly LiveCrd[] {
  const alike = new Map<string, LiveCrd>();
  for (const live of [...lives].sort((one, other) => other.storedVersions.length - one.storedVersions.length)) {
    const key = shapeOf({ ...live, storedVersions: [] });
    const known = alike.get(key);
    const storedVersions = [...new Set([...(known?.storedVersions ?? []), ...live.storedVersions])];
    alike.set(key, { ...(known ?? live), storedVersions });
  }
  return [...alike.values()];
}

/**
 * The first release from which on users have nothing to migrate; null: there is none, or it is the first of all. Who came
 * later has stored less, so that it is found by halving.
 */
function safeSince(before: readonly Release[], target: Release, step: Stepper): string | null {
  const isSafe = (first: number) =>
    possibleAt(before.slice(first), step).every((possible) =>
      [...target.crds].every(([name, crd]) =>
        (possible.get(name) ?? [null]).every((live) => step(name, live, crd).kind === "accepted"),
      ),
    );
  let [low, high] = [0, before.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isSafe(middle)) high = middle;
    else low = middle + 1;
  }
  return low === 0 ? null : (before[low]?.version ?? null);
}

function plansOf(sections: readonly NoteSection[]): readonly Plan[] {
  return sections.flatMap((section) => ("plan" in section ? [section.plan] : []));
}

function keyOf(possible: Possible): string {
  return JSON.stringify(
    [...possible].map(([name, lives]) => [
      name,
      lives.map(({ names, scope, versions, conversion, storedVersions }) => [
        names,
        scope,
        versions.map((version) => [version.name, version.served, version.storage]),
        conversion.strategy,
        [...storedVersions].sort(),
      ]),
    ]),
  );
}

function textKey(plan: Plan): string {
  return JSON.stringify(sectionText(plan));
}

function noteText(
  version: string,
  before: readonly Release[],
  sections: readonly NoteSection[],
  safe: string | null,
  server: ServerVersion,
): string {
  const nameOf = (at: number) => before[at]?.version ?? "";
  const parts = sections.flatMap((section) => {
    const { first, last } = section;
    const isFirst = first <= (sections[0]?.first ?? 0);
    const [from, to] = [nameOf(first), nameOf(last)];
    const range = first === last ? `\`${to}\`` : isFirst ? `\`${to}\` or older` : `\`${from}\` to \`${to}\``;
    return [
      `### From ${markdownSentence(range)}`,
      ...("plan" in section ? sectionText(section.plan) : [openText(section.open, version)]),
    ];
  });
  const isMigrated = plansOf(sections).some(({ steps }) => steps.some(({ kind }) => kind === "migrate"));
  const proven = plansOf(sections).every(({ proof }) => proof === "manifests");
  const as = judgedAs(server) ?? server.text ?? `1.${server.minor}`;
  return `${[
    `## Upgrading to ${markdownSentence(`\`${version}\``)}`,
    ...(isMigrated && safe !== null
      ? [markdownSentence(`A cluster that never ran a release before \`${safe}\` has nothing to migrate.`)]
      : []),
    ...(sections.length === 0 ? ["There is no release before it that has CRDs."] : parts),
    ...untoldWords(before).map(markdownSentence),
    markdownSentence(
      `What the API server answers to each step was predicted by crd-upgrade-guard ${proven ? "with the manifests of the releases" : "by what is recorded of the releases"} (Kubernetes ${as}).`,
    ),
  ].join("\n\n")}\n`;
}

function openText(crds: readonly string[], version: string): string {
  const it = crds.length === 1 ? "it" : "them";
  return markdownSentence(
    `${quoted(crds)} came with an older release and is not in this one: what a cluster has of ${it} depends on which. Record it, and ask \`crd-upgrade-guard plan --cluster NAME --to ${version}\`.`,
  );
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
  return [steps.map((step, at) => `${at + 1}. ${stepText(step, at + 1)}`).join("\n"), ...more];
}

function stepText(step: PlanStep, number: number): string {
  const lead =
    step.kind === "upgrade"
      ? `Upgrade to \`${step.version}\`${step.instructions.length === 0 ? "." : ", but before that:"}`
      : migrationLead(step);
  const inner = step.instructions.map(({ text, command }) => {
    const shell = command === undefined ? "" : `\n\n${markdownFence(command, "sh").replace(/^(?=.)/gm, "  ")}`;
    return belowItem(number, `- ${markdownSentence(text)}${shell}`);
  });
  return [markdownSentence(lead), ...inner].join("\n");
}

function migrationLead({ crd, storage, storedVersions, rest }: Extract<PlanStep, { kind: "migrate" }>): string {
  const gone = storedVersions.filter((one) => !rest.includes(one));
  const where = gone.length === 1 ? "where it is there" : "as far as they are there";
  return `Rewrite the objects of \`${crd}\` at \`${storage}\`, and take ${quoted(gone)} off its status.storedVersions, ${where}:`;
}
