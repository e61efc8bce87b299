import { code } from "../../text/code-span.ts";
import { counted, quoted } from "../../text/listing.ts";

/** Named are this many at the most. */
const NAMED = 5;

/** Paths of fields in a sentence. */
export function fieldsInWords(fields: readonly string[]): string {
  const more = fields.length - NAMED;
  const names = fields.slice(0, NAMED).map((field) => code(field));
  return more > 0 ? `${names.join(", ")} and ${counted(more, "more field")}` : quoted(fields);
}

/** What `spec.any.*` among such paths means; "" where there is none. */
export function unnamedInWords(fields: readonly string[]): string {
  return fields.some((field) => field.endsWith("*"))
    ? " (`.*`: what was kept there without being named, as far as it is not named now)"
    : "";
}
