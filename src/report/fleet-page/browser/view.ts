import { type PageData, readSet } from "./data.ts";

/** What the filters ask for. */
export interface Filter {
  /** Names of clusters, in part or with `*`; "" for all. */
  readonly cluster: string;
  /** Index of an API group; -1 for all. */
  readonly group: number;
  /** Rows that have one of these answers alone; "" for all. */
  readonly answers: string;
}

/** What they leave. */
export interface View {
  /** By cluster. */
  readonly isShown: readonly boolean[];
  /** By set: whether a shown cluster is in it. */
  readonly hasShown: (set: number) => boolean;
  /** Indexes of clusters, a column each: those that answer the shown rows alike. */
  readonly columns: readonly (readonly number[])[];
  /** Indexes of rows, with an answer for each of the columns. */
  readonly rows: readonly { readonly row: number; readonly answers: string }[];
}

/** What is left of the data; columns that differed in hidden rows alone become one. */
export function viewOf(data: PageData, { cluster, group, answers }: Filter): View {
  const matches = matcher(cluster);
  const isShown = data.clusters.map(matches);
  const columns = data.columns
    .map((set, at) => ({ at, clusters: readSet(data.sets[set] ?? "").filter((one) => isShown[one]) }))
    .filter(({ clusters }) => clusters.length > 0);
  const rows = data.rows.flatMap((of, row) => {
    const left = columns.map(({ at }) => of.answers[at] ?? " ").join("");
    const isMeant = answers === "" ? left.trim() !== "" : [...answers].some((one) => left.includes(one));
    return isMeant && (group < 0 || of.group === group) ? [{ row, left }] : [];
  });
  const merged = new Map<string, number[]>();
  const firsts: number[] = [];
  columns.forEach(({ clusters }, at) => {
    const key = rows.map(({ left }) => left[at]).join("");
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, [...clusters]);
      firsts.push(at);
    } else {
      for (const one of clusters) known.push(one);
    }
  });
  const shown = new Map<number, boolean>();
  return {
    isShown,
    hasShown: (set) => {
      const known = shown.get(set) ?? readSet(data.sets[set] ?? "").some((one) => isShown[one]);
      shown.set(set, known);
      return known;
    },
    columns: [...merged.values()],
    rows: rows.map(({ row, left }) => ({ row, answers: firsts.map((at) => left[at]).join("") })),
  };
}

/** Every part between stars has to be there, in this order; without a star the text may stand anywhere. */
function matcher(pattern: string): (name: string) => boolean {
  const wanted = pattern.trim().toLowerCase();
  if (!wanted.includes("*")) return (name) => name.toLowerCase().includes(wanted);
  const parts = wanted.split("*");
  const [start = ""] = parts;
  const end = parts[parts.length - 1] ?? "";
  return (name) => {
    const text = name.toLowerCase();
    if (!text.startsWith(start) || text.length < start.length + end.length || !text.endsWith(end)) return false;
    let at = start.length;
    for (const part of parts.slice(1, -1)) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - end.length;
  };
}
