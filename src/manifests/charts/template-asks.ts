import { makesCrd } from "./crd-templates.ts";

/**
 * What a template asks of the cluster, and `helm template` cannot know.
 * - `lookup`: what lives there; without a cluster it finds nothing
 * - `old-api`: whether `apiextensions.k8s.io/v1beta1` is served; helm's own list of APIs has it, whatever the server serves
 * - `release`: whether the release is installed or upgraded
 */
export interface TemplateAsk {
  readonly asks: "lookup" | "old-api" | "release";
  /** Path in the chart. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
}

const LOOKUP = /(?:\{\{-?|[(=])[ \t]*lookup[ \t]+["`($.]/;
/** Where a sentence could say the same: only in an action. */
const LOOKUP_IN_WORDS = /\b(?:if|not|with|and|or|range)[ \t]+lookup[ \t]+["`($.]/;
const OF_CRDS = /\blookup\b.*\bCustomResourceDefinition\b/;
const OLD_API = /\bapiextensions\.k8s\.io\/v1beta1["`]/;
const RELEASE = /\.Release\.Is(?:Install|Upgrade)\b/;

/**
 * The first question of each template that makes CRDs, or may decide about those of others: one that reads files of the
 * chart, or looks for CRDs where another template makes some.
 * @param templates texts by path in the chart, also of helpers and subcharts
 */
export function templateAsks(templates: ReadonlyMap<string, string>): readonly TemplateAsk[] {
  const all = [...templates].sort(([a], [b]) => (a < b ? -1 : 1));
  let made: boolean | undefined;
  const isMade = () => {
    made ??= all.some(([, text]) => makesCrd(text));
    return made;
  };
  return all.flatMap(([path, text]) => {
    const ask = firstAsk(text.split("\n"));
    if (ask === null) return [];
    const decides = makesCrd(text) || readsCrds(text) || (ask.ofCrds && isMade());
    return decides ? [{ asks: ask.asks, path, line: ask.line }] : [];
  });
}

/** A template that prints files of the chart, which by their names are CRDs. */
function readsCrds(text: string): boolean {
  return text.split("\n").some((line) => line.includes(".Files.") && /crd/i.test(line));
}

function firstAsk(lines: readonly string[]) {
  const kinds = [
    ["lookup", (line: string) => LOOKUP.test(line) || (line.includes("{{") && LOOKUP_IN_WORDS.test(line))],
    ["old-api", (line: string) => line.includes("APIVersions") && OLD_API.test(line)],
    ["release", (line: string) => RELEASE.test(line)],
  ] as const;
  for (const [asks, isAsked] of kinds) {
    const index = lines.findIndex(isAsked);
    if (index >= 0) return { asks, line: index + 1, ofCrds: OF_CRDS.test(lines[index] ?? "") };
  }
  return null;
}
