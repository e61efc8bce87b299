import { dns1123SubdomainErrors } from "../content-rules.ts";
import { invalid, notSupported, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import type { Subject } from "./subject.ts";

const SCOPES = ["Cluster", "Namespaced"];

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
