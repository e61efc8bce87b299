import { valueAt } from "../base/json.ts";
import type { NameKey } from "../crd/names-conflict.ts";
import { type NamesConflict, type NamingCandidate, namesConflicts, namingCandidate } from "../crd/names-conflict.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { code } from "../text/code-span.ts";
import { joined, quoted } from "../text/listing.ts";
import { areReleasesOfOneChart, type ChartOf, chartOf } from "./chart-releases.ts";
import { manifestPlace } from "./place.ts";
import type { LoneFinding, PredictedCase, Rule } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface NamesConflictDetail {
  readonly kind: "names-conflict";
  /** `old-names-stay`: the live CRD is established and goes on with the names that were accepted. */
  readonly cause: "not-established" | "old-names-stay";
  readonly group: string;
  readonly refused: readonly RefusedNameFacts[];
  /** The condition NamesAccepted as the server will set it: reason and message. */
  readonly condition: string;
}

interface RefusedNameFacts {
  readonly field: NameKey;
  readonly name: string;
  /** The CRD that has it. */
  readonly usedBy: string;
}

type Found = LoneFinding<"names-conflict", NamesConflictDetail>;

/**
 * Names that another CRD of the group has. The server takes the manifest, and its naming controller then refuses the
 * names: so this is no predicted error. Judged from the snapshot alone, with every manifest meant for the cluster.
 */
export const namesConflict: Rule<"names-conflict", NamesConflictDetail> = {
  meta: {
    id: "names-conflict",
    severity: { check: "error", gate: "error" },
    summary: "A name of the CRD is taken in its group: it is accepted, and never served under that name.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    const clusters = new Map<string, PredictedCase[]>();
    for (const one of context.cases) {
      if (one.from !== "snapshot" || one.leftOut) continue;
      const cases = clusters.get(one.cluster.name);
      if (cases === undefined) clusters.set(one.cluster.name, [one]);
      else cases.push(one);
    }
    const chart = chartOf(context.charts);
    return [...clusters.values()].flatMap((cases) => onCluster(cases, chart));
  },
  words: (group) => namesConflictWords(group[0].crd ?? "", detailsOf(group)),
};

interface Applied {
  readonly one: PredictedCase;
  readonly chart: ReturnType<ChartOf>;
  readonly candidate: NamingCandidate;
}

/** What is refused changes no names: there the live CRD stays as it is. */
function onCluster(cases: readonly PredictedCase[], chart: ChartOf): readonly Found[] {
  const applied = cases
    .filter((one) => one.prediction.outcome !== "rejected")
    .map((one) => ({
      one,
      chart: chart(one.manifest),
      candidate: namingCandidate(one.manifest.name, one.live, one.manifest.object),
    }));
  const neighbours = new Map<string, Neighbours>();
  return applied.flatMap((entry) => {
    const key = entry.chart?.path ?? "";
    const known = neighbours.get(key) ?? neighboursOf(entry, applied, cases);
    neighbours.set(key, known);
    return conflictsOf(entry, known);
  });
}

/** What can be on the cluster together with the manifests of one chart, or with those of none. */
interface Neighbours {
  /** Two manifests of one CRD are never there at once: the first stands for it, any other for itself. */
  readonly first: ReadonlyMap<string, Applied>;
  readonly groups: ReadonlyMap<string, readonly NamingCandidate[]>;
  /** Conflicts of the groups as they stand, by group and CRD. */
  readonly found: Map<string, ReadonlyMap<string, NamesConflict>>;
}

function neighboursOf({ chart }: Applied, applied: readonly Applied[], cases: readonly PredictedCase[]): Neighbours {
  const first = new Map<string, Applied>();
  for (const entry of applied) {
    if (!first.has(entry.one.manifest.name) && !areReleasesOfOneChart(entry.chart, chart))
      first.set(entry.one.manifest.name, entry);
  }
  return { first, groups: groupsOf(first, cases), found: new Map() };
}

function conflictsOf(entry: Applied, { first, groups, found }: Neighbours): readonly Found[] {
  const { one, candidate } = entry;
  const others = groups.get(candidate.group) ?? [];
  const isFirst = first.get(candidate.crd) === entry;
  const conflicts =
    (isFirst ? found.get(candidate.group) : undefined) ??
    byCrd(namesConflicts(isFirst ? others : others.map((other) => (other.crd === candidate.crd ? candidate : other))));
  if (isFirst) found.set(candidate.group, conflicts);
  const conflict = conflicts.get(candidate.crd);
  return conflict === undefined ? [] : [toFinding(one, candidate.group, conflict, first)];
}

function byCrd(conflicts: readonly NamesConflict[]): ReadonlyMap<string, NamesConflict> {
  return new Map(conflicts.map((conflict) => [conflict.crd, conflict]));
}

/** Every CRD that will be on the cluster, by group: manifests in the tree's order, then what only lives there. */
function groupsOf(
  first: ReadonlyMap<string, Applied>,
  [any]: readonly PredictedCase[],
): ReadonlyMap<string, readonly NamingCandidate[]> {
  const live = Object.entries(any?.cluster.loaded.snapshot.crds ?? {})
    .filter(([name]) => !first.has(name))
    .map(([name, crd]) => namingCandidate(name, crd, null));
  const groups = new Map<string, NamingCandidate[]>();
  for (const candidate of [...[...first.values()].map((entry) => entry.candidate), ...live]) {
    const group = groups.get(candidate.group);
    if (group === undefined) groups.set(candidate.group, [candidate]);
    else group.push(candidate);
  }
  return groups;
}

function toFinding(
  one: PredictedCase,
  group: string,
  { refused, reason, message }: NamesConflict,
  neighbours: ReadonlyMap<string, Applied>,
): Found {
  const { manifest, live, cluster } = one;
  // Singular and listKind are often the server's own default: better a name that stands in the file.
  const stated = refused.find(({ key }) => valueAt(manifest.object, ["spec", "names", key]) !== undefined);
  const yamlPath = ["spec", "names", (stated ?? refused[0])?.key ?? "plural"];
  const holders = [...new Set(refused.map(({ usedBy }) => usedBy))].filter((crd) => crd !== manifest.name);
  const isEstablished = live?.conditions.Established === "True";
  return {
    rule: "names-conflict",
    severity: live === null ? "error" : "warning",
    crd: manifest.name,
    cluster: cluster.name,
    from: one.from,
    place: manifestPlace(manifest, yamlPath),
    related: holders.map((crd) => holderPlace(crd, one, neighbours.get(crd)?.one.manifest)),
    detail: {
      kind: "names-conflict",
      cause: isEstablished ? "old-names-stay" : "not-established",
      group,
      refused: refused.map(({ key, name, usedBy }) => ({ field: key, name, usedBy })),
      condition: `${reason}: ${message}`,
    },
  };
}

function holderPlace(crd: string, { cluster }: PredictedCase, manifest: CrdManifest | undefined) {
  if (manifest === undefined) {
    return { path: cluster.loaded.path, line: cluster.loaded.lineOf(crd), message: `${crd} on ${cluster.name}` };
  }
  const { path, range } = manifestPlace(manifest, ["spec", "names"]);
  return { path, line: range.startLine, message: `the names of ${crd}` };
}

/** @param details one a cluster, all of one cause and one place in a manifest */
function namesConflictWords(
  crd: string,
  details: readonly [NamesConflictDetail, ...NamesConflictDetail[]],
): FindingWords {
  const [first] = details;
  const refused = details.flatMap((detail) => detail.refused);
  const taken = [...new Set(refused.filter(({ usedBy }) => usedBy !== crd).map(takenName))];
  const own = [...new Set(refused.filter(({ usedBy }) => usedBy === crd).map(({ name }) => name))];
  const facts = [
    ...(taken.length === 0 ? [] : [`${joined(taken)} ${taken.length > 1 ? "are" : "is"} taken in \`${first.group}\``]),
    ...(own.length === 0 ? [] : [`${quoted(own)} ${own.length > 1 ? "are names" : "is a name"} the CRD has already`]),
  ];
  const consequence =
    first.cause === "not-established"
      ? "the CRD is never established, so that nothing serves its objects"
      : "the names of before stay in use";
  const remedies = [
    ...(taken.length === 0 ? [] : ["Choose other names, or take them off the CRD that has them first"]),
    ...(own.length === 0
      ? []
      : [
          `${taken.length === 0 ? "Take" : "take"} ${quoted(own)} out of shortNames (plural and singular need no short name to be found)`,
        ]),
  ];
  return words(
    `${facts.join(", and ")}: the server accepts the manifest, but ${consequence} (\`NamesAccepted=False\`, \`${first.condition}\`).`,
    `${remedies.join("; ")}.`,
  );
}

function takenName({ field, name, usedBy }: NamesConflictDetail["refused"][number]): string {
  return `${code(name)} (${field}, of ${code(usedBy)})`;
}
