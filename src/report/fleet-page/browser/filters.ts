import type { PageData } from "./data.ts";
import { make } from "./dom.ts";
import type { Filter } from "./view.ts";

/** The form above the page; calls back whenever it says something else. */
export function createFilters(data: PageData, changed: (filter: Filter) => void) {
  const cluster = make("input", { type: "search", id: "by-cluster", placeholder: "prod-*", autocomplete: "off" });
  const group = make("select", { id: "by-group" }, make("option", { value: "-1" }, "all"));
  for (const [index, name] of data.groups.entries()) group.append(make("option", { value: String(index) }, name));
  const answers = make(
    "select",
    { id: "by-answer" },
    make("option", { value: "" }, "all"),
    make("option", { value: "x" }, "refused"),
    make("option", { value: "x?" }, "refused or undecided"),
  );
  const reset = make("button", { type: "button" }, "Show all");
  const status = make("output", { "aria-live": "polite" });
  const form = make(
    "form",
    { role: "search", "aria-label": "Filter this page" },
    make("label", { for: "by-cluster" }, "Cluster ", cluster),
    make("label", { for: "by-group" }, "API group ", group),
    make("label", { for: "by-answer" }, "CRDs ", answers),
    reset,
    status,
  );
  const tell = () => changed({ cluster: cluster.value, group: Number(group.value), answers: answers.value });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", tell);
  reset.addEventListener("click", () => {
    form.reset();
    tell();
  });
  const say = (text: string) => {
    status.textContent = text;
  };
  return { form, say };
}
