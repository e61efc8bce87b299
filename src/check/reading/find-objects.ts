import type { FileReading } from "../../base/files.ts";
import type { KustomizationFile } from "../../manifests/kustomize-patches.ts";
import { patchReaches } from "../../manifests/kustomize-reach.ts";
import {
  type GroupLines,
  type Looking,
  mayHoldObjects,
  type ObjectKind,
  type ObjectKinds,
  type ObjectsReading,
  objectKinds,
  objectsIn,
} from "../../manifests/objects.ts";
import type { SourceFile } from "../../sources/reference.ts";
import type { PrintedText } from "../sources/earlier-output.ts";
import { deliveryPatches } from "./delivery-patches.ts";
import type { FindObjects, FoundLeft, FoundObject, FoundObjects } from "./tree.ts";

/** Reads the custom resources of a file once, however many trees have it. */
export interface ObjectReader {
  /**
   * @param identity equal only for the same bytes
   * @param looking as for `objectsIn`
   */
  readonly read: (
    identity: string,
    bytes: () => Uint8Array | null,
    kinds: ObjectKinds,
    looking?: Looking,
  ) => ObjectsReading;
}

export function createObjectReader(): ObjectReader {
  const known = new Map<string, ObjectsReading>();
  const ids = new Map<string, number>();
  const idsOf = new WeakMap<ObjectKinds, number>();
  const idOf = (asked: ObjectKinds) => {
    const known = idsOf.get(asked);
    if (known !== undefined) return known;
    const text = [...asked.kinds].join();
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    idsOf.set(asked, id);
    return id;
  };
  return {
    read: (identity, bytes, kinds, looking = {}) => {
      const key = `${idOf(kinds)} ${looking.isGiven === true} ${identity}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const content = bytes();
      const reading = content === null ? { objects: [], left: [] } : objectsIn(content, kinds, looking);
      known.set(key, reading);
      return reading;
    },
  };
}

interface ObjectsSource {
  readonly paths: readonly string[];
  readonly read: (path: string) => FileReading;
  readonly identityOf: (path: string) => string;
  /** Where a file names groups of APIs, as far as it was looked into. */
  readonly groupLines: (path: string) => GroupLines;
  /** Which of these paths git ignores: what is not committed is nobody's object. */
  readonly isIgnored: (paths: readonly string[]) => ReadonlySet<string>;
  /** Standard input, where it was asked for. */
  readonly stdin: Uint8Array | null;
  /** What was rendered of the tree. */
  readonly printed: readonly PrintedText[];
  /** Files that kustomizations name as patches: what stands in them is no object. */
  readonly isPatch: (path: string) => boolean;
  /** They may patch what they take in. */
  readonly kustomizations: readonly KustomizationFile[];
  /** Files that may hold objects of Flux and Argo CD, which may patch what they apply. */
  readonly referring: readonly SourceFile[];
  /** Files that Helm makes its output of. */
  readonly isTemplate: (path: string) => boolean;
  /** Files of what is rendered: their objects are in the output, or nowhere. */
  readonly isRendered: (path: string) => boolean;
  /** Files that were given as objects, whatever else is read. */
  readonly given: readonly GivenObjects[];
  readonly reader: ObjectReader;
}

export interface GivenObjects {
  readonly path: string;
  readonly identity: string;
  readonly bytes: () => Uint8Array | null;
}

/**
 * Looks for custom resources in every file of a tree, in what was rendered of it, and in what was given. Asked once for each
 * set of kinds; a file that two trees share is parsed once.
 */
export function createFindObjects(source: ObjectsSource): FindObjects {
  const known = new Map<string, FoundObjects>();
  return (kinds, onRead = () => {}) => {
    if (kinds.length === 0) return { objects: [], left: [] };
    const key = JSON.stringify(kinds.map(({ group, kind }) => [group, kind]));
    const found = known.get(key) ?? search(source, kinds, onRead);
    known.set(key, found);
    return found;
  };
}

function search(source: ObjectsSource, asked: readonly ObjectKind[], onRead: (one: FoundObject) => void): FoundObjects {
  const { paths, read, identityOf, isIgnored, stdin, printed, reader, given, isPatch } = source;
  const kinds = objectKinds(asked);
  const bytesOf = (path: string) => {
    const reading = read(path);
    return reading.ok ? reading.value : null;
  };
  const askedKinds = new Set(asked.map(({ kind }) => kind));
  const reaches = [
    ...patchReaches(source.kustomizations, askedKinds, bytesOf),
    ...deliveryPatches(source.referring, askedKinds),
    ...deliveryPatches(
      printed.map(({ place, bytes }) => ({ path: place.path, bytes })),
      askedKinds,
    ),
  ];
  const objects: FoundObject[] = [];
  const left: FoundLeft[] = [];
  const taken = new Set(given.map(({ path }) => path));
  const may = new Map<GroupLines, boolean>();
  const mayHold = (lines: GroupLines) => {
    const known = may.get(lines) ?? mayHoldObjects(lines, kinds);
    may.set(lines, known);
    return known;
  };
  const files = paths.flatMap((path) => {
    if (taken.has(path) || !mayHold(source.groupLines(path)) || source.isRendered(path)) return [];
    const found = reader.read(identityOf(path), () => bytesOf(path), kinds, {
      onRead: (one) => onRead({ ...one, path }),
    });
    return found.objects.length + found.left.length === 0 ? [] : [{ path, found }];
  });
  const ignored = isIgnored(files.map(({ path }) => path));
  for (const { path, found } of files) {
    if (ignored.has(path)) continue;
    for (const one of found.left) left.push({ ...one, path });
    const patch = isPatch(path);
    const reaching = reaches.filter(({ takesIn }) => takesIn(path));
    for (const one of found.objects) {
      if (one.isFilledIn === true && source.isTemplate(path)) {
        left.push({ path, line: one.locate([]).startLine, why: "template" });
        continue;
      }
      // What a kustomization makes of it stands nowhere.
      if (!patch && reaching.some(({ kinds: own }) => own === null || own.has(one.kind)))
        left.push({ path, line: one.locate([]).startLine, why: "patched" });
      else if (!patch) objects.push({ ...one, path });
    }
  }
  const whole = [
    ...given.map(({ path, identity, bytes }) => {
      const looking: Looking = { isGiven: true, onRead: (one) => onRead({ ...one, path, isGiven: true }) };
      return { path, found: reader.read(identity, bytes, kinds, looking), isGiven: true };
    }),
    ...(stdin === null ? [] : [{ path: "-", found: objectsIn(stdin, kinds), isGiven: false }]),
  ];
  for (const { path, found, isGiven } of whole) {
    const given = { path, ...(isGiven ? { isGiven } : {}) };
    for (const one of found.left) left.push({ ...one, ...given });
    for (const one of found.objects) objects.push({ ...one, ...given });
  }
  for (const text of printed) {
    const at = { path: text.place.path, line: text.place.range.startLine, clusters: text.clusters };
    const found = objectsIn(text.bytes, kinds, { onRead: (one) => onRead({ ...one, ...at }) });
    for (const one of found.left) left.push({ ...one, ...at });
    for (const one of found.objects) objects.push({ ...one, ...at });
  }
  return { objects, left };
}
