import { type ObjectKind, type ObjectsReading, objectKinds } from "../../manifests/objects.ts";
import type { Problem } from "../../report/report.ts";
import { counted, quoted } from "../../text/listing.ts";
import type { GivenObjects, ObjectReader } from "./find-objects.ts";
import type { GivenPaths } from "./manifest-files.ts";

/**
 * What of the files that somebody named as custom resources no schema of the tree can judge. A file that was named itself,
 * and that nobody can read, makes the check impossible, and so does a file or folder without any that a CRD of the tree
 * judges; the rest is said in sentences.
 * @param kinds those of the tree's CRDs
 */
export function unaskedObjects(
  { files, folders }: { readonly files: readonly GivenObjects[]; readonly folders: readonly string[] },
  given: GivenPaths,
  kinds: readonly ObjectKind[],
  reader: ObjectReader,
): { readonly problems: readonly Problem[]; readonly notices: readonly string[] } {
  const asked = objectKinds(kinds);
  const problems: Problem[] = [];
  const unread: string[] = [];
  const foreign: string[] = [];
  const [empty, strange] = [new Set(folders), new Set(folders)];
  for (const { path, identity, bytes } of files) {
    const isNamed = given.includes(path);
    const found = contentsOf(reader.read(identity, bytes, asked, { isGiven: true }), isNamed);
    for (const at of found.foreign) foreign.push(`${path}${at}`);
    const isEmpty = found.broken + found.foreign.length + found.known === 0;
    const isForeign = found.foreign.length > 0 && found.broken + found.known === 0;
    if (isNamed && isEmpty) problems.push(noneIn(path));
    if (isNamed && isForeign) problems.push(foreignIn(path, "file"));
    for (const folder of folders) {
      if (!isBelow(path, folder)) continue;
      if (!isEmpty) empty.delete(folder);
      if (found.known > 0) strange.delete(folder);
    }
    if (found.broken === 0) continue;
    if (isNamed) problems.push(brokenIn(path));
    else unread.push(path);
  }
  for (const folder of strange) problems.push(empty.has(folder) ? noneBelow(folder) : foreignIn(folder, "folder"));
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

function contentsOf({ objects, left, rest }: ObjectsReading, isNamed: boolean) {
  // Without more it was not read at all.
  const { broken = 1, templates = 0, others = [] } = rest ?? {};
  const foreign = others.flatMap(({ group, line }) => (isNamed || isCustom(group) ? [`:${line}`] : []));
  // What becomes of a template is said with the others of the tree.
  return { broken, foreign, known: objects.length + left.length + templates };
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

function foreignIn(path: string, what: "file" | "folder"): Problem {
  return {
    path,
    message: `The ${what} of objects has none of a kind that a CRD of this tree has: there is nothing to judge them by.`,
    remedy: `Have the CRDs in the tree and in \`manifests.include\`, name another ${what}, or leave the path out.`,
  };
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
