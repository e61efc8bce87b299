import type { DocumentPath } from "../../base/json.ts";

/**
 * A place in a schema, as the server names it (field.Path) and as it stands in the manifest. A linked list: almost no
 * place is ever printed.
 */
export type Place = RootPlace | StepPlace;

interface RootPlace {
  readonly parent: null;
  readonly field: string;
  readonly path: DocumentPath;
}

interface StepPlace {
  readonly parent: Place;
  /** What the server appends: `.type`, `[key]`, `[0]`. */
  readonly suffix: string;
  readonly step: string | number;
}

export function rootPlace(field: string, path: DocumentPath): Place {
  return { parent: null, field, path };
}

/** field.Path.Child */
export function child(parent: Place, name: string): Place {
  return { parent, suffix: `.${name}`, step: name };
}

/** field.Path.Key: the key is not quoted. */
export function key(parent: Place, name: string): Place {
  return { parent, suffix: `[${name}]`, step: name };
}

/** field.Path.Index */
export function index(parent: Place, position: number): Place {
  return { parent, suffix: `[${position}]`, step: position };
}

/** field.Path.String */
export function fieldOf(place: Place): string {
  const suffixes: string[] = [];
  let at = place;
  for (; at.parent !== null; at = at.parent) suffixes.push(at.suffix);
  return at.field + suffixes.reverse().join("");
}

export function pathOf(place: Place): DocumentPath {
  const steps: (string | number)[] = [];
  let at = place;
  for (; at.parent !== null; at = at.parent) steps.push(at.step);
  return [...at.path, ...steps.reverse()];
}
