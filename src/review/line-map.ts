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
      return mapThrough(relation, line);
    default:
      return relation;
  }
}

function mapThrough({ hunks }: FileRelation & { readonly kind: "changed" }, line: number): MappedLine {
  let shift = 0;
  for (const { newStart, lines } of hunks) {
    if (newStart > line) break;
    for (const one of lines) {
      if (one.kind === "removed") {
        shift--;
        continue;
      }
      if (one.newLine === line) return one.kind === "added" ? { kind: "changed" } : { kind: "line", line: one.oldLine };
      if (one.kind === "added") shift++;
    }
  }
  return { kind: "line", line: line - shift };
}
