/** Where progress is told: a terminal, of which the line can be written again, or a log. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface ProgressSink {
  /** @param line of what is done, escaped for where it goes */
  readonly tell: (line: string, done: number, of: number) => void;
  readonly end: () => void;
}

const BAR_COLUMNS = 24;

/** On a terminal a bar with the last of them, in a log a line for each. */
export function progressSink(stream: Stream, environment: Readonly<Record<string, string | undefined>>): ProgressSink {
  const isTerminal = stream.isTTY === true && environment.TERM !== "dumb" && environment.CI !== "true";
  if (!isTerminal) return { tell: (line) => stream.write(`${line}\n`), end: () => {} };
  return {
    tell: (line, done, of) => {
      const full = of === 0 ? BAR_COLUMNS : Math.round((done / of) * BAR_COLUMNS);
      const bar = `[${"#".repeat(full)}${".".repeat(BAR_COLUMNS - full)}] ${done}/${of} `;
      const room = Math.max(0, (stream.columns ?? 80) - bar.length - 1);
      stream.write(`\r\u001b[K${bar}${line.slice(0, room)}`);
    },
    end: () => stream.write("\r\u001b[K"),
  };
}
