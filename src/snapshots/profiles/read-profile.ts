import { isObject, type JsonObject, type JsonValue, valueAt } from "../../base/json.ts";
import { done } from "../../base/result.ts";
import { stepsOf } from "../../crd/profile/field-use.ts";
import { described, explainSchemaErrors, type Words } from "../../schemas/schema-problems.ts";
import { PROFILE_SHAPE, validateProfile } from "../../schemas/validators.ts";
import type { Fault } from "../dump.ts";
import { parseText } from "../parse-text.ts";
import { SNAPSHOT_WORDS, without } from "../snapshot-faults.ts";
import { isNewerTool } from "../tool-version.ts";
import { isProfiled, type Profile, type ProfiledCrd, type ProfileReading } from "./profile.ts";

const NEWEST_FORMAT = 1;
const REWRITE = "Delete the file, or write it again with `crd-upgrade-guard snapshot --profile-objects`.";

const PROFILE_WORDS: Words = {
  ...SNAPSHOT_WORDS,
  root: "the profile",
  forms: {
    ...SNAPSHOT_WORDS.forms,
    digest: (value) => ({
      message: `is ${described(value)}; expected "sha256:" and 64 hexadecimal digits`,
      remedy: REWRITE,
    }),
  },
  remedy: REWRITE,
};

/**
 * Reads a committed profile, whole or not at all: what somebody has edited, cut off or given another name says why it
 * is of no use, and nothing of it is believed.
 * @param path relative to the workspace, `/` as separator
 * @param cluster the one that its snapshot is of
 * @param readerVersion version of this tool; keys that a newer one wrote are reported, not refused
 */
export function readProfile(path: string, bytes: Uint8Array, readerVersion: string, cluster: string): ProfileReading {
  const parsing = parseText(bytes);
  if (!parsing.ok)
    return { ok: false, problems: [{ path, ...parsing.fault, remedy: `${parsing.fault.remedy} ${REWRITE}` }] };
  const { value, locate } = parsing.value.document;
  const reading = isObject(value) ? readDocument(value, readerVersion, cluster) : [noProfile(value)];
  if (!isFaults(reading)) return done({ ...reading, notices: reading.notices.map((notice) => `${path}: ${notice}`) });
  const problems = reading.map((fault) => {
    const { startLine, startColumn } = locate(fault.path);
    return { path, line: startLine, column: startColumn, message: fault.message, remedy: fault.remedy };
  });
  return { ok: false, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

type Document = { readonly profile: Profile; readonly notices: readonly string[] };

function isFaults(reading: Document | readonly Fault[]): reading is readonly Fault[] {
  return Array.isArray(reading);
}

function noProfile(value: JsonValue): Fault {
  const found = Array.isArray(value) ? "a list" : "plain text";
  return { path: [], message: `The file is ${found}; expected a profile.`, remedy: REWRITE };
}

function readDocument(root: JsonObject, readerVersion: string, cluster: string): Document | readonly Fault[] {
  const { formatVersion: format } = root;
  if (typeof format === "number" && Number.isInteger(format) && format > NEWEST_FORMAT) {
    const message = `The profile has format ${format}; crd-upgrade-guard ${readerVersion} knows formats up to ${NEWEST_FORMAT}.`;
    return [{ path: ["formatVersion"], message, remedy: "Use a newer crd-upgrade-guard, or delete the file." }];
  }
  const writer = valueAt(root, ["origin", "tool"]);
  const newer = typeof writer === "string" && isNewerTool(writer, readerVersion);
  const errors = validateProfile(root);
  const unknown = newer ? errors.filter((error) => error.keyword === "additionalProperties") : [];
  const wrong = newer ? errors.filter((error) => error.keyword !== "additionalProperties") : errors;
  if (wrong.length > 0) return explainSchemaErrors(wrong, root, PROFILE_SHAPE, PROFILE_WORDS);
  const known = unknown.length === 0 ? root : without(root, unknown);
  if (!isProfile(known)) throw new Error("a profile without its unknown keys does not fit its own schema");
  const faults = contradictions(known, cluster);
  if (faults.length > 0) return faults;
  const by = `It was written by crd-upgrade-guard ${writer}, newer than this ${readerVersion}.`;
  const notices = explainSchemaErrors(unknown, root, PROFILE_SHAPE, PROFILE_WORDS).map(
    ({ message }) => `${message} ${by}`,
  );
  return { profile: sorted(known), notices };
}

function isProfile(value: unknown): value is Profile {
  return validateProfile(value).length === 0;
}

/** What the schema cannot say. */
function contradictions(profile: Profile, cluster: string): readonly Fault[] {
  const faults: Fault[] = [];
  if (profile.cluster !== cluster) {
    const message = `\`cluster\` is ${described(profile.cluster)}, but the file is named for ${described(cluster)}.`;
    const remedy = "A profile's file is named like its cluster: rename the file, or delete it.";
    faults.push({ path: ["cluster"], message, remedy });
  }
  for (const [name, crd] of Object.entries(profile.crds)) {
    for (const fault of crdFaults(name, crd)) {
      if (faults.length === MOST_FAULTS) return faults;
      faults.push(fault);
    }
  }
  return faults;
}

/** Nobody reads more of one file. */
const MOST_FAULTS = 100;

const NEEDED = ["version", "schema", "objects", "paths"] as const;

function* crdFaults(name: string, crd: ProfiledCrd): Generator<Fault> {
  const path = ["crds", name];
  const keys = Object.keys(crd);
  if (!isProfiled(crd)) {
    const message = `The CRD ${described(name)} is said not to be profiled, and has facts beside.`;
    if (keys.length > 1) yield { path, message, remedy: REWRITE };
    return;
  }
  const lacks = NEEDED.filter((key) => !keys.includes(key));
  if (lacks.length > 0) {
    const missing = lacks.map((key) => `\`${key}\``).join(", ");
    yield { path, message: `The CRD ${described(name)} lacks ${missing}.`, remedy: REWRITE };
    return;
  }
  if ((crd.unlisted ?? 0) > crd.objects) yield tooMany(path, "unlisted", crd.objects);
  for (const [field, use] of Object.entries(crd.paths)) {
    const at = [...path, "paths", field];
    if (stepsOf(field) === null) {
      const message = `${described(field)} is no path of a field as this tool writes it.`;
      yield { path: at, message, remedy: REWRITE };
    }
    for (const key of ["objects", "absent", "unlisted"] as const) {
      if ((use[key] ?? 0) > crd.objects) yield tooMany(at, key, crd.objects);
    }
  }
}

function tooMany(path: readonly string[], key: string, objects: number): Fault {
  const message = `\`${key}\` is more than the objects that were read, ${objects}.`;
  return { path: [...path, key], message, remedy: REWRITE };
}

function sorted(profile: Profile): Profile {
  const byKey = <T>(record: Readonly<Record<string, T>>) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  const crds = byKey(profile.crds).map(([name, crd]): [string, ProfiledCrd] => [
    name,
    isProfiled(crd) ? { ...crd, paths: Object.fromEntries(byKey(crd.paths)) } : crd,
  ]);
  return { ...profile, crds: Object.fromEntries(crds) };
}
