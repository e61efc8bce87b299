import { liveAfter } from "../crd/live-after.ts";
import type { LiveCrd, LiveVersion } from "../crd/live-crd.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { code } from "../text/code-span.ts";
import { clustersInWords, joined, someOf } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import type { ChartFacts } from "./charts.ts";
import { manifestPlace } from "./place.ts";
import type { ClusterView, FindingGroup, LoneFinding, Place, RuleContext } from "./rule.ts";
import type { ApiUse } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { SET_CTX } from "./words/object-commands.ts";

export interface HelmCrdsDirectoryDetail {
  readonly kind: "helm-crds-directory";
  /** `not-applied`: it is known that nothing applies the folder where the release is. */
  readonly cause: "folder" | "hook" | "not-applied";
  readonly chart: string;
  /** CRDs that a cluster has otherwise, and CRDs that it lacks. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** `not-applied`: versions that the folder serves and the cluster does not. */
  readonly lacks: readonly Lack[];
  /** Who in the tree uses them. */
  readonly uses: readonly Use[];
  /** Folders of the files, where they are in the tree. */
  readonly folders: readonly string[];
  /** Present and true: the folder is left out on purpose, also by an installation. */
  readonly isSkipped?: true;
  /** Present and true: `chart` is what a reference to a chart is called. */
  readonly isReference?: true;
}

type Use = Pick<ApiUse, "apiVersion" | "kind" | "path" | "line">;

interface Lack {
  readonly crd: string;
  readonly apiVersions: readonly string[];
  /** The versions that the cluster serves; empty: it does not have the CRD. */
  readonly live: readonly string[];
}

export type Found = LoneFinding<"helm-crds-directory", HelmCrdsDirectoryDetail>;

/** Where a chart is said to be; without one, the manifest itself. */
export function placeOf(chart: ChartFacts | undefined, manifest: CrdManifest): Place {
  return chart?.place ?? manifestPlace(manifest, ["metadata", "name"]);
}

export type IsDeleted = (manifest: CrdManifest, cluster: string) => boolean;

/** Of manifests that Helm leaves out where the release is, and that nothing else of the tree brings there. */
export function withheldFindings(context: RuleContext, isDeleted: IsDeleted): readonly Found[] {
  const groups = new Map<string, Withheld[]>();
  const brought = new Set(context.cases.map(({ manifest, cluster }) => JSON.stringify([manifest.name, cluster.name])));
  const all = [
    ...context.crds.map((manifest) => ({ manifest, isSkipped: false })),
    ...context.skipped.map((manifest) => ({ manifest, isSkipped: true })),
  ];
  for (const { manifest, isSkipped } of all) {
    for (const cluster of context.clusters.filter(({ name }) => manifest.printed?.withheld?.includes(name) === true)) {
      if (brought.has(JSON.stringify([manifest.name, cluster.name]))) continue;
      const { crds } = cluster.loaded.snapshot;
      const live = Object.hasOwn(crds, manifest.name) ? (crds[manifest.name] ?? null) : null;
      if (live !== null && !differsFrom(live, manifest)) continue;
      const key = JSON.stringify([cluster.name, manifest.printed?.path, manifest.printed?.release]);
      groups.set(key, [...(groups.get(key) ?? []), { manifest, isSkipped, cluster, live }]);
    }
  }
  return [...groups.values()].flatMap((group) => withheldFinding(group, context, isDeleted));
}

interface Withheld {
  readonly manifest: CrdManifest;
  readonly isSkipped: boolean;
  readonly cluster: ClusterView;
  readonly live: LiveCrd | null;
}

function withheldFinding(all: readonly Withheld[], context: RuleContext, isDeleted: IsDeleted): readonly Found[] {
  const asked = all.flatMap(lackOf).flatMap(({ apiVersions }) => apiVersions);
  const isThere = ({ clusters }: ApiUse) => all[0] !== undefined && clusters.includes(all[0].cluster.name);
  const uses = asked.length === 0 ? [] : context.usesOf(asked).filter(isThere);
  const used = new Set(uses.map(({ apiVersion }) => apiVersion));
  // Who uses a version that does not come ends the upgrade before it deletes: that is told besides.
  const isItsOwn = (one: Withheld) =>
    !isDeleted(one.manifest, one.cluster.name) ||
    lackOf(one).some(({ apiVersions }) => apiVersions.some((name) => used.has(name)));
  const group = all.filter(isItsOwn);
  const [first] = group;
  if (first === undefined) return [];
  const chart = context.charts.find(({ path }) => path === first.manifest.printed?.path);
  const source = first.manifest.printed?.source;
  const lacks = group.flatMap(lackOf);
  const place = placeOf(chart, first.manifest);
  return [
    {
      rule: "helm-crds-directory",
      severity: uses.length > 0 ? "error" : "warning",
      // Where it is written moves with every line above.
      subject: source === undefined ? place.path : JSON.stringify([source.fullName, first.manifest.printed?.path]),
      cluster: first.cluster.name,
      place,
      related: uses.map(({ path, line, kind, apiVersion }) => ({ path, line, message: `${kind} at ${apiVersion}` })),
      detail: {
        kind: "helm-crds-directory",
        cause: "not-applied",
        chart: source?.name ?? chart?.name ?? first.manifest.source.helmSource?.split("/")[0] ?? "",
        ...(source === undefined ? {} : { isReference: true }),
        ...(first.isSkipped ? { isSkipped: true } : {}),
        changed: unique(group.flatMap(({ manifest, live }) => (live === null ? [] : [manifest.name]))),
        missing: unique(group.flatMap(({ manifest, live }) => (live === null ? [manifest.name] : []))),
        lacks,
        uses: uses.map(({ apiVersion, kind, path, line }) => ({ apiVersion, kind, path, line })),
        folders: unique(group.flatMap(({ manifest }) => folderOf(manifest))),
      },
    },
  ];
}

/** A served version of the manifest that the cluster does not serve. */
function lackOf({ manifest, live }: Withheld): readonly Lack[] {
  const served = (versions: readonly LiveVersion[]) => versions.filter((one) => one.served).map(({ name }) => name);
  const has = live === null ? [] : served(live.versions);
  const { group, versions } = factsOf(manifest, live);
  const apiVersions = served(versions)
    .filter((name) => !has.includes(name))
    .map((name) => `${group}/${name}`);
  return apiVersions.length === 0 ? [] : [{ crd: manifest.name, apiVersions, live: has }];
}

function folderOf(manifest: CrdManifest): readonly string[] {
  const { path, origin } = manifestPlace(manifest, []);
  if (manifest.printed?.source !== undefined || (origin !== undefined && origin.within !== null)) return [];
  const end = path.lastIndexOf("/crds/");
  return end < 0 ? [] : [path.slice(0, end + "/crds/".length)];
}

function factsOf({ object }: CrdManifest, live: LiveCrd | null): LiveCrd {
  return liveAfter(live, object, { storedVersionsAfter: null, storedVersionsEvaluated: live?.storedVersions ?? [] });
}

/** Whether an update would change what the server does. */
export function differsFrom(live: LiveCrd, manifest: CrdManifest): boolean {
  const { versions, scope, conversion } = factsOf(manifest, live);
  return JSON.stringify([versions, scope, conversion]) !== JSON.stringify([live.versions, live.scope, live.conversion]);
}

export function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** More than these are counted. */
const MOST_NAMED = 5;

/** Of findings whose cause is `not-applied`. */
export function notAppliedWords(group: FindingGroup<HelmCrdsDirectoryDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ chart, isReference }] = details;
  const why = [
    ...(details.some(({ isSkipped }) => isSkipped === true)
      ? ["that folder is left out where the chart is delivered"]
      : []),
    ...(details.some(({ isSkipped }) => isSkipped !== true)
      ? ["nothing applies that folder where the release is (`helm upgrade` leaves it alone)"]
      : []),
  ];
  const charts = unique(details.map((detail) => detail.chart));
  const [more, has] = [charts.length - MOST_NAMED, charts.length === 1 ? "has" : "have"];
  const names = more > 0 ? joined([...charts.slice(0, MOST_NAMED), `${more} more`]) : joined(charts);
  const what = isReference === true ? `The chart of the ${names}` : `The chart \`${chart}\``;
  const clusters = clustersInWords(unique(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]))));
  const changed = unique(details.flatMap((detail) => detail.changed));
  const missing = unique(details.flatMap((detail) => detail.missing));
  const lacks = new Map(details.flatMap((detail) => detail.lacks).map((lack) => [lack.crd, lack]));
  const old = [...lacks.values()].filter(({ live }) => live.length > 0);
  const states = [
    ...old.slice(0, MOST_NAMED).map(({ crd, apiVersions, live }) => {
      const names = apiVersions.map((one) => one.slice(one.indexOf("/") + 1));
      return `${code(crd)} keeps ${joined(live)} only, without ${joined(names)}`;
    }),
    ...(changed.length > Math.min(old.length, MOST_NAMED)
      ? [
          `${someOf(
            changed.filter((crd) => !old.slice(0, MOST_NAMED).some((one) => one.crd === crd)),
            "CRD",
          )} stay${changed.length - Math.min(old.length, MOST_NAMED) === 1 ? "s" : ""} as live`,
        ]
      : []),
    ...(missing.length === 0 ? [] : [`${someOf(missing, "CRD")} ${missing.length === 1 ? "is" : "are"} not there`]),
  ];
  const uses = unique(details.flatMap((detail) => detail.uses.map(({ path, line }) => `\`${path}:${line}\``)));
  const [use] = details.flatMap((detail) => detail.uses);
  const [lack] = [...lacks.values()].flatMap(({ apiVersions }) => apiVersions);
  const consequence =
    use !== undefined
      ? `, and ${joined([...uses.slice(0, MOST_NAMED), ...(uses.length > MOST_NAMED ? [`${uses.length - MOST_NAMED} more`] : [])])} ${uses.length === 1 ? "uses" : "use"} what does not come (\`no matches for kind "${use.kind}" in version "${use.apiVersion}"\`, which in a template of the release ends the whole upgrade)`
      : lack === undefined
        ? ""
        : `, and objects at \`${lack}\` get \`no matches for kind\``;
  const folders = unique(details.flatMap((detail) => detail.folders));
  return {
    message: `${what} ${has} CRDs in \`crds/\`, and ${joined(why)}: on ${clusters} ${joined(states)}${consequence}.`,
    remedy: {
      summary: "Apply the folder before the upgrade, each time that it changes.",
      steps: [
        folders.length === 0
          ? { text: "Take the files of `crds/` out of the chart, and apply them with `kubectl apply --server-side`." }
          : {
              text: `${SET_CTX} Apply the files; they were Helm's, so that a conflict of field managers is expected:`,
              command: `kubectl --context "$CTX" apply --server-side --force-conflicts ${folders.map((folder) => `-f ${shellWord(folder)}`).join(" ")}`,
            },
        { text: details.some(({ isSkipped }) => isSkipped === true) ? NO_LONGER_SKIPPED : ALREADY_APPLIED },
      ],
    },
  };
}

const ALREADY_APPLIED =
  "If a pipeline does that already, say `crds: applied` at the chart below `helm` in the configuration; with Flux, `spec.upgrade.crds: CreateReplace` does it.";

const NO_LONGER_SKIPPED =
  "Or leave the folder out no longer: `crds: applied` at the chart below `helm` in the configuration says that something applies it; `spec.upgrade.crds: CreateReplace` of a HelmRelease, an Application without `skipCrds`, and `includeCRDs: true` of a kustomization have it applied.";
