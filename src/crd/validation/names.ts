import type { DocumentPath } from "../../base/json.ts";
import { dns1035LabelErrors, goLowerCase } from "../content-rules.ts";
import type { DecodedNames } from "../crd-object.ts";
import { invalid, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import type { Subject } from "./subject.ts";

const MIXED_CASE = "may have mixed case, but should otherwise match: ";

/** spec.names: four of them are required, which status.acceptedNames are not. */
export function validateNames({ crd }: Subject): PredictedError[] {
  const keys = ["plural", "singular", "kind", "listKind"] as const;
  const missing = keys
    .filter((key) => crd.names[key] === "")
    .map((key) => required(`spec.names.${key}`, "", ["spec", "names", key]));
  return [...missing, ...namesErrors(crd.names, "spec.names", ["spec", "names"])];
}

/** ValidateCustomResourceDefinitionNames. Kind and listKind may differ in case alone; equal short names pass. */
export function namesErrors(names: DecodedNames, field: string, path: DocumentPath): PredictedError[] {
  const label = (key: string, value: string): PredictedError[] => {
    const errors = value === "" ? [] : dns1035LabelErrors(value);
    return errors.length === 0 ? [] : [invalid(`${field}.${key}`, value, errors.join(","), [...path, key])];
  };
  const kindLike = (key: string, value: string): PredictedError[] => {
    const errors = value === "" ? [] : dns1035LabelErrors(goLowerCase(value));
    const detail = MIXED_CASE + errors.join(",");
    return errors.length === 0 ? [] : [invalid(`${field}.${key}`, value, detail, [...path, key])];
  };
  const labels = (key: string, values: readonly string[]): PredictedError[] => {
    const found: PredictedError[] = [];
    const list = `${field}.${key}`;
    const place = [...path, key];
    values.forEach((value, index) => {
      const errors = dns1035LabelErrors(value);
      if (errors.length > 0) found.push(invalid(`${list}[${index}]`, value, errors.join(","), place.concat(index)));
    });
    return found;
  };
  return [
    ...label("plural", names.plural),
    ...label("singular", names.singular),
    ...kindLike("kind", names.kind),
    ...kindLike("listKind", names.listKind),
    ...labels("shortNames", names.shortNames),
    ...sameKinds(names, field, path),
    ...labels("categories", names.categories),
  ];
}

function sameKinds(names: DecodedNames, field: string, path: DocumentPath): PredictedError[] {
  if (names.kind === "" || names.kind !== names.listKind) return [];
  const detail = "kind and listKind may not be the same";
  return [invalid(`${field}.listKind`, names.listKind, detail, [...path, "listKind"])];
}
