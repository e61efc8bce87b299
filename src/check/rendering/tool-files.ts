import type { FoundFiles } from "../../base/files.ts";
import { done, type Result } from "../../base/result.ts";
import type { ToolFile } from "../../base/tools.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { code } from "../../text/code-span.ts";
import type { TreeFiles } from "../ports.ts";
import { literalGlob } from "../reading/manifest-files.ts";

/** A file that a tool is given. */
export interface Input {
  /** Where the tool finds it. */
  readonly path: string;
  /** The file that has its bytes: another one where a link leads to it. */
  readonly from: string;
  /** Whether a link inside the chart or kustomization leads to it. */
  readonly linked: boolean;
  readonly tree: TreeFiles;
  /** What the tool gets in place of the file's own bytes. */
  readonly instead?: Uint8Array;
}

export interface Inputs {
  readonly files: Map<string, Input>;
  /** What cannot be given to a tool, the first one met; null: nothing so far. */
  problem: string | null;
  /** Links to folders that were followed so far. */
  links: number;
}

/** Charts and kustomizations are text; what is larger is a mistake in a path, or meant to fill the disk. */
const MOST_FILES = 20_000;
const MOST_BYTES = 100 * 1024 * 1024;
/** A file system takes 4096 bytes, with the folder in which it all lies. */
const LONGEST_PATH = 1024;
/** Links to folders with links to folders multiply: nobody needs more. */
const MOST_LINKS = 500;

export function noInputs(): Inputs {
  return { files: new Map(), problem: null, links: 0 };
}

/**
 * Adds one file, through links where they stay in the tree.
 * @param as where the tool finds it, if that is not its own path
 */
export function addFile(tree: TreeFiles, path: string, inputs: Inputs, as = path): void {
  const real = tree.follow(path);
  if (real.kind === "file")
    add(inputs, { path: as, from: real.path, linked: relativeFile("", path) !== real.path, tree });
  else inputs.problem ??= reasonAgainst(path, real.kind);
}

/**
 * Adds all files of a folder; links in it count as what they lead to, as helm and kustomize read them. The folder itself
 * may be behind a link: it is the one that was named.
 * @param as where the tool finds it, if that is not its own path
 */
export function addFolder(tree: TreeFiles, path: string, inputs: Inputs, as = path): void {
  const real = tree.follow(path);
  if (real.kind !== "directory") inputs.problem ??= reasonAgainst(path, real.kind);
  else addContents({ tree, inputs, listed: new Map() }, { from: real.path, to: as, followed: [] });
}

interface Walk {
  readonly tree: TreeFiles;
  readonly inputs: Inputs;
  /** Folders are listed once, however many links lead to them. */
  readonly listed: Map<string, FoundFiles>;
}

interface Step {
  readonly from: string;
  readonly to: string;
  /** The links that were followed to come here. */
  readonly followed: readonly string[];
}

function addContents(walk: Walk, { from, to, followed }: Step): void {
  const { tree, inputs } = walk;
  const below = from === "." ? "" : `${from}/`;
  const there = to === "." ? "" : `${to}/`;
  const found = listing(walk, from);
  for (const file of found.files) {
    add(inputs, { path: there + file.slice(below.length), from: file, linked: followed.length > 0, tree });
    if (inputs.problem !== null) return;
  }
  for (const { path, reason } of found.skipped) {
    if (!path.startsWith(below)) continue;
    const place = there + path.slice(below.length);
    const real = tree.follow(path);
    if (real.kind === "file") add(inputs, { path: place, from: real.path, linked: true, tree });
    else if (real.kind !== "directory") inputs.problem ??= reasonAgainst(path, real.kind);
    else if (real.path === path) inputs.problem ??= `${code(path)}: ${reason}`;
    else if ([...followed, path].some((link) => isInFolder(link, real.path)))
      inputs.problem ??= `\`${place}\` is a link to a folder that it is in itself`;
    else if (++inputs.links > MOST_LINKS) inputs.problem ??= `it has more than ${MOST_LINKS} links to folders`;
    else addContents(walk, { from: real.path, to: place, followed: [...followed, path] });
    if (inputs.problem !== null) return;
  }
}

function listing({ tree, listed }: Walk, folder: string): FoundFiles {
  const known = listed.get(folder);
  if (known !== undefined) return known;
  const pattern = folder === "." ? "" : `${literalGlob(folder)}/`;
  const found = tree.find([`${pattern}**`], [`${pattern}**/.git/**`, `${pattern}**/node_modules/**`]);
  listed.set(folder, found);
  return found;
}

function isInFolder(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}

/** Letters that HFS+ does not see in a name, as git lists them (utf8.c, next_hfs_char). */
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether a path leads into git's own folder, by any name that a file system takes for it (`.GIT`, `git~1`, `.git.`): it
 * has the token that a checkout was made with.
 */
function isGitsOwn(path: string): boolean {
  return path
    .replaceAll(UNSEEN, "")
    .split("/")
    .some((part) => /^(\.git|git~\d+)[. ]*(:|$)/i.test(part));
}

function add(inputs: Inputs, input: Input): void {
  if (isGitsOwn(input.from)) inputs.problem ??= `${code(input.path)} is a file of git's own, which no tool is given`;
  else if (input.path.length > LONGEST_PATH)
    inputs.problem ??= `it has a path of more than ${LONGEST_PATH} letters: \`${input.path.slice(0, 80)}…\``;
  else if (inputs.files.size >= MOST_FILES)
    inputs.problem ??= `it takes more than the ${MOST_FILES} files that are given to a tool`;
  else inputs.files.set(input.path, input);
}

function reasonAgainst(path: string, kind: "file" | "directory" | "missing" | "outside" | "other"): string {
  switch (kind) {
    case "missing":
      return `${code(path)} is not there, or a link that leads nowhere`;
    case "outside":
      return `${code(path)} leads out of the workspace, and nothing there is read`;
    case "file":
      return `${code(path)} is a file, not a folder`;
    case "directory":
      return `${code(path)} is a folder, not a file`;
    case "other":
      return `${code(path)} is neither a file nor a folder that can be read`;
    default:
      return kind satisfies never;
  }
}

/** What the inputs are, without their bytes: equal only where all bytes are equal. */
export function identitiesOf(inputs: Inputs): readonly (readonly [string, string])[] {
  return [...inputs.files.values()]
    .map(({ path, from, tree, instead }) => {
      const own = tree.identityOf(from);
      return [path, instead === undefined ? own : `${own} ${new TextDecoder().decode(instead)}`] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

/** The bytes of all inputs. */
export function readInputs(inputs: Inputs): Result<readonly ToolFile[]> {
  const files: ToolFile[] = [];
  let left = MOST_BYTES;
  for (const { path, from, tree, instead } of inputs.files.values()) {
    const reading = instead === undefined ? tree.read(from) : done(instead);
    if (!reading.ok) return { ok: false, reason: `\`${from}\` cannot be read: ${reading.reason}` };
    left -= reading.value.length;
    if (left < 0) {
      return {
        ok: false,
        reason: `its files have more than the ${MOST_BYTES / 1024 / 1024} MiB that are given to a tool`,
      };
    }
    files.push({ path, bytes: Uint8Array.from(reading.value) });
  }
  return { ok: true, value: files };
}
