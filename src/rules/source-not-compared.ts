import { originInWords } from "../sources/origin-words.ts";
import { isAddress, versionBeside } from "../sources/reference.ts";
import { code } from "../text/code-span.ts";
import { clustersInWords, counted, joined, outOf } from "../text/listing.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { type Stake, stakesOf } from "./source-stakes.ts";
import type { UncomparedSource } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface SourceNotComparedDetail {
  readonly kind: "source-not-compared";
  readonly cause: NonNullable<UncomparedSource["cause"]>;
  /** `HelmRelease strimzi`, for a sentence. */
  readonly what: string;
  /** What it comes out of, as the end of a clause; "": it stands in the tree itself. */
  readonly outOf: string;
  /** `0.51.0 -> 1.0.0`, `1.0.0`; "": none is written. */
  readonly version: string;
  readonly from: string;
  readonly reason: string;
  readonly isGone: boolean;
  /** What the clusters' snapshots say that it owns there. */
  readonly stakes: readonly Stake[];
}

/** Something is deployed from elsewhere that was not looked into: nobody can say what its CRDs do to a cluster. */
export const sourceNotCompared: BundleRule<"source-not-compared", SourceNotComparedDetail> = {
  meta: {
    id: "source-not-compared",
    severity: { check: "warning", gate: "error" },
    summary: "What is deployed from elsewhere (a chart, a bundle, a remote base) was not compared with the clusters.",
    hasCrd: false,
    about: "reference",
    tellsOfGap: true,
  },
  check: ({ uncompared, clusters }) =>
    uncompared.map((source) => {
      const { reference, isUnchanged, isGone, cause, reason } = source;
      const { kind, name, namespace, origin, delivery, place, object, says } = reference;
      const version = versionBeside(reference);
      const files = source.files === undefined ? [] : [source.files];
      return {
        rule: "source-not-compared",
        subject: object.path,
        // An altered one is another.
        fields: [
          JSON.stringify([isGone, kind, name, namespace, origin, delivery, version, says, source.clusters, ...files]),
        ],
        place: { ...place, yamlPath: [], ...(isGone ? { inBase: true as const } : {}) },
        related: [],
        // What the change alters is told of on its line, once for all that have their version from it; all the rest is one
        // thing to see to.
        together: JSON.stringify(isUnchanged === false ? [place.path, place.range, cause] : ["unchanged", cause]),
        detail: {
          kind: "source-not-compared",
          cause: cause ?? "not-fetched",
          what: `${kind} ${code(name)}`,
          outOf: outOf(source.by.map((one) => `${one.kind} ${code(one.name)}`)),
          version: versions(source),
          from: originInWords(origin),
          reason,
          isGone,
          stakes: stakesOf(source, clusters),
        },
      };
    }),
  words: (group) => {
    const details = group.map(({ detail }) => detail);
    const stakes = details.flatMap((detail) => detail.stakes);
    const [{ detail: first }] = group;
    const isOne = details.every(
      ({ what, ...own }) => what === first.what && own.outOf === first.outOf && isAlike(own, first),
    );
    return isOne ? wordsOfOne({ ...first, stakes }) : wordsOfSeveral(group);
  },
  line: ({ what, outOf, version, reason, stakes }) =>
    [`${what}${version === "" ? "" : ` ${version}`}${outOf}`, reason, ...stakes.map(stakeInWords)].join("; "),
};

function versions({ before, reference }: UncomparedSource): string {
  const { version } = reference;
  if (before === null) return version ?? "";
  if (isAddress(reference)) return `in place of ${before}`;
  return `${before} -> ${version ?? "the newest version"}`;
}

/** What several stored versions say first: a version that is old is the one that a new chart may no longer have. */
function stakeInWords({ cluster, release, crds }: Stake): string {
  const ordered = [...crds].sort((a, b) => b.storedVersions.length - a.storedVersions.length);
  const [first] = ordered;
  const stored = first === undefined ? "" : `, ${first.name} stores [${first.storedVersions.join(", ")}]`;
  return `release \`${release}\` owns ${counted(crds.length, "CRD")} in ${cluster}${stored}`;
}

function wordsOfOne({
  what,
  outOf,
  version,
  from,
  reason,
  cause,
  isGone,
  stakes,
}: SourceNotComparedDetail): FindingWords {
  const at = version === "" ? "" : ` (${version})`;
  const owned = stakes.length === 0 ? "" : `; ${joined(stakes.map(stakeInWords))}`;
  if (isGone)
    return words(
      `This change takes away ${what}${at}, from ${from}${outOf}, and what it brought was not compared: ${reason}${owned}.`,
      REMEDIES[cause],
    );
  return words(
    `${what}${at} from ${from}${outOf === "" ? "" : `${outOf},`} was not compared: ${reason}${owned}.`,
    REMEDIES[cause],
  );
}

const REMEDIES: Readonly<Record<SourceNotComparedDetail["cause"], string>> = {
  "not-fetched":
    "Run `crd-upgrade-guard fetch` before the check (in a workflow: `fetch/action.yml`): the check compares what that has brought.",
  "not-allowed":
    "If the address is meant, name it in `fetch.allow` of the configuration in a change of its own, which has to be merged first.",
  failed: "See to it that it can be fetched, and run `crd-upgrade-guard fetch` again.",
  undecided:
    "Write it so that the tree decides it, give an earlier step's output to `rendered`, or list its file in `sources.ignore` if it is nobody's deployment.",
  "left-out":
    "Have it among what is read: in git, within `manifests.include` and outside of `manifests.exclude` (manifests in `vendor` and `testdata`, which are always left out, can be named in `rendered`), or list the reference's file in `sources.ignore` if it is nobody's deployment.",
  unread: "See to it that its files can be read.",
  "no-cluster": "Take a snapshot of that cluster, or say in `targets` whose it is.",
  rendering: "Render it as it is deployed to see why; an earlier step's output can be given to `rendered` instead.",
};

/** The same version of the same contents, not compared for the same reason. */
function isAlike(one: Omit<SourceNotComparedDetail, "what">, other: Omit<SourceNotComparedDetail, "what">): boolean {
  return one.version === other.version && one.from === other.from && one.reason === other.reason;
}

function wordsOfSeveral(group: FindingGroup<SourceNotComparedDetail>): FindingWords {
  const details = group.map(({ detail }) => detail);
  const { cause } = group[0].detail;
  const stakes = details.flatMap((detail) => detail.stakes);
  const clusters = [...new Set(stakes.map(({ cluster }) => cluster))].sort();
  const crds = new Set(stakes.flatMap((stake) => stake.crds.map(({ name }) => name))).size;
  const owned = crds === 0 ? "" : `; their releases own ${counted(crds, "CRD")} in ${clustersInWords(clusters)}`;
  const [{ detail: first }] = group;
  const at = first.version === "" ? "" : ` (${first.version})`;
  const from = details.every((detail) => isAlike(detail, first)) ? `${at} from ${first.from}` : "";
  return words(`${counted(details.length, "source")} of manifests${from} ${WHY[cause]}${owned}.`, REMEDIES[cause]);
}

const WHY: Readonly<Record<SourceNotComparedDetail["cause"], string>> = {
  "not-fetched": "were not compared: their contents are not at hand",
  "not-allowed": "were not compared: `fetch` may not ask their hosts",
  failed: "were not compared: their contents could not be had",
  undecided: "were not compared: the tree does not decide what they are",
  "left-out": "were not compared: what they lead to is not among what is read of this repository",
  unread: "were not compared: their files could not be read",
  "no-cluster": "were not compared: they are for no cluster with a snapshot",
  rendering: "were not compared as a whole: their manifests could not be made",
};
