import { InvalidArgumentError } from "commander";
import { costFault } from "../config/glob-cost.ts";
import { collect } from "./check-options.ts";

/** A pattern that a person typed, and that is compared with thousands of names. */
export function releasePattern(value: string, previous?: readonly string[]): readonly string[] {
  const fault = value === "" ? { message: "is empty", remedy: "" } : costFault(value);
  if (fault !== null) throw new InvalidArgumentError(`It ${fault.message}. ${fault.remedy}`.trimEnd());
  return collect(value, previous);
}

/** A value for helm. */
export function setValue(value: string, previous?: readonly string[]): readonly string[] {
  if (!/^[^=]+=/.test(value)) throw new InvalidArgumentError("It takes a key and a value: `crds.enabled=true`.");
  return collect(value, previous);
}
