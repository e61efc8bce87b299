import { AS_STEPS, BY_HAND, ELSE_GO_ON, migrateCommand, SET_CTX, showCommand } from "../rules/words/object-commands.ts";
import type { Finding, RemedyStep } from "./report.ts";

/** Steps that mend several findings of one cause at once, or one. */
export interface Runbook {
  /** In the report's order; the first one tells of it. */
  readonly findings: readonly [Finding, ...Finding[]];
  readonly steps: readonly RemedyStep[];
  /** `migrate` does in one step what a person does by hand in several, which are left out. */
  readonly isShort: boolean;
}

/** With more commands than this in a step, and more names than that in one, a runbook is longer than several. */
const MOST_COMMANDS = 10;
const MOST_NAMES = 50;

/**
 * Findings by what mends them, each where its first finding stands: of one rule and cause, on the same clusters, with
 * steps that differ in the CRD's names alone. A step is one command over all names where `migrate` does it, else a
 * command for each name, one a line. A finding alone keeps its steps as the rule has them.
 */
export function runbooks(findings: readonly Finding[]): readonly Runbook[] {
  const groups = new Map<string, [Short, ...Short[]]>();
  for (const [index, finding] of findings.entries()) {
    const short = shortened(finding);
    const key = finding.remedy.steps.length === 0 ? `alone ${index}` : keyOf(short);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [short]);
    else group.push(short);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ steps, migrate }] = group;
    const isOneCommand = steps.every(({ command }, at) => command === undefined || at === migrate);
    return chunks(group, isOneCommand ? MOST_NAMES : MOST_COMMANDS).map(shared);
  });
}

function chunks(group: readonly [Short, ...Short[]], most: number): readonly (readonly [Short, ...Short[]])[] {
  const [first, ...others] = group;
  const made: [Short, ...Short[]][] = [[first]];
  for (const one of others) {
    const last = made.at(-1);
    if (last === undefined || last.length === most) made.push([one]);
    else last.push(one);
  }
  return made;
}

/** A finding and the steps that it has by itself. */
export function alone(finding: Finding): Runbook {
  return { findings: [finding], steps: finding.remedy.steps, isShort: false };
}

interface Short {
  readonly finding: Finding;
  readonly steps: readonly RemedyStep[];
  /** Where `migrate` is among them; -1: it is not. */
  readonly migrate: number;
}

/**
 * Without what `migrate` does by itself: it says which versions are stored before it does anything, and copies, compares,
 * counts, rewrites and prunes up to the last command. Where some clusters cannot be migrated by it, all steps stay.
 */
function shortened(finding: Finding): Short {
  const { crd, remedy } = finding;
  const { steps } = remedy;
  const at = crd === undefined ? -1 : steps.findIndex(({ command }) => command === migrateCommand([crd]));
  const step = steps[at];
  if (crd === undefined || step === undefined || step.clusters !== undefined) return { finding, steps, migrate: -1 };
  const isLook = ({ text, command }: RemedyStep) => command === showCommand(crd) && text.startsWith(SET_CTX);
  // What a project brings of its own is as long as the rest.
  const before = steps.slice(0, at).filter((one) => !isLook(one) && !one.text.endsWith(ELSE_GO_ON));
  const after = steps.slice(at + 1);
  const rest = after.slice(after.findLastIndex(({ command }) => command !== undefined) + 1);
  const said = step.text.replace(AS_STEPS, ALL_OF_IT).replace(BY_HAND, "");
  const text = before.some((one) => one.text.startsWith(SET_CTX)) ? said : `${SET_CTX} ${said}`;
  return { finding, steps: [...before, { ...step, text }, ...rest], migrate: before.length };
}

const ALL_OF_IT = "it counts the objects, rewrites them and takes the old versions off the list";

function keyOf({ finding, steps, migrate }: Short): string {
  const { rule, cause, severity, state, waived, clusters } = finding;
  const said = steps.map(({ text, clusters: on, command }) => [text, on, command === undefined]);
  return JSON.stringify([rule, cause, severity, state, waived, clusters, said, migrate]);
}

function shared(group: readonly [Short, ...Short[]]): Runbook {
  const [{ finding, steps: own, migrate }, ...others] = group;
  if (others.length === 0) return alone(finding);
  const steps = own.map((step, at): RemedyStep => {
    if (step.command === undefined) return step;
    if (at === migrate) return { ...step, command: migrateCommand(group.map((one) => one.finding.crd ?? "")) };
    const commands = group.flatMap((one) => one.steps[at]?.command ?? []);
    return { ...step, command: [...new Set(commands)].join("\n") };
  });
  return { findings: [finding, ...others.map((one) => one.finding)], steps, isShort: migrate >= 0 };
}
