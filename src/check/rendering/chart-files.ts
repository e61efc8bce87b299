import { readChartArchive, unpackBudget } from "../../manifests/charts/chart-archive.ts";
import { releaseSize } from "../../manifests/charts/release-size.ts";
import { type TemplateAsk, templateAsks } from "../../manifests/charts/template-asks.ts";
import { helmIgnore } from "./helm-ignore.ts";
import type { Inputs } from "./tool-files.ts";

/**
 * The files of a chart as helm loads them, by their path in it.
 * @param isPacked it was packed: what it ignores was left out then
 */
function chartFiles(inputs: Inputs, chart: string, isPacked: boolean): ReadonlyMap<string, Uint8Array> {
  const bytesAt = (path: string) => {
    const input = inputs.files.get(path);
    const reading = input?.tree.read(input.from);
    return reading?.ok ? reading.value : undefined;
  };
  const archive = bytesAt(chart);
  if (archive !== undefined) {
    const reading = readChartArchive(archive, unpackBudget(archive.length));
    return reading.ok ? reading.value : new Map();
  }
  const folder = chart === "." ? "" : `${chart}/`;
  const ignore = bytesAt(`${folder}.helmignore`);
  const isIgnored = isPacked || ignore === undefined ? helmIgnore(null) : helmIgnore(new TextDecoder().decode(ignore));
  const files = new Map<string, Uint8Array>();
  for (const path of inputs.files.keys()) {
    const inside = path.startsWith(folder) ? path.slice(folder.length) : "";
    // Subcharts are not kept with the release.
    const isKept = inside !== "" && !inside.startsWith("charts/") && !isIgnored(inside);
    const bytes = isKept ? bytesAt(path) : undefined;
    if (bytes !== undefined) files.set(inside, bytes);
  }
  return files;
}

/** What templates of a chart ask of a cluster. Subcharts count with it, but for those that are packed in it. */
export function asksOf(inputs: Inputs, chart: string): () => readonly TemplateAsk[] {
  let known: readonly TemplateAsk[] | undefined;
  return () => {
    known ??= templateAsks(templatesIn(inputs, chart));
    return known;
  };
}

function templatesIn(inputs: Inputs, chart: string): ReadonlyMap<string, string> {
  const decoder = new TextDecoder();
  const isTemplate = (path: string) => /^(?:charts\/[^/]+\/)*templates\//.test(path);
  const packed = inputs.files.has(chart) ? chartFiles(inputs, chart, true) : null;
  if (packed !== null)
    return new Map([...packed].flatMap(([path, bytes]) => (isTemplate(path) ? [[path, decoder.decode(bytes)]] : [])));
  const folder = chart === "." ? "" : `${chart}/`;
  const templates = new Map<string, string>();
  for (const [path, { tree, from }] of inputs.files) {
    const inside = path.startsWith(folder) ? path.slice(folder.length) : "";
    const reading = isTemplate(inside) ? tree.read(from) : null;
    if (reading?.ok) templates.set(inside, decoder.decode(reading.value));
  }
  return templates;
}

/** What is installed of a chart among the inputs. */
interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly isPacked: boolean;
  /** Values files among the inputs. */
  readonly values: readonly string[];
  readonly rendered: Uint8Array | null;
}

/** About how much room Helm takes for a release, worked out when it is asked for. */
export function sizeOf(inputs: Inputs, { name, namespace, chart, isPacked, values, rendered }: Release): () => number {
  let known: number | undefined;
  return () => {
    known ??= releaseSize({
      name,
      namespace,
      files: chartFiles(inputs, chart, isPacked),
      values: values.flatMap((path) => {
        const input = inputs.files.get(path);
        const reading = input?.tree.read(input.from);
        return reading?.ok ? [reading.value] : [];
      }),
      rendered,
    });
    return known;
  };
}
