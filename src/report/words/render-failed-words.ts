import type { FindingDetail } from "../../rules/finding-detail.ts";
import { type FindingWords, words } from "./finding-words.ts";

type RenderFailedDetail = Extract<FindingDetail, { kind: "render-failed" }>;

/** Longer words of a tool are a dump of its input. */
const MOST_WORDS = 1000;

/** The tool's own words, and what to do about them. */
export function renderFailedWords({ tool, path, message, advice }: RenderFailedDetail): FindingWords {
  const said = message
    .replaceAll(/\s+/g, " ")
    .replace(/^Error: /, "")
    .replace(/\.$/, "");
  const shown = said.length > MOST_WORDS ? `${said.slice(0, MOST_WORDS)} ...` : said;
  return words(
    `\`${path}\` could not be rendered, so its CRDs were not checked: ${shown}.`,
    remedy(tool, path, advice),
  );
}

function remedy(tool: RenderFailedDetail["tool"], path: string, advice: RenderFailedDetail["advice"]): string {
  switch (advice) {
    case "source-missing":
    case "values-missing":
      return "Correct the path in the configuration; it is relative to the workspace.";
    case "dependencies":
      return `Run \`helm dependency build ${path}\` in a step before this one, or commit the chart's \`charts/\` folder: this tool downloads nothing.`;
    case "remote":
      return `This tool downloads nothing. Build it in a step before this one (\`kustomize build ${path} > rendered.yaml\`) and name the output in \`rendered\`.`;
    case "tool-words":
      return `Correct what ${tool} complains of, or take it out of the configuration. What it cannot render here (plugins, downloads, secrets) a step before this one can: name its output in \`rendered\`.`;
    default:
      return advice satisfies never;
  }
}
