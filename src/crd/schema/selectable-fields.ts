import { type DocumentPath, isArray, isObject, type JsonArray, type JsonValue, member } from "../../base/json.ts";
import { atLeast } from "../../base/server-version.ts";
import { goQuote } from "../../go/quote.ts";
import { add, addInvalid, addRequired, addUndecided, type Collector, newCollector } from "./collector.ts";
import { SERVER_CRASHES } from "./expression-rules.ts";
import { findField } from "./field-path.ts";
import type { SchemaOptions } from "./options.ts";
import { child, index, type Place, rootPlace } from "./place.ts";
import { textAt } from "./printer-columns.ts";
import type { SchemaProps } from "./schema-props.ts";
import { decodedSchema, TOO_LARGE } from "./schema-tree.ts";
import { conversionProblem } from "./structural.ts";
import type { SchemaAnswer } from "./validate-schema.ts";

export interface SelectableFieldsInput {
  /** The value of `selectableFields`. */
  readonly fields: JsonValue | undefined;
  /**
   * The value of `schema` (not of openAPIV3Schema) that stands beside it for the server: only when both or neither are
   * hoisted. undefined: none.
   */
  readonly schema: JsonValue | undefined;
  /** `spec.selectableFields` or `spec.versions[1].selectableFields`. */
  readonly field: string;
  readonly path: DocumentPath;
  /** null when hoisted. */
  readonly versionName: string | null;
  readonly options: SchemaOptions;
}

/** More of them a version must not have. */
export const MAX_FIELDS = 8;
const SELECTABLE_TYPES = ["string", "boolean", "integer"];

/** What the API server says about selectableFields (ValidateCustomResourceSelectableFields). An empty list is none. */
export function validateSelectableFields(input: SelectableFieldsInput): SchemaAnswer {
  const { fields, options } = input;
  if (!isArray(fields) || fields.length === 0) return { errors: [], undecided: [] };
  const out = newCollector(options.server);
  const place = rootPlace(input.field, input.path);
  const schema = besideSchema(out, input, place);
  if (schema === "none") return { errors: out.errors, undecided: out.undecided };
  const names = checkFields(out, fields, schema, place);
  if (names === null) return { errors: [], undecided: out.undecided };
  if (names.size > MAX_FIELDS && !mayStay(fields, input)) {
    add(out, "FieldValueTooMany", place, `must have at most ${MAX_FIELDS} items`, String(names.size));
  }
  return { errors: out.errors, undecided: out.undecided };
}

/** @returns the structural schema; undefined where the server has a nil one and goes on; `none` where it stops */
function besideSchema(out: Collector, input: SelectableFieldsInput, place: Place): SchemaProps | undefined | "none" {
  const isHoisted = input.versionName === null;
  const openApi = member(input.schema, "openAPIV3Schema");
  if (!isObject(input.schema) || (!isHoisted && !isObject(openApi))) {
    addInvalid(out, place, "", missingSchema(input));
    return "none";
  }
  if (!isObject(openApi)) return undefined;
  const schema = decodedSchema(openApi);
  if (schema === null) {
    addUndecided(out, place, TOO_LARGE);
    return "none";
  }
  const problem = conversionProblem(schema);
  if (problem === null) return schema;
  const owner = input.field.slice(0, -".selectableFields".length);
  const path = [...input.path.slice(0, -1), "schema", "openAPIV3Schema"];
  addInvalid(out, rootPlace(`${owner}.schema.openAPIV3Schema`, path), "", problem);
  return undefined;
}

function missingSchema({ versionName, options }: SelectableFieldsInput): string {
  const isNew = atLeast(options.server, 34);
  const subject = isNew ? "" : "selectableFields ";
  if (versionName === null) return `${subject}may only be set when validations.schema is included`;
  const schema = isNew ? "`version.schema.openAPIV3Schema`" : "version.schema.openAPIV3Schema";
  return `${subject}may only be set when ${schema} is not included`;
}

/** @returns the distinct fields; null when the server crashes on one of them */
function checkFields(
  out: Collector,
  fields: JsonArray,
  schema: SchemaProps | undefined,
  place: Place,
): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const [position, field] of fields.entries()) {
    const at = child(index(place, position), "jsonPath");
    const jsonPath = textAt(field, "jsonPath");
    if (jsonPath === "") {
      addRequired(out, at, "");
      continue;
    }
    const found = findField(jsonPath, schema, { arrayNotation: false });
    if (found.kind === "crash") {
      addUndecided(out, at, SERVER_CRASHES);
      return null;
    }
    if (found.kind === "error") {
      addInvalid(out, at, jsonPath, `is an invalid path: ${found.error}`);
      continue;
    }
    if (found.root === "metadata") addInvalid(out, at, jsonPath, "must not point to fields in metadata");
    if (!SELECTABLE_TYPES.includes(found.schema?.type ?? "")) {
      const detail =
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
      addInvalid(out, at, jsonPath, detail);
    }
    if (names.has(found.text)) add(out, "FieldValueDuplicate", at, "", goQuote(jsonPath));
    names.add(found.text);
  }
  return names;
}

/** Since 1.35 a live list that is too long already may stay as it is. */
function mayStay(fields: JsonArray, { versionName, options }: SelectableFieldsInput): boolean {
  const live = options.longSelectableFields.get(versionName);
  if (live === undefined || !atLeast(options.server, 35)) return false;
  return (
    fields.length === live.length && fields.every((field, position) => textAt(field, "jsonPath") === live[position])
  );
}
