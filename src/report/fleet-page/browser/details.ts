import { type PageData, type PagePrediction, readSet } from "./data.ts";
import { counted, make } from "./dom.ts";
import type { View } from "./view.ts";

const MOST_NAMED = 60;
export const WORDS: Readonly<Record<string, string>> = {
  x: "refuses it",
  "?": "cannot be told",
  a: "takes it",
  " ": "not meant for it",
};

/** What is behind a cell: who answers, what, and which findings explain it. */
export function details(data: PageData, view: View, at: number, column: number): readonly Node[] {
  const of = view.rows[at];
  const row = of === undefined ? undefined : data.rows[of.row];
  const clusters = column < 0 ? view.columns.flat() : (view.columns[column] ?? []);
  const among = new Set(clusters);
  const names = clusters.map((one) => data.clusters[one] ?? "").sort();
  const onAny = (set: number) => set < 0 || readSet(data.sets[set] ?? "").some((one) => among.has(one));
  const who = make("p", {}, make("b", {}, counted(clusters.length, "cluster")), `: ${listed(names)}`);
  if (row === undefined) return [make("h3", {}, "Clusters that answer alike"), who];
  const answers = row.predictions.filter(({ set }) => onAny(set)).map((one) => answer(data, one, among));
  const findings = row.findings.filter(([, set]) => onAny(set)).map(([number]) => number);
  const links = findings.map((number) => make("li", {}, make("a", { href: `#f${number}` }, titleOf(number))));
  return [
    make("h3", {}, make("code", {}, row.crd)),
    who,
    ...(answers.length === 0 ? [] : [make("ul", {}, answers)]),
    ...(links.length === 0 ? [] : [make("h4", {}, "Why, and what to do"), make("ul", {}, links)]),
  ];
}

function answer(data: PageData, one: PagePrediction, among: ReadonlySet<number>): HTMLElement {
  const clusters = readSet(data.sets[one.set] ?? "").filter((cluster) => among.has(cluster));
  const names = clusters.map((cluster) => data.clusters[cluster] ?? "");
  const text = (index: number) => data.texts[index] ?? "";
  const stored =
    one.before === undefined
      ? "the CRD is not there yet"
      : `stored: ${text(one.before)}${one.after === undefined ? "" : ` → ${text(one.after)}`}`;
  return make(
    "li",
    {},
    make("b", { class: one.answer === "x" ? "x" : "" }, `${listed(names)}: ${WORDS[one.answer] ?? ""}`),
    ` (${stored}${one.later === 1 ? "; once the base is delivered" : ""}) `,
    make("code", {}, text(one.manifest)),
    (one.says ?? []).map((index) => make("pre", {}, text(index))),
  );
}

/** A finding as its own line has it. */
function titleOf(number: number): string {
  const element = document.getElementById(`f${number}`);
  return (element?.querySelector("summary") ?? element)?.textContent ?? `finding ${number + 1}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
