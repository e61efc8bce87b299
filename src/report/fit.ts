/**
 * The first of several texts that is small enough, made of whole blocks with an empty line between them.
 * @param rungs from the one that says most to the one that says least; blocks that are empty are left out
 * @param budgetBytes in UTF-8, a line feed at the end counted
 * @returns null: none is
 */
export function firstThatFits(rungs: readonly (() => readonly string[])[], budgetBytes: number): string | null {
  for (const rung of rungs) {
    const text = rung()
      .filter((block) => block !== "")
      .join("\n\n");
    if (utf8Length(text) < budgetBytes) return text;
  }
  return null;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
