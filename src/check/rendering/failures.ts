import type { TextRange } from "../../base/text-range.ts";
import { KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import type { ClusterView, Place } from "../../rules/rule.ts";
import type { RenderFailure } from "../../rules/tree-view.ts";
import type { Origins } from "../reading/origins.ts";
import type { PlannedSource } from "./plan.ts";
import type { Inputs } from "./tool-files.ts";

const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/** Longer words of a tool are a dump of what it was given; what is wrong is said at the start, or at the end. */
const MOST_WORDS = 300;
const WORDS_AT_THE_END = 110;

/** No name in a manifest is so long, and every token is, once it is encoded. */
const ENCODED = /[A-Za-z0-9+/_=-]{65,}/g;
/** So much of a tool's words is looked at. */
const MOST_LOOKED_AT = 16 * 1024;

/**
 * A tool's words as they may be shown: short, and without long runs of letters, since a template can have a tool print
 * whatever it reads. Paths stay.
 */
export function shownWords(words: string): string {
  const line = words.slice(0, MOST_LOOKED_AT).replaceAll(/\s+/g, " ").trim();
  const said = line.replaceAll(ENCODED, (run) => (isPath(run) ? run : `${run.slice(0, 8)}…`));
  if (said.length <= MOST_WORDS) return said;
  const start = MOST_WORDS - WORDS_AT_THE_END - " … ".length;
  return `${whole(said.slice(0, start))} … ${whole(said.slice(-WORDS_AT_THE_END))}`;
}

function isPath(run: string): boolean {
  const parts = run.split("/");
  return parts.length > 2 && parts.every((part) => part.length <= 40 && !/[+=]/.test(part));
}

/** A pair of code units that was cut apart leaves half a character at either end. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}

/** A failure as the rule wants it, for the clusters of one rendering. */
export function failureOf(
  source: PlannedSource,
  clusters: readonly ClusterView[],
  what: Pick<RenderFailure, "message" | "advice" | "place" | "configured">,
): RenderFailure {
  const names = clusters.map(({ name }) => name);
  const message = shownWords(what.message);
  return {
    kind: source.kind,
    path: source.path,
    release: source.chart?.release ?? null,
    clusters: names,
    ...what,
    message,
  };
}

/** The file that a tool's words speak of: a template, else a file that was given to the tool, else the source's own. */
export function placeOfWords(source: PlannedSource, words: string, inputs: Inputs, origins: Origins): Place {
  const message = words.slice(0, MOST_LOOKED_AT);
  return templatePlace(source, message, origins) ?? inputPlace(message, inputs) ?? sourcePlace(source, inputs);
}

/** `traefik/templates/crds.yaml:12:3`, as helm and its template engine write places. */
const TEMPLATE = /(?<![\w.-])([\w.-]+(?:\/charts\/[\w.-]+)*\/(?:templates|crds)\/[^\s:()"'`]+)(?::(\d+))?/;

function templatePlace(source: PlannedSource, message: string, origins: Origins): Place | null {
  const [, helmSource, line = "1"] = TEMPLATE.exec(message) ?? [];
  if (source.kind !== "helm" || helmSource === undefined) return null;
  const document = {
    source: { path: source.path, line: 1, document: 0, helmSource },
    range: FIRST_LINE,
    name: null,
    message: "",
    remedy: "",
  };
  const { unreadable } = origins.ofHelm({ crds: [], partial: [], unreadable: [document] }, source.path);
  const origin = unreadable[0]?.origin?.() ?? null;
  if (origin === null) return null;
  const at = origin.within === null ? Number(line) : 1;
  return { path: origin.path, range: { ...FIRST_LINE, startLine: at, endLine: at }, yamlPath: [] };
}

function inputPlace(message: string, inputs: Inputs): Place | null {
  const named = [...inputs.files.keys()].filter((path) => message.includes(path));
  const [longest] = named.sort((a, b) => b.length - a.length);
  return longest === undefined ? null : { path: longest, range: FIRST_LINE, yamlPath: [] };
}

/** Chart.yaml, the archive or the kustomization: what stands for the whole. */
export function sourcePlace({ path }: PlannedSource, inputs: Inputs): Place {
  const inside = path === "." ? "" : `${path}/`;
  const own = ["Chart.yaml", ...KUSTOMIZATION_FILES].map((name) => inside + name);
  return { path: own.find((file) => inputs.files.has(file)) ?? path, range: FIRST_LINE, yamlPath: [] };
}
