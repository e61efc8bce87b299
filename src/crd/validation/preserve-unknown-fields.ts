import { invalidValue } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { schemaHasDefaults } from "../schema/schema-tree.ts";
import type { Subject } from "./subject.ts";

const FIELD = "spec.preserveUnknownFields";
const PATH = ["spec", "preserveUnknownFields"];

/** Defaults in a schema need pruning, whether or not the live CRD has the field. */
export function validateDefaultsArePruned({ crd }: Subject): PredictedError[] {
  if (!crd.preserveUnknownFields) return [];
  if (!crd.versions.some((version) => schemaHasDefaults(version.schema?.openAPIV3Schema))) return [];
  return [invalidValue(FIELD, "true", "must be false in order to use defaults in the schema", PATH)];
}

/** validatePreserveUnknownFields: true is a legacy of v1beta1 that may stay but not come. */
export function validatePreserveUnknownFields({ crd, live }: Subject): PredictedError[] {
  if (!crd.preserveUnknownFields || live?.preserveUnknownFields === true) return [];
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalidValue(FIELD, "true", detail, PATH)];
}
