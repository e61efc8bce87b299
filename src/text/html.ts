import { codeParts } from "./code-span.ts";
import { htmlText } from "./escape.ts";

/** Markup that is ours, with everything from elsewhere in it escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template takes: text is escaped, and nothing of a list, null or "" stands between its parts. */
export type HtmlPart = string | number | null | Html | readonly Html[];

/**
 * Markup from a template: what is written in it is ours, and what is put into it is text unless it is markup itself. An
 * attribute's value stands between double quotes.
 */
export function html(ours: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(
    ours.map((text, index) => text + (index < parts.length ? markupOf(parts[index] ?? "") : "")).join(""),
  );
}

function markupOf(part: HtmlPart): string {
  if (typeof part === "string") return htmlText(part);
  if (typeof part === "number") return String(part);
  if (part === null) return "";
  return part instanceof Html ? part.markup : part.map(({ markup }) => markup).join("");
}

/** A sentence of ours: what stands between backquotes is code; one without an end is a backquote. */
export function htmlSentence(text: string): Html {
  return html`${codeParts(text).map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`;
}
