import type { Reason, Result } from "../../base/result.ts";
import { asClause } from "../../text/clause.ts";
import { mentionsCrd } from "../select.ts";
import type { Chart } from "./chart.ts";
import { isGzip, readChartArchive, type UnpackBudget, unpackBudget } from "./chart-archive.ts";
import { readMetadata } from "./chart-metadata.ts";

export type PackedReading = Result<PackedChart, Unpacked>;

interface Unpacked extends Reason {
  /** It is a sound archive of something that is no chart. */
  readonly isOther: boolean;
  /** It names a CRD, or is compressed and was not read to its end, so that nobody can tell. */
  readonly mayHoldCrds: boolean;
}

/** A chart in an archive, with the contents of those of its files that name a CRD: all others would only take memory. */
export interface PackedChart extends Chart {
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** Deeper than any chart is packed; `helm package` unpacks the archives in `charts/`, so even one level is rare. */
const DEEPEST = 4;

/**
 * Reads a packed chart with the subcharts in it. Archives within the archive share its limit of size.
 * @param path the archive's, in the tree
 */
export function readPackedChart(path: string, bytes: Uint8Array): PackedReading {
  const budget = unpackBudget(bytes.length);
  const archive = readChartArchive(bytes, budget);
  if (!archive.ok) return { ok: false, isOther: false, reason: archive.reason, mayHoldCrds: isGzip(bytes) };
  const contents = new Map(archive.value);
  const problem = unpackInner(contents, DEEPEST, budget);
  if (problem !== null) return { ok: false, isOther: false, reason: problem, mayHoldCrds: true };
  if (!contents.has("Chart.yaml"))
    return { ok: false, isOther: true, reason: "it has no Chart.yaml", mayHoldCrds: false };
  const chart = chartAt(path, "", [...contents.keys()].sort(), contents);
  return typeof chart === "string"
    ? { ok: false, isOther: false, reason: chart, mayHoldCrds: namingCrds(contents).size > 0 }
    : { ok: true, value: { ...chart, contents: namingCrds(contents) } };
}

/** Copies: what is kept of an archive must not keep all of it. */
function namingCrds(contents: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const naming = [...contents].filter(([, bytes]) => mentionsCrd(bytes));
  return new Map(naming.map(([file, bytes]) => [file, Uint8Array.from(bytes)]));
}

/** Puts the files of archives in `charts/` where those of a folder would be. A sentence's part where one cannot be read. */
function unpackInner(contents: Map<string, Uint8Array>, depth: number, budget: UnpackBudget): string | null {
  const inner = [...contents.keys()].filter((file) => /(^|\/)charts\/[^/._][^/]*\.tgz$/.test(file));
  for (const file of inner) {
    const bytes = contents.get(file) ?? new Uint8Array();
    if (depth === 0) return `it has archives in archives more than ${DEEPEST} deep`;
    const archive = readChartArchive(bytes, budget);
    if (!archive.ok) return `${file}: ${archive.reason}`;
    const own = new Map(archive.value);
    const problem = unpackInner(own, depth - 1, budget);
    if (problem !== null) return problem;
    contents.delete(file);
    const folder = file.slice(0, -".tgz".length);
    for (const [name, content] of own) contents.set(`${folder}/${name}`, content);
  }
  return null;
}

/** The chart whose folder in the archive is `within`; why there is none, where helm would refuse it too. */
function chartAt(
  path: string,
  within: string,
  files: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
): Chart | string {
  const own: string[] = [];
  const below = new Map<string, string[]>();
  for (const file of files) {
    const [folder = "", name = "", ...rest] = file.split("/");
    if (folder !== "charts" || rest.length === 0 || /^[._]/.test(name)) own.push(file);
    else if (below.has(name)) below.get(name)?.push(rest.join("/"));
    else below.set(name, [rest.join("/")]);
  }
  const reading = readMetadata(own, (file) => contents.get(within + file));
  if (!reading.ok) return `${within}Chart.yaml: ${asClause(reading.message)}`;
  const subcharts: Chart[] = [];
  for (const [name, inner] of below) {
    const subchart = chartAt(path, `${within}charts/${name}/`, inner, contents);
    if (typeof subchart === "string") return subchart;
    subcharts.push(subchart);
  }
  return { ...reading.value, at: { path, within }, files: own, subcharts };
}
