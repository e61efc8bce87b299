import { type JsonValue, member } from "../../base/json.ts";
import type { Settings } from "../../config/settings.ts";
import { contentOf, patchesCrds, readKustomization, textsOf } from "../../manifests/kustomization.ts";
import type { KustomizationFile } from "../../manifests/kustomize-patches.ts";
import { patchReaches, replacesKind } from "../../manifests/kustomize-reach.ts";
import type { CrdManifest, ManifestReading } from "../../manifests/manifest.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import type { TreeFiles } from "../ports.ts";
import type { ManifestTree } from "./tree.ts";

/**
 * What is not seen of kustomizations that the configuration does not have built: CRDs from elsewhere, and patches of CRDs,
 * whose resources are read as they stand.
 * @param crdFiles paths of files with CRDs, which one that patches any kind may take in
 * @param hasOutput there is output of an earlier step, which may be theirs
 */
export function unbuiltKustomizations(
  kustomizations: readonly KustomizationFile[],
  settings: Settings,
  files: TreeFiles,
  crdFiles: readonly string[],
  hasOutput: boolean,
): ManifestTree["notRead"] {
  if (hasOutput) return [];
  const configured = settings.kustomize.flatMap(({ path }) => relativeFile("", path) ?? []);
  const roots = new Set(configured);
  let built: ReadonlySet<string> | undefined;
  const isBuilt = (path: string) => {
    built ??= new Set(configured.flatMap((folder) => readKustomization(folder, bytesIn(files)).files));
    return built.has(path);
  };
  const reaches = crdFiles.length === 0 ? [] : patchReaches(kustomizations, NO_KIND, bytesIn(files));
  const patching = new Set(
    reaches.flatMap(({ folder, kinds, takesIn }) => (kinds === null && crdFiles.some(takesIn) ? [folder] : [])),
  );
  return kustomizations.flatMap(({ path, bytes }) => {
    const folder = path.split("/").slice(0, -1).join("/");
    // One that takes in an address fails, which is a finding.
    if (roots.has(folder)) return [];
    const isOwn = patchesCrds(bytes) || replacesKind({ path, bytes }, "CustomResourceDefinition", bytesIn(files));
    const reason = isOwn ? PATCHES : patching.has(folder) ? MAY_PATCH : unknownGenerator(folder, bytes, files);
    return reason === null || isBuilt(path) ? [] : [{ path, reason, mayHoldCrds: true }];
  });
}

/** What patches CRDs by their kind says so itself. */
const NO_KIND: ReadonlySet<string> = new Set();

const HOW = "and only what it builds shows how: list it in `kustomize` to have that checked";
const PATCHES = `it changes CRDs, ${HOW}`;
const MAY_PATCH = `it takes in CRDs and may change them, ${HOW}`;

/** kustomize's own, of which those make no CRD, or are references themselves; and those that decrypt Secrets, as most use them. */
const KNOWN_GENERATORS: ReadonlySet<JsonValue> = new Set([
  "ConfigMapGenerator",
  "SecretGenerator",
  "HelmChartInflationGenerator",
  "ksops",
  "SopsSecretGenerator",
]);

/** A program that makes objects, which nobody here runs; null: it has none. */
function unknownGenerator(folder: string, bytes: Uint8Array, files: TreeFiles): string | null {
  const found = textsOf(member(contentOf(bytes), "generators")).find((named) => {
    const isText = named.includes("\n");
    const path = isText ? undefined : relativeFile(folder, named);
    const read = isText ? new TextEncoder().encode(named) : path === undefined ? null : bytesIn(files)(path);
    return read === null || !KNOWN_GENERATORS.has(member(contentOf(read), "kind") ?? null);
  });
  return found === undefined
    ? null
    : "what its `generators` make may be CRDs, and nothing runs them here: name their output in `rendered`";
}

function bytesIn(files: TreeFiles): (path: string) => Uint8Array | null {
  return (path) => {
    const reading = files.kindOf(path) === "file" ? files.read(path) : null;
    return reading?.ok ? reading.value : null;
  };
}

/** The configuration has it rendered, and what is rendered is judged in that form only (spec §4.2). */
export function isConfigured(chart: string, { helm }: Settings): boolean {
  return helm.some((entry) => relativeFile("", entry.chart) === (chart === "." ? "" : chart));
}

/** Helm reads it itself for a chart that the configuration has rendered: what comes out is judged, and a failure is told. */
export function isLoadedByHelm(path: string, { helm }: Settings): boolean {
  return helm.some((entry) => {
    const chart = relativeFile("", entry.chart);
    if (chart === undefined) return false;
    if (path === chart) return true;
    const folder = chart === "" ? "" : `${chart}/`;
    return path.startsWith(folder) && OF_CHART.test(path.slice(folder.length));
  });
}

/** What helm loads of a chart's folder beside its manifests. */
const OF_CHART = /^(?:charts\/[^/._][^/]*\/)*charts\/[^/._][^/]*\.tgz$|\.tpl$/;

const RENDERED = "a template: its rendered form was read";

/**
 * Takes templates out of readings of which the rendered form was read too, from an earlier step or from what the
 * configuration has rendered: that form is judged, and the template is only listed.
 */
export function withoutRendered(
  readings: readonly ManifestReading[],
  outputs: readonly ManifestReading[],
): { readonly readings: readonly ManifestReading[]; readonly notRead: ManifestTree["notRead"] } {
  const printed: readonly CrdManifest[] = outputs.flatMap(({ crds }) => crds);
  if (printed.length === 0) return { readings, notRead: [] };
  const paths = new Set<string>();
  const left = readings.map((reading) => {
    const unreadable = reading.unreadable.filter(({ source, template }) => {
      const isRendered = template !== undefined && printed.some(({ object }) => template.rendersTo(object));
      if (isRendered) paths.add(source.path);
      return !isRendered;
    });
    return unreadable.length === reading.unreadable.length ? reading : { ...reading, unreadable };
  });
  return { readings: left, notRead: [...paths].map((path) => ({ path, reason: RENDERED })) };
}
