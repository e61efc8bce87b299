import { type DocumentPath, isObject, type JsonObject, type JsonValue } from "../base/json.ts";
import { done, type Result } from "../base/result.ts";
import type { TextRange } from "../base/text-range.ts";
import { CLUSTER_NAME_RULE, isClusterName } from "../schemas/cluster-name.ts";
import { explainSchemaErrors } from "../schemas/schema-problems.ts";
import { SNAPSHOT_SHAPE, validateSnapshot } from "../schemas/validators.ts";
import { nearestWord } from "../text/nearest-word.ts";
import { type Fault, readDump } from "./dump.ts";
import { parseText } from "./parse-text.ts";
import { clusterOf } from "./place.ts";
import type { Snapshot, SnapshotProblem, SnapshotReading } from "./snapshot.ts";
import { readSnapshotDocument, SNAPSHOT_WORDS } from "./snapshot-faults.ts";

/**
 * Reads a committed snapshot or a raw dump of `kubectl get crd`. Never skips: what cannot be used says why.
 * @param path relative to the workspace, `/` as separator
 * @param readerVersion version of this tool; what a newer one wrote may have keys that this one does not know
 * @param name the cluster, where the base name of the file does not say it: standard input, a dump under any name
 */
export function readSnapshot(
  path: string,
  bytes: Uint8Array,
  readerVersion: string,
  name: string = clusterOf(path),
): SnapshotReading {
  if (!isClusterName(name)) {
    const message = `${JSON.stringify(name)} cannot be a cluster's name.`;
    return {
      ok: false,
      problems: [{ path, line: 1, column: 1, message, remedy: `Rename the file: ${CLUSTER_NAME_RULE}.` }],
    };
  }
  const parsing = parseText(bytes);
  if (!parsing.ok) return { ok: false, problems: [{ path, ...parsing.fault }] };
  const { document, syntax } = parsing.value;
  const { value, locate } = document;
  const content = readContent(value, syntax, name, readerVersion);
  if (!content.ok) return { ok: false, problems: placed(content.faults, path, locate) };
  const { snapshot, places, notices } = content.value;
  return done({
    loaded: { snapshot, path, lineOf: (crd) => lineOf(places.get(crd), locate) },
    notices: notices.map((notice) => `${path}: ${notice}`),
  });
}

type Content = Result<
  {
    readonly snapshot: Snapshot;
    /** By CRD name: where its `storedVersions` stand. */
    readonly places: ReadonlyMap<string, DocumentPath>;
    readonly notices: readonly string[];
  },
  { readonly faults: readonly Fault[] }
>;

const SNAPSHOT_KEYS = Object.keys(SNAPSHOT_SHAPE.keys ?? {});
const HOW = "Write it with `crd-upgrade-guard snapshot`, or take a dump with `kubectl get crd -o json`.";

function readContent(root: JsonValue, syntax: "json" | "yaml", name: string, readerVersion: string): Content {
  if (!isObject(root)) {
    const found = Array.isArray(root) ? "a list" : "plain text";
    const message = `The file is ${found}; expected a snapshot, or what \`kubectl get crd -o json\` prints.`;
    return { ok: false, faults: [{ path: [], message, remedy: HOW }] };
  }
  if (!Object.hasOwn(root, "formatVersion") && (Object.hasOwn(root, "kind") || Object.hasOwn(root, "apiVersion"))) {
    return readRawDump(root, name);
  }
  if (!Object.keys(root).some((key) => nearestWord(key, SNAPSHOT_KEYS) !== null)) {
    const message = "The file is neither a snapshot nor what `kubectl get crd -o json` prints.";
    return { ok: false, faults: [{ path: [], message, remedy: HOW }] };
  }
  if (syntax === "yaml") {
    const message = "The file is a snapshot written as YAML; expected JSON.";
    return { ok: false, faults: [{ path: [], message, remedy: "Write it again with `crd-upgrade-guard snapshot`." }] };
  }
  const reading = readSnapshotDocument(root, name, readerVersion);
  if (!reading.ok) return reading;
  const places = new Map<string, DocumentPath>();
  for (const crd of Object.keys(reading.value.snapshot.crds)) places.set(crd, ["crds", crd, "storedVersions"]);
  return done({ ...reading.value, places });
}

function readRawDump(root: JsonObject, name: string): Content {
  const dump = readDump(root);
  if (!dump.ok) return dump;
  const { crds, complete } = dump.value;
  const sorted = [...crds].sort(([a], [b]) => (a < b ? -1 : 1));
  const snapshot: Snapshot = {
    formatVersion: 2,
    cluster: name,
    origin: { kind: "dump", tool: null },
    serverVersion: null,
    capturedAt: null,
    complete,
    apis: [],
    crds: Object.fromEntries(sorted.map(([crd, one]) => [crd, one.crd])),
  };
  // What a dump says passes through the same form as a snapshot: nothing a cluster would not answer gets further.
  const errors = validateSnapshot(snapshot);
  if (errors.length > 0) {
    const problems = explainSchemaErrors(errors, JSON.parse(JSON.stringify(snapshot)), SNAPSHOT_SHAPE, SNAPSHOT_WORDS);
    return {
      ok: false,
      faults: problems.map(({ path, message }) => ({ path: placeInDump(path, crds), message, remedy: HOW })),
    };
  }
  const places = new Map<string, DocumentPath>();
  for (const [crd, { path }] of sorted) places.set(crd, [...path, "status", "storedVersions"]);
  const notices = complete ? [] : ["it is one CRD; nothing is known of the cluster's other CRDs."];
  return done({ snapshot, places, notices });
}

function placeInDump(path: DocumentPath, crds: ReadonlyMap<string, { readonly path: DocumentPath }>): DocumentPath {
  return crds.get(String(path[1]))?.path ?? [];
}

function placed(
  faults: readonly Fault[],
  path: string,
  locate: (path: DocumentPath) => TextRange,
): readonly SnapshotProblem[] {
  const rest = faults.length - MOST_PROBLEMS;
  const told = faults.slice(0, MOST_PROBLEMS);
  const next = faults[MOST_PROBLEMS];
  if (next !== undefined && rest > 1) {
    told.push({
      ...next,
      message: `There are ${rest} more problems from here on.`,
      remedy: "Mend those that are named first.",
    });
  }
  return told
    .map((fault) => {
      const { startLine, startColumn } = locate(fault.path);
      return { path, line: startLine, column: startColumn, message: fault.message, remedy: fault.remedy };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Nobody reads more of one file, and finding a place takes time. One more is the schema's own count of the rest. */
const MOST_PROBLEMS = 101;

function lineOf(place: DocumentPath | undefined, locate: (path: DocumentPath) => TextRange): number {
  return place === undefined ? 1 : locate(place).startLine;
}
