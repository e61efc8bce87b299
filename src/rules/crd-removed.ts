import { member, valueAt } from "../base/json.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { code } from "../text/code-span.ts";
import { counted, quoted } from "../text/listing.ts";
import type { ObjectsPlace } from "./live-objects.ts";
import { objectsPlace } from "./live-objects.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, ClusterView, FindingGroup, RuleFinding, Severity } from "./rule.ts";
import type { ApiUse } from "./tree-view.ts";
import type { FindingWords, RemedyStep } from "./words/finding-words.ts";
import { canCommand, countCommand, SET_CTX } from "./words/object-commands.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface CrdRemovedDetail {
  readonly kind: "crd-removed";
  /** `kept`: the removed manifest carries a mark that keeps whoever applied it from deleting. */
  readonly cause: "has-objects" | "pruned" | "kept";
  /** The marks, as they stand in the manifest: `helm.sh/resource-policy: keep`. */
  readonly keptBy: readonly string[];
  readonly objects: ObjectsPlace;
  /** Objects of its kind that the tree still brings to the cluster. */
  readonly uses: readonly ApiUse[];
  /** How many the base brings. */
  readonly brought: number;
}

type Found = RuleFinding<"crd-removed", CrdRemovedDetail>;

/**
 * The change deletes a CRD that a cluster has. Under prune (Argo CD, Flux, `kubectl apply --prune`, a template of a
 * Helm chart) that deletes the CRD, and with it every object of its kind.
 */
export const crdRemoved: BundleRule<"crd-removed", CrdRemovedDetail> = {
  meta: {
    id: "crd-removed",
    severity: { check: "warning", gate: "warning" },
    summary: "The change takes away the manifest of a CRD that a cluster has: under prune its objects go with it.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    // Who deletes it is known there: `crd-deleted-by-helm` says so.
    const told = new Set(
      context.unreleased.flatMap(({ manifest, cluster }) =>
        manifest === null ? [] : [JSON.stringify([manifest.name, cluster.name])],
      ),
    );
    const gone = context.removed.flatMap(({ manifest, cluster, live }) =>
      live === null || told.has(JSON.stringify([manifest.name, cluster.name])) ? [] : [{ manifest, cluster, live }],
    );
    if (gone.length === 0) return [];
    const asked = new Set(gone.flatMap(({ live }) => live.versions.map(({ name }) => `${live.group}/${name}`)));
    const uses = usesByKind(context.usesOf([...asked].sort()));
    const before = usesByKind(context.usesBefore([...asked].sort()));
    return gone.map(({ manifest, cluster, live }) => {
      const own = usesOn(cluster, live, uses);
      return toFinding(manifest, cluster, live, { uses: own, brought: usesOn(cluster, live, before).length });
    });
  },
  words: (group) => crdRemovedWords(group),
  places: ({ uses }) =>
    uses.map(({ path, line, kind, apiVersion }) => ({ path, line, text: `${code(kind)} at ${code(apiVersion)}` })),
  line: ({ cause, keptBy }) => (cause === "kept" ? keptBy.map((mark) => `\`${mark}\``).join(", ") : ""),
};

const SEVERITIES: Record<CrdRemovedDetail["cause"], Severity> = {
  "has-objects": "error",
  pruned: "warning",
  kept: "info",
};

function usesByKind(uses: readonly ApiUse[]): ReadonlyMap<string, readonly ApiUse[]> {
  const found = new Map<string, ApiUse[]>();
  for (const use of uses) {
    const key = kindKey(use.apiVersion.slice(0, use.apiVersion.indexOf("/")), use.kind);
    const same = found.get(key);
    if (same === undefined) found.set(key, [use]);
    else same.push(use);
  }
  return found;
}

function kindKey(group: string, kind: string): string {
  return `${group} ${kind}`;
}

function usesOn(
  { name }: ClusterView,
  { group, names }: LiveCrd,
  uses: ReadonlyMap<string, readonly ApiUse[]>,
): readonly ApiUse[] {
  return [names.kind, names.listKind ?? `${names.kind}List`]
    .flatMap((kind) => uses.get(kindKey(group, kind)) ?? [])
    .filter(({ clusters }) => clusters.includes(name));
}

function toFinding(
  manifest: CrdManifest,
  cluster: ClusterView,
  live: LiveCrd,
  used: Pick<CrdRemovedDetail, "uses" | "brought">,
): Found {
  const keptBy = marksThatKeep(manifest);
  const cause = keptBy.length > 0 ? "kept" : live.hasObjects === true ? "has-objects" : "pruned";
  return {
    rule: "crd-removed",
    severity: SEVERITIES[cause],
    crd: manifest.name,
    cluster: cluster.name,
    // The document is gone: its first line is where it stood.
    place: { ...manifestPlace(manifest, []), inBase: true },
    related: [
      { path: cluster.loaded.path, line: cluster.loaded.lineOf(manifest.name), message: `${cluster.name} has it` },
    ],
    together: "removed",
    detail: { kind: "crd-removed", cause, keptBy, objects: objectsPlace(live), ...used },
  };
}

/** What keeps Argo CD, Flux and Helm from deleting what is no longer in Git or in the chart; they read it off the live object. */
function marksThatKeep(manifest: CrdManifest): readonly string[] {
  const metadata = valueAt(manifest.object, ["metadata"]);
  const text = (map: string, key: string) => {
    const value = member(member(metadata, map), key);
    return typeof value === "string" ? value : "";
  };
  const argo = text("annotations", ARGO_SYNC_OPTIONS).split(",");
  return [
    ...(argo.some((option) => option.trim() === "Prune=false") ? [`${ARGO_SYNC_OPTIONS}: Prune=false`] : []),
    ...["annotations", "labels"].flatMap((map) =>
      text(map, FLUX_PRUNE).toLowerCase() === "disabled" ? [`${FLUX_PRUNE}: disabled`] : [],
    ),
    ...(text("annotations", HELM_POLICY).trim().toLowerCase() === "keep" ? [`${HELM_POLICY}: keep`] : []),
  ];
}

const ARGO_SYNC_OPTIONS = "argocd.argoproj.io/sync-options";
const FLUX_PRUNE = "kustomize.toolkit.fluxcd.io/prune";
const HELM_POLICY = "helm.sh/resource-policy";

/** More CRDs than this are counted in the same way, without a command for each. */
const MOST_COMMANDS = 10;

function crdRemovedWords(group: FindingGroup<CrdRemovedDetail>): FindingWords {
  const [{ detail }] = group;
  const where = whereInWords(group);
  const lead = `This change takes away the manifest of ${crdsInWords(group)}, which ${where} ${where.includes(" ") ? "have" : "has"}`;
  if (detail.cause === "kept") {
    const marks = [...new Set(group.flatMap(({ detail: { keptBy } }) => keptBy))];
    return {
      message: `${lead}: ${quoted(marks)} on it keeps it there, and nobody looks after ${verb(group, "it", "them")} from then on.`,
      remedy: {
        summary: `If ${verb(group, "it is", "they are")} to go, delete ${verb(group, "it", "them")} by hand once nothing uses ${verb(group, "it", "them")}; if not, say where ${verb(group, "it comes", "they come")} from now.`,
        steps: [],
      },
    };
  }
  const brought = group.reduce((most, one) => Math.max(most, one.detail.brought), 0);
  const unknown =
    brought === 0
      ? "whether there are objects is not known"
      : `the base brings ${counted(brought, "object")} of ${verb(group, "its kind", "one of the kinds")}`;
  const objects = detail.cause === "has-objects" ? "there are some, which go at once and for good" : unknown;
  const left = usesLeft(group);
  return {
    message: `${lead}: where that is delivered with prune (Argo CD, Flux, a template of a Helm chart), ${verb(group, "the CRD goes", "the CRDs go")}, and every object of ${verb(group, "its kind", "their kinds")}; ${objects}${left}.`,
    remedy: {
      summary:
        "If the CRD is to stay, mark it first, in a change of its own that is delivered before this one; if it is to go, delete its objects first and see what that stops.",
      steps: [
        ...countSteps(group),
        {
          text: "To keep it, give the manifest the mark of whoever applies it, and have that delivered before it is taken away, since deleting tools read the mark off the live object: `argocd.argoproj.io/sync-options: Prune=false`, `kustomize.toolkit.fluxcd.io/prune: disabled`, or, in the chart's template, `helm.sh/resource-policy: keep`.",
        },
      ],
    },
  };
}

/** What the tree still has once the CRD is gone. */
function usesLeft(group: FindingGroup<CrdRemovedDetail>): string {
  const places = new Set(group.flatMap(({ detail }) => detail.uses.map(({ path, line }) => `${path}:${line}`)));
  if (places.size === 0) return "";
  return `; ${counted(places.size, "place")} of this tree still ${places.size === 1 ? "has" : "have"} one: who applies it is told \`no matches for kind\``;
}

/** How the objects of each CRD are counted: the same number before and after. */
export function countSteps(group: FindingGroup<{ readonly objects: ObjectsPlace }>): readonly RemedyStep[] {
  const byCrd = new Map<string, ObjectsPlace>();
  for (const { crd, detail } of group) {
    if (crd !== undefined && canCommand(detail.objects)) byCrd.set(crd, detail.objects);
  }
  const all = [...byCrd];
  const more = all.length - MOST_COMMANDS;
  return [
    ...all.slice(0, MOST_COMMANDS).map(([crd, at], index) => ({
      text: `${index === 0 ? `${SET_CTX} ` : ""}Count the objects of ${code(crd)}:`,
      command: countCommand(at),
    })),
    ...(more > 0 ? [{ text: `And those of ${counted(more, "more CRD")} in the same way.` }] : []),
  ];
}
