import { invalid, invalidValue } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { printedPointer } from "../schema/go-values.ts";
import { isEstablished, type Subject } from "./subject.ts";

const IMMUTABLE = "field is immutable";

/**
 * validateCustomResourceDefinitionSpecUpdate: group and plural never change, for they are the object's name; scope and
 * kind are fixed once the live CRD is established. Case counts.
 */
export function validateImmutables({ crd, live, server }: Subject): PredictedError[] {
  if (live === null) return [];
  const errors: PredictedError[] = [];
  if (isEstablished(live)) {
    if (crd.scope !== live.scope) {
      errors.push(invalidValue("spec.scope", printedPointer(crd.scope, server), IMMUTABLE, ["spec", "scope"]));
    }
    if (crd.names.kind !== live.names.kind) {
      errors.push(invalid("spec.names.kind", crd.names.kind, IMMUTABLE, ["spec", "names", "kind"]));
    }
  }
  if (crd.group !== live.group) errors.push(invalid("spec.group", crd.group, IMMUTABLE, ["spec", "group"]));
  if (crd.names.plural !== live.names.plural) {
    errors.push(invalid("spec.names.plural", crd.names.plural, IMMUTABLE, ["spec", "names", "plural"]));
  }
  return errors;
}
