import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { errorText } from "../../src/crd/error-text.ts";
import type { PredictedError } from "../../src/crd/prediction.ts";
import { describeOnData } from "../data.ts";
import { live, manifest, predicted, SCHEMA } from "./fixtures.ts";

interface Incident {
  readonly id: string;
  readonly crd: string;
  readonly liveStoredVersions: readonly string[];
  readonly newVersions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  readonly expect: {
    readonly verdict: "accept" | "reject";
    readonly storedVersionsAfter: readonly string[] | null;
    readonly storedVersionsEvaluated: readonly string[];
    readonly errors: readonly Readonly<Record<string, string>>[];
  };
}

describeOnData("incidents.json", "refusals from public threads", (file) => {
  const incidents: readonly Incident[] = JSON.parse(readFileSync(file, "utf8"));

  it.each(incidents.map((incident) => [incident.id, incident] as const))("%s", (_id, incident) => {
    expect(answers(incident)).toEqual({
      "1.32": wanted(incident, "k8s<=1.32"),
      "1.33": wanted(incident, "k8s>=1.33"),
      "1.37": wanted(incident, "k8s>=1.33"),
    });
  });

  it("cover both verdicts", () => {
    expect(new Set(incidents.map((incident) => incident.expect.verdict))).toEqual(new Set(["accept", "reject"]));
  });
});

function wanted({ expect: { verdict, errors, ...lists } }: Incident, words: string) {
  return {
    outcome: verdict === "accept" ? "accepted" : "rejected",
    evaluated: lists.storedVersionsEvaluated,
    after: lists.storedVersionsAfter,
    errors: errors.map((error) => `${error.field}: ${error[words]}`),
  };
}

function answers(incident: Incident) {
  return Object.fromEntries(["1.32", "1.33", "1.37"].map((version) => [version, answer(incident, version)]));
}

function answer({ crd: told, liveStoredVersions, newVersions }: Incident, version: string) {
  // One thread does not tell the name.
  const crd = told.includes(".") ? told : "widgets.example.com";
  const dot = crd.indexOf(".");
  const [plural, group] = [crd.slice(0, dot), crd.slice(dot + 1)];
  const names = { plural, kind: "Thing" };
  const approved = { annotations: { "api-approved.kubernetes.io": "unapproved" } };
  const prediction = predicted(
    manifest(
      { group, names, versions: newVersions.map((item) => ({ ...item, schema: SCHEMA })) },
      { name: crd, ...approved },
    ),
    live({
      group,
      names: { ...names, singular: "thing", listKind: "ThingList" },
      versions: liveStoredVersions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: "sha256:1",
      })),
      storedVersions: liveStoredVersions,
      apiApproved: "unapproved",
    }),
    { server: parseServerVersion(version) },
  );
  return {
    outcome: prediction.outcome,
    evaluated: prediction.storedVersionsEvaluated,
    after: prediction.storedVersionsAfter,
    errors: prediction.errors.map(withoutDump),
  };
}

/** The list of versions as bad value is a dump of Go structs; the threads' texts leave it out, and so do we. */
function withoutDump(error: PredictedError): string {
  return error.value === undefined ? `${error.field}: ${error.detail}` : errorText(error);
}
