import { type Html, html } from "../../text/html.ts";
import type { PageIndex } from "./page-data.ts";

/** Of a list; the JSON report has all. */
const MOST_LISTED = 2_000;
/** Of what may be a stranger's names in one line. */
const MOST_NAMED = 20;

/** One thing of a section, with what the filters ask about it. */
export interface Entry {
  /** Absent: it is of no cluster, and no filter for clusters hides it. */
  readonly clusters?: readonly string[];
  /** Absent: it is of no CRD. */
  readonly crds?: readonly string[];
  readonly content: Html;
}

/** Attributes by which the script finds what an element is about. */
export function marks({ clusters = [], crds = [] }: Omit<Entry, "content">, { setOf, groupsOf }: PageIndex): Html {
  const set = setOf(clusters);
  const groups = groupsOf(crds);
  return html`${set < 0 ? null : html` data-set="${set}"`}${groups.length === 0 ? null : html` data-groups="${groups.join(" ")}"`}`;
}

/** A section of its own, with the number of what is in it; nothing where that is none. */
export function section(id: string, title: string, count: number, content: Html): Html {
  if (count === 0) return html``;
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title} <span class="count">${count}</span></h2>${content}</section>
`;
}

/** Rows below a heading each; the first cell names the row. */
export function table(caption: string, headings: readonly string[], entries: readonly Entry[], index: PageIndex): Html {
  return html`<div class="wide"><table><caption>${caption}</caption><thead><tr>${headings.map(
    (one) => html`<th scope="col">${one}</th>`,
  )}</tr></thead><tbody>${entries.slice(0, MOST_LISTED).map(
    (entry) => html`<tr${marks(entry, index)}>${entry.content}</tr>
`,
  )}</tbody></table></div>${more(entries)}`;
}

/** A list of sentences. */
export function list(entries: readonly Entry[], index: PageIndex): Html {
  return html`<ul>${entries.slice(0, MOST_LISTED).map(
    (entry) => html`<li${marks(entry, index)}>${entry.content}</li>
`,
  )}</ul>${more(entries)}`;
}

function more(entries: readonly Entry[]): Html {
  const left = entries.length - MOST_LISTED;
  return left > 0 ? html`<p>and ${left} more, in the JSON report</p>` : html``;
}

/** The first cell of a row. */
export function head(content: Html): Html {
  return html`<th scope="row">${content}</th>`;
}

export function cell(content: Html): Html {
  return html`<td>${content}</td>`;
}

/** Names, all of them where they are few. */
export function names(of: readonly string[]): Html {
  const more = of.length - MOST_NAMED;
  return html`${of.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A name of a CRD, a path, a version. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}
