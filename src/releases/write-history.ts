import type { JsonObject, JsonValue } from "../base/json.ts";
import { block, fact, factLine, factsInOrder, present } from "../snapshots/write.ts";
import type { HistoryOrigin, Release, ReleaseCrd, ReleaseHistory } from "./history.ts";

/**
 * The bytes of a release history. Each entry has what is not as it was in the one before, so that a release's entry is
 * what it changes, and what never changes stands once. The same facts always give the same bytes; `readHistory` reads
 * them back to the same value.
 */
export function writeHistory({ formatVersion, name, origin, releases }: ReleaseHistory): string {
  const { tool, tags, paths, rendered, preReleases, since } = origin;
  const entries = releases.map((release, index) => `    ${entryOf(release, releases[index - 1])}`);
  return `${block(
    [
      fact("formatVersion", formatVersion),
      fact("name", name),
      fact("origin", present({ tool, tags, paths, rendered: renderedInOrder(rendered), preReleases, since })),
      `"releases": [\n${entries.join(",\n")}\n  ]`,
    ],
    "",
  )}\n`;
}

function renderedInOrder(rendered: HistoryOrigin["rendered"]): JsonObject | undefined {
  if (rendered === undefined) return undefined;
  const { charts, repository, kustomizations, set } = rendered;
  return present({ charts, repository, kustomizations, set });
}

function entryOf({ version, commit, digest, crds }: Release, before: Release | undefined): string {
  const changed = [...crds].flatMap(([name, crd]): (readonly [string, ReleaseCrd | null])[] => {
    const known = before?.crds.get(name);
    return known !== undefined && isSame(known, crd) ? [] : [[name, crd]];
  });
  const gone = [...(before?.crds.keys() ?? [])].flatMap((name): (readonly [string, null])[] =>
    crds.has(name) ? [] : [[name, null]],
  );
  const lines = [...changed, ...gone]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, crd]) => `        ${JSON.stringify(name)}: ${crd === null ? "null" : crdBlock(crd)}`);
  const all = lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n      }`;
  return block(
    [
      fact("version", version),
      digest === undefined ? fact("commit", commit) : fact("digest", digest),
      `"crds": ${all}`,
    ],
    "    ",
  );
}

function crdBlock(crd: ReleaseCrd): string {
  const lines = Object.entries(written(crd)).map(([key, value]) => {
    if (key !== "facts") return fact(key, value);
    const facts = Object.entries(crd.facts === null ? {} : factsInOrder(crd.facts, 2));
    return `"facts": ${block(
      facts.map(([name, one]) => factLine(name, one, "            ")),
      "          ",
    )}`;
  });
  return block(lines, "        ");
}

function written({ facts, refused, undecided }: ReleaseCrd): JsonObject {
  return present({
    facts: facts === null ? undefined : factsInOrder(facts, 2),
    refused: someOrNone(refused),
    undecided: someOrNone(undecided),
  });
}

function someOrNone(list: readonly string[]): JsonValue | undefined {
  return list.length === 0 ? undefined : list;
}

/** Nearly all are the very object, or have another schema. */
function isSame(a: ReleaseCrd, b: ReleaseCrd): boolean {
  if (a === b) return true;
  const [left = [], right = []] = [a.facts?.versions, b.facts?.versions];
  return left.every(({ schema }, at) => schema === right[at]?.schema) && textOf(a) === textOf(b);
}

const texts = new WeakMap<ReleaseCrd, string>();

/** What is recorded of a CRD as one text: two that are alike have the same. Most entries share the very object with the one before. */
export function textOf(crd: ReleaseCrd): string {
  const text = texts.get(crd) ?? JSON.stringify(written(crd));
  texts.set(crd, text);
  return text;
}
