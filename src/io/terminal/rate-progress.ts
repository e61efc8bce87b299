import type { ProgressPort } from "../../migrate/ports.ts";
import { progressLine } from "../../migrate/progress.ts";
import { printableLine } from "../../text/escape.ts";
import { progressSink } from "./progress.ts";

type Stream = Parameters<typeof progressSink>[0] & { readonly isTTY?: boolean };

/** A line of a log is written so often, a terminal's bar is drawn so often. */
const LOG_MS = 10_000;
const BAR_MS = 100;

/** Progress with a rate: a bar on a terminal, in a log a line every ten seconds. @param clock milliseconds that only grow */
export function rateProgress(
  stream: Stream,
  environment: Readonly<Record<string, string | undefined>>,
  clock: () => number,
): ProgressPort {
  const sink = progressSink(stream, environment);
  const every = stream.isTTY === true ? BAR_MS : LOG_MS;
  let [of, since, told, first] = [0, 0, 0, -1];
  let name = "";
  return {
    begin: (crd, total) => {
      [name, of, since, told, first] = [printableLine(crd), total, clock(), clock(), -1];
      sink.begin(total);
    },
    tell: (done) => {
      if (first < 0) first = done - 1;
      const now = clock();
      if (now - told < every) return;
      told = now;
      sink.tell(`${name}: ${progressLine(done, of, first, now - since)}`, done, Math.max(of, done));
    },
    end: () => sink.end(),
  };
}
