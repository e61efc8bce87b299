/** Where progress is told: a terminal, of which the line can be written again, or a log. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface ProgressSink {
  /** Whether what is told takes the place of what was told before. */
  readonly isBar: boolean;
  /** @param of how many there are */
  readonly begin: (of: number) => void;
  /** @param line of what is done, escaped for where it goes */
  readonly tell: (line: string, done: number, of: number) => void;
  readonly end: () => void;
}

/** Told of each of many short things: what it is, and how many of how many are done; all of them: that is the end. */
export type Progress = (what: string, done: number, of: number) => void;

const BAR_COLUMNS = 24;

/** On a terminal a bar with the last of them, in a log a line for each. */
export function progressSink(stream: Stream, environment: Readonly<Record<string, string | undefined>>): ProgressSink {
  const isTerminal = stream.isTTY === true && environment.TERM !== "dumb" && environment.CI !== "true";
  if (!isTerminal) return { isBar: false, begin: () => {}, tell: (line) => stream.write(`${line}\n`), end: () => {} };
  const tell: ProgressSink["tell"] = (line, done, of) => {
    const full = Math.round((done / of) * BAR_COLUMNS);
    const bar = `[${"#".repeat(full)}${".".repeat(BAR_COLUMNS - full)}] ${done}/${of} `;
    const room = Math.max(0, (stream.columns || 80) - bar.length - 1);
    stream.write(`\r\u001b[K${bar}${line.slice(0, room)}`);
  };
  return {
    isBar: true,
    begin: (of) => {
      if (of > 0) tell("", 0, of);
    },
    tell,
    end: () => stream.write("\r\u001b[K"),
  };
}

/** Milliseconds after which a log hears of something. */
const LONGEST_SILENCE_MS = 8_000;

/**
 * On a terminal a bar; in a log a line now and then, since one for each of hundreds says nothing.
 * @param now milliseconds of a clock
 */
export function pacedProgress(
  stream: Stream,
  environment: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Progress {
  const bar = progressSink(stream, environment);
  let told = now();
  return (what, done, of) => {
    if (bar.isBar) {
      if (done === of) bar.end();
      else bar.tell(what, done, of);
    } else if (done !== of && now() - told >= LONGEST_SILENCE_MS) {
      told = now();
      stream.write(`${what}: ${done} of ${of} done\n`);
    }
  };
}
