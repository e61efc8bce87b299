import { ANSWERS, type PageData } from "./data.ts";
import { details, WORDS } from "./details.ts";
import { counted, fill, make } from "./dom.ts";
import { createFilters } from "./filters.ts";
import { createGrid, type GridContent } from "./grid.ts";
import { type Filter, type View, viewOf } from "./view.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer lists are cut: nobody knows what of the rest a filter would leave. */
const MOST_LISTED = 2_000;
const SIGNS: Readonly<Record<string, { readonly sign: string; readonly kind: string }>> = {
  x: { sign: "✕", kind: "x" },
  "?": { sign: "?", kind: "open" },
  a: { sign: "✓", kind: "a" },
  " ": { sign: "", kind: "none" },
};

start();

function start(): void {
  const text = document.getElementById("data")?.textContent;
  const matrix = document.getElementById("matrix");
  const bar = document.getElementById("filters");
  if (text === null || text === undefined || matrix === null || bar === null) return;
  // The page's own, written beside this script by the same run.
  const data: PageData = JSON.parse(text);
  if (data.clusters.length > 0) showMatrix(data, matrix, bar);
  tellAges();
  openTarget();
  addEventListener("hashchange", openTarget);
}

function showMatrix(data: PageData, matrix: HTMLElement, bar: HTMLElement): void {
  const panel = make("div", {
    class: "panel",
    role: "region",
    "aria-live": "polite",
    "aria-label": "The chosen answer",
  });
  let view: View;
  const grid = createGrid((row, column) => {
    panel.replaceChildren();
    fill(panel, details(data, view, row, column));
  });
  const count = make("span", { class: "count" });
  const change = (filter: Filter) => {
    view = viewOf(data, filter);
    const clusters = view.isShown.filter(Boolean).length;
    const isAll = clusters === data.clusters.length && view.rows.length === data.rows.length;
    say(
      isAll
        ? ""
        : `${clusters} of ${counted(data.clusters.length, "cluster")}, ${view.rows.length} of ${counted(data.rows.length, "CRD")}`,
    );
    count.textContent = `${view.rows.length} × ${clusters}`;
    grid.element.hidden = view.rows.length === 0;
    panel.replaceChildren(make("p", {}, view.rows.length === 0 ? "Nothing is left of it." : hint(view)));
    grid.show(contentOf(data, view));
    hideOthers(view, filter.group);
  };
  const { form, say } = createFilters(data, change);
  bar.replaceChildren(form);
  bar.hidden = false;
  const legend = ANSWERS.filter((one) => one !== " ").map((one) =>
    make("span", { class: `key ${SIGNS[one]?.kind}` }, make("b", {}, SIGNS[one]?.sign ?? ""), ` ${WORDS[one]}`),
  );
  matrix.setAttribute("aria-labelledby", "matrix-title");
  matrix.replaceChildren(
    make("h2", { id: "matrix-title" }, "CRDs × clusters ", count),
    make("p", { class: "small" }, legend),
    grid.element,
    panel,
  );
  matrix.hidden = data.rows.length === 0;
  document.getElementById("answers-list")?.removeAttribute("open");
  change({ cluster: "", group: -1, answers: "" });
}

function hint({ columns, isShown }: View): string {
  const alike = isShown.filter(Boolean).length - columns.length;
  const why = alike === 0 ? "" : " Clusters that answer alike share a column.";
  return `Choose a cell for what is behind it.${why}`;
}

function contentOf(data: PageData, view: View): GridContent {
  const columnName = (column: number) => {
    const [first = -1, ...others] = view.columns[column] ?? [];
    return `${data.clusters[first] ?? ""}${others.length === 0 ? "" : ` +${others.length}`}`;
  };
  const rowName = (row: number) => data.rows[view.rows[row]?.row ?? -1]?.crd ?? "";
  return {
    rows: view.rows.length,
    columns: view.columns.length,
    rowName,
    columnName,
    cell: (row, column) => {
      const answer = view.rows[row]?.answers[column] ?? " ";
      const { sign, kind } = SIGNS[answer] ?? { sign: "", kind: "none" };
      return { sign, kind, words: `${columnName(column)}: ${WORDS[answer] ?? ""}` };
    },
  };
}

/** Everything on the page that is about clusters or groups which the filters leave out. */
function hideOthers(view: View, group: number): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-set], [data-groups]")) {
    const { set, groups } = element.dataset;
    const isOther = group >= 0 && groups !== undefined && !groups.split(" ").includes(String(group));
    element.hidden = isOther || (set !== undefined && !view.hasShown(Number(set)));
  }
  for (const count of document.querySelectorAll<HTMLElement>("main h2 > .count, main h3 > .count")) {
    const heading = count.parentElement;
    const list = heading?.tagName === "H2" ? heading.parentElement : heading?.nextElementSibling;
    if (list === null || list === undefined || list.id === "matrix") continue;
    count.dataset.all ??= count.textContent ?? "";
    const all = Number(count.dataset.all);
    const hidden = list.querySelectorAll(":is([data-set], [data-groups])[hidden]:not(.group)").length;
    count.textContent = hidden === 0 || all > MOST_LISTED ? String(all) : `${all - hidden} of ${all}`;
  }
}

/** A page is read longer than it is fresh. */
function tellAges(): void {
  for (const time of document.querySelectorAll("time")) {
    const age = Date.now() - Date.parse(time.dateTime);
    const since = age - Number(time.dataset.hours) * HOUR_MS;
    if (since >= DAY_MS) time.append(` (today ${counted(Math.floor(age / DAY_MS), "day")})`);
  }
}

/** A link to a finding unfolds it. */
function openTarget(): void {
  const target = document.getElementById(location.hash.slice(1));
  if (target === null || target.closest(".findings") === null) return;
  for (let one = target.closest("details"); one !== null; one = one.parentElement?.closest("details") ?? null)
    one.open = true;
  target.scrollIntoView({ block: "start" });
  target.querySelector("summary")?.focus({ preventScroll: true });
}
