import type { TemplateAsk } from "../../manifests/charts/template-asks.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import type { Problem } from "../../report/report.ts";
import type { Place } from "../../rules/rule.ts";
import type { RenderFailure } from "../../rules/tree-view.ts";
import type { Guard } from "../guard.ts";
import type { TreeFiles } from "../ports.ts";
import type { Origins } from "../reading/origins.ts";
import type { Contents } from "../sources/contents.ts";
import type { OutputReader } from "./outputs.ts";
import type { PlannedSource } from "./plan.ts";
import type { Runner } from "./runner.ts";
import type { Checkout } from "./vendored.ts";

/** What rendering takes. */
export interface RenderContext {
  readonly tree: TreeFiles;
  /** What a job has put beside the files of a commit; null: the tree is the working tree itself. */
  readonly checkout: Checkout | null;
  readonly guard: Guard;
  readonly runner: Runner;
  readonly reader: OutputReader;
  readonly origins: Origins;
  /** What was fetched of what the tree refers to. */
  readonly contents: Contents;
}

/** What templates of a chart ask of the clusters, and how that was answered. Reads the chart: ask once. */
export interface Asked {
  readonly templates: () => readonly TemplateAsk[];
  /** Where the templates stand, without `/` at the end; null: in an archive, or elsewhere. */
  readonly folder: string | null;
  readonly isUpgrade: boolean;
}

/** A source with what came of it. */
export interface RenderedOutcome {
  readonly source: PlannedSource;
  /** Files of the tree whose objects it prints; null for a chart, which has folders for them. */
  readonly resources: ReadonlySet<string> | null;
  readonly reading: ManifestReading;
  /** What the tool printed, whole, with the clusters that get it. */
  readonly outputs: readonly {
    readonly bytes: Uint8Array;
    readonly clusters: readonly string[];
    /** Of a chart: as `ReleasedText.bytes`. */
    readonly size?: () => number;
    readonly asks?: Asked;
  }[];
  /** Where the tree names what was fetched and is in the output: it is judged as it came out. */
  readonly takenIn: readonly Pick<Place, "path" | "range">[];
  readonly failures: readonly RenderFailure[];
  /** The tool is not there: nothing is known of any source it renders. */
  readonly problem: Problem | null;
}

export const NOTHING_PRINTED: ManifestReading = { crds: [], partial: [], unreadable: [] };
