import { isObject, type JsonObject, type JsonValue, valueAt } from "../base/json.ts";
import { done, type Result } from "../base/result.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { CLUSTER_NAME_RULE } from "../schemas/cluster-name.ts";
import { described, explainSchemaErrors, type Form, type Words } from "../schemas/schema-problems.ts";
import { type SchemaError, SNAPSHOT_SHAPE, validateSnapshot } from "../schemas/validators.ts";
import { crdFaults } from "./crd-faults.ts";
import type { Fault } from "./dump.ts";
import type { Snapshot } from "./snapshot.ts";
import { isNewerTool } from "./tool-version.ts";

export type DocumentReading = Result<
  { readonly snapshot: Snapshot; readonly notices: readonly string[] },
  { readonly faults: readonly Fault[] }
>;

const NEWEST_FORMAT = 2;
const REWRITE = "Write it again with `crd-upgrade-guard snapshot`.";

/** The words of a snapshot for the sentences that every schema shares. */
export const SNAPSHOT_WORDS: Words = {
  root: "the snapshot",
  forms: {
    clusterName: (value) => form(value, `a cluster's name: ${CLUSTER_NAME_RULE}`),
    instant: (value) => form(value, "an instant in UTC such as 2026-11-22T02:00:00Z"),
    api: (value) => form(value, "an API group and version such as storagemigration.k8s.io/v1alpha1"),
    digest: (value) => form(value, '"absent", or "sha256:" and 64 hexadecimal digits'),
    compiledDigest: (value) => form(value, "a digest of 16 characters"),
    textDigest: (value) => form(value, "a digest of 12 characters"),
    cel: (value) => form(value, 'digests of CEL rules, or "unknown"'),
    identity: (value) => form(value, '"ca:" or "host:" and eight hexadecimal digits'),
  },
  examples: {},
  remedy: REWRITE,
  strangers: () => undefined,
};

function form(value: string, expected: string): Form {
  return { message: `is ${described(value)}; expected ${expected}`, remedy: REWRITE };
}

/**
 * Reads a committed snapshot.
 * @param name the cluster that the file's name says
 * @param readerVersion version of this tool; keys that a newer one wrote are reported, not refused
 */
export function readSnapshotDocument(root: JsonObject, name: string, readerVersion: string): DocumentReading {
  const format = root.formatVersion;
  if (typeof format === "number" && Number.isInteger(format) && format > NEWEST_FORMAT) {
    const message = `The snapshot has format ${format}; crd-upgrade-guard ${readerVersion} knows formats up to ${NEWEST_FORMAT}.`;
    return { ok: false, faults: [{ path: ["formatVersion"], message, remedy: "Use a newer crd-upgrade-guard." }] };
  }
  const writer = valueAt(root, ["origin", "tool"]);
  const newer = typeof writer === "string" && isNewerTool(writer, readerVersion);
  const errors = validateSnapshot(root);
  const unknown = newer ? errors.filter((error) => error.keyword === "additionalProperties") : [];
  const wrong = newer ? errors.filter((error) => error.keyword !== "additionalProperties") : errors;
  if (wrong.length > 0) {
    const problems = explainSchemaErrors(wrong, root, SNAPSHOT_SHAPE, SNAPSHOT_WORDS);
    if (!newer) return { ok: false, faults: problems };
    const remedy = `It was written by crd-upgrade-guard ${writer}, newer than this ${readerVersion}: update.`;
    return { ok: false, faults: problems.map((problem) => ({ ...problem, remedy })) };
  }
  const known = unknown.length === 0 ? root : without(root, unknown);
  if (!isSnapshot(known)) throw new Error("a snapshot without its unknown keys does not fit its own schema");
  const faults = contradictions(known, name);
  if (faults.length > 0) return { ok: false, faults };
  const by = `It was written by crd-upgrade-guard ${writer}, newer than this ${readerVersion}.`;
  const notices = explainSchemaErrors(unknown, root, SNAPSHOT_SHAPE, SNAPSHOT_WORDS).map(
    ({ message }) => `${message} ${by}`,
  );
  return done({ snapshot: sorted(known), notices });
}

function isSnapshot(value: unknown): value is Snapshot {
  return validateSnapshot(value).length === 0;
}

/** What is left out of a value, by step. */
interface Omission {
  readonly below: Map<string | number, Omission>;
  whole: boolean;
}

/** The value without what the errors are about. */
export function without(value: JsonValue, errors: readonly SchemaError[]): JsonValue {
  const root: Omission = { below: new Map(), whole: false };
  for (const { path } of errors) {
    let at = root;
    for (const step of path) {
      const next = at.below.get(step) ?? { below: new Map(), whole: false };
      at.below.set(step, next);
      at = next;
    }
    at.whole = true;
  }
  return lessened(value, root);
}

function lessened(value: JsonValue, omission: Omission | undefined): JsonValue {
  if (omission === undefined || omission.below.size === 0) return value;
  if (Array.isArray(value)) return value.map((item, index) => lessened(item, omission.below.get(index)));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => omission.below.get(key)?.whole !== true);
  return Object.fromEntries(kept.map(([key, one]) => [key, lessened(one, omission.below.get(key))]));
}

/** Kubernetes had no CRDs before (1.7); after this a year is a slip of the hand. */
const YEARS = { first: 2017, last: 2100 } as const;

/** What the schema cannot say. */
function contradictions(snapshot: Snapshot, name: string): readonly Fault[] {
  const faults: Fault[] = [];
  if (snapshot.cluster !== name) {
    faults.push({
      path: ["cluster"],
      message: `\`cluster\` is ${JSON.stringify(snapshot.cluster)}, but the file is named for ${JSON.stringify(name)}.`,
      remedy: "A snapshot's file is named like its cluster: rename the file, or write the snapshot again.",
    });
  }
  const { capturedAt } = snapshot;
  const year = capturedAt === null ? null : Number(capturedAt.slice(0, 4));
  if (year !== null && (year < YEARS.first || year > YEARS.last)) {
    const message = `\`capturedAt\` is ${JSON.stringify(capturedAt)}; no snapshot was taken in that year.`;
    faults.push({ path: ["capturedAt"], message, remedy: REWRITE });
  }
  if (snapshot.complete !== (snapshot.selection === undefined)) {
    const message = snapshot.complete
      ? "`complete` is true, but `selection` says that groups were left out."
      : "`complete` is false, but no `selection` says what was left out.";
    faults.push({ path: ["complete"], message, remedy: REWRITE });
  }
  for (const [crdName, crd] of Object.entries(snapshot.crds)) {
    for (const fault of crdFaults(crdName, crd)) {
      const path = ["crds", crdName, ...(fault.at === "name" ? [] : [fault.at])];
      faults.push({ path, message: `The CRD "${crdName}" ${fault.message}.`, remedy: fault.remedy });
    }
  }
  return faults;
}

/** Format 1 says nothing of rules, which does not mean that there are none. */
function sorted(snapshot: Snapshot): Snapshot {
  const isOld = snapshot.formatVersion === 1;
  const crds = Object.entries(snapshot.crds)
    .map(([name, crd]): [string, LiveCrd] => [name, isOld && crd.cel === undefined ? { ...crd, cel: "unknown" } : crd])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...snapshot, apis: [...snapshot.apis].sort(), crds: Object.fromEntries(crds) };
}
