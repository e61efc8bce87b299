import type { CrdObject } from "./crd-object.ts";
import type { DocumentPath } from "./json.ts";
import type { ApplyClient, PredictedError, PredictInput, Undecided } from "./prediction.ts";

const MANAGED_FIELDS = ["metadata", "managedFields"];
const MUST_BE_NIL = "metadata.managedFields must be nil";

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

/**
 * Server-side apply takes no object that states managedFields, be it an empty list, and says nothing else of it. kubectl,
 * Helm and Flux send what is in the manifest. (structuredMergeManager.Apply in apimachinery/pkg/util/managedfields)
 */
export function applyRefusal({ metadata }: CrdObject, client: ApplyClient): PredictedError | null {
  if (client !== "server-side" || metadata.managedFields === null) return null;
  return { type: "BadRequest", field: "metadata.managedFields", detail: MUST_BE_NIL, path: MANAGED_FIELDS };
}
