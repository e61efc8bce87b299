import { isCrdDocument } from "./crd-templates.ts";
import { type TemplatePiece, templatePieces, type Word, withoutComments } from "./template-pieces.ts";

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

/** From what counts most. */
const KINDS = ["lookup", "old-api", "release"] as const;

/** A question where it is asked. */
interface Question {
  readonly asks: TemplateAsk["asks"];
  readonly of: Template;
  readonly at: number;
}

interface Template {
  readonly path: string;
  /** Without comments. */
  readonly text: string;
  readonly pieces: readonly TemplatePiece[];
  /** The documents that are CRDs; one that prints files that are CRDs is one from end to end. */
  readonly crds: readonly { readonly start: number; readonly end: number }[];
  readonly readsCrds: boolean;
}

/**
 * The first question of each template that decides about CRDs: it stands in or around the document of one, itself or by a
 * variable or a named template that carries its answer; where files of the chart that are CRDs are printed, anywhere; or it
 * looks for CRDs where a template makes some. Linear in the templates' length.
 * @param templates texts by path in the chart, also of helpers and subcharts
 */
export function templateAsks(templates: ReadonlyMap<string, string>): readonly TemplateAsk[] {
  const all = [...templates]
    .filter(([path, text]) => text.includes("{{") && !/(?:^|\/)templates\/NOTES\.txt$/.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => read(path, text));
  const isMade = [...templates.values()].some((text) => documentsOf(withoutComments(text)).length > 0);
  const named = namedTemplates(all);
  const worst = new Map<string, Question>();
  for (const template of all) {
    const found = [...deciding(template, named), ...(isMade ? lookupsOfCrds(template) : [])];
    for (const question of found) {
      const { path } = question.of;
      worst.set(path, worse(worst.get(path), question));
    }
  }
  return [...worst]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { asks, of, at }]) => ({ asks, path, line: of.text.slice(0, at).split("\n").length }));
}

function worse(known: Question | null | undefined, other: Question): Question {
  if (known === null || known === undefined) return other;
  const [a, b] = [KINDS.indexOf(known.asks), KINDS.indexOf(other.asks)];
  return b < a || (b === a && known.of === other.of && other.at < known.at) ? other : known;
}

function read(path: string, whole: string): Template {
  const text = withoutComments(whole);
  const readsCrds = text.split("\n").some((line) => line.includes(".Files.") && /crd/i.test(line));
  return {
    path,
    text,
    pieces: templatePieces(text),
    crds: readsCrds ? [{ start: 0, end: text.length }] : documentsOf(text),
    readsCrds,
  };
}

function documentsOf(text: string): Template["crds"] {
  if (!text.includes("CustomResourceDefinition")) return [];
  let start = 0;
  return text.split(/^(?=---)/m).flatMap((document) => {
    const own = { start, end: start + document.length };
    start = own.end;
    return isCrdDocument(document.replace(/^---/, "")) ? [own] : [];
  });
}

/** The question of an action itself. */
function asked(words: readonly Word[], of: Template): Question | null {
  const name = (pattern: RegExp) => words.find(({ text, isQuoted }) => !isQuoted && pattern.test(text));
  const isOld = words.some(({ text, isQuoted }) => isQuoted && text === "apiextensions.k8s.io/v1beta1");
  const found = {
    lookup: words.find(isLookup),
    "old-api": isOld ? name(/\.APIVersions\b/) : undefined,
    release: name(/\.Release\.Is(?:Install|Upgrade)$/),
  };
  for (const asks of KINDS) {
    const word = found[asks];
    if (word !== undefined) return { asks, of, at: word.at };
  }
  return null;
}

function isLookup({ text, isQuoted }: Word): boolean {
  return !isQuoted && text === "lookup";
}

function lookupsOfCrds(of: Template): readonly Question[] {
  return of.pieces.flatMap(({ words }) => {
    const lookup = words?.find(isLookup);
    if (lookup === undefined) return [];
    const ofCrds = words?.some(
      (word) => word.isQuoted && word.at > lookup.at && word.text === "CustomResourceDefinition",
    );
    return ofCrds === true ? [{ asks: "lookup" as const, of, at: lookup.at }] : [];
  });
}

const BLOCKS = new Set(["if", "with", "range", "block", "define"]);

/** What is known of templates by their names (`define`). */
interface Named {
  /** What they ask, or have others ask. */
  readonly asks: ReadonlyMap<string, Question>;
  /** Those that print a CRD. */
  readonly crds: ReadonlySet<string>;
}

function namedTemplates(all: readonly Template[]): Named {
  const asks = new Map<string, Question>();
  const crds = new Set<string>();
  const callers = new Map<string, string[]>();
  for (const template of all) {
    const open: (string | undefined)[] = [];
    const isCrd = inCrds(template);
    for (const { start, end, words } of template.pieces) {
      const name = open.at(-1);
      if (words === null) {
        if (name !== undefined && isCrd(start, end)) crds.add(name);
        continue;
      }
      const [first, second] = words;
      if (first !== undefined && BLOCKS.has(first.text) && !first.isQuoted)
        open.push(first.text === "define" ? second?.text : name);
      else if (first?.text === "end") open.pop();
      if (name === undefined) continue;
      const question = asked(words, template);
      if (question !== null) asks.set(name, worse(asks.get(name), question));
      for (const callee of called(words)) {
        const same = callers.get(callee);
        if (same === undefined) callers.set(callee, [name]);
        else same.push(name);
      }
    }
  }
  const waiting = [...asks];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const caller of callers.get(next[0]) ?? []) {
      if (asks.has(caller)) continue;
      asks.set(caller, next[1]);
      waiting.push([caller, next[1]]);
    }
  }
  return { asks, crds };
}

/** Names of templates that an action has printed. */
function called(words: readonly Word[]): readonly string[] {
  return words.flatMap(({ text, isQuoted }, index) => {
    const before = words[index - 1];
    const isCall = before !== undefined && !before.isQuoted && /^(?:include|template|block)$/.test(before.text);
    return isQuoted && isCall ? [text] : [];
  });
}

/** Whether a piece prints something in a CRD. To be asked in the order of the pieces. */
function inCrds({ crds, text }: Template): (start: number, end: number) => boolean {
  let first = 0;
  return (start, end) => {
    while ((crds[first]?.end ?? Number.POSITIVE_INFINITY) <= start) first++;
    for (let index = first; (crds[index]?.start ?? Number.POSITIVE_INFINITY) < end; index++) {
      const crd = crds[index];
      const own = text.slice(Math.max(start, crd?.start ?? start), Math.min(end, crd?.end ?? end));
      if (own.replace(/^---/, "").trim() !== "") return true;
    }
    return false;
  };
}

/** The questions that stand in or around CRDs of a template, also of named ones that it has printed. */
function deciding(of: Template, named: Named): readonly Question[] {
  const found: Question[] = [];
  const isCrd = inCrds(of);
  const variables = new Map<string, Question>();
  /** What decides about the inside of each block that is open. */
  const open: (Question | null)[] = [];
  const taint = (name: string, question: Question) => variables.set(name, worse(variables.get(name), question));
  for (const { start, end, words } of of.pieces) {
    const around = open.at(-1) ?? null;
    if (words === null) {
      if (around !== null && isCrd(start, end)) found.push(around);
      continue;
    }
    const keyword = words[0]?.isQuoted === false ? words[0].text : "";
    const own = questionOf(words, of, variables, named);
    const carried = own === null ? around : worse(around, own);
    if (own !== null && of.readsCrds) found.push(own);
    if (keyword === "end") open.pop();
    else if (keyword === "else") open.splice(-1, 1, carried);
    else if (BLOCKS.has(keyword)) open.push(keyword === "define" ? null : carried);
    const assigned = words.findIndex(({ text, isQuoted }) => !isQuoted && (text === ":=" || text === "="));
    if (carried === null) continue;
    for (const { text } of words.slice(0, Math.max(assigned, 0))) if (text.startsWith("$")) taint(text, carried);
    const changed = changedBy(words);
    if (changed !== null) taint(changed, carried);
    if (assigned >= 0 || keyword === "end" || keyword === "else" || BLOCKS.has(keyword)) continue;
    if (isCrd(start, end) || called(words).some((name) => named.crds.has(name))) found.push(carried);
  }
  return found;
}

/** What an action asks: itself, or by what it uses. */
function questionOf(
  words: readonly Word[],
  of: Template,
  variables: ReadonlyMap<string, Question>,
  named: Named,
): Question | null {
  let worst = asked(words, of);
  for (const word of words) {
    const root = rootOf(word);
    const carried = root === null ? undefined : variables.get(root);
    if (carried !== undefined) worst = worse(worst, carried);
  }
  for (const name of called(words)) {
    const asks = named.asks.get(name);
    if (asks !== undefined) worst = worse(worst, asks);
  }
  return worst;
}

/** What a word reads: `$name`, or `.` for all that hangs on the template's own values. */
function rootOf({ text, isQuoted }: Word): string | null {
  if (isQuoted) return null;
  if (text.startsWith(".") || text === "$" || text.startsWith("$.")) return ".";
  return text.startsWith("$") ? (text.split(".", 1)[0] ?? null) : null;
}

/** Functions that put something into a map they are given. */
const CHANGES = /^(?:set|unset|(?:must)?[mM]erge(?:Overwrite)?)$/;

function changedBy(words: readonly Word[]): string | null {
  const index = words.findIndex(({ text, isQuoted }) => !isQuoted && CHANGES.test(text));
  const roots = index < 0 ? [] : words.slice(index + 1).map(rootOf);
  return roots.find((root) => root !== null) ?? null;
}
