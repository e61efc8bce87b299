import { readFields } from "./fields.ts";
import type { SourceObject } from "./objects.ts";
import type { SourceReference } from "./reference.ts";

/**
 * OLM's `Subscription`: listed alone. Which bundle it installs is decided by a catalog in the cluster and by what is
 * installed there already (operator-framework/api pkg/operators/v1alpha1/subscription_types.go).
 */
export function olmReferences(objects: readonly SourceObject[]): readonly SourceReference[] {
  return objects.flatMap(({ path, group, kind, object, locate }): readonly SourceReference[] => {
    if (group !== "operators.coreos.com" || kind !== "Subscription") return [];
    const fields = readFields(object);
    const [csv, channel] = [fields.text("spec", "startingCSV"), fields.text("spec", "channel")];
    const written = csv !== null ? "startingCSV" : channel !== null ? "channel" : "name";
    const catalog = fields.text("spec", "source");
    return [
      {
        kind: "Subscription",
        name: fields.text("metadata", "name") ?? "",
        namespace: fields.text("metadata", "namespace"),
        origin: {
          kind: "undecided",
          text: [catalog, fields.text("spec", "name")].filter((one) => one !== null).join(" "),
          reason: "a catalog in the cluster decides what it installs",
        },
        version: csv ?? channel,
        place: { path, range: locate(["spec", written]) },
        object: { path, range: locate(["metadata", "name"]) },
        delivery: { by: "none" },
        destination: null,
      },
    ];
  });
}
