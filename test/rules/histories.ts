import fs from "node:fs";
import { skippedWithoutData, wholeData } from "../data.ts";

/** Facts of real releases (versions, flags, what is stored), read where they are. */
const PAIRS = "corpus/pairs.jsonl";

/** For a test's name: why it is skipped, or nothing. */
export const skippedWithoutHistories = skippedWithoutData(PAIRS);

export interface Side {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: string;
  readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  readonly storedVersions?: readonly string[];
}

/** One release of a CRD over another, and what the newest API server answers. */
export interface Pair {
  readonly id: string;
  readonly history: string;
  readonly crd: string;
  readonly live: Side | null;
  readonly manifest: Side;
  readonly latest: { readonly accepted: boolean; readonly errors: readonly { readonly field: string }[] };
}

/** Every pair; none where the data is not there. */
export function histories(): readonly Pair[] {
  if (skippedWithoutHistories !== "") return [];
  const lines = fs.readFileSync(wholeData(PAIRS), "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** A side as a manifest; its schemas are not recorded. */
export function manifestOf(crd: string, { group, kind, plural, scope, versions }: Side) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    // Kubernetes' own groups need an approval, which is not what is asked here.
    metadata: { name: crd, annotations: { "api-approved.kubernetes.io": "unapproved, a test" } },
    spec: {
      group,
      scope,
      names: { kind, plural },
      versions: versions.map(({ name, served, storage }) => ({
        name,
        served,
        storage,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      })),
    },
  };
}
