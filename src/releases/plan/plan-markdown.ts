import { markdownCode, markdownFence, markdownSentence } from "../../text/escape.ts";
import type { Plan } from "./plan.ts";
import { planSentences, stepRows, stepTitle } from "./sentences.ts";

/** A plan as GitHub's Markdown, with everything from outside escaped. */
export function planMarkdown(plan: Plan): string {
  const { title, verdict, proof, keep, refusals, notes } = planSentences(plan);
  const rows = stepRows(plan).map((row) => `| ${row.map(markdownSentence).join(" | ")} |`);
  const parts = [
    `### ${markdownSentence(title)}`,
    markdownSentence(`${verdict} ${proof}`),
    rows.length === 0 ? "" : ["| step | what | of |", "| --- | --- | --- |", ...rows].join("\n"),
    ...keep.map(({ text, yaml }) => `${markdownSentence(text)}\n\n${markdownFence(yaml, "yaml")}`),
    ...refusals.map(({ text, reasons }) =>
      [`${markdownSentence(text)}`, "", ...reasons.map((one) => `- ${markdownCode(one)}`)].join("\n"),
    ),
    ...plan.steps.map((step, index) => {
      if (step.instructions.length === 0) return "";
      const each = step.instructions.map(({ text, command }, at) => {
        const shell = command === undefined ? "" : `\n\n${belowItem(at + 1, markdownFence(command, "sh"))}`;
        return `${at + 1}. ${markdownSentence(text)}${shell}`;
      });
      return [`#### ${markdownSentence(stepTitle(step, index))}`, "", ...each].join("\n");
    }),
    notes.map((note) => `- ${markdownSentence(note)}`).join("\n"),
  ];
  return `${parts.filter((one) => one !== "").join("\n\n")}\n`;
}

/** Below an item of a numbered list, whose text begins where its number ends. */
export function belowItem(number: number, text: string): string {
  const margin = " ".repeat(`${number}. `.length);
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : margin + line))
    .join("\n");
}
