import { type DeployedObject, unlessUnclear } from "./applied-objects.ts";
import { readFields } from "./fields.ts";
import type { SourceReference } from "./reference.ts";

/**
 * OLM's `Subscription`: listed alone. Which bundle it installs is decided by a catalog in the cluster and by what is
 * installed there already (operator-framework/api pkg/operators/v1alpha1/subscription_types.go).
 */
export function olmReferences(objects: readonly DeployedObject[]): readonly SourceReference[] {
  return objects.flatMap((one) => {
    const isOne = one.group === "operators.coreos.com" && one.kind === "Subscription";
    return isOne ? unlessUnclear(one, [subscription(one)]) : [];
  });
}

function subscription({ object, at, standsAt }: DeployedObject): SourceReference {
  const fields = readFields(object);
  const [csv, channel] = [fields.text("spec", "startingCSV"), fields.text("spec", "channel")];
  const written = csv !== null ? "startingCSV" : channel !== null ? "channel" : "name";
  const catalog = fields.text("spec", "source");
  return {
    kind: "Subscription",
    name: fields.text("metadata", "name") ?? "",
    namespace: fields.text("metadata", "namespace"),
    origin: {
      kind: "undecided",
      text: [catalog, fields.text("spec", "name")].filter((one) => one !== null).join(" "),
      reason: "a catalog in the cluster decides what it installs",
    },
    version: csv ?? channel,
    place: at(["spec", written]),
    object: standsAt,
    delivery: { by: "none" },
    destination: null,
  };
}
