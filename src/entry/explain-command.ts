import type { Command } from "commander";
import pc from "picocolors";
import { done, type Result } from "../base/result.ts";
import { terminalOf } from "../io/terminal/terminal.ts";
import { withCutNames } from "../report/cut.ts";
import { findingOf, isFingerprint } from "../report/finding-of.ts";
import { contextOf, stepsOn } from "../report/own-steps.ts";
import { renderPage } from "../report/page.ts";
import type { Finding, Problem, Report } from "../report/report.ts";
import { ruleList } from "../report/rule-list.ts";
import { explainedFinding } from "../report/text-finding.ts";
import { RULES } from "../rules/index.ts";
import { pages } from "../rules/pages.generated.js";
import { printable } from "../text/escape.ts";
import { nearestWord } from "../text/nearest-word.ts";
import {
  addCheckedOptions,
  addObjects,
  type CheckedOptions,
  checked,
  collect,
  tellOfUnreadGuard,
} from "./check-options.ts";
import { failedBy, print } from "./print-report.ts";

interface ExplainOptions extends CheckedOptions {
  readonly context?: readonly string[];
  readonly color: boolean;
}

/** `explain`: the steps of one finding; a rule's page in the terminal; without either, all rules. */
export function addExplain(program: Command): void {
  const command = program
    .command("explain")
    .description("print the steps of one finding; or say why a rule exists, and when to waive what it finds")
    .argument(
      "[what]",
      "a finding's fingerprint or a rule's id, as `check` prints them; without one all rules are listed",
    )
    .argument("[path...]", "with a fingerprint: the files and folders that `check` was given")
    .option(
      "--context <[cluster=]context>",
      "kubectl context to put into the commands; once for each cluster of the finding",
      collect,
    );
  addObjects(addCheckedOptions(command))
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are obeyed too)")
    .action((what: string | undefined, paths: readonly string[], options: ExplainOptions) => {
      if (what !== undefined && isFingerprint(what)) explainFinding(what, paths, options);
      else explainRule(what, options.color);
    });
}

function explainFinding(fingerprint: string, paths: readonly string[], options: ExplainOptions): void {
  tellOfUnreadGuard(options);
  const found = foundFinding(fingerprint, paths, options);
  if (!found.ok) {
    failedBy(found.problems);
    return;
  }
  const { finding, clusters } = found.value;
  const asked = (options.context ?? []).map((text) => stepsOn(finding, contextOf(text, clusters)));
  const wrong = asked.flatMap((one) => (one.ok ? [] : [one.problem]));
  if (wrong.length > 0) {
    failedBy(wrong);
    return;
  }
  const terminal = terminalOf(process.stdout, process.env);
  const color = terminal.color && options.color;
  const page = {
    paint: pc.createColors(color),
    width: terminal.width,
    links: color && terminal.links,
    steps: "here",
  } as const;
  const each = asked.flatMap((one) => (one.ok ? [one.value] : []));
  print(process.stdout, `${explainedFinding(finding, each, page)}\n`, "text");
}

interface FoundFinding {
  readonly finding: Finding;
  /** The names of all clusters that were compared. */
  readonly clusters: readonly string[];
}

/** Debt is told at the gate alone: what the check does not find, the gate may. */
function foundFinding(
  fingerprint: string,
  paths: readonly string[],
  options: ExplainOptions,
): Result<FoundFinding, { readonly problems: readonly Problem[] }> {
  const withClusters = (finding: Finding, { clusters }: Report) =>
    done({ finding, clusters: clusters.map(({ name }) => name) });
  const report = withCutNames(checked("check", paths, options));
  if (report.result === "error") return { ok: false, problems: report.problems };
  const found = findingOf(report.findings, fingerprint);
  if (found.ok) return withClusters(found.value, report);
  const gate: Report = withCutNames(checked("gate", paths, options));
  const later = gate.result === "error" ? found : findingOf(gate.findings, fingerprint);
  if (later.ok) return withClusters(later.value, gate);
  const remedy = "Give it the options and paths that the check had; or what it told of is no more.";
  return { ok: false, problems: [{ ...found.problem, remedy }] };
}

function explainRule(rule: string | undefined, allowColor: boolean): void {
  const terminal = terminalOf(process.stdout, process.env);
  const options = { color: terminal.color && allowColor, width: terminal.width };
  if (rule === undefined) {
    // Whoever greps wants a line a rule.
    const width = process.stdout.isTTY ? terminal.width : Number.POSITIVE_INFINITY;
    const metas = RULES.map(({ meta }) => meta);
    process.stdout.write(ruleList(metas, width));
    return;
  }
  const page = Object.hasOwn(pages, rule) ? pages[rule] : undefined;
  if (page !== undefined) {
    process.stdout.write(renderPage(page, options));
    return;
  }
  const nearest = nearestWord(rule, Object.keys(pages));
  const hint = nearest === null ? "" : ` Did you mean ${nearest}?`;
  process.stderr.write(
    `${printable(`error: there is no rule ${rule}.${hint} \`crd-upgrade-guard explain\` lists them all.`)}\n`,
  );
  process.exitCode = 2;
}
