import type { DocumentPath } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import { isPrintable } from "../../go/quote.ts";
import { byteLength, dns1035LabelErrors } from "../content-rules.ts";
import type { CrdVersion } from "../crd-object.ts";
import { invalid, invalidValue } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { printedPointer } from "../schema/go-values.ts";
import type { Subject } from "./subject.ts";

const FIELD = "spec.versions";
const PATH: DocumentPath = ["spec", "versions"];
const WARNING_LIMIT_BYTES = 256;

/** The name of one entry of spec.versions. */
export function validateVersionName(version: CrdVersion, position: number): PredictedError[] {
  return nameErrors(`${FIELD}[${position}].name`, version.name, [...PATH, position, "name"]);
}

/**
 * spec.version, which the server fills with the first version's name: a bad one is reported there too, an empty one is
 * not.
 */
export function validateFirstVersionName({ crd }: Subject): PredictedError[] {
  const first = crd.versions[0];
  return first === undefined || first.name === "" ? [] : nameErrors("spec.version", first.name, [...PATH, 0, "name"]);
}

/** Names are unique; exactly one version is the storage version. */
export function validateVersionSet({ crd }: Subject): PredictedError[] {
  return [...duplicateErrors(crd.versions), ...storageCountErrors(crd.versions)];
}

/** validateDeprecationWarning */
export function validateDeprecationWarning(
  version: CrdVersion,
  position: number,
  server: ServerVersion,
): PredictedError[] {
  const warning = version.deprecationWarning;
  if (warning === null) return [];
  const field = `${FIELD}[${position}].deprecationWarning`;
  const path = [...PATH, position, "deprecationWarning"];
  const details = version.deprecated ? warningTextErrors(warning) : ["can only be set for deprecated versions"];
  return details.map((detail) => invalidValue(field, printedPointer(warning, server), detail, path));
}

function nameErrors(field: string, name: string, path: DocumentPath): PredictedError[] {
  const errors = dns1035LabelErrors(name);
  return errors.length === 0 ? [] : [invalid(field, name, errors.join(","), path)];
}

function duplicateErrors(versions: readonly CrdVersion[]): PredictedError[] {
  const names = new Set<string>();
  // The set does not grow at the first name that it has.
  const second = versions.findIndex(({ name }, index) => names.add(name).size <= index);
  if (second === -1) return [];
  return [invalidValue(FIELD, undefined, "must contain unique version names", [...PATH, second, "name"])];
}

function storageCountErrors(versions: readonly CrdVersion[]): PredictedError[] {
  const storage = versions.flatMap((version, index) => (version.storage ? [index] : []));
  if (storage.length === 1) return [];
  const second = storage[1];
  const path = second === undefined ? PATH : [...PATH, second, "storage"];
  return [invalidValue(FIELD, undefined, "must have exactly one version marked as storage version", path)];
}

/** The limit is in bytes although the sentence says characters; the index counts bytes too. */
function warningTextErrors(warning: string): string[] {
  const errors: string[] = [];
  if (byteLength(warning) > WARNING_LIMIT_BYTES) errors.push("must be <= 256 characters long");
  if (warning === "") errors.push("must not be an empty string");
  let index = 0;
  for (const character of warning) {
    if (!isPrintable(character)) {
      errors.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
      break;
    }
    index += byteLength(character);
  }
  return errors;
}
