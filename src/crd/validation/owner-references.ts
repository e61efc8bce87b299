import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import type { OwnerReference } from "../crd-object.ts";
import { invalid, invalidValue, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";

const FIELD = "metadata.ownerReferences";
const PATH = ["metadata", "ownerReferences"];

/** ValidateOwnerReferences: paths, types and words changed in 1.26, 1.34 and 1.37. */
export function ownerReferenceErrors(owners: readonly OwnerReference[], server: ServerVersion): PredictedError[] {
  const errors: PredictedError[] = [];
  // An empty name counts as none: 1.25 takes the next reference for the first.
  let firstController = "";
  for (const [index, owner] of owners.entries()) {
    for (const one of ownerErrors(owner, index, server)) errors.push(one);
    if (!owner.controller) continue;
    const name = atLeast(server, 26) ? `${owner.kind}/${owner.name}` : owner.name;
    if (firstController === "") {
      firstController = name;
      continue;
    }
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${firstController} and ${name}`;
    errors.push(invalidValue(FIELD, undefined, detail, [...PATH, index, "controller"]));
  }
  return errors;
}

function ownerErrors(owner: OwnerReference, index: number, server: ServerVersion): PredictedError[] {
  const field = atLeast(server, 37) ? `${FIELD}[${index}]` : FIELD;
  const path = [...PATH, index];
  const empty = (["kind", "name", "uid"] as const)
    .filter((key) => owner[key] === "")
    .map((key) => emptyError(`${field}.${key}`, key, [...path, key], server));
  const errors = [
    ...apiVersionErrors(owner.apiVersion, `${field}.apiVersion`, [...path, "apiVersion"], server),
    ...empty,
  ];
  if (owner.apiVersion !== "v1" || owner.kind !== "Event") return errors;
  return [...errors, invalidValue(field, undefined, "/v1, Kind=Event is disallowed from being an owner", path)];
}

function apiVersionErrors(
  apiVersion: string,
  field: string,
  path: readonly (string | number)[],
  server: ServerVersion,
): PredictedError[] {
  if (/^(?:[^/]*\/)?[^/]+$/.test(apiVersion)) return [];
  if (!atLeast(server, 37)) return [invalid(field, apiVersion, "version must not be empty", path)];
  if (apiVersion === "") return [required(field, "must not be empty", path)];
  return [invalid(field, apiVersion, "must be <group>/<version> or <version>", path)];
}

function emptyError(
  field: string,
  key: string,
  path: readonly (string | number)[],
  server: ServerVersion,
): PredictedError {
  if (atLeast(server, 37)) return required(field, "must not be empty", path);
  return invalid(field, "", atLeast(server, 34) ? "must not be empty" : `${key} must not be empty`, path);
}
