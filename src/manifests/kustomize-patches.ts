import { type DocumentPath, isArray, isObject, type JsonValue, member } from "../base/json.ts";
import { decodeUtf8 } from "../yaml/document-text.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import { type StreamDocument, splitDocuments } from "./document-stream.ts";
import { relativeFile } from "./relative-file.ts";

export interface KustomizationFile {
  /** Relative to the workspace, `/` as separator. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface PatchedPaths {
  /** Path of each file that is named as a patch, to the kustomization that names it first. */
  readonly paths: ReadonlyMap<string, string>;
  /** A sentence for each kustomization document that cannot be read, whose patches are therefore not known as such. */
  readonly problems: readonly string[];
}

/**
 * Which files the given kustomizations name as patches: `patches[].path`, `patchesStrategicMerge[]` and
 * `patchesJson6902[].path`, relative to the kustomization's folder. Never throws; what leads out of the workspace,
 * a URL or an inline patch is no file here.
 */
export function patchedPaths(files: readonly KustomizationFile[]): PatchedPaths {
  const paths = new Map<string, string>();
  const problems: string[] = [];
  for (const file of files) {
    const folder = file.path.split("/").slice(0, -1).join("/");
    for (const { names, problem } of documentsOf(file.bytes)) {
      if (problem !== null)
        problems.push(`${file.path}:${problem} The patches this kustomization names are not known.`);
      for (const named of names) {
        const path = relativeFile(folder, named);
        if (path !== undefined && !paths.has(path)) paths.set(path, file.path);
      }
    }
  }
  return { paths, problems };
}

interface DocumentPatches {
  readonly names: readonly string[];
  /** Where it cannot be read and why: the end of a sentence that starts with its path; null: it can. */
  readonly problem: string | null;
}

const known = new WeakMap<Uint8Array, readonly DocumentPatches[]>();

/** Two trees share most kustomizations. */
function documentsOf(kustomization: Uint8Array): readonly DocumentPatches[] {
  const documents = known.get(kustomization) ?? splitDocuments(kustomization).map(readPatches);
  known.set(kustomization, documents);
  return documents;
}

function readPatches(document: StreamDocument): DocumentPatches {
  const reading = readText(document);
  if (reading.ok) return { names: namedPatches(reading.value), problem: null };
  const { range, message } = reading.problem;
  return { names: [], problem: `${range.startLine}:${range.startColumn}: ${message}` };
}

function readText({ bytes, firstLine }: StreamDocument) {
  const decoded = decodeUtf8(bytes, firstLine);
  return decoded.ok ? readYamlDocument(decoded.value, { dialect: "kubernetes", firstLine }) : decoded;
}

const PATCH_FIELDS: readonly { readonly field: string; readonly path: DocumentPath }[] = [
  { field: "patches", path: ["path"] },
  { field: "patchesStrategicMerge", path: [] },
  { field: "patchesJson6902", path: ["path"] },
];

function namedPatches(kustomization: JsonValue): readonly string[] {
  if (!isObject(kustomization)) return [];
  return PATCH_FIELDS.flatMap(({ field, path }) => {
    const entries = member(kustomization, field);
    if (!isArray(entries)) return [];
    return entries.flatMap((entry) => {
      const named = path.length === 0 ? entry : member(entry, "path");
      return typeof named === "string" ? [named] : [];
    });
  });
}
