/** Where progress is told: a terminal, of which the line can be written again, or a log. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface ProgressSink {
  /** @param of how many there are */
  readonly begin: (of: number) => void;
  /** @param line of what is done, escaped for where it goes */
  readonly tell: (line: string, done: number, of: number) => void;
  readonly end: () => void;
}

const BAR_COLUMNS = 24;

/** On a terminal a bar with the last of them, in a log a line for each. */
export function progressSink(stream: Stream, environment: Readonly<Record<string, string | undefined>>): ProgressSink {
  const isTerminal = stream.isTTY === true && environment.TERM !== "dumb" && environment.CI !== "true";
  if (!isTerminal) return { begin: () => {}, tell: (line) => stream.write(`${line}\n`), end: () => {} };
  const tell: ProgressSink["tell"] = (line, done, of) => {
    const full = Math.round((done / of) * BAR_COLUMNS);
    const bar = `[${"#".repeat(full)}${".".repeat(BAR_COLUMNS - full)}] ${done}/${of} `;
    const room = Math.max(0, (stream.columns || 80) - bar.length - 1);
    stream.write(`\r\u001b[K${bar}${line.slice(0, room)}`);
  };
  return {
    begin: (of) => {
      if (of > 0) tell("", 0, of);
    },
    tell,
    end: () => stream.write("\r\u001b[K"),
  };
}
