import { isArray, member, valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { code } from "../text/code-span.ts";
import { clustersInWords, quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import { areReleasesOfOneChart, type ChartOf, chartOf } from "./chart-releases.ts";
import { printedRelease, sameRelease } from "./helm-release.ts";
import { manifestPlace } from "./place.ts";
import type { FindingGroup, LoneFinding, Place, PredictedCase, Rule, RuleContext } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords } from "./words/finding-words.ts";

/** Two manifests of one CRD, as things stand on one cluster. */
interface DuplicateDetail {
  readonly kind: "duplicate-crd";
  /** Path and line of the other manifest. */
  readonly other: string;
  /** Which of the two the server refuses. */
  readonly refused: readonly ("this" | "other")[];
  /** The Helm release that owns the live CRD, `namespace/name`. */
  readonly owner: string | undefined;
  /** Which of the two was rendered for that very release. */
  readonly owned: "this" | "other" | undefined;
}

type Found = LoneFinding<"duplicate-crd", DuplicateDetail>;

/** Two manifests of one CRD for one cluster that differ in what decides: whichever is applied last wins, again and again. */
export const duplicateCrd: Rule<"duplicate-crd", DuplicateDetail> = {
  meta: {
    id: "duplicate-crd",
    severity: { check: "warning", gate: "warning" },
    summary:
      "Two manifests of one CRD are meant for the same cluster and differ in versions, scope, names or conversion.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => duplicates(context).map(findingOf),
  words: (group) => duplicateWords(group),
};

interface Duplicate {
  readonly one: PredictedCase;
  readonly first: PredictedCase;
  readonly here: Place;
  readonly there: Place;
}

/** Whether this rule tells of a manifest on a cluster beside that of the release that owns the CRD there: one cause. */
export function besideTheOwner(context: Tree): (one: PredictedCase) => boolean {
  const owned = duplicates(context).filter((pair) => ownedOf(pair) !== undefined);
  const told = new Map<CrdManifest, Set<string>>();
  for (const { manifest, cluster } of owned.flatMap(({ one, first }) => [one, first])) {
    told.set(manifest, (told.get(manifest) ?? new Set()).add(cluster.name));
  }
  return ({ manifest, cluster }) => told.get(manifest)?.has(cluster.name) === true;
}

type Tree = Pick<RuleContext, "cases" | "charts">;

/** Each manifest that differs from the first one of its CRD and cluster that can be there with it, with that one. */
function duplicates({ cases, charts }: Tree): readonly Duplicate[] {
  const groups = new Map<string, PredictedCase[]>();
  for (const one of cases) {
    if (one.from !== "snapshot") continue;
    const key = JSON.stringify([one.manifest.name, one.cluster.name]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const chart = chartOf(charts);
  return [...groups.values()].flatMap((group) => differing(group, chart));
}

function differing(group: readonly PredictedCase[], chart: ChartOf): readonly Duplicate[] {
  if (group.length < 2) return [];
  const sorted = group.map((one) => ({ one, chart: chart(one.manifest), facts: decidingFacts(one.manifest) }));
  return sorted.flatMap((entry): readonly Duplicate[] => {
    const first = sorted.find((other) => other === entry || !areReleasesOfOneChart(other.chart, entry.chart));
    if (first === undefined || first === entry || first.facts === entry.facts) return [];
    const here = manifestPlace(entry.one.manifest, NAME);
    const there = manifestPlace(first.one.manifest, NAME);
    return isRenderingOf(here, there) ? [] : [{ one: entry.one, first: first.one, here, there }];
  });
}

const NAME = ["metadata", "name"];

/** A file and what was rendered from it, if from another state of it: one source. */
function isRenderingOf(here: Place, there: Place): boolean {
  return here.path === there.path && (here.origin === undefined) !== (there.origin === undefined);
}

/** Which of the two the configuration renders for the release that owns the live CRD. */
function ownedOf({ one, first }: Duplicate): DuplicateDetail["owned"] {
  const owner = one.live?.owners?.helmRelease;
  if (owner === undefined) return undefined;
  const isOwned = ({ manifest }: PredictedCase) => sameRelease(printedRelease(manifest) ?? "", owner);
  return isOwned(one) ? "this" : isOwned(first) ? "other" : undefined;
}

function findingOf(duplicate: Duplicate): Found {
  const { one, first, here, there } = duplicate;
  const isRefused = ({ prediction }: PredictedCase) => prediction.outcome === "rejected";
  // Rendered twice from one file: its path alone would name both.
  const rendered = here.path === there.path ? there.origin?.rendered : undefined;
  return {
    rule: "duplicate-crd",
    crd: one.manifest.name,
    cluster: one.cluster.name,
    place: here,
    related: [{ path: there.path, line: there.range.startLine, message: "the other manifest" }],
    detail: {
      kind: "duplicate-crd",
      other: rendered == null ? `${there.path}:${there.range.startLine}` : `${rendered.path}:${rendered.line}`,
      refused: [...(isRefused(one) ? ["this" as const] : []), ...(isRefused(first) ? ["other" as const] : [])],
      owner: one.live?.owners?.helmRelease,
      owned: ownedOf(duplicate),
    },
  };
}

/** What decides whether the server takes an update, and what it stores; schemas and descriptions are not in it. */
function decidingFacts(manifest: CrdManifest): string {
  const spec = valueAt(manifest.object, ["spec"]);
  const versions = member(spec, "versions");
  return JSON.stringify([
    member(manifest.object, "apiVersion"),
    member(spec, "scope"),
    member(spec, "names"),
    member(member(spec, "conversion"), "strategy") ?? "None",
    isArray(versions)
      ? versions.map((version) => [member(version, "name"), member(version, "served"), member(version, "storage")])
      : versions,
  ]);
}

function duplicateWords(group: FindingGroup<DuplicateDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ other }] = details;
  const [{ crd = "", place }] = group;
  const own = `${place.path}:${place.range.startLine}`;
  const refusals = [refusal(own, "this", group, details), refusal(other, "other", group, details)].filter(
    (one) => one !== null,
  );
  const refused = refusals.length === 0 ? "" : `; as things are, the server refuses ${refusals.join(" and ")}`;
  return {
    message: `${code(other)} is a manifest of the same CRD for the same cluster, and the two differ: whichever is applied last wins, and the next one undoes it${refused}${owners(group, details, own)}.`,
    remedy: other.startsWith(`${place.path}:`)
      ? { summary: "Keep the one that holds, and remove the other from the file.", steps: [] }
      : ownership(crd),
  };
}

function ownership(crd: string): FindingWords["remedy"] {
  return {
    summary:
      "Let one source own the CRD and take it out of the other; if they are meant for different clusters, say so with `targets`.",
    steps: [
      {
        text: "Before a source that has applied the CRD stops carrying it, see that it does not delete it, and all objects with it: Helm deletes what leaves a chart's templates, Argo CD and Flux prune what leaves Git. For Helm:",
        command: `kubectl --context "$CTX" annotate crd ${shellWord(crd)} helm.sh/resource-policy=keep`,
      },
      {
        text: "Argo CD leaves what has the annotation `argocd.argoproj.io/sync-options: Prune=false`, Flux what has `kustomize.toolkit.fluxcd.io/prune: disabled`: set it in the manifest and let it be applied before the manifest goes.",
      },
    ],
  };
}

function refusal(
  place: string,
  which: "this" | "other",
  group: FindingGroup<DuplicateDetail>,
  details: readonly DuplicateDetail[],
): string | null {
  const clusters = clustersWhere(group, details, ({ refused }) => refused.includes(which));
  return clusters.length === 0 ? null : `\`${place}\` on ${clustersInWords(clusters)}`;
}

function owners(group: FindingGroup<DuplicateDetail>, details: readonly DuplicateDetail[], own: string): string {
  const releases = [...new Set(details.flatMap(({ owner }) => (owner === undefined ? [] : [owner])))].sort();
  return releases
    .map((release) => {
      const clusters = clustersWhere(group, details, ({ owner }) => owner === release);
      const detail = details.find(({ owner, owned }) => owner === release && owned !== undefined);
      const source = detail === undefined ? "" : `, which brings \`${detail.owned === "this" ? own : detail.other}\``;
      return `; the live CRD belongs to the Helm release ${quoted([release])} on ${clustersInWords(clusters)}${source}`;
    })
    .join("");
}

function clustersWhere(
  group: FindingGroup<DuplicateDetail>,
  details: readonly DuplicateDetail[],
  holds: (detail: DuplicateDetail) => boolean,
): readonly string[] {
  return group.flatMap(({ cluster }, index) => {
    const detail = details[index];
    return cluster !== undefined && detail !== undefined && holds(detail) ? [cluster] : [];
  });
}
