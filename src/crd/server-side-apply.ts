import { type DocumentPath, type JsonObject, member, valueAt } from "../base/json.ts";
import { goQuote } from "../go/quote.ts";
import type { CrdObject } from "./crd-object.ts";
import type { Decoding } from "./decode.ts";
import type { PredictedError, PredictInput } from "./prediction.ts";

export const MANAGED_FIELDS: DocumentPath = ["metadata", "managedFields"];
export const MUST_BE_NIL = "metadata.managedFields must be nil";

/** Lists whose items server-side apply names by a member of theirs, not by their index. */
const KEYED_BY: Readonly<Record<string, string>> = {
  ownerReferences: "uid",
  conditions: "type",
  "x-kubernetes-validations": "rule",
};

/**
 * What server-side apply refuses before it merges, so that nothing validates the result: other ways to write an object
 * drop unknown fields and take duplicates. No client mends it: kubectl, Helm and Flux send what is in the manifest.
 * Several of these come in one message. (structuredMergeManager.Apply in apimachinery/pkg/util/managedfields/internal,
 * sigs.k8s.io/structured-merge-diff/typed; all run on a real server)
 */
export function applyRefusals(crd: CrdObject, decoding: Decoding, input: PredictInput): readonly PredictedError[] {
  if (input.client !== "server-side") return [];
  const { name, uid, managedFields } = crd.metadata;
  if (managedFields !== null) return [refusal("metadata.managedFields", MUST_BE_NIL, MANAGED_FIELDS)];
  const object = `failed to create typed patch object (/${name}; apiextensions.k8s.io/v1, Kind=CustomResourceDefinition)`;
  const untyped = [
    ...decoding.unknownFields.map((pathOf) => ({ pathOf, problem: "field not declared in schema" })),
    ...decoding.duplicates.map(({ path, key, value }) => ({
      pathOf: () => path,
      problem: `duplicate entries for key [${key}=${goQuote(value)}]`,
    })),
  ].map(({ pathOf, problem }): PredictedError => {
    const place = () => typedPath(input.manifest, pathOf());
    // Made when they are asked for: an answer may have 100,000 of them, each below a name of 100 kB.
    return {
      type: "BadRequest",
      get path() {
        return pathOf();
      },
      get field() {
        return place().slice(1);
      },
      get detail() {
        return `${object}: ${place()}: ${problem}`;
      },
    };
  });
  if (untyped.length > 0 || input.live !== null || uid === "") return untyped;
  const mismatch = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  return [refusal("metadata.uid", mismatch, ["metadata", "uid"])];
}

function refusal(field: string, detail: string, path: DocumentPath): PredictedError {
  return { type: "BadRequest", field, detail, path };
}

/** `.spec.versions[0].name`, the way of sigs.k8s.io/structured-merge-diff/fieldpath. */
function typedPath(manifest: JsonObject, path: DocumentPath): string {
  return path
    .map((step, position) => {
      if (typeof step === "string") return `.${step}`;
      const key = KEYED_BY[String(path[position - 1])];
      const value = key === undefined ? undefined : member(valueAt(manifest, path.slice(0, position + 1)), key);
      return typeof value === "string" ? `[${key}=${goQuote(value)}]` : `[${step}]`;
    })
    .join("");
}
