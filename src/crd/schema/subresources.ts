import { type DocumentPath, isObject, type JsonValue, member } from "../../base/json.ts";
import { invalid, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { simpleJsonPathErrors, textAt } from "./printer-columns.ts";

/** The value of `subresources` (ValidateCustomResourceDefinitionSubresources); undefined or null: none. */
export function validateSubresources(
  subresources: JsonValue | undefined,
  field: string,
  path: DocumentPath,
): PredictedError[] {
  const scale = member(subresources, "scale");
  if (!isObject(scale)) return [];
  const errors: PredictedError[] = [];
  for (const [key, parent] of REPLICAS) {
    const jsonPath = textAt(scale, key);
    const at = `${field}.scale.${key}`;
    const place = [...path, "scale", key];
    if (jsonPath === "") errors.push(required(at, "", place));
    else if (!jsonPath.startsWith(".")) for (const one of simpleJsonPathErrors(jsonPath, at, place)) errors.push(one);
    else if (!jsonPath.startsWith(`${parent}.`)) {
      errors.push(invalid(at, jsonPath, `should be a json path under ${parent}`, place));
    }
  }
  return [...errors, ...selectorErrors(textAt(scale, "labelSelectorPath"), field, path)];
}

const REPLICAS = [
  ["specReplicasPath", ".spec"],
  ["statusReplicasPath", ".status"],
] as const;

function selectorErrors(jsonPath: string, field: string, path: DocumentPath): readonly PredictedError[] {
  const at = `${field}.scale.labelSelectorPath`;
  const place = [...path, "scale", "labelSelectorPath"];
  if (jsonPath === "" || jsonPath.startsWith(".spec.") || jsonPath.startsWith(".status.")) return [];
  if (!jsonPath.startsWith(".")) return simpleJsonPathErrors(jsonPath, at, place);
  const detail = "should be a json path under either .spec or .status";
  return [invalid(at, jsonPath, detail, place)];
}
