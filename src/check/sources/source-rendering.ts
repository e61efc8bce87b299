import type { Reason, Result } from "../../base/result.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { TreeFiles } from "../ports.ts";
import type { Asked } from "../rendering/outcome.ts";
import type { Runner } from "../rendering/runner.ts";
import type { Contents, Lacking } from "./contents.ts";

/** What comes of a source for some clusters. */
export interface SourceOutput {
  readonly reading: ManifestReading;
  readonly clusters: readonly ClusterView[];
  /** All that a tool printed, or the file. */
  readonly text?: Uint8Array;
  /** Of what helm makes a release of: as `ReleasedText.bytes`. */
  readonly size?: () => number;
  readonly asks?: Asked;
}

export interface RenderedSourceContents {
  readonly outputs: readonly SourceOutput[];
  /** Parts of a sentence: what of it was not looked at; empty: everything was. */
  readonly gaps: readonly string[];
  /** What it takes in turn and is not at hand, where there is a gap for that. */
  readonly lacking?: readonly Lacking[];
}

/** Not ok: why, and what it takes in turn and is not at hand, where that is why. */
export type SourceRendering = Result<RenderedSourceContents, Reason & { readonly lacking?: readonly Lacking[] }>;

export interface SourceRenderContext {
  /** The tree that the reference stands in. */
  readonly tree: TreeFiles;
  readonly runner: Runner;
  readonly contents: Contents;
  /** `references`: only what in turn refers to something is made, and CRDs are nobody's concern. */
  readonly wanted: "everything" | "references";
  /** It is known already that the chart may refer to more: it is rendered, whatever its templates name. */
  readonly isReferring?: true;
}
