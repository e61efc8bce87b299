import { expect } from "vitest";

/** There is a reason, and each has words and a place in the text. */
export function expectPlaced(
  problems: readonly {
    readonly line: number;
    readonly column: number;
    readonly message: string;
    readonly remedy: string;
  }[],
  input: string,
): void {
  const lines = input.split("\n").length;
  expect(problems.length > 0, "it is refused for no reason").toBe(true);
  for (const { line, column, message, remedy } of problems) {
    expect(line >= 1 && line <= lines && column >= 1, `no place of the text: ${line}:${column}: ${message}`).toBe(true);
    expect(message !== "" && remedy !== "", "no words").toBe(true);
  }
}
