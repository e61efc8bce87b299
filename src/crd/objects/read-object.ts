import { type DocumentPath, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { errorText } from "../error-text.ts";
import type { PredictedError } from "../prediction.ts";
import { addInvalid, type Collector, newCollector } from "../schema/collector.ts";
import { coerceEmbedded } from "../schema/embedded-object.ts";
import { type Place, pathOf, rootPlace } from "../schema/place.ts";
import { pruneObject } from "../schema/prune.ts";
import { asResource } from "../schema/resource-fields.ts";
import { withDefaults, withoutNulls } from "./defaulting.ts";
import { type ObjectMetaReading, readObjectMeta } from "./object-meta.ts";
import type { ServedVersion } from "./version.ts";

/** What a server has in hand once it has read a request, or what it has stored. */
export type ObjectReading =
  | { readonly kind: "refused"; readonly detail: string; readonly path: DocumentPath }
  | {
      readonly kind: "read";
      readonly object: JsonObject;
      /** Fields that it dropped, each without what stood in it. */
      readonly dropped: readonly DocumentPath[];
    };

/**
 * unstructuredSchemaCoercer and unstructuredDefaulter (pkg/apiserver/customresource_handler.go): metadata is decoded, what
 * no schema specifies is dropped, nulls that may not be are, metadata of embedded resources is decoded, defaults are set.
 */
export function readObject(
  object: JsonObject,
  version: ServedVersion,
  metadata = metadataOf(object, version),
): ObjectReading {
  const { server, structural } = version;
  if (metadata?.kind === "error") {
    return { kind: "refused", detail: metadata.detail, path: ["metadata", ...metadata.path] };
  }
  const dropped: DocumentPath[] = (metadata?.dropped ?? []).map((path) => ["metadata", ...path]);
  let kept = object;
  if (!version.preservesUnknownFields) {
    const pruned = pruneObject(object, asResource(structural ?? {}));
    for (const path of pruned.dropped) dropped.push(path);
    kept = withoutNulls(pruned.value, structural);
  }
  const found = newCollector(server);
  const read = (out: Collector, value: JsonValue, place: Place): JsonValue => {
    const reading = readObjectMeta(value, server);
    if (reading.kind === "read") {
      for (const path of reading.dropped) dropped.push([...pathOf(place), ...path]);
      return reading.value;
    }
    addInvalid(out, place, value, reading.detail);
    return value;
  };
  const coerced = version.hasEmbedded ? coerceEmbedded(found, kept, structural, rootPlace("", []), read) : kept;
  const [error] = found.errors;
  if (error !== undefined) return { kind: "refused", detail: errorText(withoutDot(error)), path: error.path };
  const whole = isObject(coerced) ? coerced : kept;
  const restored = {
    ...whole,
    apiVersion: object.apiVersion ?? "",
    kind: object.kind ?? "",
    ...(metadata === undefined ? {} : { metadata: metadata.value }),
  };
  return { kind: "read", object: withDefaults(restored, structural), dropped };
}

/** What is made of its `metadata`; undefined: it has none. */
export function metadataOf(object: JsonObject, { server }: ServedVersion): ObjectMetaReading | undefined {
  return object.metadata === undefined ? undefined : readObjectMeta(object.metadata, server);
}

/** The server's path of an object has no root. */
export function withoutDot(error: PredictedError): PredictedError {
  return { ...error, field: error.field.replace(/^\./, "") };
}
