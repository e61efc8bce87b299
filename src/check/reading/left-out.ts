import type { LeftOut } from "../../base/files.ts";
import { mentionsCrd } from "../../manifests/select.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { NotRead } from "./tree.ts";

/** Of so many files that a sparse checkout leaves out the contents are looked into; more are one folder that may hold CRDs. */
const MOST_READ = 5_000;

const SUBMODULE =
  "a submodule that is not checked out: `submodules: true` for actions/checkout, `git submodule update --init` in a clone";
const NESTED =
  "a submodule of a submodule that is not checked out: `submodules: recursive` for actions/checkout, `git submodule update --init --recursive` in a clone";
const ONE =
  "it names a CRD and is not checked out: `git sparse-checkout add` its folder, or leave it out with `manifests.exclude`";
const UNKNOWN = "not checked out: `git sparse-checkout add` their folders, or leave them out with `manifests.exclude`";

/** Of a commit itself. */
export const NOTHING_LEFT_OUT: LeftOut = {
  files: new Set(),
  submodules: new Set(),
  nested: new Set(),
  read: () => new Map(),
};

/**
 * What the checkout leaves out of its commit and may hold manifests: no run that did not see it is a pass.
 * @param wanted patterns of what is looked into
 * @param exclude patterns of what is not
 */
export function leftOutOf(
  { files, submodules, nested, read }: LeftOut,
  wanted: readonly string[],
  exclude: readonly string[],
): readonly NotRead[] {
  if (files.size + submodules.size === 0) return [];
  const { patterns, left } = sorted(wanted, exclude);
  const folders = [...submodules].filter((folder) => isLookedInto(folder, wanted, exclude));
  const matching = [...files].filter((file) => matchesGlob(file, patterns) && !matchesGlob(file, left));
  const contents = read(matching.slice(0, MOST_READ));
  const unknown = matching.filter((file) => !contents.has(file));
  // What is packed says no words.
  const holding = [...contents].filter(([file, bytes]) => file.endsWith(".tgz") || mentionsCrd(bytes));
  const count = unknown.length === 1 ? "1 file of it is" : `${unknown.length} files of it are`;
  return [
    ...folders.map((path) => ({
      path,
      reason: nested.has(path) ? NESTED : SUBMODULE,
      mayHoldCrds: true as const,
      isFolder: true as const,
    })),
    ...holding.map(([path]) => ({ path, reason: ONE, mayHoldCrds: true as const })),
    ...(unknown.length === 0
      ? []
      : [
          {
            path: commonFolder(unknown),
            reason: `${count} ${UNKNOWN}`,
            mayHoldCrds: true as const,
            isFolder: true as const,
          },
        ]),
  ];
}

/** Whether a folder may hold a file that is looked into. */
export function isLookedInto(folder: string, wanted: readonly string[], exclude: readonly string[]): boolean {
  const { patterns, left } = sorted(wanted, exclude);
  return mayMatchBelow(folder, patterns) && !isLeftWhole(folder, left);
}

function sorted(wanted: readonly string[], exclude: readonly string[]) {
  const patterns = wanted.filter((pattern) => !pattern.startsWith("!"));
  const negated = wanted.flatMap((pattern) => (pattern.startsWith("!") ? [pattern.slice(1)] : []));
  return { patterns, left: [...exclude, ...negated] };
}

/** Whether a pattern may find something below a folder; it may where steps stand in its braces. */
function mayMatchBelow(folder: string, patterns: readonly string[]): boolean {
  const steps = folder.split("/");
  return patterns.some((pattern) => {
    const parts = pattern.replace(/^(?:\.\/+)+/, "").split("/");
    if (parts.some(isCut)) return true;
    for (const [index, step] of steps.entries()) {
      const part = parts[index];
      if (part === undefined) return false;
      if (part === "**") return true;
      if (!matchesGlob(step, [part])) return false;
    }
    return parts.length > steps.length;
  });
}

/** A step of a pattern whose braces end in another. */
function isCut(part: string): boolean {
  const count = (char: string) => part.split(char).length;
  return count("{") !== count("}") || count("(") !== count(")");
}

/** Whether patterns leave out whatever stands in a folder. */
function isLeftWhole(folder: string, exclude: readonly string[]): boolean {
  return [`${folder}/a.yaml`, `${folder}/a/a.json`].every((file) => matchesGlob(file, exclude));
}

/** `.` where they share none. */
function commonFolder(files: readonly string[]): string {
  const [first = "", ...others] = files;
  let steps = first.split("/").slice(0, -1);
  for (const other of others) {
    const own = other.split("/");
    const end = steps.findIndex((step, index) => own[index] !== step);
    if (end >= 0) steps = steps.slice(0, end);
  }
  return steps.join("/") || ".";
}
