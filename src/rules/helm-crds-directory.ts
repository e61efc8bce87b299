import { member, valueAt } from "../base/json.ts";
import { liveAfter } from "../crd/live-after.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { clustersInWords, joined, someOf } from "../text/listing.ts";
import type { ChartFacts } from "./charts.ts";
import { manifestPlace } from "./place.ts";
import type { FindingGroup, LoneFinding, Place, PredictedCase, Rule, RuleContext } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords } from "./words/finding-words.ts";

interface HelmCrdsDirectoryDetail {
  readonly kind: "helm-crds-directory";
  readonly cause: "folder" | "hook";
  readonly chart: string;
  /** CRDs that a cluster has otherwise, and CRDs that it lacks. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
}

type Found = LoneFinding<"helm-crds-directory", HelmCrdsDirectoryDetail>;

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
    return [...groups.values()].flatMap(({ once, cases }) => findingOf(once, cases));
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

function placeOf(chart: ChartFacts | undefined, manifest: CrdManifest): Place {
  return chart?.place ?? manifestPlace(manifest, ["metadata", "name"]);
}

/** A cluster with none of a chart's CRDs does not have the chart: there Helm installs them. */
function findingOf({ cause, chart, place }: Once, cases: readonly PredictedCase[]): readonly Found[] {
  const [first] = cases;
  if (first === undefined || cases.every(({ live }) => live === null)) return [];
  const changed = namesOf(cases.filter(differs));
  const missing = namesOf(cases.filter(({ live }) => live === null));
  if (changed.length + missing.length === 0) return [];
  return [
    {
      rule: "helm-crds-directory",
      subject: place.path,
      cluster: first.cluster.name,
      place,
      related: [],
      detail: { kind: "helm-crds-directory", cause, chart, changed, missing },
    },
  ];
}

function namesOf(cases: readonly PredictedCase[]): readonly string[] {
  return [...new Set(cases.map(({ manifest }) => manifest.name))].sort();
}

function differs({ live, manifest, prediction }: PredictedCase): boolean {
  if (live === null) return false;
  if (prediction.outcome === "rejected") return true;
  const { versions, scope, conversion } = liveAfter(live, manifest.object, prediction);
  return JSON.stringify([versions, scope, conversion]) !== JSON.stringify([live.versions, live.scope, live.conversion]);
}

/** @param group one finding a cluster */
function helmCrdsDirectoryWords(group: FindingGroup<HelmCrdsDirectoryDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ chart, cause }] = details;
  const changed = [...new Set(details.flatMap((detail) => detail.changed))].sort();
  const missing = [...new Set(details.flatMap((detail) => detail.missing))].sort();
  const clusters = clustersInWords(
    [...new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort(),
  );
  const where = cause === "folder" ? "in `crds/`" : "as hooks of the installation (`helm.sh/hook`)";
  const states = [
    ...(changed.length === 0
      ? []
      : [`${someOf(changed, "CRD")} differ${changed.length === 1 ? "s" : ""} from what is live`]),
    ...(missing.length === 0 ? [] : [`${someOf(missing, "CRD")} ${missing.length === 1 ? "is" : "are"} not there`]),
  ];
  return {
    message: `The chart \`${chart}\` has CRDs ${where}, which \`helm upgrade\` never applies: on ${clusters} ${joined(states)}, and stays so unless another tool applies it. The predictions say what happens when one does.`,
    remedy: {
      summary: "Know what delivers these CRDs to the cluster:",
      steps: cause === "folder" ? FOLDER_STEPS : HOOK_STEPS,
    },
  };
}

const FOLDER_STEPS = [
  {
    text: "Plain Helm installs `crds/` with the first revision of a release and leaves it alone from then on: apply the files yourself before each upgrade that changes them. If that is how it is delivered, say `crds: create-only` at the chart below `helm` in the configuration: then its CRDs are judged on clusters that lack them alone.",
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
