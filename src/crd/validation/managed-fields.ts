import { isObject } from "../../base/json.ts";
import { isPrintable } from "../../go/quote.ts";
import { byteLength } from "../content-rules.ts";
import type { ManagedFieldsEntry } from "../crd-object.ts";
import type { Undecided } from "../prediction.ts";

const OPERATIONS = ["Apply", "Update"];
/** API versions of a CRD that the server knows how to convert; entries of others it drops. */
const CONVERTIBLE = ["apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"];
const MANAGER_LIMIT_BYTES = 128;
const SUBRESOURCE_LIMIT_BYTES = 256;

/**
 * metadata.managedFields of an object that is created, replaced or patched. The server's field manager looks at the
 * list before anything validates it. A list that it cannot read as a whole it puts aside, so a missing or unknown
 * operation, type or version is never an error; of a list that it can read it keeps the entries that still own fields
 * beside the request's own, and sorts them. ValidateManagedFields then refuses what is wrong with those that are left
 * (FieldManager.Update in apimachinery/pkg/util/managedfields/internal, ValidateManagedFields in
 * apimachinery/pkg/apis/meta/v1/validation).
 */
export function managedFieldsUndecided(entries: readonly ManagedFieldsEntry[]): Undecided[] {
  if (!entries.every(isReadable)) return [];
  return entries.flatMap((entry, index) => {
    if (!mayStay(entry)) return [];
    return faults(entry).map(([key, fault]) => ({
      path: ["metadata", "managedFields", index, key],
      reason: `${fault}: refused if this entry still owns a field once the server has worked out who owns what`,
    }));
  });
}

/** DecodeManagedFields */
function isReadable({ operation, apiVersion, fieldsType, fieldsV1 }: ManagedFieldsEntry): boolean {
  const hasFields = fieldsV1 === null || isObject(fieldsV1);
  return OPERATIONS.includes(operation) && apiVersion !== "" && fieldsType === "FieldsV1" && hasFields;
}

/** An entry without fields goes. */
function mayStay({ apiVersion, fieldsV1 }: ManagedFieldsEntry): boolean {
  return CONVERTIBLE.includes(apiVersion) && isObject(fieldsV1) && Object.keys(fieldsV1).length > 0;
}

function faults({ manager, subresource }: ManagedFieldsEntry): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  if (byteLength(manager) > MANAGER_LIMIT_BYTES) {
    found.push(["manager", `may not be more than ${MANAGER_LIMIT_BYTES} bytes`]);
  }
  if (![...manager].every(isPrintable)) found.push(["manager", "has a character that cannot be printed"]);
  if (byteLength(subresource) > SUBRESOURCE_LIMIT_BYTES) {
    found.push(["subresource", `may not be more than ${SUBRESOURCE_LIMIT_BYTES} bytes`]);
  }
  return found;
}
