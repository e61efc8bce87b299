import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { CrdOwners } from "../../src/crd/live-crd.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { GUARD, recordedFile } from "./recorded.ts";

/** Where nobody says how a manifest is applied, the live CRD tells how it was. */

const NAME = "routes.example.com";
const KUBECTL = "kubectl-client-side-apply";
const LARGE = largeCrd();

function largeCrd(): string {
  const manifest = crd({ versions: "v1*" });
  const schema = { openAPIV3Schema: { type: "object", description: "d".repeat(262_144) } };
  const versions = manifest.spec.versions.map((version) => ({ ...version, schema }));
  return dump({ ...manifest, metadata: { name: NAME }, spec: { ...manifest.spec, versions } });
}

function applied(name: string, operation: "Apply" | "Update"): CrdOwners {
  return { managers: [{ name, operation, states: ["versions"] }] };
}

function namesOf({ managers = [] }: CrdOwners): string {
  return managers.map(({ name, operation }) => `${name} (${operation})`).join(", ");
}

function told(owners: CrdOwners | undefined, files: Files = {}) {
  const facts = { ...live({ versions: "v1*" }, ["v1"]), ...(owners === undefined ? {} : { owners }) };
  const report = judged(null, { ...recordedFile("prod", { [NAME]: facts }), "crds/routes.yaml": LARGE, ...files });
  expect(report.problems).toEqual([]);
  return {
    outcomes: report.predictions.map(({ outcome }) => outcome),
    because: report.predictions.map(({ appliesBecause }) => appliesBecause),
    tooLarge: report.findings.filter(({ rule }) => rule === "annotations-too-large").map(({ cause }) => cause ?? ""),
  };
}

describe("how a manifest is applied of which nobody says it", () => {
  it.each<[string, CrdOwners | undefined, ReturnType<typeof told>]>([
    [
      "as the live CRD was: kubectl apply",
      applied(KUBECTL, "Update"),
      {
        outcomes: ["rejected"],
        because: [`no target: all; applied client-side, as the live CRD was by ${KUBECTL}`],
        tooLarge: ["refused"],
      },
    ],
    [
      "as the live CRD was: in the server",
      applied("argocd-controller", "Apply"),
      {
        outcomes: ["accepted"],
        because: ["no target: all; applied server-side, as the live CRD was by argocd-controller"],
        tooLarge: [],
      },
    ],
    ...[
      applied("helm", "Update"),
      applied("helm", "Apply"),
      applied("helm-controller", "Apply"),
      { managers: [...(applied("helm", "Apply").managers ?? []), ...(applied("kubectl", "Apply").managers ?? [])] },
    ].map((owners): [string, CrdOwners, ReturnType<typeof told>] => [
      `is open where it was a release of Helm, which has no such file: ${namesOf(owners)}`,
      owners,
      { outcomes: ["undecided"], because: ["no target: all"], tooLarge: ["if-client-side"] },
    ]),
    [
      "is open where nobody recorded it",
      undefined,
      { outcomes: ["undecided"], because: ["no target: all"], tooLarge: ["if-client-side"] },
    ],
  ])("%s", (_name, owners, expected) => {
    expect(told(owners)).toEqual(expected);
  });

  it.each<[string, CrdOwners, readonly string[], string]>([
    ["by Helm 3", applied("helm", "Update"), ["accepted"], "by Helm, as the live CRD was by helm"],
    ["by Helm 4, in the server", applied("helm", "Apply"), ["accepted"], "server-side, as the live CRD was by helm"],
  ])("is told by a release where it is a chart's: %s", (_name, owners, outcomes, because) => {
    const found = told(owners, { "crds/routes.yaml": `# Source: routes/templates/crd.yaml\n${LARGE}` });
    expect(found).toEqual({ outcomes, because: [`no target: all; applied ${because}`], tooLarge: [] });
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["is what the configuration says", "apply: server-side\n", ["accepted"], []],
    [
      "is open where a target says so",
      "targets: [{paths: ['**'], clusters: [prod], apply: unknown}]\n",
      ["undecided"],
      ["if-client-side"],
    ],
  ])("%s, whatever the live CRD tells", (_name, configuration, outcomes, tooLarge) => {
    const found = told(applied(KUBECTL, "Update"), { [`${GUARD}/config.yaml`]: configuration });
    expect([found.outcomes, found.tooLarge]).toEqual([outcomes, tooLarge]);
  });
});
