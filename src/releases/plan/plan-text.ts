import { textTable } from "../../text/table.ts";
import { wrap } from "../../text/wrap.ts";
import type { Plan } from "./plan.ts";
import { planSentences, STEP_COLUMNS, stepRows, stepTitle } from "./sentences.ts";

/** A plan for a terminal. Holds names from outside: escape it for its sink. @param width columns */
export function planText(plan: Plan, width: number): string {
  const { title, verdict, proof, keep, refusals, notes } = planSentences(plan);
  // A table is no running text: names in it stand by themselves.
  const rows = stepRows(plan).map((row) => row.map((cell) => cell.replaceAll("`", "")));
  return paragraphs([
    wrap(title, width, ""),
    wrap(`${verdict} ${proof}`, width, ""),
    rows.length === 0 ? "" : textTable([STEP_COLUMNS, ...rows], width, (row) => listed(row, width)),
    ...keep.map(({ text, yaml }) => `${wrap(text, width, "")}\n\n${indented(yaml, "  ")}`),
    ...refusals.map(({ text, reasons }) =>
      [wrap(text, width, ""), ...reasons.map((one) => wrap(one, width, "  "))].join("\n"),
    ),
    ...plan.steps.map((step, index) => {
      if (step.instructions.length === 0) return "";
      const each = step.instructions.map(
        ({ text, command }, at) =>
          `${wrap(`${at + 1}. ${text}`, width, "  ")}${command === undefined ? "" : `\n\n     ${command}\n`}`,
      );
      return [wrap(stepTitle(step, index), width, ""), ...each].join("\n");
    }),
    notes.map((note) => wrap(note, width, "")).join("\n"),
  ]);
}

/** A step where the table would be too wide: `2. rewrite at v1, prune v1beta1: widgets.example.com`. */
function listed([number, what, of]: readonly string[], width: number): string {
  const text = wrap(`${what}${of === "" ? "" : `: ${of}`}`, width, " ".repeat(4));
  return `${`${number}.`.padEnd(4)}${text.trimStart()}`;
}

function paragraphs(all: readonly string[]): string {
  return `${all
    .filter((one) => one !== "")
    .map((one) => one.trimEnd())
    .join("\n\n")}\n`;
}

function indented(text: string, margin: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : margin + line))
    .join("\n");
}
