import type { FindingWords, Remedy, RemedyStep } from "../../rules/words/finding-words.ts";
import { afterColon } from "../../text/clause.ts";
import { code } from "../../text/code-span.ts";
import { clustersInWords, counted, joined, quoted } from "../../text/listing.ts";

/** What a rule says of one CRD, or of one document where it is about such. */
export interface Part {
  /** The CRD, or the document where it names none. */
  readonly name: string;
  /** Sorted names of its clusters; null: all of the finding's. */
  readonly clusters: readonly string[] | null;
  readonly words: FindingWords;
}

type Parts = readonly [Part, ...Part[]];

interface ComposedWords extends FindingWords {
  /** What is said of each CRD, where it is not the same of all. */
  readonly reasons: ReadonlyMap<string, readonly string[]>;
}

/** More ways out than this fit no page. */
const MOST_WAYS = 8;
/** More names drown a sentence; the finding's lines have them all. */
const MOST_NAMED = 5;

/**
 * One text of what is said of several CRDs one by one. What is alike but for a CRD's own name is said once, of the first;
 * what is not is told of each.
 */
export function composedWords(parts: Parts): ComposedWords {
  const [{ words }] = parts;
  const said = saidOnce(parts, messageOf, "Of each of them: ");
  const isStepless = parts.every((part) => part.words.remedy.steps.length === 0);
  const summary = saidOnce(parts, summaryOf, "");
  // Without steps what is to be done of each stands with its reason.
  const isListed = isStepless && summary === null;
  const [shared, sharedWays] = [commonOf(parts, messageOf), commonOf(parts, summaryOf)];
  const reasons = new Map<string, readonly string[]>();
  for (const part of parts) {
    const told = [
      ...(said === null ? without(messageOf(part), shared) : []),
      ...(isListed ? without(summaryOf(part), sharedWays) : []),
    ];
    if (told.length > 0) reasons.set(part.name, [...new Set([...(reasons.get(part.name) ?? []), ...told])]);
  }
  const message = "It is not the same with all of them: the list says how it is with each.";
  const remedy = "What is to be done is not the same for all of them: the list says it of each.";
  return {
    message:
      said ?? [message, ...(shared.length === 0 ? [] : [`Of all of them: ${afterColon(shared.join(" "))}`])].join(" "),
    remedy: isListed
      ? { summary: [remedy, ...sharedWays].join(" "), steps: [] }
      : isStepless
        ? { ...words.remedy, summary: summary ?? "" }
        : composedRemedy(parts),
    reasons,
  };
}

function messageOf({ words }: Part): string {
  return words.message;
}

function summaryOf({ words }: Part): string {
  return words.remedy.summary;
}

/** Sentences that hold of all of them, word for word. */
function commonOf([first, ...others]: Parts, textOf: (part: Part) => string): readonly string[] {
  const texts = others.map((part) => new Set(sentencesOf(textOf(part))));
  return sentencesOf(textOf(first)).filter((sentence) => texts.every((text) => text.has(sentence)));
}

function without(text: string, shared: readonly string[]): readonly string[] {
  const own = sentencesOf(text).filter((sentence) => !shared.includes(sentence));
  return own.length === 0 ? [] : [own.join(" ")];
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=\.) /);
}

/**
 * A text that holds of all of them, literally or but for their own names; null: it does not.
 * @param each what is put in front of one that is the same for several
 */
function saidOnce(parts: Parts, textOf: (part: Part) => string, each: string): string | null {
  const [first] = parts;
  const texts = [...new Set(parts.map(textOf))];
  if (countOf(parts) === 1) return texts.join(" ");
  if (texts.length === 1) return `${each}${each === "" ? texts[0] : afterColon(texts[0] ?? "")}`;
  const isAlike = new Set(parts.map((part) => nameless(part, textOf(part)))).size === 1;
  return isAlike ? `Of ${code(first.name)}, and of the others in the same way: ${afterColon(textOf(first))}` : null;
}

/** The steps of each way out once, each with the CRDs that it is for. */
function composedRemedy(parts: Parts): Remedy {
  const ways = waysOf(parts);
  const [way, ...others] = ways;
  if (way === undefined) return parts[0].words.remedy;
  if (others.length === 0) return remedyOfAll(way);
  const isSame = new Set(parts.map(({ words }) => words.remedy.summary)).size === 1;
  const shown = ways.slice(0, MOST_WAYS);
  const left = ways.slice(MOST_WAYS).flat();
  const steps = shown.flatMap((one): readonly RemedyStep[] => {
    const [{ clusters, words }] = one;
    const where = clusters === null ? "" : ` on ${clustersInWords(clusters)}`;
    const summary = isSame ? "" : ` ${words.remedy.summary}`;
    return [{ text: `For ${namesOf(one)}${where}:${summary}${repeated(one)}` }, ...stepsOf(one)];
  });
  // What is said of YAML that follows is the last step's to say.
  const open =
    left.length === 0
      ? []
      : [
          {
            text: `${counted(countOf(left), "more CRD")} (${namesOf(left)}) ${countOf(left) === 1 ? "needs" : "need"} steps that differ from all of these: the next check prints them once these are through.`,
          },
        ];
  const suggestion = suggestionOf(shown.map(([{ words }]) => words.remedy));
  return {
    summary: isSame
      ? parts[0].words.remedy.summary
      : "What is to be done is not the same for all of them: the steps say what is for which.",
    steps: [...open, ...steps],
    ...(suggestion === "" ? {} : { suggestion }),
  };
}

/** Items of spec.versions, each once. */
function suggestionOf(remedies: readonly Remedy[]): string {
  return [...new Set(remedies.flatMap(({ suggestion = "" }) => suggestion.split(/^(?=- )/m)))].join("");
}

/** @param way that of all CRDs */
function remedyOfAll(way: Parts): Remedy {
  const [{ words }, ...others] = way;
  const { remedy } = words;
  const isLiteral = others.every((other) => JSON.stringify(other.words.remedy) === JSON.stringify(remedy));
  if (isLiteral) return remedy;
  return { ...remedy, steps: [{ text: repeated(way).trimStart() }, ...stepsOf(way)] };
}

/** How the steps of one CRD are those of several; "" where they are of one, or there are none. */
function repeated(way: Parts): string {
  const [{ name, words }] = way;
  const count = countOf(way);
  if (count === 1 || words.remedy.steps.length === 0) return "";
  const { plural } = splitName(name);
  return ` Go through what follows once for each of the ${count} CRDs. It is written for ${code(name)}: of another one, put its plural in the place of \`${plural}\`.`;
}

/** Those of the first CRD, for its clusters. */
function stepsOf([{ clusters, words }]: Parts): readonly RemedyStep[] {
  if (clusters === null) return words.remedy.steps;
  return words.remedy.steps.map((step) => (step.clusters === undefined ? { ...step, clusters } : step));
}

/**
 * CRDs with one way out: the same steps but for the plural. Of another API group or on other clusters it is another one:
 * commands are only printed as they were executed.
 */
function waysOf(parts: Parts): readonly Parts[] {
  const ways = new Map<string, [Part, ...Part[]]>();
  for (const part of parts) {
    const { remedy } = part.words;
    const own = remedy.steps.length === 0 ? null : [splitName(part.name).group, part.clusters];
    const key = JSON.stringify([own, nameless(part, JSON.stringify(remedy))]);
    const way = ways.get(key);
    if (way === undefined) ways.set(key, [part]);
    else way.push(part);
  }
  return [...ways.values()];
}

/** A text in which the plural of its CRD has no name: equal for texts that differ in it alone. */
function nameless({ name }: Part, text: string): string {
  const { plural } = splitName(name);
  return plural === "" ? text : text.replaceAll(plural, "\0");
}

function splitName(crd: string): { readonly plural: string; readonly group: string } {
  const [plural = "", ...group] = crd.split(".");
  return { plural, group: group.join(".") };
}

function countOf(parts: readonly Part[]): number {
  return new Set(parts.map(({ name }) => name)).size;
}

/** The first of them by name; the finding's lines have them all. */
function namesOf(parts: readonly Part[]): string {
  const names = [...new Set(parts.map(({ name }) => name))];
  const more = names.length - MOST_NAMED;
  if (more <= 0) return quoted(names);
  return joined([
    names
      .slice(0, MOST_NAMED)
      .map((name) => code(name))
      .join(", "),
    `${more} more`,
  ]);
}
