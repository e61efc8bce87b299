import type { LiveCrd } from "../../crd/live-crd.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { type WayStep, type WayThrough, wayThrough } from "../../releases/plan/way-through.ts";
import type { Finding } from "../../report/report.ts";
import { ownedErrors } from "../../rules/error-owners.ts";
import type { ClusterView, PredictedCase } from "../../rules/rule.ts";
import { code } from "../../text/code-span.ts";
import { joined } from "../../text/listing.ts";
import { shellWord } from "../../text/shell.ts";
import { CONFIG_PATH, type Guard } from "../guard.ts";
import type { JudgedTree } from "../judging/judge-tree.ts";
import { liveCrd } from "../judging/predictor.ts";
import type { KeptHistories } from "../kept-histories.ts";

/**
 * The rule whose findings a way through releases solves. Not `manifest-behind-cluster`: its steps say that nothing may be
 * pruned, and ways back are not planned.
 */
const RULE = "stored-version-removed";

/** Clusters that differ from each other, whose ways are looked for. */
const MOST_CLUSTERS = 10;
/** A sentence is no table: a longer way is left to the plan. */
const MOST_STEPS = 8;
/** What versions and names look like; a history is a file that anyone can write. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9_.+/-]{0,99}$/;

interface Way extends WayThrough {
  readonly path: string;
}

/**
 * Adds to the way out of a finding the releases that lead there, where one history of the tree proves the same way for all of
 * its clusters; where it does not, nothing. The histories are read only where there is such a finding.
 */
export function withWaysThrough(
  findings: readonly Finding[],
  evaluation: JudgedTree,
  guard: Guard,
  read: () => KeptHistories,
): { readonly findings: readonly Finding[]; readonly notices: readonly string[] } {
  const none = { findings, notices: [] };
  // `plan` reads the snapshots of the configuration in its place, and is what the sentence names.
  if (guard.isNarrowed === true || (guard.config !== null && guard.config.path !== CONFIG_PATH)) return none;
  if (!findings.some(({ rule }) => rule === RULE)) return none;
  const kept = read();
  if (kept.histories.length === 0) return { findings, notices: kept.notices };
  const wayOf = waysOf(evaluation, kept);
  const told = findings.map((finding) => {
    const sentence = finding.rule === RULE ? sentenceOf(finding, wayOf, kept) : null;
    if (sentence === null) return finding;
    return { ...finding, remedy: { ...finding.remedy, summary: `${finding.remedy.summary} ${sentence}` } };
  });
  return { findings: told, notices: kept.notices };
}

/** The one way of a cluster that is proven, and the CRDs that it is about. */
type WayOf = (cluster: string) => { readonly way: Way; readonly crds: ReadonlySet<string> } | null;

function waysOf({ firstCases, fleet }: JudgedTree, { histories }: KeptHistories): WayOf {
  const views = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
  const known = new Map<ClusterView, ReturnType<WayOf>>();
  return (name) => {
    const cluster = views.get(name);
    if (cluster === undefined || cluster.loaded.snapshot.origin.kind === "releases") return null;
    const first = fleet.firstOf(cluster);
    const before = known.get(first);
    if (before !== undefined) return before;
    if (known.size >= MOST_CLUSTERS) return null;
    const cases = firstCases.filter((one) => one.cluster === first);
    const ways = histories.flatMap(({ path, history }) => {
      const names = new Set(history.releases.flatMap(({ crds }) => [...crds.keys()]));
      const own = cases.filter(({ manifest }) => names.has(manifest.name));
      const refused = refusedAlone(own);
      const way = refused === null ? null : wayThrough(history, first, manifestsOf(own));
      return refused === null || way === null ? [] : [{ way: { ...way, path }, crds: refused }];
    });
    const found = ways.length === 1 ? (ways[0] ?? null) : null;
    known.set(first, found);
    return found;
  };
}

/**
 * The CRDs that lack stored versions, from what the snapshot says; null: something else is refused or not known as well, or
 * the base brings the cluster elsewhere first, so that more than migrations stands in the way.
 */
function refusedAlone(cases: readonly PredictedCase[]): ReadonlySet<string> | null {
  const crds = new Set<string>();
  for (const one of cases) {
    if (one.prediction.undecided.length > 0 || isElsewhere(one)) return null;
    if (ownedErrors([one]).some(({ rule }) => rule !== RULE)) return null;
    if (one.from === "snapshot" && one.prediction.outcome === "rejected") crds.add(one.manifest.name);
  }
  return crds;
}

/** The base, once it is delivered, stores or serves something else than the snapshot says. */
function isElsewhere({ from, live, cluster, manifest }: PredictedCase): boolean {
  if (from === "snapshot") return false;
  const now = liveCrd(cluster, manifest.name);
  const decisive = (crd: LiveCrd | null) => JSON.stringify([crd?.versions, crd?.storedVersions]);
  return decisive(now) !== decisive(live);
}

function manifestsOf(cases: readonly PredictedCase[]): ReadonlyMap<string, readonly CrdManifest[]> {
  const manifests = new Map<string, CrdManifest[]>();
  for (const { manifest } of cases) manifests.set(manifest.name, [...(manifests.get(manifest.name) ?? []), manifest]);
  return manifests;
}

function sentenceOf(finding: Finding, wayOf: WayOf, { files }: KeptHistories): string | null {
  const crds = finding.crds ?? (finding.crd === undefined ? [] : [finding.crd]);
  const [cluster] = finding.clusters;
  const first = cluster === undefined ? null : wayOf(cluster);
  if (first === null || crds.length === 0 || cluster === undefined) return null;
  const isSame = finding.clusters.every((name) => {
    const own = wayOf(name);
    return (
      own !== null && JSON.stringify(own.way) === JSON.stringify(first.way) && crds.every((crd) => own.crds.has(crd))
    );
  });
  const steps = isSame ? stepsInWords(first.way) : null;
  if (steps === null) return null;
  const { to, path } = first.way;
  const which = files > 1 ? ` --releases ${shellWord(path)}` : "";
  const command = `\`npx crd-upgrade-guard plan --to ${shellWord(to)} --cluster ${shellWord(cluster)}${which}\``;
  const others = finding.clusters.length > 1 ? ", and so for each other cluster" : "";
  return `By its releases: ${steps} (${command}${others}).`;
}

/** `v1.30` -> `v1.32`, migrate `routes`, -> `v1.33`; null: nothing that a sentence can say. */
function stepsInWords({ from, steps }: Way): string | null {
  const names = steps.map((step) => (step.kind === "upgrade" ? step.version : step.crd));
  if (steps.length > MOST_STEPS || ![from, ...names].every((name) => PLAIN.test(name))) return null;
  const shortName = shortNames(steps);
  let text = `\`${from}\``;
  let migrated: string[] = [];
  for (const step of steps) {
    if (step.kind === "migrate") {
      migrated.push(`\`${shortName(step.crd)}\``);
      continue;
    }
    text +=
      migrated.length === 0 ? ` -> ${code(step.version)}` : `, migrate ${joined(migrated)}, -> ${code(step.version)}`;
    migrated = [];
  }
  return text;
}

/** Plurals, where no two CRDs of the way have the same. */
function shortNames(steps: readonly WayStep[]): (crd: string) => string {
  const crds = new Set(steps.flatMap((step) => (step.kind === "migrate" ? [step.crd] : [])));
  const plural = (crd: string) => crd.split(".")[0] ?? crd;
  return new Set([...crds].map(plural)).size === crds.size ? plural : (crd) => crd;
}
