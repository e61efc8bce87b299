import type { DocumentPath } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import type { ObjectVerdict } from "../crd/objects/answer.ts";
import type { PredictedError } from "../crd/prediction.ts";
import type { TemplateAsk } from "../manifests/charts/template-asks.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { SourceReference } from "../sources/reference.ts";
import type { ClusterView, Place } from "./rule.ts";

/** A CRD that a cluster has or may have, and that the base's manifests bring there and the change's no longer do. */
export interface RemovedCrd {
  /** The base's own. */
  readonly manifest: CrdManifest;
  readonly cluster: ClusterView;
  /** null: the snapshot leaves out its group, so that nobody knows. */
  readonly live: LiveCrd | null;
}

/** A CRD that belongs to a Helm release, and that the change's chart does not have in the release's manifest. */
export type UnreleasedCrd = {
  readonly cluster: ClusterView;
  readonly live: LiveCrd;
  /** `namespace/name` of the release, as the live CRD says. */
  readonly owner: string;
} & (
  | {
      /** The base's own: there the release has it in its manifest. */
      readonly manifest: CrdManifest;
      /** Nothing installs the release any more: it is uninstalled, rather than upgraded. */
      readonly isGone: boolean;
      /** Its manifest in a chart's `crds/`, where it is now; null: the change has none there. */
      readonly now: CrdManifest | null;
    }
  | {
      /** No base has it in the release: whether the release that lives has it, the cluster alone can tell. */
      readonly manifest: null;
      /** In the `crds/` of the release's chart. */
      readonly now: CrdManifest;
    }
);

/** A CRD that was judged before the change, and that only a template makes now. */
export interface UnjudgedCrd {
  readonly crd: string;
  /** Where the manifest stood. */
  readonly before: string;
  /** Path (an archive's where it is in one) and 1-based line. */
  readonly template: { readonly path: string; readonly line: number };
}

/** A place that asks for objects at one version of an API: a custom resource, or a template of one. */
export interface ApiUse {
  /** `external-secrets.io/v1beta1` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: string;
  /** 1-based line of its `apiVersion`. */
  readonly line: number;
  /** The clusters its file is meant for. */
  readonly clusters: readonly string[];
}

/** A custom resource of the tree. */
export interface TreeObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** `namespace/name`, or as much of it as it has. */
  readonly name: string;
  readonly path: string;
  /**
   * Names where in the base what is at `path` stood, or where it stands if it is new: equal for one value of one object in two
   * trees, whatever was put in front of it.
   */
  readonly standing: (path: DocumentPath) => string;
  /** Whether the base has the object, with the very same value at `path`; of the whole, but for its metadata. */
  readonly isUnchanged: (path: DocumentPath) => boolean;
  /** Where what stands at `path` is; of what was rendered, where that is asked for. */
  readonly locate: (path: DocumentPath) => TextRange;
  /** Somebody named its file as one of objects. */
  readonly isGiven: boolean;
}

/** What becomes of a custom resource of the tree once a manifest of its CRD is applied. */
export type ObjectCase = ObjectCaseBase &
  (
    | {
        readonly kind: "unserved";
        /** The versions that are served then. */
        readonly served: readonly string[];
      }
    | {
        readonly kind: "judged";
        readonly answer: ObjectVerdict;
        /** The version that the CRD stores, where that is another one, and how the object comes to it; null: it is its own. */
        readonly storage: { readonly version: string; readonly by: "renaming" | "webhook" } | null;
        /**
         * Errors that an update with the base's object in the cluster would not meet: what did not change is not held
         * against it. null: the base has no such object.
         */
        readonly kept: ReadonlySet<PredictedError> | null;
        /** Whether the base's CRD has the very same to say of the object that the base has. */
        readonly wasSaid: (error: PredictedError) => boolean;
        /** Whether the server lets stay what an update leaves as it was. */
        readonly ratchets: boolean;
        /** One of several manifests under which more is wrong with it than is told; null: none. */
        readonly other: { readonly manifest: CrdManifest; readonly does: "refuses it" | "drops fields of it" } | null;
        /** What of the object that is; null: an error is held against every write. */
        readonly until: (error: PredictedError) => DocumentPath | null;
      }
  );

interface ObjectCaseBase {
  readonly object: TreeObject;
  /** The cluster keeps the CRD that it has: a chart brings another one, which no upgrade applies. */
  readonly stays: boolean;
  /** Of several that the cluster gets, the one under which most of the object is right; else as it lives. */
  readonly manifest: CrdManifest;
  /** null: there is no snapshot; judged as the newest server. */
  readonly cluster: ClusterView | null;
  readonly version: string;
}

/** Objects of a kind at one version of an API that the manifest of a Helm release has, as the base has it rendered. */
export interface HeldObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** `namespace/name`. */
  readonly release: string;
  /** false: whether Helm applies the release, or another tool what it renders, nobody says. */
  readonly byHelm: boolean;
  readonly clusters: readonly string[];
  /** The chart, or the version of a reference to one. */
  readonly place: { readonly path: string; readonly line: number };
  /** The change's rendering of the release has such objects at it, too. */
  readonly isHeldAfter: boolean;
}

/** A Service that the tree brings to clusters, from a file or from what was rendered. */
export interface TreeService {
  /** null: a template makes it. */
  readonly name: string | null;
  /** null: who applies it decides. */
  readonly namespace: string | null;
  readonly path: string;
  /** Sorted names of the clusters it is meant for. */
  readonly clusters: readonly string[];
  /** Of what was rendered: what, as `Printed.path` has it. */
  readonly of?: string;
}

/** A release that Helm would keep in one Secret. */
export interface HelmRelease {
  /** `namespace/name`. */
  readonly release: string;
  readonly byHelm: boolean;
  /** Sorted names. */
  readonly clusters: readonly string[];
  /** The chart, or the version of a reference to one. */
  readonly place: Place;
  /** false: without its manifest, which was not rendered. */
  readonly isWhole: boolean;
  /** About the bytes of the Secret's data. */
  readonly bytes: () => number;
  /** What its templates ask of a cluster, as far as that may decide about CRDs. */
  readonly asks: () => readonly TemplateAsk[];
  /** The folder in which its templates stand; null: they are not in the tree as files. */
  readonly folder: string | null;
  /** It was rendered as an upgrade. */
  readonly isUpgrade: boolean;
}

export interface Freshness {
  readonly cluster: ClusterView;
  /** null: the snapshot does not say when it was taken. Negative: it was taken after `now`. */
  readonly ageMs: number | null;
  readonly maxAgeMs: number;
  readonly stale: boolean;
}

/** A cluster that the configuration or a flag names and no snapshot describes. */
export interface MissingCluster {
  readonly name: string;
  /** Where it is named. */
  readonly place: Place;
  /** By what: `targets[0].clusters[1]`, `--cluster`. */
  readonly namedBy: string;
  /** A pattern, which may be for clusters to come, or a run that looks at some snapshots only. */
  readonly mayExist: boolean;
  /** The cluster with a snapshot that was most likely meant; null: none is near. */
  readonly meant: string | null;
  /** Sorted names of the clusters that have a snapshot. */
  readonly known: readonly string[];
}

/** A folder of manifests that is called like a cluster, beside the folder of one with a snapshot, and has none itself. */
export interface MissingFolder {
  readonly path: string;
  /** What the folder is called. */
  readonly name: string;
  /** The folder beside it of a cluster that has a snapshot. */
  readonly beside: string;
  /** The first manifest in it. */
  readonly manifest: CrdManifest;
  /** Names of the CRDs in it. */
  readonly crds: readonly string[];
  /** Sorted names of the clusters that have a snapshot. */
  readonly known: readonly string[];
}

/** A chart or kustomization that the configuration has rendered, whether or not that succeeded. */
export interface RenderedSource {
  readonly kind: "helm" | "kustomize";
  /** The chart's folder or archive, or the kustomization's folder, relative to the workspace. */
  readonly path: string;
  /** `namespace/name` of the Helm release. */
  readonly release?: string;
  /** Sorted names of the clusters it is meant for; empty: none. */
  readonly clusters: readonly string[];
}

/** A chart or kustomization of the configuration of which nothing could be read. */
export interface RenderFailure {
  readonly kind: "helm" | "kustomize";
  /** As in `RenderedSource`. */
  readonly path: string;
  /** Name of the Helm release; null for a kustomization. */
  readonly release: string | null;
  /** The clusters it could not be rendered for. */
  readonly clusters: readonly string[];
  /** The tool's own words, or ours where it was not run. */
  readonly message: string;
  readonly advice: "source-missing" | "values-missing" | "dependencies" | "remote" | "tool-words";
  /** The file the words speak of, else the chart's or kustomization's own, else the entry of the configuration. */
  readonly place: Place;
  /** The entry of the configuration. */
  readonly configured: Place;
}

/** A reference to what is deployed from elsewhere, with what became of it. */
export interface SourceView {
  readonly reference: SourceReference;
  /** Sorted names of the clusters with a snapshot that it is for. */
  readonly clusters: readonly string[];
  /** `no-crds`: it was looked into and brings none. */
  readonly state: "compared" | "no-crds" | "not-compared" | "ignored";
  /** Parts of a sentence; "" where there is nothing to say. */
  readonly reason: string;
  /**
   * Why it was not compared; null: it was, or is nobody's deployment. `left-out`: it is in this repository, and not among
   * what is read of it; `unread`: there, and cannot be read, which is told of at the file.
   */
  readonly cause:
    | "not-fetched"
    | "not-allowed"
    | "failed"
    | "undecided"
    | "rendering"
    | "left-out"
    | "unread"
    | "no-cluster"
    | null;
  /** Sorted names of the CRDs that it brings. */
  readonly crds: readonly string[];
  /** What it comes out of, from what stands in the tree on; none: it stands there itself. */
  readonly by: readonly SourceReference[];
  /** Of what is in this repository and was not compared: equal in two trees only where its files are. */
  readonly files?: string;
}

/** A reference that nobody vouches for, and what it replaces. */
export interface UncomparedSource extends SourceView {
  /** The base's version of it, where the change alters that; null: it has none, or the base does not have the reference. */
  readonly before: string | null;
  /** Whether the base has it as it is. null: there is no base to ask. */
  readonly isUnchanged: boolean | null;
  /** The change takes it away: it is the base's own. */
  readonly isGone: boolean;
}

/** A file that may hold CRDs and was not read, or a folder that could not be looked into. */
export interface UnreadFile {
  readonly path: string;
  /** Part of a sentence. */
  readonly reason: string;
  /** Tells its bytes from others, where that can be told: an altered file is another. */
  readonly content: string;
  /** CRDs that the base's manifests have there, or that moved there, and that no manifest of the change has. */
  readonly lost: readonly string[];
  /** Where they stood before, if elsewhere. */
  readonly movedFrom: string | null;
}
