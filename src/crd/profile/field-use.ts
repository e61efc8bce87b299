/**
 * What is known of how the objects of one CRD use its fields: names that the schema itself gives, counts and sizes, and
 * never a value. Only what the live schema allows is in it, so that whatever a new schema refuses of it got worse.
 */
export interface FieldUse {
  /** The version that the objects were read at: the one that they are stored at. */
  readonly version: string;
  /** Digest of the live schema of that version, as in a snapshot. */
  readonly schema: string;
  /** Objects that were read. */
  readonly objects: number;
  /** Objects with fields at the root that the schema does not name and keeps; absent: none. */
  readonly unlisted?: number;
  /** By path (`spec.routes[].host`, `spec.labels{}`), sorted. `metadata`, `apiVersion` and `kind` are not looked at. */
  readonly paths: Readonly<Record<string, PathUse>>;
  /** So many paths are left out, the deepest first, since there are too many; absent: none. */
  readonly cut?: number;
}

/** How one field is used. Counts are of objects, however often an object has the field. */
export interface PathUse {
  /** Objects that have it. */
  readonly objects: number;
  /** Objects in which something that may have it has not, only where the live schema does not require it; absent: none. */
  readonly absent?: number;
  /** Types of its values, sorted; of a number that is whole only `integer`. */
  readonly types: readonly ValueType[];
  /** Which members of the live schema's `enum` are in use, sorted; absent: it has none, or they are too many or too long. */
  readonly enum?: readonly string[];
  /** Most characters of a text; absent: no text is allowed as it is. */
  readonly length?: number;
  /** Most items of a list. */
  readonly items?: number;
  /** Most members of an object. */
  readonly members?: number;
  /** Objects with fields below it that the schema does not name and keeps; absent: none. */
  readonly unlisted?: number;
}

export type ValueType = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/** A step from a value to what is in it: a property that the schema names, any item, any member of a map. */
export type UseStep = { readonly name: string } | "items" | "members";

const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;

/** The path with one more step. @param path "" is the root */
export function withStep(path: string, step: UseStep): string {
  if (step === "items") return `${path}[]`;
  if (step === "members") return `${path}{}`;
  if (!PLAIN_NAME.test(step.name)) return `${path}[${JSON.stringify(step.name)}]`;
  return path === "" ? step.name : `${path}.${step.name}`;
}

const NEXT_STEP = /\[\]|\{\}|\.?([A-Za-z_$][\w$-]*)|\[("(?:[^"\\]|\\.)*")\]/y;

/** The steps of a path from the root; null: nothing writes such a path. */
export function stepsOf(path: string): readonly UseStep[] | null {
  const steps: UseStep[] = [];
  let written = "";
  NEXT_STEP.lastIndex = 0;
  while (NEXT_STEP.lastIndex < path.length) {
    const found = NEXT_STEP.exec(path);
    if (found === null) return null;
    const step = stepOf(found[0], found[1], found[2]);
    if (step === null) return null;
    steps.push(step);
    written = withStep(written, step);
  }
  return path !== "" && written === path ? steps : null;
}

function stepOf(text: string, plain: string | undefined, quoted: string | undefined): UseStep | null {
  if (plain !== undefined) return { name: plain };
  if (quoted === undefined) return text === "[]" ? "items" : "members";
  try {
    return { name: String(JSON.parse(quoted)) };
  } catch {
    return null;
  }
}
