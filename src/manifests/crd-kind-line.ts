/**
 * What can still be told of a text that no parser reads. Used for one question only: is a broken document a CRD, so
 * that it must be reported? Lines are looked at one by one, whatever YAML would make of them.
 */
const KIND = /^[\s{,-]*(["']?)kind\1[ \t]*:[ \t]*(?:[&!]\S+[ \t]+)*(["']?)([A-Za-z]+)\2[ \t]*(?:[,}#].*)?$/;
const JSON_CRD_KIND = /"kind"\s*:\s*"CustomResourceDefinition(?:List)?"/;
const FLOW_CRD_KIND = /[{,]\s*kind\s*:\s+["']?CustomResourceDefinition(?:List)?["']?\s*[,}]/;

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Whether a broken text has a line `kind: CustomResourceDefinition` (quoted, indented or in JSON too). False when
 * the document itself says that it is of another kind and only mentions CRDs, as a policy does.
 */
export function isBrokenCrd(text: string): boolean {
  const lines = contentLines(text);
  const top = lines.find((line) => !line.text.startsWith("{{"))?.indent ?? 0;
  let mentioned = false;
  let other = false;
  for (const { indent, text: line } of lines) {
    const kind = KIND.exec(line)?.[3];
    if (kind === undefined) continue;
    const isCrd = kind === "CustomResourceDefinition" || kind === "CustomResourceDefinitionList";
    if (isCrd && indent === top) return true;
    if (isCrd) mentioned = true;
    else if (indent === top && !kind.endsWith("List")) other = true;
  }
  if (other) return false;
  return mentioned || lines.some(({ text: line }) => JSON_CRD_KIND.test(line) || FLOW_CRD_KIND.test(line));
}

/** How many documents without a line `---` between them the text seems to be: its `kind` lines at the left margin. */
export function countKinds(text: string): number {
  return contentLines(text).filter(({ indent, text: line }) => indent === 0 && KIND.test(line)).length;
}

const NAME = /^(["']?)name\1[ \t]*:[ \t]*(["']?)([a-z0-9][-a-z0-9.]*)\2[ \t]*(?:[,}#].*)?$/;
const JSON_NAME = /"metadata"\s*:\s*\{(?:[^{}]|\{[^{}]*\})*?"name"\s*:\s*"([a-z0-9][-a-z0-9.]*)"/;

/** `metadata.name` of a broken document; null when it cannot be told for sure. */
export function nameOfBroken(text: string): string | null {
  const lines = contentLines(text);
  const starts = lines.flatMap((line, index) => (/^["']?metadata["']?[ \t]*:/.test(line.text) ? [index] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) return JSON_NAME.exec(text.slice(0, LONGEST_SEARCH))?.[1] ?? null;
  const outer = lines[start]?.indent ?? 0;
  const inner = lines[start + 1]?.indent ?? 0;
  for (const { indent, text: line } of lines.slice(start + 1)) {
    if (indent <= outer) break;
    const name = indent === inner ? NAME.exec(line)?.[3] : undefined;
    if (name !== undefined) return name;
  }
  return null;
}

/** JSON's metadata stands near the start; a bound keeps the pattern from walking through megabytes. */
const LONGEST_SEARCH = 16_384;

function contentLines(text: string): readonly Line[] {
  return text.split("\n").flatMap((line) => {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) return [];
    return [{ indent: line.length - line.trimStart().length, text: content }];
  });
}
