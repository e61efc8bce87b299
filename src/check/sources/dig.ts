import type { FetchedEntry } from "../../sources/lock.ts";
import {
  type FetchableOrigin,
  isFetchable,
  originKey,
  type SourceFile,
  type SourceProblem,
  type SourceReference,
} from "../../sources/reference.ts";
import { clusterViews, type Guard } from "../guard.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import type { Runner } from "../rendering/runner.ts";
import { type Contents, DEEPEST, type SourceContents } from "./contents.ts";
import type { PrintedText } from "./earlier-output.ts";
import { fetchedTree } from "./fetched-tree.ts";
import { ownValuesMatter } from "./given-values.ts";
import { createLevels, type LevelFacts, type LevelReading } from "./levels.ts";
import { createLocalCharts } from "./local-charts.ts";
import { filesOf, isReferringTemplate } from "./plain-source.ts";
import { lookedInto, MOST_REFERRED, textsOf } from "./read-sources.ts";
import { renderContents } from "./render-source.ts";
import { contentOf } from "./uncompared.ts";

/** What contents lead to. */
export interface Dug {
  /** What they take in: the reference that they stand for, with another origin. */
  readonly parts: readonly SourceReference[];
  /** References that come out of them: sources of their own, at the place of the one that brings them. */
  readonly nested: readonly SourceReference[];
}

/** Tells what a check of a tree will ask for, so that it can be fetched: the check's own way, without judging anything. */
export interface Digger {
  /** What the tree itself refers to. */
  readonly own: readonly SourceReference[];
  readonly problems: LevelReading["problems"];
  /**
   * Looks into the contents of references, as far as they are at hand now, and again into those whose parts were not, the
   * last time. What was told of once is not told of again.
   */
  readonly dig: (references: readonly SourceReference[]) => Dug;
}

/** What could not be made yet. */
interface Waiting {
  readonly reference: SourceReference;
  /** Its parts that were not at hand; null: they have just been told of, and may be others once they are fetched. */
  readonly lacking: readonly FetchableOrigin[] | null;
}

export interface DigContext {
  readonly tree: TreeFiles;
  readonly guard: Guard;
  readonly runner: Runner;
  readonly contents: Contents;
  readonly parse: LevelFacts["parse"];
  /** Whether the contents of an origin are known to refer to nothing (`leadsNowhere` of the lock): they need not be opened. */
  readonly isEnd: (origin: FetchableOrigin) => boolean;
}

/** @param printed what charts of the configuration have printed */
export function createDigger(
  files: readonly SourceFile[],
  printed: readonly PrintedText[],
  { tree, guard, runner, contents, parse, isEnd }: DigContext,
): Digger {
  const { substitute, ignore } = guard.settings.sources;
  const levels = createLevels(files, tree, { isOwn: contents.isOwn, substitute, parse });
  const clusters = clusterViews(guard);
  const seen = new Set<string>();
  const asked = new Set<string>();
  /** The text that each comes out of. */
  const ways = new Map<SourceReference, PrintedText>();
  let waiting: readonly Waiting[] = [];
  let followed = 0;
  const isNew = (reference: SourceReference) => {
    const key = contentOf(reference);
    const known = seen.has(key);
    seen.add(key);
    return !known && !matchesGlob(reference.object.path, ignore);
  };
  const next = (texts: readonly PrintedText[]) => {
    const { references, problems } = levels.next(texts);
    const fresh = references.filter(({ reference, text }) => isNew(reference) && (text === null || countOne()));
    for (const { reference, text } of fresh) if (text !== null) ways.set(reference, text);
    return { references: fresh.map(({ reference }) => reference), problems };
  };
  const countOne = () => ++followed <= MOST_REFERRED;
  const local = createLocalCharts(tree, guard.settings);
  const contentsOf = ({ origin }: SourceReference): SourceContents | null => {
    const found = isFetchable(origin) ? contents.of(origin) : null;
    return found?.ok === true ? found.value : null;
  };
  const isKnownToEnd = ({ origin, delivery }: SourceReference) =>
    isFetchable(origin) &&
    isEnd(origin) &&
    (delivery.by === "helm" || delivery.by === "detect") &&
    !ownValuesMatter(delivery.by === "helm" ? delivery : delivery.helm);
  const lookInto = (reference: SourceReference) => {
    const chart = local.of(reference);
    const found = chart ?? (isKnownToEnd(reference) ? null : contentsOf(reference));
    if (found === null) return { parts: [], lacking: [], texts: [] };
    const [parts, lacking]: [FetchableOrigin[], FetchableOrigin[]] = [[], []];
    const noting = {
      ...contents,
      of: (part: FetchableOrigin) => {
        if (!asked.has(originKey(part))) parts.push(part);
        const there = contents.of(part);
        if (!there.ok) lacking.push(part);
        return there;
      },
    };
    const made = renderContents(found, reference.delivery, clusters, {
      tree,
      runner,
      contents: noting,
      wanted: "references",
      ...(chart === null ? {} : { isReferring: true }),
    });
    const from = ways.get(reference) ?? null;
    const isDeepest = (from?.by.length ?? 0) >= DEEPEST;
    const texts = made.ok && !isDeepest ? lookedInto(textsOf(reference, from, made.value)) : [];
    return { parts, lacking, texts };
  };
  /** With what comes out of charts of the tree, which nobody has to fetch. */
  const nextWithLocal = (given: readonly PrintedText[]): Pick<LevelReading, "problems"> & Pick<Dug, "nested"> => {
    const nested: SourceReference[] = [];
    const problems: SourceProblem[] = [];
    for (let texts = given; ; ) {
      const level = next(texts);
      for (const one of level.problems) problems.push(one);
      const came: PrintedText[] = [];
      for (const reference of level.references) {
        nested.push(reference);
        if (reference.origin.kind !== "local") continue;
        const { lacking, texts: own } = lookInto(reference);
        if (lacking.length > 0) waiting = [...waiting, { reference, lacking }];
        for (const text of own) came.push(text);
      }
      if (came.length === 0) return { nested, problems };
      texts = came;
    }
  };
  const first = nextWithLocal(printed);
  return {
    own: first.nested,
    problems: first.problems,
    dig: (references) => {
      const parts: SourceReference[] = [];
      const texts: PrintedText[] = [];
      const isReady = ({ lacking }: Waiting) => lacking === null || lacking.some((part) => contents.of(part).ok);
      const ready = waiting.filter(isReady);
      const unfinished = waiting.filter((one) => !ready.includes(one));
      // Charts of the tree were looked into when they were told of.
      const fetched = references.filter(({ origin }) => origin.kind !== "local");
      for (const reference of [...ready.map(({ reference }) => reference), ...fetched]) {
        const found = lookInto(reference);
        const fresh = found.parts.filter((origin) => !asked.has(originKey(origin)));
        for (const origin of fresh) {
          if (asked.has(originKey(origin))) continue;
          asked.add(originKey(origin));
          parts.push({ ...reference, origin });
        }
        if (fresh.length > 0) unfinished.push({ reference, lacking: null });
        // Who may not be asked for a part may be asked later.
        else if (found.lacking.length > 0) unfinished.push({ reference, lacking: found.lacking });
        else for (const text of found.texts) texts.push(text);
      }
      waiting = unfinished;
      return { parts, nested: texts.length === 0 ? [] : nextWithLocal(texts).nested };
    },
  };
}

/**
 * Whether a packed chart refers to nothing, whatever values of its own it is given: no template of it names what may, and
 * nothing in it is packed in turn.
 */
export function leadsNowhere(content: FetchedEntry["content"], bytes: Uint8Array): boolean {
  if (content !== "chart") return false;
  const tree = fetchedTree({ content, digest: "" }, bytes);
  if (!tree.ok) return false;
  const files = filesOf(tree.value);
  return !files.some((file) => file.endsWith(".tgz") || isReferringTemplate(tree.value, file));
}

/** All that comes out of what is at hand, whether or not anybody fetches more of it. */
export function dugAtHand({ own, dig }: Digger): readonly SourceReference[] {
  const all: SourceReference[] = [];
  for (let dug = dig(own); dug.parts.length + dug.nested.length > 0; dug = dig(dug.nested))
    for (const one of [...dug.parts, ...dug.nested]) all.push(one);
  return all;
}
