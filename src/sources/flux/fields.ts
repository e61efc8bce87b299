import { type DocumentPath, formatPath, type JsonValue, valueAt } from "../../base/json.ts";
import { unfilled } from "../fields.ts";
import type { SourcePlace } from "../reference.ts";
import type { Placed } from "./scope.ts";
import { substituteText } from "./substitute.ts";

/** What a field says; a reason is part of a sentence. */
export type Field =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none" }
  | { readonly kind: "undecided"; readonly written: string; readonly reason: string };

/** A field that holds text. A number or a map in its place, which the API server refuses, is not decided. */
export function fieldOf({ applied, variables }: Placed, path: DocumentPath): Field {
  const value = valueAt(applied.object, path);
  if (value === undefined || value === null || value === "") return { kind: "none" };
  const written = shown(value);
  if (typeof value !== "string") return { kind: "undecided", written, reason: `\`${formatPath(path)}\` is no text` };
  const unknown = value.includes("{{") ? unfilled(value) : null;
  if (unknown !== null) return { kind: "undecided", written, reason: unknown };
  if (!value.includes("${")) return { kind: "text", text: value };
  const done = substituteText(value, variables);
  const name = /\$\{[^}]{0,100}\}?/.exec(value)?.[0] ?? value;
  const reason = done.ok ? `nothing substitutes ${name}` : done.reason;
  return { kind: "undecided", written, reason };
}

/** Text of a field that decides nothing by itself; null where it has none. */
export function plainText(placed: Placed, path: DocumentPath): string | null {
  const field = fieldOf(placed, path);
  return field.kind === "text" ? field.text : null;
}

function shown(value: JsonValue): string {
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 200);
}

/** Where what a field says is written: the variable that it consists of, where a line of the tree sets that one. */
export function placeOf({ applied, written, variables }: Placed, path: DocumentPath): SourcePlace {
  const text = valueAt(written, path);
  const name = typeof text === "string" ? /^\$\{([A-Za-z_]\w*)[:}]/.exec(text)?.[1] : undefined;
  const variable = name === undefined ? undefined : variables.places.get(name);
  return variable === undefined ? applied.at(path) : variable();
}
