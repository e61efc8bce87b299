import type { ApiUseInFile } from "../../manifests/api-uses.ts";
import type { CrdManifest, PartialManifest, UnreadableManifest } from "../../manifests/manifest.ts";
import type { LeftObject, ObjectInFile, ObjectKind } from "../../manifests/objects.ts";
import type { ServiceInFile } from "../../manifests/services.ts";
import type { Problem } from "../../report/report.ts";
import type { ChartFacts } from "../../rules/charts.ts";
import type { RenderedSource, RenderFailure, SourceView, UnreadFile } from "../../rules/tree-view.ts";
import type { Asked } from "../rendering/outcome.ts";
import type { FluxDeliveriesOf } from "./flux.ts";

/** Everything that was found of CRDs in one tree (a checkout, a base revision), with what was not read and why. */
export interface ManifestTree {
  readonly crds: readonly CrdManifest[];
  /** Those of charts' `crds/` that are left out, and that no rule takes for manifests. */
  readonly skipped: readonly CrdManifest[];
  readonly partial: readonly PartialManifest[];
  readonly unreadable: readonly UnreadableManifest[];
  /** Files that matched and were looked at. */
  readonly filesScanned: number;
  /** Files that hold at least one CRD document, whole, partial or unreadable. */
  readonly filesWithCrds: number;
  readonly notRead: readonly NotRead[];
  /** Those of `notRead` that may hold CRDs. */
  readonly unread: readonly UnreadFile[];
  /** What helm rendered of charts, in no order. */
  readonly released: readonly ReleasedText[];
  /** What the configuration has rendered, in its order. */
  readonly rendered: readonly RenderedSource[];
  /** What is deployed from elsewhere, by place. */
  readonly sources: readonly SourceView[];
  /** Charts that are no other chart's subchart, by place. */
  readonly charts: readonly ChartFacts[];
  readonly renderFailures: readonly RenderFailure[];
  /** Why nothing at all was rendered: a tool is not there, or may not run. */
  readonly renderProblems: readonly Problem[];
  /** The file that makes CRDs, that nobody rendered and that names this one, which may still be there then; null: none. */
  readonly makerOf: (crd: string) => Maker | null;
  readonly findHidden: FindHidden;
  /** Why a file of the commit is not in the tree at all; null: it is, or the change took it away. */
  readonly leftOut: (path: string) => string | null;
  /** Equal for a path of two trees only where its bytes are. */
  readonly identityOf: (path: string) => string;
  /** Patterns of `rendered` that no file matches. Empty for a base: what a job renders is in no commit. */
  readonly notRendered: readonly string[];
  readonly findUses: FindUses;
  readonly findServices: FindServices;
  readonly findObjects: FindObjects;
  /** Asked only of manifests of which the configuration does not say how they are applied. */
  readonly fluxDeliveries: FluxDeliveriesOf;
  /** Whether there is a folder of this path, with or without manifests. */
  readonly isFolder: (path: string) => boolean;
}

/** What helm rendered of a chart for some clusters. */
export interface ReleasedText {
  /** `namespace/name`. */
  readonly release: string;
  /** The chart's folder or archive, or the file of the reference to it. */
  readonly path: string;
  /** Where the chart, or the version of the reference, stands. */
  readonly place: { readonly path: string; readonly line: number };
  /** Names. */
  readonly clusters: readonly string[];
  /** What refers to it says that Helm applies it. */
  readonly byHelm: boolean;
  /** Empty where the chart was not rendered: its templates make no CRD. */
  readonly text: Uint8Array;
  /** About how much room Helm takes for it; without the manifest where that was not rendered. Reads the chart: ask once. */
  readonly bytes: () => number;
  readonly asks: Asked;
}

/** A template that names a CRD. */
export interface Maker {
  /** An archive where the template is in one. */
  readonly path: string;
  /** 1-based line of the CRD's name. */
  readonly line: number;
}

export interface NotRead {
  readonly path: string;
  readonly reason: string;
  /** Present and true: what it makes of CRDs is not known, and no finding says so. */
  readonly mayHoldCrds?: true;
  /** Present and true: the path is a folder's, of which more than one file was not read. */
  readonly isFolder?: true;
}

/**
 * Who uses these API versions (`group/version`), in the order of paths and lines. The files of the tree are read again
 * for it, each question once: only a change that stops serving a version asks.
 */
export type FindUses = (apiVersions: readonly string[]) => readonly FoundUse[];

/**
 * The custom resources of these kinds, in the order of the files. The files of the tree are read again for it, each question
 * once: only a tree that has CRDs asks.
 * @param onRead called with each that is parsed for this question, of any that may be among the answer, while its contents are
 * at hand
 */
export type FindObjects = (kinds: readonly ObjectKind[], onRead?: (one: FoundObject) => void) => FoundObjects;

export interface FoundObjects {
  readonly objects: readonly FoundObject[];
  /** What there is of such kinds besides, in the order of the files. */
  readonly left: readonly FoundLeft[];
}

export interface FoundLeft extends Omit<LeftObject, "why"> {
  readonly path: string;
  /** As `FoundObject.clusters`. */
  readonly clusters?: readonly string[];
  /** As `FoundObject.isGiven`. */
  readonly isGiven?: boolean;
  /** As `LeftObject.why`; `patched`: a kustomization may make another of it. */
  readonly why: LeftObject["why"] | "patched";
}

export interface FoundObject extends ObjectInFile {
  readonly path: string;
  /** Of what was rendered: the line of `path` that asks for it; its own places are in no file. */
  readonly line?: number;
  /** Of what was rendered: the clusters that get it. Absent: its path decides. */
  readonly clusters?: readonly string[];
  /** It was given as an object, and is meant for every cluster. */
  readonly isGiven?: boolean;
}

/**
 * Which of these CRDs stand in files that are not read as manifests.
 * @param isUnchanged whether the tree before had the same bytes at a path
 */
export type FindHidden = (crds: readonly string[], isUnchanged: (path: string) => boolean) => readonly HiddenCrd[];

export interface HiddenCrd {
  readonly crd: string;
  readonly path: string;
  /** Why it is not read: part of a sentence. */
  readonly reason: string;
}

export interface FoundUse extends ApiUseInFile {
  readonly path: string;
  /** Of what was rendered: the clusters that get it. Absent: its path decides. */
  readonly clusters?: readonly string[];
}

/** All Services of the tree and of what was rendered of it. The files are read again for it, once. */
export type FindServices = () => readonly FoundService[];

export interface FoundService extends ServiceInFile {
  /** The file; of what was rendered, where that is asked for. */
  readonly path: string;
  /** Of what was rendered: the clusters that get it. Absent: its path decides. */
  readonly clusters?: readonly string[];
  /** Of what was rendered: what, as `Printed.path` has it. */
  readonly of?: string;
}

export const EMPTY_TREE: ManifestTree = {
  crds: [],
  skipped: [],
  partial: [],
  unreadable: [],
  filesScanned: 0,
  filesWithCrds: 0,
  notRead: [],
  unread: [],
  released: [],
  rendered: [],
  sources: [],
  charts: [],
  renderFailures: [],
  renderProblems: [],
  makerOf: () => null,
  findHidden: () => [],
  leftOut: () => null,
  identityOf: () => "",
  notRendered: [],
  findUses: () => [],
  findServices: () => [],
  findObjects: () => ({ objects: [], left: [] }),
  fluxDeliveries: () => [],
  isFolder: () => false,
};
