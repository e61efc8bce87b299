import { createSupportsHyperlinks } from "supports-hyperlinks";

/** Columns of what is no terminal. */
export const DEFAULT_WIDTH = 100;

export interface Terminal {
  readonly color: boolean;
  /** Columns; a sensible width where output is no terminal. */
  readonly width: number;
  /** It shows OSC 8 sequences as links. */
  readonly links: boolean;
}

/** A stream to print on, as Node has it. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** NO_COLOR (no-color.org) wins over FORCE_COLOR, both over what the stream is. `TERM=dumb` has no colours. */
export function terminalOf(stream: Stream, environment: Readonly<Record<string, string | undefined>>): Terminal {
  const color = hasColor(stream, environment);
  const links = color && stream.isTTY === true && createSupportsHyperlinks({ isTTY: true });
  // A terminal that nobody has told its size says 0.
  return { color, links, width: stream.columns || DEFAULT_WIDTH };
}

function hasColor(stream: Stream, environment: Readonly<Record<string, string | undefined>>): boolean {
  if ((environment.NO_COLOR ?? "") !== "") return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && environment.TERM !== "dumb";
}
