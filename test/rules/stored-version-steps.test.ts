import { describe, expect, it } from "vitest";
import type { StoredVersionFacts } from "../../src/rules/stored-version-detail.ts";
import type { RemedyStep } from "../../src/rules/words/finding-words.ts";
import { commandSteps, copySteps } from "../../src/rules/words/stored-version-steps.ts";

const FACTS: StoredVersionFacts = {
  version: "v1beta1",
  storedVersions: ["v1beta1", "v1"],
  missing: ["v1beta1"],
  liveStorage: "v1",
  manifestStorage: "v1",
  ownSchema: undefined,
  plural: "routes",
  group: "example.com",
  readAt: "v1",
  rewriteAt: "v1",
  compareAt: ["v1beta1"],
  toServe: [],
  manifestServes: true,
  helmRelease: undefined,
  webhook: false,
  way: { migrationApi: null, prunesByItself: false, migrator: null, preferred: "v1", hasObjects: "unknown" },
};

const on = (cluster: string, facts: Partial<StoredVersionFacts> = {}) => ({ cluster, facts: { ...FACTS, ...facts } });

/** Each step with its clusters, and its command below it. */
function told(steps: readonly RemedyStep[]): string {
  const lines = steps.flatMap(({ text, command, clusters }) => [
    `- ${clusters === undefined ? "" : `[${clusters.join(", ")}] `}${text}`,
    ...(command === undefined ? [] : [`    ${command}`]),
  ]);
  return ["", ...lines, ""].join("\n");
}

describe("the command for clusters whose lists may differ", () => {
  const steps = (clusters: readonly ReturnType<typeof on>[], kept = false) =>
    told(commandSteps("routes.example.com", "`v1beta1`", clusters, kept));

  it("looks at each list for itself", () => {
    expect(steps([on("prod")])).toMatchInlineSnapshot(`
      "
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it rewrites every object and takes \`v1beta1\` off status.storedVersions, and goes on where it was stopped.
          npx crd-upgrade-guard migrate routes.example.com --context "$CTX"
      "
    `);
  });

  it("asks first for what has to be served, which is the storage version alone", () => {
    expect(steps([on("prod", { toServe: ["v1", "v1beta1"] }), on("dev")])).toMatchInlineSnapshot(`
      "
      - [prod] Serve \`v1\` for as long as this takes: apply the CRD as the cluster has it, with \`served: true\` there and nothing else changed. What is not served can be neither copied nor compared, and a rewrite at another version than the storage version drops what only that one has.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it rewrites every object and takes \`v1beta1\` off status.storedVersions, and goes on where it was stopped.
          npx crd-upgrade-guard migrate routes.example.com --context "$CTX"
      "
    `);
  });

  it("may lose fields of what stays unserved where every comparison has shown none", () => {
    expect(steps([on("prod")], true)).toMatchInlineSnapshot(`
      "
      - Where no webhook converts, only apiVersion changes, and a field that the schema of \`v1\` lacks is dropped by the rewrite for good, without a word. This compares the copy with what the new version shows, and must print \`no difference\`; else every line with \`<\` alone is a field that goes (with \`>\` alone: a default that comes, or what the new version alone has; both: a change made meanwhile):
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json > routes.new.json && sed 's|^            "apiVersion": "example.com/v1beta1",|            "apiVersion": "example.com/v1",|' routes.example.com.backup.json | diff - routes.new.json && echo "no difference"
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it rewrites every object and takes \`v1beta1\` off status.storedVersions, and goes on where it was stopped. Where it stops at a version that is kept unserved, add \`--allow-field-loss\`, but only if each comparison above has printed \`no difference\`.
          npx crd-upgrade-guard migrate routes.example.com --context "$CTX"
      "
    `);
  });

  it("is a sentence where the names are such as no command is made of", () => {
    expect(steps([on("prod", { plural: "" })])).toMatchInlineSnapshot(`
      "
      - Rewrite every object at \`v1\`, and take \`v1beta1\` off status.storedVersions: \`crd-upgrade-guard plan\` prints how for a cluster.
      "
    `);
  });
});

it("has a copy of each of three versions, and names the others", () => {
  const compareAt = ["v1", "v2", "v3", "v4", "v5"];
  expect(told(copySteps([on("prod", { compareAt: compareAt.slice(0, 3) })]))).toMatchInlineSnapshot(`
    "
    - Keep a copy of every object as \`v1\` shows it.
        kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json > routes.example.com.backup.json
    - Keep a copy of every object as \`v2\` shows it.
        kubectl --context "$CTX" get routes.v2.example.com --all-namespaces -o json > routes.example.com.v2.backup.json
    - Keep a copy of every object as \`v3\` shows it.
        kubectl --context "$CTX" get routes.v3.example.com --all-namespaces -o json > routes.example.com.v3.backup.json
    "
  `);
  expect(told(copySteps([on("prod", { compareAt }), on("dev", { compareAt: [] })], true))).toMatchInlineSnapshot(`
    "
    - [prod] Set CTX to the cluster's kubectl context (an empty one means the current context). Keep a copy of every object as the old version shows it.
        kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json > routes.example.com.backup.json
    - [prod] Keep a copy of every object as \`v2\` shows it.
        kubectl --context "$CTX" get routes.v2.example.com --all-namespaces -o json > routes.example.com.v2.backup.json
    - [prod] Keep a copy of every object as \`v3\` shows it (and in the same way of \`v4\` and \`v5\`).
        kubectl --context "$CTX" get routes.v3.example.com --all-namespaces -o json > routes.example.com.v3.backup.json
    "
  `);
});
