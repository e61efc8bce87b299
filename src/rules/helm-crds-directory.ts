import { member, valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { clustersInWords, joined, someOf } from "../text/listing.ts";
import { printedRelease, sameRelease } from "./helm-release.ts";
import type { FindingGroup, Place, PredictedCase, Rule, RuleContext } from "./rule.ts";
import {
  differsFrom,
  type Found,
  type HelmCrdsDirectoryDetail,
  type IsDeleted,
  notAppliedWords,
  placeOf,
  unique,
  withheldFindings,
} from "./withheld-crds.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords } from "./words/finding-words.ts";

/** CRDs of a chart that Helm installs once: what the cluster has is not what the chart says, and an upgrade leaves it so. */
export const helmCrdsDirectory: Rule<"helm-crds-directory", HelmCrdsDirectoryDetail> = {
  meta: {
    id: "helm-crds-directory",
    severity: { check: "info", gate: "info" },
    summary:
      "A chart keeps CRDs where `helm upgrade` never applies them, and a cluster has them otherwise or not at all.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => {
    const groups = new Map<string, { once: Once; cases: PredictedCase[] }>();
    for (const one of context.cases) {
      if (one.from !== "snapshot" || one.leftOut) continue;
      const once = installedOnce(one.manifest, context);
      if (once === null) continue;
      const key = JSON.stringify([one.cluster.name, once.chart, once.place.path, once.cause]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { once, cases: [one] });
      else group.cases.push(one);
    }
    const isDeleted = deletedByHelm(context);
    return [
      ...withheldFindings(context, isDeleted),
      ...[...groups.values()].flatMap(({ once, cases }) => findingOf(once, cases, isDeleted)),
    ];
  },
  words: (group) => helmCrdsDirectoryWords(group),
};

/** What Helm installs with a release's first revision only. */
interface Once {
  readonly cause: "folder" | "hook";
  readonly chart: string;
  readonly place: Place;
}

function installedOnce(manifest: CrdManifest, { charts }: RuleContext): Once | null {
  if (manifest.printed?.source?.appliesCrds === true) return null;
  const { path, helmSource } = manifest.source;
  const named = helmSource?.split("/")[0];
  const isInFolder = (folder: string) => path === folder || path.startsWith(folder);
  const chart =
    charts.find((one) => one.path === manifest.printed?.path) ??
    charts.find(({ crdsFolders }) => crdsFolders.some(isInFolder)) ??
    charts.find(({ name }) => name === named);
  const isInCrds = helmSource === undefined ? chart?.crdsFolders.some(isInFolder) === true : CRDS.test(helmSource);
  const owner = chart ?? charts.find((one) => one.path !== "." && path.startsWith(`${one.path}/`));
  if (owner === undefined && named === undefined) return null;
  const cause = isInCrds ? "folder" : isInstallHook(manifest) ? "hook" : null;
  if (cause === null) return null;
  return { cause, chart: owner?.name ?? named ?? "", place: placeOf(owner, manifest) };
}

/** `traefik/crds/a.yaml`, also a subchart's: `parts/charts/engine/crds/b.yaml`. */
const CRDS = /^[^/]+\/(?:charts\/[^/]+\/)*crds\//;

/**
 * A hook that runs at installation alone, or Helm 2's `crd-install`, which later versions leave out. What a hook of
 * upgrades does depends on Helm's version: 3 creates, and fails where the CRD is there; 4 applies.
 */
function isInstallHook(manifest: CrdManifest): boolean {
  const hooks = member(valueAt(manifest.object, ["metadata", "annotations"]), "helm.sh/hook");
  return typeof hooks === "string" && !/\b(?:pre|post)-upgrade\b/.test(hooks);
}

/** Whether the very release deletes the live CRD with this change: `crd-deleted-by-helm` says so, and what is to be done. */
function deletedByHelm({ unreleased }: RuleContext): IsDeleted {
  const owners = new Map(
    unreleased.flatMap(({ manifest, cluster, owner }) =>
      manifest === null ? [] : [[JSON.stringify([manifest.name, cluster.name]), owner] as const],
    ),
  );
  return (manifest, cluster) => {
    const owner = owners.get(JSON.stringify([manifest.name, cluster]));
    return owner !== undefined && sameRelease(printedRelease(manifest) ?? owner, owner);
  };
}

/** A cluster with none of a chart's CRDs does not have the chart: there Helm installs them. */
function findingOf(
  { cause, chart, place }: Once,
  cases: readonly PredictedCase[],
  isDeleted: IsDeleted,
): readonly Found[] {
  const [first] = cases;
  if (first === undefined || cases.every(({ live }) => live === null)) return [];
  const changed = namesOf(cases.filter((one) => differs(one) && !isDeleted(one.manifest, one.cluster.name)));
  const missing = namesOf(cases.filter(({ live }) => live === null));
  if (changed.length + missing.length === 0) return [];
  return [
    {
      rule: "helm-crds-directory",
      subject: place.path,
      cluster: first.cluster.name,
      place,
      related: [],
      detail: { kind: "helm-crds-directory", cause, chart, changed, missing, lacks: [], uses: [], folders: [] },
    },
  ];
}

function namesOf(cases: readonly PredictedCase[]): readonly string[] {
  return unique(cases.map(({ manifest }) => manifest.name));
}

function differs({ live, manifest, prediction }: PredictedCase): boolean {
  return live !== null && (prediction.outcome === "rejected" || differsFrom(live, manifest));
}

/** @param group one finding a cluster */
function helmCrdsDirectoryWords(group: FindingGroup<HelmCrdsDirectoryDetail>): FindingWords {
  if (group[0].detail.cause === "not-applied") return notAppliedWords(group);
  const details = detailsOf(group);
  const [{ chart, cause }] = details;
  const changed = unique(details.flatMap((detail) => detail.changed));
  const missing = unique(details.flatMap((detail) => detail.missing));
  const clusters = clustersInWords(unique(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]))));
  const where = cause === "folder" ? "in `crds/`" : "as hooks of the installation (`helm.sh/hook`)";
  const states = [
    ...(changed.length === 0
      ? []
      : [`${someOf(changed, "CRD")} differ${changed.length === 1 ? "s" : ""} from what is live`]),
    ...(missing.length === 0 ? [] : [`${someOf(missing, "CRD")} ${missing.length === 1 ? "is" : "are"} not there`]),
  ];
  return {
    message: `The chart \`${chart}\` has CRDs ${where}, which \`helm upgrade\` never applies: on ${clusters} ${joined(states)}, and stays so unless another tool applies it (the predictions assume one).`,
    remedy: {
      summary: "Know what delivers these CRDs to the cluster:",
      steps: cause === "folder" ? FOLDER_STEPS : HOOK_STEPS,
    },
  };
}

const FOLDER_STEPS = [
  {
    text: "Plain Helm installs `crds/` with the first revision of a release and leaves it alone from then on: apply the files yourself before each upgrade that changes them. If that is how it is delivered, say `crds: create-only` at the chart below `helm` in the configuration: then a warning says what a cluster will lack, and no update is predicted that never comes.",
  },
  {
    text: "Flux's HelmRelease does as Helm does (`spec.upgrade.crds: Skip`), unless it says `CreateReplace`.",
  },
  {
    text: "Argo CD applies `crds/` with every sync, unless `spec.source.helm.skipCrds` is set.",
  },
];

const HOOK_STEPS = [
  {
    text: "Helm runs such a hook with the first revision of a release only, and leaves `crd-install` out altogether since Helm 3. Apply the CRDs yourself before each upgrade that changes them.",
  },
  {
    text: "Or move them to the chart's templates as plain objects, where an upgrade updates them, with the annotation `helm.sh/resource-policy: keep`, so that no upgrade deletes them and their objects.",
  },
];
