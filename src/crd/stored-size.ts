import type { JsonObject } from "../base/json.ts";
import { annotationBytes } from "./annotation-size.ts";
import { readCrd } from "./crd-object.ts";
import type { LiveCrd } from "./live-crd.ts";
import type { PredictedError } from "./prediction.ts";
import { factsOf } from "./schema/held-schema.ts";

/** etcd's DefaultMaxRequestBytes: the object with its key and what the request adds. */
export const ETCD_LIMIT_BYTES = 1.5 * 1024 * 1024;
/** Above it the server's own client of etcd does not send it (defaultGRPCMaxCallSendMsgSize of clientv3). */
const SENT_LIMIT_BYTES = 2 * 1024 * 1024;
/** MaxRequestBodyBytes of the generic API server: above it a request is not read. */
const REQUEST_LIMIT_BYTES = 3 * 1024 * 1024;

/**
 * What becomes of a CRD that passed every validation and is too large to be stored; none: it is not, for all that can be
 * told, or the cluster has all of its schemas, and so an etcd that takes more. Status 500 twice, then 413; all run on a real
 * server. No dry run tells of it.
 */
export function storingErrors(manifest: JsonObject, live: LiveCrd | null): readonly PredictedError[] {
  const bytes = storedBytes(manifest);
  if (bytes <= ETCD_LIMIT_BYTES || (live !== null && hasSchemas(live, manifest))) return [];
  return [{ type: "TooLarge", field: "", detail: answerTo(bytes), path: ["metadata", "name"] }];
}

function hasSchemas(live: LiveCrd, manifest: JsonObject): boolean {
  const before = new Map(live.versions.map(({ name, schema }) => [name, schema]));
  return readCrd(manifest).versions.every(({ name, schema }) => {
    const facts = factsOf(schema);
    return facts !== null && before.get(name) === facts.digest;
  });
}

function answerTo(bytes: number): string {
  if (bytes > REQUEST_LIMIT_BYTES) return `Request entity too large: limit is ${REQUEST_LIMIT_BYTES}`;
  return bytes > SENT_LIMIT_BYTES ? "trying to send message larger than max" : "etcdserver: request is too large";
}

const remembered = new WeakMap<JsonObject, number>();

/**
 * Bytes that a CRD needs in etcd at the least, where it is JSON: its schemas, and its annotations. What else there is
 * (names, status, managedFields; escapes of `<`, `>` and `&`) makes a few kilobytes more. A schema that all versions share
 * counts once, for it is stored so.
 */
export function storedBytes(manifest: JsonObject): number {
  const known = remembered.get(manifest);
  if (known !== undefined) return known;
  const crd = readCrd(manifest);
  const schemas = crd.versions.map(({ schema }) => factsOf(schema)).filter((facts) => facts !== null);
  const areOne = new Set(schemas.map(({ digest }) => digest)).size === 1;
  const counted = areOne ? schemas.slice(0, 1) : schemas;
  const bytes = counted.reduce((sum, one) => sum + one.bytes, annotationBytes(crd.metadata.annotations));
  remembered.set(manifest, bytes);
  return bytes;
}
