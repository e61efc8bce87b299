import type { Chart } from "../../manifests/charts/chart.ts";
import { type ChartReader, discoverCharts } from "../../manifests/charts/discover.ts";
import { type PackedReading, readPackedChart } from "../../manifests/charts/packed-chart.ts";
import type { TreeFiles } from "../ports.ts";
import { literalGlob } from "./manifest-files.ts";

/** What the search for origins asks of a tree. Files that were found by walking it only: nothing behind a link. */
export interface TreeContents {
  /** null: the tree has no such file, or it cannot be read. */
  readonly read: (path: string) => Uint8Array | null;
  readonly reader: ChartReader;
  /** Those files of a packed chart that name a CRD, by their path in it; none where it is no chart. */
  readonly readPacked: (archive: string) => ReadonlyMap<string, Uint8Array>;
  /** The chart in a folder or archive, with all files; none where there is none. */
  readonly chartsAt: (path: string) => readonly Chart[];
  /** Whether git ignores an archive: it is in no commit, and nobody edits it. */
  readonly isIgnored: (archive: string) => boolean;
}

/** Kinds of files that charts and kustomizations make manifests of. */
const RENDERED_FROM = ["**/*.{yaml,yml,json,tpl,tgz}", "**/Kustomization"];
/** Never part of a chart or kustomization, and too large to walk for one. */
const NEVER = ["**/.git/**", "**/node_modules/**"];

/** Lists and reads lazily; everything that was read is kept, for a manifest has many findings. */
export function treeContents(files: TreeFiles, isIgnored: TreeContents["isIgnored"]): TreeContents {
  let listed: ReadonlySet<string> | undefined;
  const contents = new Map<string, Uint8Array | null>();
  const packed = new Map<string, ReadonlyMap<string, Uint8Array>>();
  const charts = new Map<string, readonly Chart[]>();
  const read = (path: string) => {
    listed ??= new Set(files.find(RENDERED_FROM, NEVER).files);
    const known = contents.get(path);
    if (known !== undefined) return known;
    const reading = listed.has(path) ? files.read(path) : null;
    const bytes = reading?.ok === true ? Uint8Array.from(reading.value) : null;
    contents.set(path, bytes);
    return bytes;
  };
  const archive = (path: string) => {
    const bytes = read(path);
    return bytes === null ? null : readPackedChart(path, bytes);
  };
  const reader: ChartReader = { text: read, archive };
  return {
    isIgnored,
    read,
    reader,
    readPacked: (path) => {
      const known = packed.get(path) ?? contentsOf(archive(path));
      packed.set(path, known);
      return known;
    },
    chartsAt: (path) => {
      const folder = path.replace(/(?<!\/)\/+$/, "");
      const known = charts.get(folder) ?? chartsIn(folder, files, reader);
      charts.set(folder, known);
      return known;
    },
  };
}

function contentsOf(reading: PackedReading | null): ReadonlyMap<string, Uint8Array> {
  return reading?.ok === true ? reading.value.contents : new Map();
}

/** @param at a folder without `/` at its end, "" or "." for the workspace, or an archive */
function chartsIn(at: string, files: TreeFiles, read: ChartReader): readonly Chart[] {
  const isWorkspace = at === "" || at === ".";
  const patterns = isWorkspace ? RENDERED_FROM : [literalGlob(at), `${literalGlob(at)}/**`];
  const { charts } = discoverCharts(files.find(patterns, NEVER).files, read);
  return charts.filter((chart) => chart.at.path === at || chart.at.path === (isWorkspace ? "" : `${at}/`));
}
