import type { DocumentPath } from "../base/json.ts";
import type { CrdObject } from "./crd-object.ts";
import type { PredictInput, Undecided } from "./prediction.ts";
import { MANAGED_FIELDS, MUST_BE_NIL } from "./server-side-apply.ts";

/**
 * What the server itself passes over or never sees, and some clients refuse. `replace` means the manifest is put as it
 * is, so nothing of this stands in its way.
 */
export function clientDoubts(
  { metadata }: CrdObject,
  { live, client }: PredictInput,
  unknownFields: readonly DocumentPath[],
): Undecided[] {
  if (client === "replace") return [];
  const dropped = "the API server drops this unknown field; kubectl and Helm refuse it unless validation is off";
  const doubts: Undecided[] = unknownFields.map((path) => ({ path, reason: dropped }));
  if (live === null && metadata.resourceVersion !== "") {
    doubts.push({
      path: ["metadata", "resourceVersion"],
      reason: "a new object must not have one; some clients leave it out",
    });
  }
  if (metadata.managedFields !== null && client === "unknown") {
    doubts.push({
      path: MANAGED_FIELDS,
      reason: `server-side apply answers \`${MUST_BE_NIL}\`, other clients send them`,
    });
  }
  return doubts;
}
