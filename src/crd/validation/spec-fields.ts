import { dns1123SubdomainErrors } from "../content-rules.ts";
import { invalid, invalidValue, notSupported, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { printedPointer } from "../schema/go-values.ts";
import { heldHasDefaults } from "../schema/held-schema.ts";
import { isEstablished, type Subject } from "./subject.ts";

const SCOPES = ["Cluster", "Namespaced"];
const PRESERVE_FIELD = "spec.preserveUnknownFields";
const PRESERVE_PATH = ["spec", "preserveUnknownFields"];
const IMMUTABLE = "field is immutable";

/** spec.group. Labels longer than 63 are fine inside it: only the total counts. */
export function validateGroup({ crd }: Subject): PredictedError[] {
  const path = ["spec", "group"];
  if (crd.group === "") return [required("spec.group", "", path)];
  const errors = dns1123SubdomainErrors(crd.group);
  if (errors.length > 0) return [invalid("spec.group", crd.group, errors.join(","), path)];
  if (!crd.group.includes(".")) {
    return [invalid("spec.group", crd.group, "should be a domain with at least one dot", path)];
  }
  return [];
}

/** spec.scope */
export function validateScope({ crd }: Subject): PredictedError[] {
  const path = ["spec", "scope"];
  if (crd.scope === "") return [required("spec.scope", "", path)];
  return SCOPES.includes(crd.scope) ? [] : [notSupported("spec.scope", crd.scope, SCOPES, path)];
}

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

/** Defaults in a schema need pruning, whether or not the live CRD has the field. */
export function validateDefaultsArePruned({ crd }: Subject): PredictedError[] {
  if (!crd.preserveUnknownFields) return [];
  if (!crd.versions.some((version) => heldHasDefaults(version.schema))) return [];
  return [invalidValue(PRESERVE_FIELD, "true", "must be false in order to use defaults in the schema", PRESERVE_PATH)];
}

/** validatePreserveUnknownFields: true is a legacy of v1beta1 that may stay but not come. */
export function validatePreserveUnknownFields({ crd, live }: Subject): PredictedError[] {
  if (!crd.preserveUnknownFields || live?.preserveUnknownFields === true) return [];
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalidValue(PRESERVE_FIELD, "true", detail, PRESERVE_PATH)];
}
