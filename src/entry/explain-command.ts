import type { Command } from "commander";
import { terminalOf } from "../io/terminal/terminal.ts";
import { renderPage } from "../report/page.ts";
import { ruleList } from "../report/rule-list.ts";
import { RULES } from "../rules/index.ts";
import { pages } from "../rules/pages.generated.js";
import { printable } from "../text/escape.ts";
import { nearestWord } from "../text/nearest-word.ts";

/** `explain`: a rule's page in the terminal; without a rule, all of them. */
export function addExplain(program: Command): void {
  program
    .command("explain")
    .description("say why a rule exists, how to fix what it finds, and when to waive it")
    .argument("[rule]", "a rule's id, as `check` prints it; without one all rules are listed")
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR are obeyed too)")
    .addHelpText("after", "\nExit codes: 0, and 2 where there is no such rule.")
    .action((rule: string | undefined, options: { readonly color: boolean }) => explain(rule, options.color));
}

function explain(rule: string | undefined, allowColor: boolean): void {
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
