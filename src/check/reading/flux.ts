import { type JsonValue, member, valueAt } from "../../base/json.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { KUSTOMIZATION_FILES, readKustomization } from "../../manifests/kustomization.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { mentions, searchWord } from "../../manifests/select.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";

/** That Flux's kustomize-controller applies a manifest, which it always does server-side. */
export interface FluxDelivery {
  /** The file with which `flux bootstrap` made a cluster follow this repository: it stands for the cluster. */
  readonly root: string;
  /** The Kustomization and where it stands, then the one that the cluster begins with. */
  readonly because: string;
}

export type FluxDeliveriesOf = (manifest: CrdManifest) => readonly FluxDelivery[];

export interface FluxTree {
  /** Files that may hold objects, sorted. */
  readonly paths: () => readonly string[];
  /** null where there is no such file. */
  readonly read: (path: string) => Uint8Array | null;
}

/**
 * Which manifests Flux delivers, as far as the tree proves it: from `flux-system/gotk-sync.yaml`, whose Kustomization
 * applies its own file and so names this very repository as its source, through every Kustomization that is applied so
 * and has the same source. Where something could keep a file from being applied, nothing is said.
 * Nothing is read before it is asked, and in a tree without that file nothing at all.
 */
export function createFluxDeliveries({ paths, read }: FluxTree): FluxDeliveriesOf {
  let found: ReadonlyMap<string, readonly FluxDelivery[]> | undefined;
  return ({ source, object, printed }) => {
    if (source.helmSource !== undefined || printed?.release !== undefined || isLeftAlone(object)) return [];
    found ??= deliveries(paths(), read);
    if (found.size === 0) return [];
    const files =
      printed === undefined
        ? [source.path]
        : KUSTOMIZATION_FILES.flatMap((name) => relativeFile(printed.path, name) ?? []);
    return files.flatMap((path) => found?.get(path) ?? []);
  };
}

/** Marks with which kustomize-controller passes over an object, or does not update it. */
function isLeftAlone(object: JsonValue): boolean {
  return ["annotations", "labels"].some((key) => {
    const marks = valueAt(object, ["metadata", key]);
    return member(marks, `${API}/ssa`) !== undefined || member(marks, `${API}/reconcile`) !== undefined;
  });
}

const API = "kustomize.toolkit.fluxcd.io";
/** More than anyone has; each costs a walk through the tree's paths. */
const MOST_KUSTOMIZATIONS = 1000;
const ROOT = /(?:^|\/)flux-system\/gotk-sync\.yaml$/;

interface FluxKustomization {
  readonly name: string;
  /** Where it stands. */
  readonly file: string;
  /** Folder that it applies; "" for the whole tree. */
  readonly folder: string;
  /** `namespace/name` of its GitRepository. */
  readonly source: string;
}

function deliveries(paths: readonly string[], read: FluxTree["read"]): ReadonlyMap<string, readonly FluxDelivery[]> {
  const found = new Map<string, FluxDelivery[]>();
  for (const root of paths.filter((path) => ROOT.test(path))) {
    const objects = fluxObjects(root, read);
    const sources = new Set(objects.flatMap(wholeRepository));
    const first = objects
      .flatMap((object) => kustomizationIn(object, root))
      .find((one) => sources.has(one.source) && filesOf(one.folder, paths, read).includes(root));
    if (first === undefined) continue;
    const applied = new Map<string, FluxKustomization>();
    const waiting = [first];
    const seen = new Set([JSON.stringify(first)]);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const file of filesOf(next.folder, paths, read)) {
        if (applied.has(file)) continue;
        applied.set(file, next);
        for (const one of fluxObjects(file, read).flatMap((object) => kustomizationIn(object, file))) {
          const key = JSON.stringify(one);
          if (one.source !== first.source || seen.has(key) || seen.size === MOST_KUSTOMIZATIONS) continue;
          seen.add(key);
          waiting.push(one);
        }
      }
    }
    for (const [file, by] of applied) {
      if (isFiltered(file, read)) continue;
      const from = by === first ? "" : `, from ${first.name} (${root})`;
      const because = `Flux Kustomization ${by.name} (${by.file})${from}`;
      found.set(file, [...(found.get(file) ?? []), { root, because }]);
    }
  }
  return found;
}

/** The files that kustomize-controller applies of a folder, with the kustomization files that name them. */
function filesOf(folder: string, paths: readonly string[], read: FluxTree["read"]): readonly string[] {
  const hasOwn = (at: string) => KUSTOMIZATION_FILES.some((name) => read(at === "" ? name : `${at}/${name}`) !== null);
  const built = (at: string) => {
    const { files, resources } = readKustomization(at, read);
    return [...files, ...resources];
  };
  if (hasOwn(folder)) return built(folder);
  // Without a kustomization it makes one of all YAML below, in which a folder that has its own stands as such.
  const within = folder === "" ? "" : `${folder}/`;
  const owners = new Map<string, boolean>();
  const found = new Set<string>();
  for (const path of paths) {
    if (!path.startsWith(within) || !/\.ya?ml$/.test(path)) continue;
    const steps = path.slice(within.length).split("/").slice(0, -1);
    if (path.split("/").some((step) => step.startsWith("."))) continue;
    const owner = steps
      .map((_, index) => `${within}${steps.slice(0, index + 1).join("/")}`)
      .find((at) => {
        const known = owners.get(at) ?? hasOwn(at);
        if (known && owners.get(at) === undefined) for (const file of built(at)) found.add(file);
        owners.set(at, known);
        return known;
      });
    if (owner === undefined) found.add(path);
  }
  return [...found];
}

/** Whether a `.sourceignore` may keep the file out of what the source controller hands on. */
function isFiltered(file: string, read: FluxTree["read"]): boolean {
  const steps = file.split("/").slice(0, -1);
  return ["", ...steps.map((_, index) => `${steps.slice(0, index + 1).join("/")}/`)].some(
    (folder) => read(`${folder}.sourceignore`) !== null,
  );
}

const WORD = searchWord("toolkit.fluxcd.io/");
const DECODER = new TextDecoder();

function fluxObjects(path: string, read: FluxTree["read"]): readonly JsonValue[] {
  const bytes = read(path);
  if (bytes === null || !mentions(bytes, WORD)) return [];
  return splitDocuments(bytes).flatMap((document) => {
    if (!mentions(document.bytes, WORD)) return [];
    const reading = readYamlDocument(DECODER.decode(document.bytes), { dialect: "kubernetes" });
    return reading.ok ? [reading.value] : [];
  });
}

/** `namespace/name` of a GitRepository that hands on all that is in it. */
function wholeRepository(object: JsonValue): readonly string[] {
  if (!isOf(object, "source.toolkit.fluxcd.io", "GitRepository")) return [];
  const [name, namespace] = [valueAt(object, ["metadata", "name"]), valueAt(object, ["metadata", "namespace"])];
  const spec = member(object, "spec");
  const isWhole = ["ignore", "include", "sparseCheckout"].every((key) => member(spec, key) === undefined);
  return isWhole ? [`${String(namespace ?? "")}/${String(name)}`] : [];
}

/** A Kustomization that is at work in its own cluster; of another it is not known which. */
function kustomizationIn(object: JsonValue, file: string): readonly FluxKustomization[] {
  if (!isOf(object, API, "Kustomization")) return [];
  const [name, namespace] = [valueAt(object, ["metadata", "name"]), valueAt(object, ["metadata", "namespace"])];
  const spec = member(object, "spec");
  const ref = member(spec, "sourceRef");
  const isElsewhere = member(spec, "kubeConfig") !== undefined || member(spec, "suspend") === true;
  const path = member(spec, "path") ?? ".";
  if (typeof name !== "string" || !/^[a-z0-9.-]{1,253}$/.test(name) || typeof path !== "string") return [];
  if (isElsewhere || member(ref, "kind") !== "GitRepository" || isLeftAlone(object)) return [];
  const folder = relativeFile("", path.replace(/^\/+/, "") || ".");
  if (folder === undefined || path.includes("$")) return [];
  const source = `${String(member(ref, "namespace") ?? namespace ?? "")}/${String(member(ref, "name"))}`;
  return [{ name, file, folder, source }];
}

function isOf(object: JsonValue, group: string, kind: string): boolean {
  const apiVersion = member(object, "apiVersion");
  return typeof apiVersion === "string" && apiVersion.startsWith(`${group}/`) && member(object, "kind") === kind;
}
