import type { DocumentPath } from "../base/json.ts";

/** What sentences need to know of a schema: the same tree as the value, without the checks. */
export interface Shape {
  /** The definition of the schema that the value follows: `duration`, `clusterName`. */
  readonly definition?: string;
  /** The keys of an object that allows no others. */
  readonly keys?: Readonly<Record<string, Shape>>;
  /** The shape of every item of a list, or member of an object whose keys are free. */
  readonly each?: Shape;
  /** The definition that the free keys of an object follow. */
  readonly keyDefinition?: string;
}

/** The shape of the value at `path`, or undefined where the schema says nothing. */
export function shapeAt(root: Shape, path: DocumentPath): Shape | undefined {
  let shape: Shape | undefined = root;
  for (const step of path) {
    if (shape === undefined) return undefined;
    const known: Readonly<Record<string, Shape>> | undefined = shape.keys;
    shape = known !== undefined && typeof step === "string" && Object.hasOwn(known, step) ? known[step] : shape.each;
  }
  return shape;
}
