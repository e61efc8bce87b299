import type pc from "picocolors";
import { codeParts } from "../text/code-span.ts";
import { printable } from "../text/escape.ts";

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal; sentences wrap there, commands and YAML do not. */
  readonly width: number;
  /** The terminal shows OSC 8 sequences as links; absent: it does not. */
  readonly links?: boolean;
  /**
   * Where the steps of a finding are: `here`, below it; `explain`, which the finding names with its fingerprint (the
   * default); `pages`, on the pages of the run, where nobody has a command line.
   */
  readonly steps?: "here" | "explain" | "pages";
}

export type Paint = ReturnType<typeof pc.createColors>;

/** What one renderer passes on: colours, columns and whether links can be hidden behind words. */
export interface Page {
  readonly paint: Paint;
  readonly width: number;
  readonly links: boolean;
  readonly steps: NonNullable<TextOptions["steps"]>;
}

/** Names stand between backquotes in our sentences; colour says it better where there is colour. */
export function sentence(text: string, paint: Paint): string {
  const plain = printable(text).replaceAll("\n", " ");
  if (!paint.isColorSupported) return plain;
  return codeParts(plain)
    .map((part, index) => (index % 2 === 0 ? part : paint.cyan(part)))
    .join("");
}

/** Words that lead to an address, as terminals take it (OSC 8). */
export function link(words: string, url: string): string {
  return `\u001b]8;;${url}\u0007${words}\u001b]8;;\u0007`;
}
