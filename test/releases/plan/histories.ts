import type { LiveCrd } from "../../../src/crd/live-crd.ts";
import { liveFrom, type Release, type ReleaseCrd, type ReleaseFacts } from "../../../src/releases/history.ts";

/**
 * A CRD of a release in short: `v1*` is the storage version, `v1alpha1!` is not served. "" stands for a CRD that no server
 * takes.
 */
export type CrdWords = string;

export function factsOf(name: string, words: CrdWords, more: Partial<ReleaseFacts> = {}): ReleaseFacts {
  const plural = name.slice(0, name.indexOf("."));
  return {
    group: name.slice(name.indexOf(".") + 1),
    names: { plural, singular: plural, kind: plural.toUpperCase(), listKind: `${plural.toUpperCase()}List` },
    scope: "Namespaced",
    versions: words.split(" ").map((word) => ({
      name: word.replace(/[*!]+$/, ""),
      served: !word.includes("!"),
      storage: word.includes("*"),
      schema: "absent",
    })),
    conversion: { strategy: "None" },
    ...more,
  };
}

export function crdOf(name: string, words: CrdWords): ReleaseCrd {
  if (words === "") return { facts: null, refused: ["no"], undecided: [] };
  return { facts: factsOf(name, words), refused: [], undecided: [] };
}

/** Releases in order: `v1.0.0` and so on. */
export function releasesOf(all: readonly Readonly<Record<string, CrdWords>>[]): readonly Release[] {
  return all.map((crds, index) => ({
    version: `v1.${index}.0`,
    commit: "0123456789".repeat(4),
    crds: new Map(
      Object.entries(crds)
        .map(([name, words]): [string, ReleaseCrd] => [name, crdOf(name, words)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  }));
}

export function liveOf(name: string, words: CrdWords, storedVersions: string): LiveCrd {
  return liveFrom(factsOf(name, words), storedVersions.split(" "));
}
