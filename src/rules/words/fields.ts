import { counted, quoted } from "../../text/listing.ts";

/** Named are this many at the most. */
const NAMED = 5;

/** Paths of fields in a sentence. */
export function fieldsInWords(fields: readonly string[]): string {
  const more = fields.length - NAMED;
  const names = fields.slice(0, NAMED).map((field) => `\`${field}\``);
  return more > 0 ? `${names.join(", ")} and ${counted(more, "more field")}` : quoted(fields);
}
