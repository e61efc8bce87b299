import type { Finding, FindingLine } from "../report/report.ts";
import { fromRoot } from "../report/root-path.ts";
import { indexOfDiff, indexOfLines, remembered } from "./diff-index.ts";
import { mapLine } from "./line-map.ts";
import type { Anchor, DiffFile, FileRelations, LineAnchor, PullRequestDiff } from "./model.ts";

/** What places are looked for in. */
export interface PlacementContext {
  readonly diff: PullRequestDiff;
  readonly relations: FileRelations;
  /** What the report's paths are relative to, seen from the repository's root. */
  readonly folder: string;
}

/** More places of one finding are not looked for in a diff. */
const MOST_PLACES = 100;

/**
 * Where a finding can stand in the pull request, the best place first: its own line (in the template, where it was
 * rendered from one), the line of the base that this change removed, the changed line nearest to it in the same CRD; the
 * same of its further places; its files, and what they were rendered to.
 * GitHub takes a line only inside a hunk and a file only if the diff has it; a line that cannot be told for certain in
 * the commit that GitHub shows is no place.
 */
export function placesOf(finding: Finding, context: PlacementContext): readonly Anchor[] {
  const all = atEachPlace(finding);
  const places = [
    ...all.flatMap((one) => [
      ...causeLines(one, context),
      ...removedLines(one, context),
      ...removedFromTemplate(one, context),
      ...nearestChange(one, context),
    ]),
    ...all.flatMap(({ location, lines = [], removed = [] }) =>
      [location, ...lines, ...removed].flatMap(({ path }) => wholeFile(path, context)),
    ),
    ...all.flatMap((one) => renderedPlaces(one, context)),
  ];
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** The finding as it would be with each of its places alone, its first place first. */
export function atEachPlace(finding: Finding): readonly Finding[] {
  const { otherPlaces = [], ...first } = finding;
  const { document: _, removed: __, rendered: ___, lines: ____, ...words } = first;
  return [first, ...otherPlaces.slice(0, MOST_PLACES).map((place) => ({ ...words, ...place }))];
}

/** Where neither template nor values are in the diff, but what they are rendered to is. */
function renderedPlaces({ rendered, location: { inBase } }: Finding, context: PlacementContext): readonly Anchor[] {
  if (rendered === undefined) return [];
  const place = { ...rendered, ...(inBase === true ? { inBase } : {}) };
  return [...lineOf(place, context), ...wholeFile(rendered.path, context)];
}

/** The lines that are the cause: the finding's own, or those of what it bundles; of the base, where the change took them away. */
export function causeLines({ location, lines = [] }: Finding, context: PlacementContext): readonly LineAnchor[] {
  return [location, ...lines].flatMap((place) => lineOf(place, context));
}

function lineOf(
  { path, startLine, inBase }: Omit<FindingLine, "text">,
  context: PlacementContext,
): readonly LineAnchor[] {
  return inBase === true ? ownBaseLine(path, startLine, context) : ownLine(path, startLine, context);
}

function ownBaseLine(path: string, line: number, context: PlacementContext): readonly LineAnchor[] {
  const mapped = mapLine(context.relations.base.get(fromRoot(path, context.folder)), line);
  return mapped.kind === "line" ? removedLine(path, mapped.line, context, () => true) : [];
}

function ownLine(path: string, line: number, { diff, relations, folder }: PlacementContext): readonly LineAnchor[] {
  const name = fromRoot(path, folder);
  const mapped = mapLine(relations.head.get(name), line);
  if (mapped.kind !== "line") return [];
  const isShown = indexOfLines(fileAt(diff, name)).head.has(mapped.line);
  return isShown ? [{ kind: "line", path: name, side: "RIGHT", line: mapped.line }] : [];
}

/** The deleted version's own line. The text is looked at too: without git the two bases cannot be compared. */
function removedLines(finding: Finding, context: PlacementContext): readonly LineAnchor[] {
  return (finding.removed ?? []).flatMap(({ path, line, version }) => {
    const mapped = mapLine(context.relations.base.get(fromRoot(path, context.folder)), line);
    if (mapped.kind === "changed") return [];
    const wanted = mapped.kind === "line" ? mapped.line : line;
    return removedLine(path, wanted, context, (text) => hasWord(text, version));
  });
}

/** @param line of the merge base */
function removedLine(
  path: string,
  line: number,
  { diff, folder }: PlacementContext,
  isIt: (text: string) => boolean,
): readonly LineAnchor[] {
  const file = baseFileAt(diff, fromRoot(path, folder));
  const text = indexOfLines(file).removed.get(line);
  return file !== undefined && text !== undefined && isIt(text) ? [anchorAt(file, "LEFT", line)] : [];
}

/** A template is no document that can be read: the one line that it lost and that names the version. */
function removedFromTemplate(finding: Finding, { diff, folder }: PlacementContext): readonly LineAnchor[] {
  const { version, versions = [version ?? ""], document, removed, location } = finding;
  const file = fileAt(diff, fromRoot(location.path, folder));
  if (document !== undefined || removed !== undefined || file === undefined) return [];
  const named = remembered(NAMED, file, () => namedLines(file));
  return versions.flatMap((name) => {
    const [only, ...others] = named.get(name) ?? [];
    return only !== undefined && others.length === 0 ? [anchorAt(file, "LEFT", only)] : [];
  });
}

const NAMED = new WeakMap<DiffFile, ReadonlyMap<string, readonly number[]>>();

/** The removed lines of a file by the name that they give. */
function namedLines(file: DiffFile): ReadonlyMap<string, readonly number[]> {
  const named = new Map<string, number[]>();
  for (const [line, text] of indexOfLines(file).removed) {
    const name = VERSION_NAME.exec(text)?.[1];
    if (name === undefined) continue;
    const lines = named.get(name);
    if (lines === undefined) named.set(name, [line]);
    else lines.push(line);
  }
  return named;
}

const VERSION_NAME = /^\s*(?:- +)?name: *["']?([A-Za-z0-9.-]+)["']?\s*(?:#.*)?$/;

function hasWord(text: string, word: string): boolean {
  return text.split(/[^A-Za-z0-9.-]+/).includes(word);
}

interface Change {
  readonly anchor: LineAnchor;
  /** Where it stands among the head's lines; a removed line stands on the one behind it. */
  readonly at: number;
  /** The mark of the next document was removed in front of it. */
  readonly isNext: boolean;
}

/** Context lines of a hunk are no cause. */
function nearestChange(finding: Finding, context: PlacementContext): readonly LineAnchor[] {
  const { diff, relations, folder } = context;
  if (finding.document === undefined) return [];
  if (finding.location.inBase === true) return firstRemoved(finding.location.path, finding.document, context);
  const name = fromRoot(finding.location.path, folder);
  const relation = relations.head.get(name);
  const start = mapLine(relation, finding.document.startLine);
  const end = mapLine(relation, finding.document.endLine);
  if (start.kind !== "line" || end.kind !== "line") return [];
  const own = mapLine(relation, finding.location.startLine);
  const wanted = own.kind === "line" ? own.line : start.line;
  const file = fileAt(diff, name);
  const changes = file === undefined ? [] : remembered(CHANGES, file, () => changesOf(file));
  const inside = changes.filter(({ anchor, at, isNext }) =>
    anchor.side === "RIGHT"
      ? at >= start.line && at <= end.line
      : at > start.line && (at <= end.line || (at === end.line + 1 && !isNext)),
  );
  // Changes come in the order of their lines, which is kept among those that are equally near.
  const [nearest] = [...inside].sort((a, b) => Math.abs(a.at - wanted) - Math.abs(b.at - wanted) || rank(a) - rank(b));
  return nearest === undefined ? [] : [nearest.anchor];
}

/** Git may count the first lines of a removed document to the one behind it, which begins alike. */
function firstRemoved(
  path: string,
  { startLine, endLine }: NonNullable<Finding["document"]>,
  { diff, relations, folder }: PlacementContext,
): readonly LineAnchor[] {
  const name = fromRoot(path, folder);
  const [start, end] = [startLine, endLine].map((line) => mapLine(relations.base.get(name), line));
  const file = baseFileAt(diff, name);
  if (file === undefined || start?.kind !== "line" || end?.kind !== "line") return [];
  const first = indexOfLines(file).lines.find(
    (one) => one.kind === "removed" && one.oldLine >= start.line && one.oldLine <= end.line,
  );
  return first?.kind === "removed" ? [anchorAt(file, "LEFT", first.oldLine)] : [];
}

function rank({ anchor }: Change): number {
  return anchor.side === "RIGHT" ? 0 : 1;
}

const CHANGES = new WeakMap<DiffFile, readonly Change[]>();

function changesOf(file: DiffFile): readonly Change[] {
  return (file.hunks ?? []).flatMap(({ newStart, lines }) => {
    let at = newStart;
    let isNext = false;
    return lines.flatMap((one): readonly Change[] => {
      if (one.kind === "removed") {
        isNext ||= one.text.startsWith("---");
        return [{ anchor: anchorAt(file, "LEFT", one.oldLine), at, isNext }];
      }
      at = one.newLine + 1;
      isNext = false;
      return one.kind === "added" ? [{ anchor: anchorAt(file, "RIGHT", one.newLine), at: one.newLine, isNext }] : [];
    });
  });
}

function anchorAt(file: DiffFile, side: LineAnchor["side"], line: number): LineAnchor {
  return { kind: "line", path: file.path, side, line };
}

function wholeFile(path: string, { diff, folder }: PlacementContext): readonly Anchor[] {
  const name = fromRoot(path, folder);
  const file = fileAt(diff, name) ?? baseFileAt(diff, name);
  return file === undefined ? [] : [{ kind: "file", path: file.path }];
}

export function fileAt(diff: PullRequestDiff, path: string): DiffFile | undefined {
  return indexOfDiff(diff).byPath.get(path);
}

function baseFileAt(diff: PullRequestDiff, path: string): DiffFile | undefined {
  return indexOfDiff(diff).inBase.get(path);
}
