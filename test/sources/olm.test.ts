import { describe, expect, it } from "vitest";
import { referencesOf, type Shown } from "./tree.ts";

const HEAD =
  "apiVersion: operators.coreos.com/v1alpha1\nkind: Subscription\nmetadata:\n  name: kafka\n  namespace: operators\nspec:\n  name: strimzi-kafka-operator\n";

const SUBSCRIPTION: Shown = {
  kind: "Subscription",
  name: "kafka",
  namespace: "operators",
  origin: {
    kind: "undecided",
    text: "community strimzi-kafka-operator",
    reason: "a catalog in the cluster decides what it installs",
  },
  version: "strimzi.v0.45.0",
  place: "a.yaml:10:3",
  object: "a.yaml:4:3",
  delivery: { by: "none" },
  destination: null,
};

describe("a Subscription of OLM", () => {
  it.each<[string, string, Partial<Shown>]>([
    ["its bundle", "  source: community\n  channel: stable\n  startingCSV: strimzi.v0.45.0\n", {}],
    ["its channel", "  source: community\n  channel: stable\n", { version: "stable", place: "a.yaml:9:3" }],
    [
      "its package",
      "",
      {
        version: null,
        place: "a.yaml:7:3",
        origin: {
          kind: "undecided",
          text: "strimzi-kafka-operator",
          reason: "a catalog in the cluster decides what it installs",
        },
      },
    ],
    [
      "its package, by a number",
      "  channel: 1\n",
      {
        version: null,
        place: "a.yaml:7:3",
        origin: {
          kind: "undecided",
          text: "strimzi-kafka-operator",
          reason: "a catalog in the cluster decides what it installs",
        },
      },
    ],
  ])("is listed with %s", (_, spec, changes) => {
    expect(referencesOf({ "a.yaml": HEAD + spec })).toEqual([{ ...SUBSCRIPTION, ...changes }]);
  });

  it("is not one of another group, nor another kind", () => {
    expect(
      referencesOf({
        "a.yaml": HEAD.replace("operators.coreos.com", "messaging.knative.dev"),
        "b.yaml": HEAD.replace("Subscription", "OperatorGroup"),
      }),
    ).toEqual([]);
  });
});
