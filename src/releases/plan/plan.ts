import type { RemedyStep } from "../../rules/words/finding-words.ts";
import type { KeptVersion } from "../../rules/words/kept-version.ts";

/** How a cluster gets to a release, or why it does not. Printed as JSON as it is: docs/releases.md explains it. */
export interface Plan {
  readonly formatVersion: 1;
  readonly project: string;
  /** null: a cluster that has nothing but the release that the plan starts from. */
  readonly cluster: string | null;
  /** As the cluster reports it; null: the newest that predictions are proven for. */
  readonly serverVersion: string | null;
  readonly from: PlanStart;
  readonly to: string;
  /** `there`: nothing is to be done. */
  readonly outcome: "there" | "way" | "no-way";
  /**
   * `manifests`: the API server's answer to each step was predicted for the manifests of the releases; `facts`: for what the
   * history records of them.
   */
  readonly proof: "manifests" | "facts";
  /** Where there is no way: one to a release that has to be another. */
  readonly steps: readonly PlanStep[];
  /** What the last release would have to keep; null: nothing, or nothing would help. */
  readonly keep: PlanKeep | null;
  /** Where there is no way: what the server says to the last step, from the newest release that can be got to. */
  readonly refused: PlanRefusal | null;
  /** Steps that the records allow and the manifests do not. */
  readonly leftOut: readonly PlanRefusal[];
  /** What could not be told of the steps. */
  readonly doubts: readonly string[];
  readonly notes: readonly string[];
}

export interface PlanStart {
  /** null: the cluster is as none of the releases. */
  readonly version: string | null;
  /** `snapshot`: all of the release's CRDs are on the cluster as it has them; `given`: somebody said so. */
  readonly known: "snapshot" | "given" | "unknown";
}

export type PlanStep =
  | {
      readonly kind: "upgrade";
      readonly version: string;
      /** null: it is a chart's version. */
      readonly commit: string | null;
      /** Versions that it has to keep, unserved, by CRD. Present where it is no release as it stands. */
      readonly keeps?: readonly { readonly crd: string; readonly versions: readonly string[] }[];
      /** What to do just before. */
      readonly instructions: readonly RemedyStep[];
    }
  | {
      readonly kind: "migrate";
      readonly crd: string;
      /** At which objects are rewritten. */
      readonly storage: string;
      /** The list before and after. */
      readonly storedVersions: readonly string[];
      readonly rest: readonly string[];
      readonly instructions: readonly RemedyStep[];
    };

export interface PlanKeep {
  readonly version: string;
  readonly crds: readonly {
    readonly crd: string;
    readonly versions: readonly string[];
    readonly kept: readonly KeptVersion[];
    /** At which the release stores. */
    readonly storage: string;
  }[];
}

export interface PlanRefusal {
  /** null: where the cluster is today. */
  readonly from: string | null;
  readonly to: string;
  /** The server's words by CRD. */
  readonly crds: readonly { readonly crd: string; readonly reasons: readonly string[] }[];
}
