import { runnerLog } from "../text/escape.ts";

/** Reporting that fails is said and changes nothing: what is reported was reached before. @param stands the verdict, the result */
export function attempt(what: string, stands: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(runnerLog(`The ${what} could not be written (${reason}); the ${stands} stands.\n`));
    return false;
  }
}
