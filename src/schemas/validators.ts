import type { DocumentPath } from "../base/json.ts";
import type { Shape } from "./shape.ts";
import {
  configValidator,
  profileValidator,
  type RawError,
  releasesValidator,
  reportValidator,
  shapes,
  snapshotValidator,
} from "./validators.generated.js";

/** One thing in which a value differs from its schema; `schema-problems.ts` makes sentences of it. */
export interface SchemaError {
  /** The value, or the key itself where a key is wrong. */
  readonly path: DocumentPath;
  readonly keyword: string;
  /** As JSON Schema's keyword has it: `{allowedValues}`, `{missingProperty}`; for `anyOf` `{missing}`. */
  readonly params: Readonly<Record<string, unknown>>;
}

export const SNAPSHOT_SHAPE: Shape = shapes.snapshot;
export const PROFILE_SHAPE: Shape = shapes.profile;
export const CONFIG_SHAPE: Shape = shapes.config;
export const RELEASES_SHAPE: Shape = shapes.releases;

/** Compares a parsed value with `schema/cluster-snapshot.json`. No error: it has the form of a `Snapshot`. */
export function validateSnapshot(value: unknown): readonly SchemaError[] {
  return snapshotValidator(value) ? [] : withoutNoise(snapshotValidator.errors ?? [], value);
}

/** Compares a parsed value with `schema/field-use-profile.json`. */
export function validateProfile(value: unknown): readonly SchemaError[] {
  return profileValidator(value) ? [] : withoutNoise(profileValidator.errors ?? [], value);
}

/** Compares a parsed value with `schema/config.json`. */
export function validateConfig(value: unknown): readonly SchemaError[] {
  return configValidator(value) ? [] : withoutNoise(configValidator.errors ?? [], value);
}

/** Compares a parsed value with `schema/report.json`. No error: it has the form of a `Report`. */
export function validateReport(value: unknown): readonly SchemaError[] {
  return reportValidator(value) ? [] : withoutNoise(reportValidator.errors ?? [], value);
}

/** Compares a parsed value with `schema/releases.json`. */
export function validateReleases(value: unknown): readonly SchemaError[] {
  return releasesValidator(value) ? [] : withoutNoise(releasesValidator.errors ?? [], value);
}

/** An alternative's own errors, next to the error that says that no alternative holds. */
const ALTERNATIVE = /\/(?:anyOf|oneOf)\/\d+\//;

/** Says that a `then` or `else` has errors; they are there themselves. */
const ECHO = "if";

/** Where such an error is about no string it is about a key, and `propertyNames` names that key. */
const OF_STRINGS = new Set(["pattern", "format"]);

function withoutNoise(raw: readonly RawError[], value: unknown): readonly SchemaError[] {
  const errors: SchemaError[] = [];
  const alternatives = new Map<string, RawError[]>();
  for (const error of raw) {
    if (!ALTERNATIVE.test(error.schemaPath)) continue;
    const known = alternatives.get(error.instancePath);
    if (known === undefined) alternatives.set(error.instancePath, [error]);
    else known.push(error);
  }
  for (const error of raw) {
    if (ALTERNATIVE.test(error.schemaPath) || error.keyword === ECHO) continue;
    const { path, value: found } = follow(error.instancePath, value);
    if (OF_STRINGS.has(error.keyword) && typeof found !== "string") continue;
    if (error.keyword === "anyOf") {
      const missing = alternatives.get(error.instancePath) ?? [];
      errors.push({ path, keyword: "anyOf", params: { missing: missing.map((one) => one.params.missingProperty) } });
    } else {
      errors.push({ path: [...path, ...wrongKey(error)], keyword: error.keyword, params: error.params });
    }
  }
  return errors;
}

function wrongKey(error: RawError): DocumentPath {
  const key = error.params.additionalProperty ?? error.params.propertyName;
  return typeof key === "string" ? [key] : [];
}

/** RFC 6901; a step into a list is a number. */
function follow(pointer: string, root: unknown): { readonly path: DocumentPath; readonly value: unknown } {
  const path: (string | number)[] = [];
  let value = root;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(value) ? Number(key) : key);
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  return { path, value };
}
