import { resolveCoreScalar } from "./core-scalar.ts";
import { type Dialect, isWrittenAsInteger, resolveTagged, type TaggedScalar, tagName } from "./explicit-tag.ts";
import { floatKey } from "./float-key.ts";
import { resolveKubernetesScalar, type Scalar } from "./kubernetes-scalar.ts";
import { EMPTY, field, JSON_STRING, KIND, type NodeTape, PLAIN, sourceOf } from "./node-tape.ts";
import { scalarText } from "./scalar-text.ts";

/** The value of the scalar record at `node`, whose tag record, if it has one, is at `tag` (else -1). */
export function scalarValue(text: string, tape: NodeTape, dialect: Dialect, node: number, tag: number): TaggedScalar {
  const kind = field(tape, node) & KIND;
  if (tag >= 0) return resolveTagged(tagName(sourceOf(text, tape, tag)), scalarText(text, tape, node), dialect);
  if (kind === EMPTY) return { value: null };
  if (kind === JSON_STRING) return { value: jsonString(text, tape, node) };
  const written = scalarText(text, tape, node);
  return { value: kind === PLAIN ? plainValue(written, dialect) : written };
}

/** The string that sigs.k8s.io/yaml makes of a scalar key; undefined for an empty key and for one that is no scalar. */
export function scalarKey(
  text: string,
  tape: NodeTape,
  dialect: Dialect,
  node: number,
  tag: number,
): string | undefined {
  const key = scalarValue(text, tape, dialect, node, tag);
  if (typeof key === "string" || key.value === null) return undefined;
  if (typeof key.value !== "number") return String(key.value);
  const written = scalarText(text, tape, node);
  return isWrittenAsInteger(written) ? String(key.value) : floatKey(key.value);
}

function plainValue(written: string, dialect: Dialect): Scalar {
  if (dialect === "kubernetes") return resolveKubernetesScalar(written);
  if (dialect === "core") return resolveCoreScalar(written);
  if (written === "null") return null;
  return written === "true" || written === "false" ? written === "true" : Number(written);
}

function jsonString(text: string, tape: NodeTape, node: number): string {
  const start = field(tape, node + 1);
  const end = field(tape, node + 2);
  const isPlain = field(tape, node) === JSON_STRING;
  return isPlain ? text.slice(start, end) : String(JSON.parse(text.slice(start - 1, end + 1)));
}
