import { code } from "../text/code-span.ts";
import type { LoneFinding, Rule } from "./rule.ts";
import type { RenderFailure } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

type RenderFailedDetail = { readonly kind: "render-failed" } & Pick<RenderFailure, "path" | "message" | "advice"> & {
    readonly tool: RenderFailure["kind"];
  };

type Found = LoneFinding<"render-failed", RenderFailedDetail>;

/** A configured chart or kustomization gives nothing: whatever CRDs are in it were not checked. */
export const renderFailed: Rule<"render-failed", RenderFailedDetail> = {
  meta: {
    id: "render-failed",
    severity: { check: "error", gate: "error" },
    summary: "A chart or kustomization that the configuration names could not be rendered.",
    hasCrd: false,
    about: "source",
    tellsOfGap: true,
  },
  check: (context) => {
    const ways = new Map<string, string[]>();
    return context.renderFailures.flatMap((failure) => {
      const { kind, path, release, message, advice } = failure;
      // One chart can fail for two clusters in two ways: which way it is counts, not the words of it.
      const known = ways.get(subjectOf(failure)) ?? [];
      ways.set(subjectOf(failure), known);
      const way = known.includes(message) ? known.indexOf(message) : known.push(message) - 1;
      const { place, configured } = failure;
      const isElsewhere = place.path !== configured.path;
      const finding: Found = {
        rule: "render-failed",
        subject: way === 0 ? subjectOf(failure) : `${subjectOf(failure)} #${way}`,
        place,
        related: isElsewhere
          ? [{ path: configured.path, line: configured.range.startLine, message: `${release ?? path}, as configured` }]
          : [],
        ...(isMissing(advice) ? { goesWithEntry: true } : {}),
        detail: { kind: "render-failed", tool: kind, path, message, advice },
      };
      if (failure.clusters.length === 0) return [finding];
      return failure.clusters.map((cluster) => ({ ...finding, cluster }));
    });
  },
  words: ([{ detail }]) => renderFailedWords(detail),
};

/** The chart or kustomization, or a file of its values. */
function isMissing(advice: RenderFailure["advice"]): boolean {
  return advice === "source-missing" || advice === "values-missing";
}

/** A chart that a base does not have yet says nothing of what is wrong with it now: that is another subject. */
function subjectOf({ kind, path, release, advice }: RenderFailure): string {
  return [kind, path, ...(release === null ? [] : [release]), ...(isMissing(advice) ? ["missing"] : [])].join(" ");
}

/** Longer words of a tool are a dump of its input. */
const MOST_WORDS = 1000;

/** The tool's own words, and what to do about them. */
function renderFailedWords({ tool, path, message, advice }: RenderFailedDetail): FindingWords {
  const said = message
    .replaceAll(/\s+/g, " ")
    .replace(/^Error: /, "")
    .replace(/\.$/, "");
  const shown = said.length > MOST_WORDS ? `${said.slice(0, MOST_WORDS)} ...` : said;
  return words(
    `${code(path)} could not be rendered, so its CRDs were not checked: ${shown}.`,
    remedy(tool, path, advice),
  );
}

function remedy(tool: RenderFailedDetail["tool"], path: string, advice: RenderFailedDetail["advice"]): string {
  switch (advice) {
    case "source-missing":
    case "values-missing":
      return "Correct the path in the configuration; it is relative to the workspace.";
    case "dependencies":
      return `Run \`helm dependency build ${path}\` in a step before this one, or commit the chart's \`charts/\` folder: the check downloads nothing, and takes what \`crd-upgrade-guard fetch\` has brought.`;
    case "remote":
      return `Run \`crd-upgrade-guard fetch\` before the check, which downloads nothing (in a workflow: \`fetch/action.yml\`), or build it in a step before this one (\`kustomize build ${path} > rendered.yaml\`) and name the output in \`rendered\`.`;
    case "tool-words":
      return `Correct what ${tool} complains of, or take it out of the configuration; what it cannot render here (plugins, downloads, secrets) a step before this one can: name its output in \`rendered\`.`;
    default:
      return advice satisfies never;
  }
}
