import { expect, it } from "vitest";
import { route, withSpec } from "../rules/objects.ts";
import { judged } from "./in-memory.ts";

const webhook = {
  strategy: "Webhook",
  webhook: {
    conversionReviewVersions: ["v1"],
    clientConfig: { service: { name: "webhook", namespace: "system", path: "/convert" }, caBundle: "" },
  },
};

function notices(objects: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const made = withSpec({ tier: { type: "string" } }, {}, "v1 v2*");
  const files = Object.entries(objects).map(([path, names]) => [
    path,
    names
      .map((name) => JSON.stringify(route({ tier: "gold" }, { name }, `example.com/${name.slice(0, 2)}`)))
      .join("\n---\n"),
  ]);
  const crd = { "crd.yaml": JSON.stringify({ ...made, spec: { ...made.spec, conversion: webhook } }) };
  return judged(null, { ...crd, ...Object.fromEntries(files) }).notices.filter((one) =>
    one.includes("webhook converts"),
  );
}

it.each<[string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
  ["nothing of what is written at the stored version", { "a.yaml": ["v2-a"] }, []],
  [
    "one that a webhook converts",
    { "a.yaml": ["v1-a", "v2-a"] },
    [
      "1 custom resource is written at another version than the one that is stored, and a webhook converts between them: `a.yaml:1`. Their own version's schema is all that validates them; what the webhook makes of them was not judged.",
    ],
  ],
  [
    "several, each file at its first",
    { "a.yaml": ["v2-a", "v1-a", "v1-b"], "b.yaml": ["v1-c"] },
    [
      "3 custom resources are written at another version than the one that is stored, and a webhook converts between them: `a.yaml:3` and `b.yaml:1`. Their own version's schema is all that validates them; what the webhook makes of them was not judged.",
    ],
  ],
])("tells of %s", (_, objects, expected) => {
  expect(notices(objects)).toEqual(expected);
});
