import { isDebug } from "@actions/core";
import { commandData } from "../../text/escape.ts";

/** A line for whoever runs the job again with debug logging; the runner shows it to nobody else. */
export function debug(line: string): void {
  if (isDebug()) process.stdout.write(`::debug::${commandData(line)}\n`);
}
