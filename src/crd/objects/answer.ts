import { type DocumentPath, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { atLeast } from "../../base/server-version.ts";
import type { CelEvaluator } from "../cel-compiler.ts";
import { invalid } from "../field-error.ts";
import type { PredictedError, Undecided } from "../prediction.ts";
import { type Collector, newCollector } from "../schema/collector.ts";
import type { Correlated } from "../schema/correlated.ts";
import { validateEmbeddedObjects } from "../schema/embedded-object.ts";
import { evaluateRules, type ObjectRulesAnswer } from "../schema/evaluate-rules.ts";
import { printedValue } from "../schema/go-values.ts";
import { fieldOf, type Place, pathOf, rootPlace } from "../schema/place.ts";
import { pruneObject } from "../schema/prune.ts";
import { asResource } from "../schema/resource-fields.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import { NO_PATH, newRun, reportFailures } from "../schema/value-result.ts";
import { validateChange, validateValue } from "../schema/value-validator.ts";
import { generatedName } from "../validation/object-meta.ts";
import { withDefaults } from "./defaulting.ts";
import { checkListTypes } from "./list-types.ts";
import {
  embeddedObjectMetaErrors,
  keptObjectMetaErrors,
  newObjectMetaErrors,
  type ObjectMetaReading,
} from "./object-meta.ts";
import { metadataOf, type ObjectReading, readObject, withoutDot } from "./read-object.ts";
import { scaleSpecErrors, scaleStatusErrors } from "./scale.ts";
import type { ServedVersion } from "./version.ts";

/** A write of one custom resource. */
export interface ObjectWrite {
  readonly object: JsonObject;
  /** What it replaces, as it was written once; absent: it is created. */
  readonly old?: JsonObject;
  /** Present and true: only `status` is written, through its subresource. */
  readonly ofStatus?: true;
  /** Runs CEL rules. null, or absent: they are undecided. */
  readonly cel?: CelEvaluator | null;
}

/** What the API server answers to it, and what it stores. */
export interface ObjectAnswer extends ObjectVerdict {
  /** As it would be stored; null: it was not read. */
  readonly object: JsonObject | null;
}

/** What the API server answers to it. */
export interface ObjectVerdict {
  /** `undecided`: no error was found, but something that could be one was out of reach. */
  readonly outcome: "accepted" | "rejected" | "undecided";
  /** In the server's order. */
  readonly errors: readonly PredictedError[];
  readonly undecided: readonly Undecided[];
  /** Fields that are dropped without a word, in the order of the object. */
  readonly dropped: readonly DocumentPath[];
  /** Fields that it takes and does not store, for the version that is stored has not got them: `ServedVersion.storedAs`. */
  readonly lost: readonly DocumentPath[];
}

/** Since 1.30 what an update leaves as it was is not held against it (CRDValidationRatcheting). */
export function ratchets({ server }: ServedVersion): boolean {
  return atLeast(server, 30);
}

/**
 * What the API server answers to a custom resource under one version of its CRD: the handler's reading, then
 * pkg/registry/customresource (strategy.go, status_strategy.go, validator.go). Total and pure.
 * @param object whose apiVersion and kind are those of the version
 */
export function objectAnswer({ object, old, ofStatus, cel = null }: ObjectWrite, version: ServedVersion): ObjectAnswer {
  const { server, problem } = version;
  if (problem !== null) return answer([], [{ path: [], reason: problem }], [], null);
  const metadata = metadataOf(object, version);
  const plain = old === undefined && ofStatus !== true ? readPlainly(object, metadata, version) : null;
  const reading = plain ?? readObject(object, version, metadata);
  if (reading.kind === "refused") {
    return answer([{ type: "BadRequest", field: "", detail: reading.detail, path: reading.path }], [], [], null);
  }
  const stored = old === undefined ? undefined : readObject(old, version);
  if (stored?.kind === "refused") {
    const reason = "what the cluster has of it could not be read";
    return answer([], [{ path: [], reason }], reading.dropped, null);
  }
  // The server sets fields of metadata that no schema may name, so that an object as a whole is never unchanged.
  const before = stored === undefined ? undefined : withUid(stored.object);
  const given = before === undefined ? reading.object : withUid(reading.object);
  const prepared = prepare(given, before, version, ofStatus === true);
  const out = newCollector(server);
  for (const one of metadataErrors(prepared, before, version)) out.errors.push(one);
  const isPartial = ofStatus === true && atLeast(server, STATUS_ALONE_SINCE);
  if (isPartial && before !== undefined) checkStatus(out, prepared, before, version);
  else if (plain === null) checkSchema(out, prepared, before, version);
  if (version.scale !== null) {
    if (ofStatus !== true) for (const one of scaleSpecErrors(prepared, version.scale)) out.errors.push(one);
    for (const one of scaleStatusErrors(prepared, version.scale)) out.errors.push(one);
  }
  const { structural } = version;
  if (structural !== undefined && plain === null) {
    if (ofStatus !== true && version.hasEmbedded) checkEmbedded(out, prepared, structural);
    if (version.hasListTypes) checkLists(out, prepared, before, structural);
  }
  const { source } = version;
  if (version.hasRules && source !== undefined && !isBlocked(out)) {
    const isStatus = ofStatus === true;
    addRules(
      out,
      evaluateRules({ schema: source, object: prepared, oldObject: before ?? null, isStatus, server, cel }),
    );
  }
  if (before === undefined && out.errors.length === 0)
    for (const one of resourceVersionErrors(prepared)) out.errors.push(one);
  return {
    ...answer(out.errors, out.undecided, reading.dropped, prepared),
    lost: lostFields(object, prepared, version),
  };
}

/**
 * Metadata is decoded alike at each version. What a default has put in is no loss: it does so again whenever the object is read
 * at its version.
 */
function lostFields(given: JsonObject, prepared: JsonObject, { storedAs }: ServedVersion): readonly DocumentPath[] {
  if (storedAs?.by !== "renaming") return [];
  return pruneObject(prepared, asResource(storedAs.structural ?? {})).dropped.filter((path) => {
    const value = valueAt(given, path);
    return value !== undefined && (value !== null || valueAt(prepared, path) === null);
  });
}

/** The reading of an object that is created, and that the schema takes without a doubt; null: that has to be looked at. */
function readPlainly(
  object: JsonObject,
  metadata: ObjectMetaReading | undefined,
  version: ServedVersion,
): Extract<ObjectReading, { kind: "read" }> | null {
  // Of a status that is left alone fields are dropped all the same.
  const isOpen = metadata?.kind !== "read" || (version.hasStatus && Object.hasOwn(object, "status"));
  if (isOpen || version.findNeed === null) return null;
  const read = { ...object, metadata: metadata.value };
  const need = version.findNeed(withName(read));
  if (need === null) return null;
  const dropped = metadata.dropped.map((path) => ["metadata", ...path]);
  return { kind: "read", object: need === "nothing" ? read : withDefaults(read, version.structural), dropped };
}

/** ErrResourceVersionSetOnCreate (apiserver, storage/etcd3/store.go): of what is valid, when it is stored; 0 is none. */
function resourceVersionErrors({ metadata }: JsonObject): readonly PredictedError[] {
  const version = member(metadata, "resourceVersion");
  if (typeof version !== "string" || !/^0*[1-9][0-9]*$/.test(version)) return [];
  const detail = "resourceVersion should not be set on objects to be created";
  return [{ type: "BadRequest", field: "", detail, path: ["metadata", "resourceVersion"] }];
}

function answer(
  errors: readonly PredictedError[],
  undecided: readonly Undecided[],
  dropped: readonly DocumentPath[],
  object: JsonObject | null,
): ObjectAnswer {
  const outcome = errors.length > 0 ? "rejected" : undecided.length > 0 ? "undecided" : "accepted";
  return { outcome, errors, undecided, dropped, lost: [], object };
}

/** PrepareForCreate and PrepareForUpdate: the status has a door of its own. */
function prepare(
  object: JsonObject,
  before: JsonObject | undefined,
  version: ServedVersion,
  ofStatus: boolean,
): JsonObject {
  if (before !== undefined && ofStatus) return withStatus(before, member(object, "status"));
  const named = before === undefined ? withName(object) : object;
  return version.hasStatus ? withStatus(named, before && member(before, "status")) : named;
}

function withUid(object: JsonObject): JsonObject {
  return { ...object, metadata: { ...(isObject(object.metadata) ? object.metadata : {}), uid: "uid" } };
}

function withStatus(object: JsonObject, status: JsonValue | undefined): JsonObject {
  const { status: _, ...rest } = object;
  return status === undefined ? rest : { ...rest, status };
}

/** Of a generated name only the end is not known. */
function withName(object: JsonObject): JsonObject {
  const prefix = member(object.metadata, "generateName");
  const name = member(object.metadata, "name");
  if (!isObject(object.metadata) || typeof prefix !== "string" || prefix === "" || name !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, name: generatedName(prefix) } };
}

function metadataErrors(object: JsonObject, before: JsonObject | undefined, version: ServedVersion): PredictedError[] {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return before === undefined
    ? newObjectMetaErrors(metadata, version.isNamespaced, version.server)
    : keptObjectMetaErrors(metadata, version.server);
}

/** ValidateCustomResource, ValidateCustomResourceUpdate (pkg/apiserver/validation/validation.go) */
function checkSchema(
  out: Collector,
  object: JsonObject,
  before: JsonObject | undefined,
  { schema, structural, server, patterns, ...version }: ServedVersion,
): void {
  if (schema === undefined) return;
  const place = rootPlace("", []);
  const run = newRun(server, "object", patterns);
  const subject = { value: object, name: "", place };
  const isCompared = before !== undefined && ratchets({ ...version, schema, structural, server, patterns });
  const result =
    isCompared && structural !== undefined
      ? validateChange(run, subject, { value: object, old: before, schema: structural }, schema)
      : validateValue(run, subject, schema, false);
  reportFailures(out, run, result, place);
}

/** Older servers look at the whole object on a write of its status, too. */
const STATUS_ALONE_SINCE = 28;
/** The first that says where in the status something is wrong. */
const STATUS_NAMED_SINCE = 31;
const STATUS_RATCHETS_SINCE = 33;

/** ValidateStatusUpdate: only the status is looked at, by its own part of the schema. */
function checkStatus(out: Collector, object: JsonObject, before: JsonObject, version: ServedVersion): void {
  const { schema, structural, server, patterns } = version;
  const status = member(object, "status");
  const ofStatus = schema?.properties?.get("status");
  const part = structural?.properties?.get("status");
  if (status === undefined || ofStatus === undefined) return;
  const place = rootPlace(atLeast(server, STATUS_NAMED_SINCE) ? "status" : "", ["status"]);
  const run = newRun(server, "object", patterns);
  const subject = { value: status, name: "", place };
  const old = member(before, "status");
  const pair: Correlated | null =
    atLeast(server, STATUS_RATCHETS_SINCE) && old !== undefined && part !== undefined
      ? { value: status, old, schema: part }
      : null;
  const result =
    pair === null ? validateValue(run, subject, ofStatus, false) : validateChange(run, subject, pair, ofStatus);
  reportFailures(out, run, result, place);
}

function checkEmbedded(out: Collector, object: JsonObject, structural: SchemaProps): void {
  const found = newCollector(out.server);
  validateEmbeddedObjects(found, object, structural, rootPlace("", []), (into, metadata, place) => {
    const errors = embeddedObjectMetaErrors(metadata, fieldOf(place), pathOf(place), out.server);
    for (const one of errors) into.errors.push(one);
  });
  for (const one of found.errors) out.errors.push(withoutDot(one));
}

/** What has been wrong before may stay so, on every server. */
function checkLists(out: Collector, object: JsonObject, before: JsonObject | undefined, structural: SchemaProps): void {
  const root: Place = rootPlace("", []);
  if (before !== undefined) {
    const found = newCollector(out.server);
    checkListTypes(found, before, structural, root);
    if (found.errors.length > 0) return;
  }
  const found = newCollector(out.server);
  checkListTypes(found, object, structural, root);
  for (const one of found.errors) out.errors.push(withoutDot(one));
}

const BLOCKING: ReadonlySet<string> = new Set([
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

const NOT_SUPPORTED = "FieldValueNotSupported";

/** hasBlockingErr: rules are not run on what has not the form that they are written for, which is an error, too. */
function isBlocked(out: Collector): boolean {
  const blocks = (type: string) => BLOCKING.has(type) || (type === NOT_SUPPORTED && atLeast(out.server, 29));
  if (!out.errors.some(({ type }) => blocks(type))) return false;
  out.errors.push({ ...invalid(NO_PATH, "", UNRUN, []), value: printedValue(null, out.server) });
  return true;
}

const UNRUN =
  "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

/** Whether it only says that rules were not run: other errors say why. */
export function tellsOfUnrunRules({ field, detail }: PredictedError): boolean {
  return field === NO_PATH && detail === UNRUN;
}

/** Whether other rules were not run because of it. */
export function endsRules(error: PredictedError): boolean {
  return tellsOfUnrunRules(error) || (error.ofRule === true && error.detail.includes(OUT_OF_BUDGET));
}

/** pkg/apiserver/schema/cel/validation.go */
const OUT_OF_BUDGET = "running out of cost budget";

function addRules(out: Collector, found: ObjectRulesAnswer): void {
  if (found.kind === "undecided") {
    const because = found.reason === null ? "" : `: ${found.reason}`;
    out.undecided.push({ path: [], reason: `its CEL rules were not run${because}` });
    return;
  }
  for (const error of found.errors) out.errors.push({ ...error, path: placeOfField(error.field), ofRule: true });
}

/** The server's field path as steps; where a key has dots in it, as far as its first part. */
function placeOfField(field: string): DocumentPath {
  if (field === NO_PATH) return [];
  return [...field.matchAll(/\[([^[\]]*)\]|([^.[\]]+)/g)].map(([, key, name]) =>
    key === undefined ? (name ?? "") : /^\d+$/.test(key) ? Number(key) : key,
  );
}
