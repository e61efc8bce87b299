import type { Chart } from "./chart.ts";
import { readMetadata } from "./chart-metadata.ts";
import type { PackedReading } from "./packed-chart.ts";

export interface DiscoveredCharts {
  /** Charts that are no other chart's subchart, sorted by place. */
  readonly charts: readonly Chart[];
  /** Charts and archives that cannot be read, by path. */
  readonly problems: readonly ChartProblem[];
}

export interface ChartProblem {
  readonly path: string;
  readonly line: number;
  /** One sentence. */
  readonly message: string;
}

/** Reads files of the tree; null where one cannot be read. */
export interface ChartReader {
  /** Good until the next call. */
  readonly text: (path: string) => Uint8Array | null;
  readonly archive: (path: string) => PackedReading | null;
}

interface Folder {
  readonly path: string;
  readonly files: string[];
  readonly folders: Folder[];
  readonly archives: string[];
}

/**
 * The charts among the files of a tree: every folder with a Chart.yaml, and archives (`.tgz`). Only Chart.yaml,
 * requirements.yaml and archives are read. A chart in another's `charts/` is its subchart; one that stands elsewhere
 * below a chart (an example, a test) is a chart of its own. Never throws.
 * @param files relative to the workspace, none of them a link
 */
export function discoverCharts(files: readonly string[], read: ChartReader): DiscoveredCharts {
  const folders = new Map<string, Folder>();
  for (const path of files) {
    if (!/(^|\/)Chart\.yaml$/.test(path)) continue;
    const folder = path.slice(0, -"Chart.yaml".length);
    folders.set(folder, { path: folder, files: [], folders: [], archives: [] });
  }
  const loose: string[] = [];
  for (const path of files) {
    const folder = folders.get(enclosing(path, folders));
    const file = path.slice(folder?.path.length ?? 0);
    if (!file.endsWith(".tgz")) folder?.files.push(file);
    else if (folder !== undefined && isInCharts(file)) folder.archives.push(path);
    else loose.push(path);
  }
  const outermost: Folder[] = [];
  for (const folder of folders.values()) {
    const parent = folders.get(enclosing(folder.path.slice(0, -1), folders));
    if (parent !== undefined && isInCharts(folder.path.slice(parent.path.length, -1))) parent.folders.push(folder);
    else outermost.push(folder);
  }
  const problems: ChartProblem[] = [];
  const charts = [
    ...outermost.flatMap((folder) => chartOf(folder, read, problems)),
    ...loose.flatMap((path) => archiveOf(path, read, problems, false)),
  ];
  return { charts: charts.sort(byPlace), problems };
}

/** The nearest folder above `path` that is a chart; what is none of them where there is none. */
function enclosing(path: string, folders: ReadonlyMap<string, Folder>): string {
  for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
    const folder = path.slice(0, end + 1);
    if (folders.has(folder)) return folder;
    if (end === 0) break;
  }
  return path === "" ? "/" : "";
}

/** Helm passes over names there that start with a dot or an underscore. */
function isInCharts(path: string): boolean {
  return /^charts\/[^/._][^/]*$/.test(path);
}

function chartOf(folder: Folder, read: ChartReader, problems: ChartProblem[]): readonly Chart[] {
  const subcharts = [
    ...folder.folders.flatMap((one) => chartOf(one, read, problems)),
    ...folder.archives.flatMap((path) => archiveOf(path, read, problems, true)),
  ].sort(byPlace);
  const reading = readMetadata(folder.files, (file) => read.text(folder.path + file));
  if (reading.ok) {
    return [{ ...reading.value, at: { path: folder.path, within: null }, files: folder.files.sort(), subcharts }];
  }
  const { line, message } = reading;
  problems.push({ path: `${folder.path}Chart.yaml`, line, message: `No chart that helm can load: ${message}` });
  // Its subcharts can still be asked for by themselves.
  return subcharts;
}

/** @param isExpected it stands in a chart's `charts/`: what is no chart there keeps helm from loading the whole */
function archiveOf(path: string, read: ChartReader, problems: ChartProblem[], isExpected: boolean): readonly Chart[] {
  const reading = read.archive(path);
  if (reading === null) return [];
  if (reading.ok) return [reading.value];
  if (isExpected || !reading.isOther)
    problems.push({ path, line: 1, message: `No packed chart that can be read: ${reading.reason}.` });
  return [];
}

function byPlace(a: Chart, b: Chart): number {
  return a.at.path < b.at.path ? -1 : Number(a.at.path > b.at.path);
}
