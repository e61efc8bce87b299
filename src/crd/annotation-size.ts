import { isArray, isObject, type JsonObject, member } from "../base/json.ts";
import { byteLength } from "./content-rules.ts";
import { asObject } from "./decoded-fields.ts";
import { goJsonBytes } from "./schema/go-values.ts";
import { factsOf } from "./schema/held-schema.ts";

/** TotalAnnotationSizeLimitB of apimachinery/pkg/api/validation/objectmeta.go: keys and values of all annotations. */
export const ANNOTATIONS_LIMIT_BYTES = 262_144;

/** Where client-side `kubectl apply` keeps the manifest it applied last. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const remembered = new WeakMap<JsonObject, number>();

/** What the server counts: bytes of keys and values. */
export function annotationBytes(annotations: Readonly<Record<string, string>>): number {
  return Object.entries(annotations).reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
}

/**
 * Bytes that client-side `kubectl apply` adds to the annotations, on create and update alike: the manifest as compact
 * JSON without that annotation, with `annotations` even when there are none, and a line break; and the annotation's
 * key. A live annotation of that name is replaced. (kubectl/pkg/util/apply.go GetModifiedConfiguration)
 */
export function lastAppliedBytes(manifest: JsonObject): number {
  const known = remembered.get(manifest);
  if (known !== undefined) return known;
  const metadata = asObject(member(manifest, "metadata"));
  const { [LAST_APPLIED]: _replaced, ...annotations } = asObject(member(metadata, "annotations"));
  const { rest, schemaBytes } = withoutSchemas(manifest);
  const applied = goJsonBytes({ ...rest, metadata: { ...metadata, annotations } }) + schemaBytes;
  const bytes = byteLength(LAST_APPLIED) + applied + "\n".length;
  remembered.set(manifest, bytes);
  return bytes;
}

/** The manifest with empty versions' schemas, and what these have more of bytes. */
function withoutSchemas(manifest: JsonObject): { readonly rest: JsonObject; readonly schemaBytes: number } {
  const { spec } = manifest;
  const versions = member(spec, "versions");
  if (!isObject(spec) || !isArray(versions)) return { rest: manifest, schemaBytes: 0 };
  let schemaBytes = 0;
  const bare = versions.map((version) => {
    const holder = member(version, "schema");
    const jsonBytes = isObject(holder) && Object.keys(holder).length === 1 ? factsOf(holder)?.jsonBytes : undefined;
    if (jsonBytes === undefined || jsonBytes === null || !isObject(version)) return version;
    schemaBytes += OPEN_API_KEY.length + jsonBytes;
    return { ...version, schema: {} };
  });
  return { rest: { ...manifest, spec: { ...spec, versions: bare } }, schemaBytes };
}

const OPEN_API_KEY = '"openAPIV3Schema":';

/** The annotations without the one that client-side apply writes anew. */
export function withoutLastApplied(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { [LAST_APPLIED]: _replaced, ...others } = annotations;
  return others;
}
