import { liveAfter } from "../crd/live-after.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { code } from "../text/code-span.ts";
import { quoted } from "../text/listing.ts";
import { riskFindings } from "./live-cases.ts";
import { type ObjectsPlace, objectsPlace } from "./live-objects.ts";
import { snapshotPlace } from "./place.ts";
import type { BundleRule, ClusterView, FindingGroup, RuleContext, RuleFinding } from "./rule.ts";
import type { ApiUse } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { backupCommand, finalizersCommand, goneCommand, SET_CTX, withCommand } from "./words/object-commands.ts";
import { perCluster } from "./words/per-cluster.ts";
import { whereInWords } from "./words/subjects.ts";

interface CrdTerminatingDetail {
  readonly kind: "crd-terminating";
  /** `updated`: this tree has a manifest of the CRD; `used`: it has objects of its kind. */
  readonly cause: "updated" | "used";
  readonly finalizers: readonly string[];
  readonly objects: ObjectsPlace;
  readonly uses: readonly ApiUse[];
}

type Found = RuleFinding<"crd-terminating", CrdTerminatingDetail>;

/** With it the server deletes all objects, and waits for those that have finalizers of their own. */
const CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

/**
 * The live CRD is being deleted. The server takes an update and goes on deleting; it refuses every object that is new;
 * and with the last finalizer CRD and objects are gone.
 */
export const crdTerminating: BundleRule<"crd-terminating", CrdTerminatingDetail> = {
  meta: {
    id: "crd-terminating",
    severity: { check: "error", gate: "error" },
    summary: "The live CRD is being deleted: an update does not stop that, new objects are refused, and the others go.",
    hasCrd: true,
    about: "manifest",
    perCrd: true,
  },
  check: (context) => [...updated(context), ...used(context)],
  words: (group) => terminatingWords(group),
  line: () => "",
  places: ({ uses }) =>
    uses.map(({ path, line, kind, apiVersion }) => ({ path, line, text: `${code(kind)} at ${code(apiVersion)}` })),
};

function updated(context: RuleContext): readonly Found[] {
  return riskFindings(context, "crd-terminating", ({ live, manifest, prediction }) => {
    if (live.terminating !== true) return [];
    const { versions, conversion } = liveAfter(live, manifest.object, prediction);
    return [
      {
        yamlPath: ["metadata", "name"],
        bundle: manifest.name,
        // Another update is another that is lost.
        fields: [JSON.stringify([versions, conversion])],
        detail: detailOf(live, "updated", []),
      },
    ];
  });
}

/** A CRD that no manifest here is of: whoever delivers it, this tree's objects are refused. */
function used(context: RuleContext): readonly Found[] {
  // Where only some paths were looked at, the manifest may stand in another.
  if (!context.whole) return [];
  const withManifest = new Set(context.cases.map(({ cluster, manifest }) => `${cluster.name} ${manifest.name}`));
  const dying = context.clusters.flatMap((cluster) =>
    Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, live]) =>
      live.terminating !== true || withManifest.has(`${cluster.name} ${crd}`) ? [] : [{ cluster, crd, live }],
    ),
  );
  if (dying.length === 0) return [];
  const asked = new Set(dying.flatMap(({ live }) => live.versions.map(({ name }) => `${live.group}/${name}`)));
  const uses = context.usesOf([...asked].sort());
  return dying.flatMap(({ cluster, crd, live }) => {
    const own = uses.filter((use) => isObjectOf(use, live) && use.clusters.includes(cluster.name));
    return own.length === 0 ? [] : [usedFinding(cluster, crd, detailOf(live, "used", own))];
  });
}

function isObjectOf({ apiVersion, kind }: ApiUse, { group, names }: LiveCrd): boolean {
  return (
    apiVersion.startsWith(`${group}/`) && (kind === names.kind || kind === (names.listKind ?? `${names.kind}List`))
  );
}

function usedFinding(cluster: ClusterView, crd: string, detail: CrdTerminatingDetail): Found {
  return {
    rule: "crd-terminating",
    crd,
    cluster: cluster.name,
    fields: detail.uses.map(({ path, line }) => `${path}:${line}`),
    place: snapshotPlace(cluster, crd, "terminating"),
    related: [],
    together: crd,
    detail,
  };
}

function detailOf(live: LiveCrd, cause: CrdTerminatingDetail["cause"], uses: readonly ApiUse[]): CrdTerminatingDetail {
  return { kind: "crd-terminating", cause, finalizers: live.finalizers ?? [], objects: objectsPlace(live), uses };
}

/** Executed with objects: test/kubernetes/stored-data.test.ts. */
function terminatingWords(group: FindingGroup<CrdTerminatingDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause }] = details;
  const crd = group[0].crd ?? "";
  const entries = [
    ...new Map(group.flatMap(({ cluster, detail }) => (cluster === undefined ? [] : [[cluster, detail] as const]))),
  ].map(([cluster, one]) => ({ cluster, one }));
  const finalizers = [...new Set(details.flatMap((detail) => detail.finalizers))];
  const waits = finalizers.length === 0 ? "" : `, and waits for ${quoted(finalizers)}`;
  const cleanup = finalizers.includes(CLEANUP)
    ? "The server has deleted all of its objects, and waits for those that have finalizers of their own. "
    : "";
  const update =
    cause === "updated"
      ? "the server takes this update, which does not stop the deletion, and refuses"
      : "the server refuses";
  return {
    message: `${code(crd)} is being deleted on ${whereInWords(group)}${waits}: ${update} every new object (\`create not allowed while custom resource definition is terminating\`), and with the last finalizer the CRD and all of its objects go.`,
    remedy: {
      summary: "A deletion cannot be taken back: save what is left, let it end, and deliver after that.",
      steps: [
        ...perCluster(entries, ({ one }) => ({
          text: `${SET_CTX} Save the objects that are still there:`,
          ...withCommand(one.objects, backupCommand),
        })),
        ...perCluster(entries, ({ one }) => ({
          text: `${cleanup}See which finalizers they wait for, and let the controllers of those end their work. A finalizer that is removed by hand leaves behind what its controller would have cleaned up:`,
          ...withCommand(one.objects, finalizersCommand),
        })),
        ...perCluster(entries, () => ({
          text: "Go on when this says `NotFound`: the CRD is gone.",
          command: goneCommand(crd),
        })),
        {
          text: "Deliver the manifest then: it makes the CRD anew, without objects. Create them from their manifests, or from the copy once `uid`, `resourceVersion`, `creationTimestamp` and what belongs to the deletion are taken out. Take a new snapshot.",
        },
      ],
    },
  };
}
