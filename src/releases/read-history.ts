import type { DocumentPath, JsonObject, JsonValue } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { done, type Result } from "../base/result.ts";
import { compareSemver } from "../go/semver.ts";
import { CLUSTER_NAME_RULE } from "../schemas/cluster-name.ts";
import { described, explainSchemaErrors, type Form, type Words } from "../schemas/schema-problems.ts";
import { RELEASES_SHAPE, validateReleases } from "../schemas/validators.ts";
import { crdFaults } from "../snapshots/crd-faults.ts";
import { parseText } from "../snapshots/parse-text.ts";
import { clusterOf } from "../snapshots/place.ts";
import type { HistoryOrigin, Release, ReleaseCrd, ReleaseFacts, ReleaseHistory } from "./history.ts";
import { versionOfTag } from "./select-tags.ts";

/** Why a file that was given as a release history cannot be used. */
export interface HistoryProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** One sentence. */
  readonly message: string;
  readonly remedy: string;
}

export interface LoadedHistory {
  readonly history: ReleaseHistory;
  readonly path: string;
}

export type HistoryReading = Result<LoadedHistory, { readonly problems: readonly HistoryProblem[] }>;

const REWRITE = "Write it again with `crd-upgrade-guard releases`.";

const WORDS: Words = {
  root: "the release history",
  forms: {
    historyName: (value) => form(value, `a name: ${CLUSTER_NAME_RULE}`),
    archiveDigest: (value) => form(value, '"sha256:" and 64 hexadecimal digits'),
    commit: (value) => form(value, "a commit: 40 or 64 hexadecimal digits"),
    digest: (value) => form(value, '"absent", or "sha256:" and 64 hexadecimal digits'),
    compiledDigest: (value) => form(value, "a digest of 16 characters"),
    textDigest: (value) => form(value, "a digest of 12 characters"),
    cel: (value) => form(value, 'digests of CEL rules, or "unknown"'),
  },
  examples: {},
  remedy: REWRITE,
  strangers: () => undefined,
};

function form(value: string, expected: string): Form {
  return { message: `is ${described(value)}; expected ${expected}`, remedy: REWRITE };
}

/** The file's own form: an entry has what is not as in the one before. */
interface HistoryFile {
  readonly formatVersion: 1;
  readonly name: string;
  readonly origin: HistoryOrigin;
  readonly releases: readonly {
    readonly version: string;
    readonly commit?: string;
    readonly digest?: string;
    readonly crds: Readonly<Record<string, CrdEntry | null>>;
  }[];
}

interface CrdEntry {
  readonly facts?: ReleaseFacts;
  readonly refused?: readonly string[];
  readonly undecided?: readonly string[];
}

interface Fault {
  readonly path: DocumentPath;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Reads a release history. Never skips: what cannot be used says why.
 * @param path relative to the workspace, `/` as separator
 */
export function readHistory(path: string, bytes: Uint8Array): HistoryReading {
  const parsing = parseText(bytes);
  if (!parsing.ok) return { ok: false, problems: [{ path, ...parsing.fault }] };
  const { value, locate } = parsing.value.document;
  const reading = readContent(value, clusterOf(path));
  if (reading.ok) return done({ history: reading.value, path });
  return {
    ok: false,
    problems: reading.faults.map((fault) => {
      const { startLine, startColumn } = locate(fault.path);
      return { path, line: startLine, column: startColumn, message: fault.message, remedy: fault.remedy };
    }),
  };
}

function readContent(root: JsonValue, name: string): Result<ReleaseHistory, { readonly faults: readonly Fault[] }> {
  const faulty = (faults: readonly Fault[]) => ({ ok: false as const, faults });
  if (!isObject(root) || !Object.hasOwn(root, "releases")) {
    return faulty([{ path: [], message: "The file is no release history.", remedy: REWRITE }]);
  }
  const newer = newerFormat(root);
  if (newer !== null) return faulty([newer]);
  if (!isHistoryFile(root)) {
    return faulty(explainSchemaErrors(validateReleases(root), root, RELEASES_SHAPE, WORDS));
  }
  const tooMany = tooLarge(root);
  if (tooMany !== null) return faulty([tooMany]);
  const faults = contradictions(root, name);
  if (faults.length > 0) return faulty(faults);
  const releases: Release[] = [];
  for (const { version, commit = null, digest, crds: changes } of root.releases) {
    const point = { version, commit, ...(digest === undefined ? {} : { digest }) };
    const before = releases.at(-1)?.crds;
    if (before !== undefined && Object.keys(changes).length === 0) {
      releases.push({ ...point, crds: before });
      continue;
    }
    const crds = new Map(before);
    for (const [crd, entry] of Object.entries(changes)) {
      if (entry === null) crds.delete(crd);
      else crds.set(crd, read(entry));
    }
    const sorted = [...crds].sort(([a], [b]) => (a < b ? -1 : 1));
    releases.push({ ...point, crds: new Map(sorted) });
  }
  return done({ formatVersion: 1, name: root.name, origin: root.origin, releases });
}

function newerFormat({ formatVersion }: JsonObject): Fault | null {
  if (typeof formatVersion !== "number" || !Number.isInteger(formatVersion) || formatVersion <= 1) return null;
  const message = `The release history has format ${formatVersion}; this crd-upgrade-guard knows format 1.`;
  return { path: ["formatVersion"], message, remedy: "Use a newer crd-upgrade-guard." };
}

function isHistoryFile(value: unknown): value is HistoryFile {
  return validateReleases(value).length === 0;
}

function read({ facts, refused, undecided }: CrdEntry): ReleaseCrd {
  return { facts: facts ?? null, refused: refused ?? [], undecided: undecided ?? [] };
}

/** CRDs of all releases together: the largest projects have 400 releases of 60. */
const MOST_CRDS = 1_000_000;

/** An entry is short, and stands for all that the entries before it have. */
function tooLarge({ releases }: HistoryFile): Fault | null {
  const names = new Set<string>();
  let [crds, changed] = [0, 0];
  for (const release of releases) {
    for (const name of Object.keys(release.crds)) names.add(name);
    changed += Object.keys(release.crds).length;
    crds += Object.keys(release.crds).length === 0 ? 0 : names.size;
  }
  if (crds <= MOST_CRDS || crds === changed) return null;
  const message = `The release history stands for more than ${MOST_CRDS.toLocaleString("en-US")} CRDs.`;
  return { path: ["releases"], message, remedy: "Record fewer releases: `--since`, `--path`." };
}

const MOST_FAULTS = 100;

/** What the schema cannot say. */
function contradictions({ name: own, releases }: HistoryFile, name: string): readonly Fault[] {
  const faults: Fault[] = [];
  if (own !== name) {
    const message = `\`name\` is ${JSON.stringify(own)}, but the file is named for ${JSON.stringify(name)}.`;
    faults.push({ path: ["name"], message, remedy: "Rename the file, or write it again." });
  }
  let before: HistoryFile["releases"][number] | undefined;
  for (const [index, release] of releases.entries()) {
    const path = ["releases", index];
    const [version, last] = [versionOfTag(release.version), before === undefined ? null : versionOfTag(before.version)];
    if (version === null) {
      const message = `${JSON.stringify(release.version)} is no version.`;
      faults.push({ path: [...path, "version"], message, remedy: REWRITE });
    } else if (last !== null && compareSemver(last, version) >= 0) {
      const message = `${JSON.stringify(release.version)} stands behind ${JSON.stringify(before?.version)}, and is no newer version.`;
      faults.push({ path: [...path, "version"], message, remedy: REWRITE });
    }
    before = release;
    for (const [crd, entry] of Object.entries(release.crds)) {
      if (entry?.facts === undefined) continue;
      for (const fault of crdFaults(crd, { ...entry.facts, storedVersions: [], conditions: {} })) {
        const place = [...path, "crds", crd, ...(fault.at === "name" ? [] : ["facts", fault.at])];
        faults.push({ path: place, message: `The CRD "${crd}" ${fault.message}.`, remedy: REWRITE });
      }
    }
    if (faults.length > MOST_FAULTS) break;
  }
  return faults;
}
