import { remembered } from "./diff-index.ts";
import type { FileRelation } from "./model.ts";

/** What a line that was read is in the commit whose lines GitHub shows. */
export type MappedLine =
  | { readonly kind: "line"; readonly line: number }
  /** The commit has the file, and not this line. */
  | { readonly kind: "changed" }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown" };

/** Only a line that both texts share is mapped: a comment never stands on a line that merely has the same number. */
export function mapLine(relation: FileRelation | undefined, line: number): MappedLine {
  if (relation === undefined) return { kind: "unknown" };
  switch (relation.kind) {
    case "same":
      return { kind: "line", line };
    case "changed":
      return mapThrough(
        remembered(MAPS, relation, () => lineMap(relation)),
        line,
      );
    default:
      return relation;
  }
}

type Changed = FileRelation & { readonly kind: "changed" };

interface LineMap {
  /** Lines of the newer text that hunks have: what each is in the older one; null: added. */
  readonly shown: ReadonlyMap<number, number | null>;
  /** Behind each hunk, in order: from which line on, and by how much the newer text is ahead. */
  readonly behind: readonly { readonly from: number; readonly shift: number }[];
}

const MAPS = new WeakMap<Changed, LineMap>();

function lineMap({ hunks }: Changed): LineMap {
  const shown = new Map<number, number | null>();
  const behind: { readonly from: number; readonly shift: number }[] = [];
  let shift = 0;
  for (const { newStart, lines } of hunks) {
    let from = newStart;
    for (const one of lines) {
      if (one.kind === "removed") {
        shift--;
        continue;
      }
      if (one.kind === "added") shift++;
      shown.set(one.newLine, one.kind === "added" ? null : one.oldLine);
      from = one.newLine + 1;
    }
    behind.push({ from, shift });
  }
  return { shown, behind };
}

function mapThrough({ shown, behind }: LineMap, line: number): MappedLine {
  const old = shown.get(line);
  if (old !== undefined) return old === null ? { kind: "changed" } : { kind: "line", line: old };
  // The last hunk that ends in front of it.
  let [low, high] = [0, behind.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((behind[middle]?.from ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return { kind: "line", line: line - (behind[low - 1]?.shift ?? 0) };
}
