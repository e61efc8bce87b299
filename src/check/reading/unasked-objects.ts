import { member } from "../../base/json.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { expandList } from "../../manifests/list.ts";
import { type ObjectKind, readDocument } from "../../manifests/objects.ts";
import type { Problem } from "../../report/report.ts";
import { counted, quoted } from "../../text/listing.ts";
import type { GivenObjects } from "./find-objects.ts";
import type { GivenPaths } from "./manifest-files.ts";

/**
 * What of the files that somebody named as custom resources no schema of the tree can judge. A file that was named itself,
 * and that nobody can read, makes the check impossible, and so does a folder without any; the rest is said in sentences.
 * @param kinds those of the tree's CRDs
 */
export function unaskedObjects(
  { files, folders }: { readonly files: readonly GivenObjects[]; readonly folders: readonly string[] },
  given: GivenPaths,
  kinds: readonly ObjectKind[],
): { readonly problems: readonly Problem[]; readonly notices: readonly string[] } {
  const known = new Set(kinds.map(({ group, kind }) => `${group} ${kind}`));
  const problems: Problem[] = [];
  const unread: string[] = [];
  const foreign: string[] = [];
  const empty = new Set(folders);
  for (const { path, bytes } of files) {
    const content = bytes();
    const isNamed = given.includes(path);
    const found = content === null ? { broken: 1, foreign: [], known: 0 } : contentsOf(content, known, isNamed);
    for (const at of found.foreign) foreign.push(`${path}${at}`);
    const isEmpty = found.broken + found.foreign.length + found.known === 0;
    if (isNamed && isEmpty) problems.push(noneIn(path));
    if (!isEmpty) for (const folder of empty) if (isBelow(path, folder)) empty.delete(folder);
    if (found.broken === 0) continue;
    if (isNamed) problems.push(brokenIn(path));
    else unread.push(path);
  }
  for (const folder of empty) problems.push(noneBelow(folder));
  const notices = [
    ...(unread.length === 0
      ? []
      : [
          `${counted(unread.length, "file")} that \`--objects\` gave ${unread.length === 1 ? "has" : "have"} documents that are no YAML, which were not judged: ${few(unread)}.`,
        ]),
    ...(foreign.length === 0
      ? []
      : [
          `${counted(foreign.length, "object")} that \`--objects\` gave ${foreign.length === 1 ? "was" : "were"} not judged, for no CRD of this tree is of that kind: ${few(foreign)}.`,
        ]),
  ];
  return { problems, notices };
}

function contentsOf(content: Uint8Array, known: ReadonlySet<string>, isNamed: boolean) {
  const found = { broken: 0, foreign: [] as string[], known: 0 };
  for (const { bytes, firstLine } of splitDocuments(content)) {
    const text = new TextDecoder().decode(bytes);
    const readings = readDocument(text, firstLine);
    // What becomes of a template is said with the others of the tree.
    if (!readings.ok && text.includes("{{")) found.known++;
    else if (!readings.ok) found.broken++;
    for (const { value, locate } of readings.ok ? readings.value : []) {
      for (const { object, path } of expandList(value)) {
        const [apiVersion, kind] = [member(object, "apiVersion"), member(object, "kind")];
        if (typeof apiVersion !== "string" || typeof kind !== "string") continue;
        const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
        if (known.has(`${group} ${kind}`)) found.known++;
        else if (isNamed || isCustom(group)) found.foreign.push(`:${locate(path).startLine}`);
      }
    }
  }
  return found;
}

/** Beside custom resources a folder has what Kubernetes has itself, and what builds them. */
function isCustom(group: string): boolean {
  return group.includes(".") && !/(?:^|\.)k8s\.io$/.test(group);
}

function brokenIn(path: string): Problem {
  return {
    path,
    message: "The file of objects has a document that cannot be read as YAML or JSON.",
    remedy: "Mend that, or leave the path out.",
  };
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}

function noneBelow(path: string): Problem {
  return {
    path,
    message: "The folder of objects has no custom resource.",
    remedy: "Name a folder of custom resources, or leave the path out.",
  };
}

function noneIn(path: string): Problem {
  return {
    path,
    message: "The file of objects has no object: nothing in it says `apiVersion` and `kind`.",
    remedy: "Name a file of custom resources, or leave the path out.",
  };
}

/** Places that are named in one sentence. */
const MOST_NAMED = 3;

function few(places: readonly string[]): string {
  if (places.length <= MOST_NAMED) return quoted(places);
  const shown = places.slice(0, MOST_NAMED).map((place) => `\`${place}\``);
  return `${shown.join(", ")} and ${places.length - MOST_NAMED} more`;
}
