import { type Chart, withSubcharts } from "../../manifests/charts/chart.ts";
import { readMetadata } from "../../manifests/charts/chart-metadata.ts";
import type { HelmOrigin } from "../../manifests/charts/helm-origin.ts";
import { versionNames } from "../../manifests/crd-versions.ts";
import { readKustomization } from "../../manifests/kustomization.ts";
import { kustomizeOrigin } from "../../manifests/kustomize-origin.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { OriginFile } from "../../manifests/origin-place.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { mentionsCrd } from "../../manifests/select.ts";
import type { TreeContents } from "./tree-contents.ts";

/** What a tree holds of CRDs as they stand. Asked only once all of it has been read. */
export interface PlainCrds {
  readonly filesWith: (crd: string) => readonly string[];
  /** A kustomization of the tree names the file as a resource. */
  readonly isResource: (path: string) => boolean;
}

/**
 * The files that one document of helm's output may come from: what its `# Source:` names and, behind it, other files of
 * the chart that hold the CRD, which a template brings in (`.Files.Get`, `tpl`, `include`).
 */
export function helmFiles(
  origins: readonly HelmOrigin[],
  tree: TreeContents,
  manifest: CrdManifest | null,
): readonly OriginFile[] {
  return origins.flatMap(({ chart, file }) => {
    const named = fileOf(chart, file, tree);
    if (named === null) return [];
    const isTemplate = file.startsWith("templates/");
    return isTemplate && manifest !== null && !holds(named, manifest)
      ? [named, ...broughtIn(chart, tree, manifest)]
      : [named];
  });
}

function broughtIn(chart: Chart, tree: TreeContents, manifest: CrdManifest): readonly OriginFile[] {
  return withSubcharts(chart).flatMap((one) =>
    one.files
      .map((file) => fileOf(one, file, tree))
      .filter((file) => file !== null)
      .filter((file) => holds(file, manifest)),
  );
}

function holds({ bytes }: OriginFile, { name }: CrdManifest): boolean {
  return mentionsCrd(bytes) && new TextDecoder().decode(bytes).includes(name);
}

function fileOf(chart: Chart, file: string, tree: TreeContents): OriginFile | null {
  const { path, within } = chart.at;
  if (within === null) {
    const bytes = tree.read(path + file);
    return bytes === null ? null : { path: path + file, within, bytes };
  }
  // Nothing of an archive has a line in the repository, so contents matter only where they name the CRD.
  const bytes = tree.readPacked(path).get(within + file) ?? new Uint8Array();
  const askedFor = tree.isIgnored(path) ? dependencyOf(path, tree) : null;
  return { path, within: within + file, bytes, ...(askedFor === null ? {} : { askedFor }) };
}

/** Where a chart asks for an archive that `helm dependency build` has put into its `charts/`. */
function dependencyOf(archive: string, tree: TreeContents): Required<OriginFile>["askedFor"] | null {
  const [, parent, name = ""] = /^(.*\/)?charts\/([^/]+)\.tgz$/.exec(archive) ?? [];
  const files = ["Chart.yaml", "requirements.yaml"].filter((file) => tree.read((parent ?? "") + file) !== null);
  const metadata = readMetadata(files, (file) => tree.read((parent ?? "") + file));
  if (!metadata.ok) return null;
  // `helm package` calls it NAME-VERSION, and names have dashes too: the longest that fits is meant.
  const fitting = metadata.value.dependencies.filter((one) => name.startsWith(`${one.name}-`));
  const [asked] = fitting.sort((a, b) => b.name.length - a.name.length);
  return asked === undefined ? null : { path: (parent ?? "") + asked.file, range: asked.range };
}

/** The files that one document of kustomize's output may come from: its resource, then patches, then the kustomization. */
export function kustomizeFiles(
  folder: string,
  tree: TreeContents,
  manifest: CrdManifest | null,
): readonly OriginFile[] {
  const { files, resources, patches } = readKustomization(folder, tree.read);
  const filesAt = (paths: readonly string[]) =>
    paths.flatMap((path) => {
      const bytes = tree.read(path);
      return bytes === null ? [] : [{ path, within: null, bytes }];
    });
  if (manifest === null) return filesAt(files.slice(0, 1));
  const said = kustomizeOrigin(manifest.object);
  const own = said?.kind === "file" ? relativeFile(folder, said.path) : undefined;
  // What came from elsewhere is no file of the tree, even if one has the same CRD.
  const candidates = said?.kind === "remote" ? [] : own === undefined ? resources : [own];
  const holding = filesAt(candidates).filter((file) => holds(file, manifest));
  return [...holding, ...filesAt(patches), ...filesAt(files)];
}

/**
 * The files that kustomize's note on a document's origin can mean, whichever kustomization was built: each that has the
 * CRD, once. None where there is no note: nothing else tells a kustomization's output from a manifest.
 * @param folders of all kustomizations, without `/` at the end; "" for the workspace
 */
export function resourcesSaid(
  folders: readonly string[],
  tree: TreeContents,
  manifest: CrdManifest,
): readonly (readonly OriginFile[])[] {
  const said = kustomizeOrigin(manifest.object);
  if (said?.kind !== "file") return [];
  const paths = new Set(folders.map((folder) => relativeFile(folder, said.path)));
  return [...paths].flatMap((path) => {
    const bytes = path === undefined ? null : tree.read(path);
    if (path === undefined || bytes === null) return [];
    const file = { path, within: null, bytes };
    return holds(file, manifest) ? [[file]] : [];
  });
}

/**
 * The file that a manifest without such a note comes from, if only one can be meant: the one that has the CRD and that a
 * kustomization names as a resource. Empty for one with a note, which says more.
 */
export function onlyResource(manifest: CrdManifest, plain: PlainCrds, tree: TreeContents): readonly OriginFile[] {
  if (kustomizeOrigin(manifest.object) !== null) return [];
  const [path, ...others] = plain.filesWith(manifest.name).filter(plain.isResource);
  const bytes = path === undefined || others.length > 0 ? null : tree.read(path);
  return path === undefined || bytes === null ? [] : [{ path, within: null, bytes }];
}

/**
 * The candidate that is meant, of charts that have the same name: the only one, or the only one that has the CRD and
 * all of its versions. None where that does not tell them apart: a wrong place is worse than the rendered one.
 */
export function theOneOf(
  candidates: readonly (readonly OriginFile[])[],
  manifest: CrdManifest | null,
): readonly OriginFile[] {
  const found = candidates.filter((files) => files.length > 0);
  if (found.length < 2 || manifest === null) return found.length === 1 ? (found[0] ?? []) : [];
  const words = [manifest.name, ...versionNames(manifest.object)];
  const fitting = found.filter((files) => {
    const text = files.map(({ bytes }) => new TextDecoder().decode(bytes)).join("\n");
    return words.every((word) => word === undefined || text.includes(word));
  });
  return fitting.length === 1 ? (fitting[0] ?? []) : [];
}
