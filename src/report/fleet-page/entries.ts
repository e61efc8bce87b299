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

/**
 * A section of its own, with the number of what is in it; nothing where that is none. Like all that follows it is made
 * piece by piece: what would be too large is given up before it is there.
 */
export function* section(id: string, title: string, count: number, content: Iterable<Html>): Iterable<Html> {
  if (count === 0) return;
  yield html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title} ${counter(count)}</h2>`;
  yield* content;
  yield html`</section>`;
}

/** A part of a section. */
export function* part(title: string, count: number, content: Iterable<Html>): Iterable<Html> {
  if (count === 0) return;
  yield html`<h3>${title} ${counter(count)}</h3>`;
  yield* content;
}

function counter(count: number): Html {
  return html`<span class="count">${count}</span>`;
}

/** What a list or table is made of. */
export interface Entries<T> {
  readonly items: readonly T[];
  readonly entry: (item: T) => Entry;
}

/** Rows below a heading each; the first cell names the row. */
export function* table<T>(
  { caption, headings }: { readonly caption: string; readonly headings: readonly string[] },
  { items, entry }: Entries<T>,
  index: PageIndex,
): Iterable<Html> {
  const heads = headings.map((one) => html`<th scope="col">${one}</th>`);
  yield html`<div class="wide"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>`;
  for (const item of items.slice(0, MOST_LISTED)) {
    const one = entry(item);
    yield html`<tr${marks(one, index)}>${one.content}</tr>`;
  }
  yield html`</tbody></table></div>${more(items.length)}`;
}

/** A list of sentences. */
export function* list<T>({ items, entry }: Entries<T>, index: PageIndex): Iterable<Html> {
  yield html`<ul>`;
  for (const item of items.slice(0, MOST_LISTED)) {
    const one = entry(item);
    yield html`<li${marks(one, index)}>${one.content}</li>`;
  }
  yield html`</ul>${more(items.length)}`;
}

function more(count: number): Html {
  return count > MOST_LISTED ? html`<p>and ${count - MOST_LISTED} more, in the JSON report</p>` : html``;
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
