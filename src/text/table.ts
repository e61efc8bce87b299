import { visibleLength } from "./wrap.ts";

const GAP = 2;

/**
 * Rows as aligned columns. When they do not fit into `width`, each row after the header becomes a paragraph of
 * `header: cell` lines, so that nothing is cut.
 * @param rows the header first; cells may carry colours
 * @param narrow what each row becomes instead, below each other
 */
export function textTable(
  rows: readonly (readonly string[])[],
  width: number,
  narrow?: (row: readonly string[]) => string,
): string {
  const [header = [], ...body] = rows;
  const widths = header.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, visibleLength(row[column] ?? "")), 0),
  );
  const total = widths.reduce((sum, one) => sum + one + GAP, -GAP);
  if (total <= width) return rows.map((row) => aligned(row, widths)).join("\n");
  if (narrow !== undefined) return body.map(narrow).join("\n");
  return body.map((row) => row.map((cell, column) => `${header[column] ?? ""}: ${cell}`).join("\n")).join("\n\n");
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - visibleLength(cell))))
    .join(" ".repeat(GAP))
    .trimEnd();
}
