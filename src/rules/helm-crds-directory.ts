import { member, valueAt } from "../base/json.ts";
import { liveAfter } from "../crd/live-after.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { ChartFacts } from "./charts.ts";
import { manifestPlace } from "./place.ts";
import type { Place, PredictedCase, Rule, RuleContext, RuleFinding } from "./rule.ts";

/** CRDs of a chart that Helm installs once: what the cluster has is not what the chart says, and an upgrade leaves it so. */
export const helmCrdsDirectory: Rule = {
  meta: {
    id: "helm-crds-directory",
    severity: { check: "info", gate: "info" },
    summary:
      "A chart keeps CRDs where `helm upgrade` never applies them, and a cluster has them otherwise or not at all.",
    hasCrd: false,
    about: "prediction",
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
};

/** What Helm installs with a release's first revision only. */
interface Once {
  readonly cause: "folder" | "hook";
  readonly chart: string;
  readonly place: Place;
}

function installedOnce(manifest: CrdManifest, { charts }: RuleContext): Once | null {
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
function findingOf({ cause, chart, place }: Once, cases: readonly PredictedCase[]): readonly RuleFinding[] {
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
