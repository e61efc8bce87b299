import { type DocumentPath, type JsonValue, member } from "../../base/json.ts";
import { invalid, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";

const TYPES = ["boolean", "date", "integer", "number", "string"];
const FORMATS = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

/** One entry of additionalPrinterColumns (ValidateCustomResourceColumnDefinition). The server calls its jsonPath JSONPath. */
export function validatePrinterColumn(column: JsonValue, field: string, path: DocumentPath): PredictedError[] {
  const errors: PredictedError[] = [];
  const text = (key: string) => textAt(column, key);
  if (text("name") === "") errors.push(required(`${field}.name`, "", [...path, "name"]));
  const type = text("type");
  if (!TYPES.includes(type)) {
    const detail = `must be one of ${TYPES.join(",")}`;
    const at = [...path, "type"];
    errors.push(type === "" ? required(`${field}.type`, detail, at) : invalid(`${field}.type`, type, detail, at));
  }
  const format = text("format");
  if (format !== "" && !FORMATS.includes(format)) {
    errors.push(invalid(`${field}.format`, format, `must be one of ${FORMATS.join(",")}`, [...path, "format"]));
  }
  const jsonPath = text("jsonPath");
  const jsonPathField = `${field}.JSONPath`;
  const jsonPathPlace = [...path, "jsonPath"];
  if (jsonPath === "") errors.push(required(jsonPathField, "", jsonPathPlace));
  else for (const one of simpleJsonPathErrors(jsonPath, jsonPathField, jsonPathPlace)) errors.push(one);
  return errors;
}

/** validateSimpleJSONPath of a text that is not empty. */
export function simpleJsonPathErrors(jsonPath: string, field: string, path: DocumentPath): PredictedError[] {
  return jsonPath.startsWith(".") ? [] : [invalid(field, jsonPath, "must be a simple json path starting with .", path)];
}

/** Go's zero value where there is no text. */
export function textAt(owner: JsonValue | undefined, key: string): string {
  const value = member(owner, key);
  return typeof value === "string" ? value : "";
}
