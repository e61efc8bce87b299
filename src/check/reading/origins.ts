import { discoverCharts } from "../../manifests/charts/discover.ts";
import { helmOrigins } from "../../manifests/charts/helm-origin.ts";
import type { CrdManifest, ManifestReading, ManifestSource } from "../../manifests/manifest.ts";
import { type OriginFile, originPlace } from "../../manifests/origin-place.ts";
import type { TreeFiles } from "../ports.ts";
import { helmFiles, kustomizeFiles, onlyResource, type PlainCrds, resourcesSaid, theOneOf } from "./origin-files.ts";
import { treeContents } from "./tree-contents.ts";

/** Finds where rendered manifests come from in one tree. Nothing is read before a finding asks for a place. */
export interface Origins {
  /**
   * Manifests of helm's output, with the template or file of `crds/` that each comes from.
   * @param chart folder or archive of the chart that was rendered; null: whichever chart of the tree has its name
   */
  readonly ofHelm: (reading: ManifestReading, chart: string | null) => ManifestReading;
  /**
   * Manifests of kustomize's output, with the resource or patch that each comes from.
   * @param folder of the kustomization that was built, without `/` at its end
   */
  readonly ofKustomize: (reading: ManifestReading, folder: string) => ManifestReading;
  /**
   * Manifests of what an earlier step printed with either: of any chart of the tree that has their name, or of any
   * kustomization that their origin annotation can be meant from, or that alone has the CRD.
   */
  readonly ofOutput: (reading: ManifestReading, plain: PlainCrds) => ManifestReading;
}

/**
 * What a document comes from: the likeliest file first.
 * @param manifest null for a document that cannot be read
 */
type FilesOf = (source: ManifestSource, manifest: CrdManifest | null) => readonly OriginFile[];

/**
 * @param exclude patterns of files in which a chart or kustomization is only looked for where no other one is
 * @param isIgnored whether git ignores an archive
 */
export function createOrigins(
  files: TreeFiles,
  exclude: readonly string[],
  isIgnored: (archive: string) => boolean = () => false,
): Origins {
  const tree = treeContents(files, isIgnored);
  const rootsIn = once((without: readonly string[]) =>
    discoverCharts(files.find(["**/Chart.yaml", "**/*.tgz"], without).files, tree.reader).charts.map((chart) => ({
      name: chart.name,
      path: chart.at.path,
    })),
  );
  const calledIn = (name: string, without: readonly string[]) =>
    rootsIn(without)
      .filter((root) => root.name === name)
      .map(({ path }) => path);
  // What is left out as manifests, since its output is read, is where that comes from all the same.
  const called = (name: string) => {
    const found = calledIn(name, exclude);
    return found.length > 0 ? found : calledIn(name, NOTHING);
  };
  const foldersIn = once((without: readonly string[]) =>
    files
      .find(["**/kustomization.{yaml,yml}", "**/Kustomization"], without)
      .files.map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/")))),
  );
  const kustomized = (manifest: CrdManifest | null, plain: PlainCrds) => {
    if (manifest === null) return [];
    for (const without of [exclude, NOTHING]) {
      const said = theOneOf(resourcesSaid(foldersIn(without), tree, manifest), manifest);
      if (said.length > 0) return said;
    }
    return onlyResource(manifest, plain, tree);
  };
  const charted = (helmSource: string, chart: string | null, manifest: CrdManifest | null) => {
    const paths = chart === null ? called(helmSource.split("/")[0] ?? "") : [chart];
    const found = paths.map((path) => helmFiles(helmOrigins(helmSource, tree.chartsAt(path)), tree, manifest));
    return theOneOf(found, manifest);
  };
  return {
    ofHelm: (reading, chart) =>
      withOrigins(reading, ({ helmSource }, manifest) =>
        helmSource === undefined ? [] : charted(helmSource, chart, manifest),
      ),
    ofOutput: (reading, plain) =>
      withOrigins(reading, ({ helmSource }, manifest) =>
        helmSource === undefined ? kustomized(manifest, plain) : charted(helmSource, null, manifest),
      ),
    ofKustomize: (reading, folder) => withOrigins(reading, (_, manifest) => kustomizeFiles(folder, tree, manifest)),
  };
}

function withOrigins(reading: ManifestReading, filesOf: FilesOf): ManifestReading {
  return {
    ...reading,
    crds: reading.crds.map((manifest) => {
      const { name, object, source } = manifest;
      let found: readonly OriginFile[] | undefined;
      const origin: CrdManifest["origin"] = (path, version) => {
        found ??= filesOf(source, manifest);
        return originPlace(found, { name, object, path, version });
      };
      return { ...manifest, origin };
    }),
    unreadable: reading.unreadable.map((document) => ({
      ...document,
      origin: () => {
        const sought = { name: document.name ?? "", object: {}, path: [], version: undefined };
        return originPlace(filesOf(document.source, null), sought);
      },
    })),
  };
}

/** Stays the same one: what was found without it is kept by it. */
const NOTHING: readonly string[] = [];

function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
