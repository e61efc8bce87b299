import { literalGlob } from "../manifest-files.ts";
import type { ToolFile, TreeFiles } from "../ports.ts";

/** A file that a tool is given. */
export interface Input {
  /** Where the tool finds it. */
  readonly path: string;
  /** The file that has its bytes: another one where `path` is a link. */
  readonly from: string;
  readonly tree: TreeFiles;
}

export interface Inputs {
  readonly files: Map<string, Input>;
  /** What cannot be given to a tool, the first one met; null: nothing so far. */
  problem: string | null;
}

/** Charts and kustomizations are text; what is larger is a mistake in a path, or meant to fill the disk. */
const MOST_FILES = 20_000;
const MOST_BYTES = 100 * 1024 * 1024;
/** Links to folders with links to folders: nobody needs more. */
const MOST_LINKED = 8;

export function noInputs(): Inputs {
  return { files: new Map(), problem: null };
}

/** Adds one file, through links where they stay in the tree. */
export function addFile(tree: TreeFiles, path: string, inputs: Inputs): void {
  const real = tree.follow(path);
  if (real.kind === "file") add(tree, inputs, path, real.path);
  else inputs.problem ??= reasonAgainst(path, real.kind);
}

/** Adds all files of a folder; links in it count as what they lead to, as helm and kustomize read them. */
export function addFolder(tree: TreeFiles, path: string, inputs: Inputs): void {
  const real = tree.follow(path);
  if (real.kind === "directory") addContents(tree, real.path, path, inputs, MOST_LINKED);
  else inputs.problem ??= reasonAgainst(path, real.kind);
}

function addContents(tree: TreeFiles, from: string, to: string, inputs: Inputs, linked: number): void {
  const below = from === "." ? "" : `${from}/`;
  const there = to === "." ? "" : `${to}/`;
  const pattern = from === "." ? "" : `${literalGlob(from)}/`;
  const found = tree.find([`${pattern}**`], [`${pattern}**/.git/**`, `${pattern}**/node_modules/**`]);
  for (const file of found.files) add(tree, inputs, there + file.slice(below.length), file);
  for (const { path, reason } of found.skipped) {
    if (!path.startsWith(below)) continue;
    const place = there + path.slice(below.length);
    const real = tree.follow(path);
    if (real.kind === "file") add(tree, inputs, place, real.path);
    else if (real.kind === "directory" && real.path === path) inputs.problem ??= `\`${path}\`: ${reason}`;
    else if (real.kind !== "directory") inputs.problem ??= reasonAgainst(path, real.kind);
    else if (linked === 0) inputs.problem ??= `\`${place}\` is reached through too many links`;
    else addContents(tree, real.path, place, inputs, linked - 1);
    if (inputs.problem !== null) return;
  }
}

function add(tree: TreeFiles, inputs: Inputs, path: string, from: string): void {
  if (inputs.files.size >= MOST_FILES)
    inputs.problem ??= `it takes more than the ${MOST_FILES} files that are given to a tool`;
  else inputs.files.set(path, { path, from, tree });
}

function reasonAgainst(path: string, kind: "file" | "directory" | "missing" | "outside" | "other"): string {
  switch (kind) {
    case "missing":
      return `\`${path}\` is not there, or a link that leads nowhere`;
    case "outside":
      return `\`${path}\` leads out of the workspace, and nothing there is read`;
    case "file":
      return `\`${path}\` is a file, not a folder`;
    case "directory":
      return `\`${path}\` is a folder, not a file`;
    case "other":
      return `\`${path}\` is neither a file nor a folder that can be read`;
    default:
      return kind satisfies never;
  }
}

/** What the inputs are, without their bytes: equal only where all bytes are equal. */
export function identitiesOf(inputs: Inputs): readonly (readonly [string, string])[] {
  return [...inputs.files.values()]
    .map(({ path, from, tree }) => [path, tree.identityOf(from)] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

export type InputReading =
  | { readonly ok: true; readonly files: readonly ToolFile[] }
  | { readonly ok: false; readonly reason: string };

/** The bytes of all inputs. */
export function readInputs(inputs: Inputs): InputReading {
  const files: ToolFile[] = [];
  let left = MOST_BYTES;
  for (const { path, from, tree } of inputs.files.values()) {
    const reading = tree.read(from);
    if (!reading.ok) return { ok: false, reason: `\`${from}\` cannot be read: ${reading.reason}` };
    left -= reading.bytes.length;
    if (left < 0) {
      return {
        ok: false,
        reason: `its files have more than the ${MOST_BYTES / 1024 / 1024} MiB that are given to a tool`,
      };
    }
    files.push({ path, bytes: Uint8Array.from(reading.bytes) });
  }
  return { ok: true, files };
}
