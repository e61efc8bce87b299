import { getInput, getMultilineInput } from "@actions/core";
import type { Result } from "../../base/result.ts";
import { DURATION_FORM, parseDuration } from "../../config/durations.ts";
import { globFault } from "../../config/errors.ts";
import type { FailOn, Overrides } from "../../config/settings.ts";
import type { Problem } from "../../report/report.ts";

/** Everything the check reads of its action.yml; the one place that reads inputs. */
export interface CheckInputs {
  readonly mode: "check" | "gate";
  /** null: not given. */
  readonly config: string | null;
  readonly flags: Partial<Overrides>;
  /** null: not given. */
  readonly reportFile: string | null;
  /** null: not given. */
  readonly sarifFile: string | null;
  /** null: not given. */
  readonly htmlFile: string | null;
  /** null: not given. */
  readonly upgradeNoteFile: string | null;
  /** The cache and the lock of `fetch`, and what was rendered of the base; null: not given. */
  readonly cache: string | null;
  readonly sources: string | null;
  readonly baseRendered: string | null;
  readonly workingDirectory: string;
  /** null: given as empty. Never printed. */
  readonly githubToken: string | null;
  /** Whether findings become review comments on a pull request. */
  readonly review: boolean;
  /** When a pull request gets the summary comment. */
  readonly comment: "on-findings" | "always" | "off";
}

export type InputsReading = Result<CheckInputs, { readonly problems: readonly Problem[] }>;

const MODES = ["check", "gate"] as const;
const SWITCH = ["on", "off"] as const;
const COMMENT = ["on-findings", "always", "off"] as const;
const FAIL_ON: readonly FailOn[] = ["error", "warning", "never"];

/** Reads and checks the inputs. An input that is empty was not given: action.yml has no defaults for what the file can say. */
export function readInputs(): InputsReading {
  const problems: Problem[] = [];
  const mode = readChoice("mode", MODES, problems) ?? "check";
  const failOn = readChoice("fail-on", FAIL_ON, problems);
  const failOnPreexisting = readBoolean("fail-on-preexisting", problems);
  const maxSnapshotAge = readDuration("max-snapshot-age", problems);
  const review = readChoice("review", SWITCH, problems) ?? "on";
  const comment = readChoice("comment", COMMENT, problems) ?? "on-findings";
  const manifests = readPatterns("manifests", problems);
  const rendered = readPatterns("rendered", problems);
  if (problems.length > 0) return { ok: false, problems };
  const lists = {
    manifests,
    rendered,
    snapshots: getMultilineInput("snapshots"),
    clusters: getMultilineInput("clusters"),
  };
  const given = Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0));
  return {
    ok: true,
    value: {
      mode,
      config: textOrNull("config"),
      flags: {
        ...given,
        ...(failOn === null ? {} : { failOn }),
        ...(failOnPreexisting === null ? {} : { failOnPreexisting }),
        ...(maxSnapshotAge === null ? {} : { maxSnapshotAge }),
      },
      reportFile: textOrNull("report-file"),
      sarifFile: textOrNull("sarif-file"),
      htmlFile: textOrNull("html-file"),
      upgradeNoteFile: textOrNull("upgrade-note-file"),
      cache: textOrNull("cache"),
      sources: textOrNull("sources"),
      baseRendered: textOrNull("base-rendered"),
      workingDirectory: getInput("working-directory") || ".",
      githubToken: textOrNull("github-token"),
      review: review === "on",
      comment,
    },
  };
}

/** By the rule of the configuration: what is outside of the workspace is in no diff, and may be read twice. */
function readPatterns(name: string, problems: Problem[]): readonly string[] {
  const patterns = getMultilineInput(name);
  for (const pattern of patterns) {
    const fault = globFault(pattern);
    if (fault !== null)
      problems.push({ message: `In the input \`${name}\` a line ${fault.message}.`, remedy: fault.remedy });
  }
  return patterns;
}

export function textOrNull(name: string): string | null {
  return getInput(name) || null;
}

export function readChoice<T extends string>(name: string, choices: readonly T[], problems: Problem[]): T | null {
  const text = textOrNull(name);
  const choice = choices.find((one) => one === text) ?? null;
  if (text !== null && choice === null) {
    problems.push({
      message: `The input \`${name}\` is \`${text}\`.`,
      remedy: `It takes one of ${choices.join(", ")}.`,
    });
  }
  return choice;
}

export function readBoolean(name: string, problems: Problem[]): boolean | null {
  const choice = readChoice(name, ["true", "false"], problems);
  return choice === null ? null : choice === "true";
}

export function readDuration(name: string, problems: Problem[]): number | null {
  const text = textOrNull(name);
  if (text === null) return null;
  const ms = parseDuration(text);
  if (ms === null)
    problems.push({ message: `The input \`${name}\` is \`${text}\`.`, remedy: `It takes ${DURATION_FORM}.` });
  return ms;
}
