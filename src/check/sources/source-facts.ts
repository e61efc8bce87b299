import type { ManifestTree } from "../reading/tree.ts";
import { placeKey, type SourceFacts } from "../reporting/source-words.ts";
import { versionsInOther } from "./uncompared.ts";

type Sources = Pick<ManifestTree, "sources">;

/** What is known of the references of both trees, for words and names of findings. @param base null: there is none */
export function sourceFacts(head: Sources, base: Sources | null): SourceFacts {
  const before = versionsInOther(head, base);
  const after = versionsInOther(base ?? NONE, head);
  const names = new Map<boolean, ReadonlyMap<string, string>>();
  const namesIn = (inBase: boolean) => {
    const known = names.get(inBase) ?? namesByPlace(inBase ? (base ?? NONE) : head, inBase);
    names.set(inBase, known);
    return known;
  };
  return {
    otherVersion: (id, inBase) => (inBase ? after(id) : before(id)),
    nameAt: (place) => namesIn(place.inBase === true).get(placeKey(place)) ?? "",
  };
}

const NONE: Sources = { sources: [] };

/** Of several references with one place the first by name: who joins or leaves them makes no other findings. */
function namesByPlace({ sources }: Sources, inBase: boolean): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { reference } of sources) {
    const { kind, name, namespace, place } = reference;
    const key = placeKey({ ...place, yamlPath: [], ...(inBase ? { inBase } : {}) });
    const own = JSON.stringify([kind, namespace, name]);
    const known = names.get(key);
    if (known === undefined || own < known) names.set(key, own);
  }
  return names;
}
