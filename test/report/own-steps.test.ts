import fs from "node:fs";
import { expect, it } from "vitest";
import { contextOf, stepsOn } from "../../src/report/own-steps.ts";
import type { Finding, Report } from "../../src/report/report.ts";

const REPORT: Report = JSON.parse(fs.readFileSync(new URL("../cases/incident/expected.json", import.meta.url), "utf8"));
const NAMES = REPORT.clusters.map(({ name }) => name);

function asked(context: string): unknown {
  const [finding] = REPORT.findings;
  if (finding === undefined) throw new Error("the incident has a finding");
  const about: Finding = { ...finding, clusters: ["prod-eu"] };
  const steps = stepsOn(about, contextOf(context, NAMES));
  return steps.ok ? steps.value.cluster : steps.problem;
}

it("takes a context alone, or that of the finding's cluster, and no other cluster's", () => {
  expect(NAMES).toEqual(["prod-eu", "prod-us"]);
  expect(["eks", "prod-eu=eks", "prod-ue=a=b", "prod-us=eks"].map(asked)).toEqual([
    "prod-eu",
    "prod-eu",
    {
      message: "No cluster is called `prod-ue`.",
      remedy:
        "Say CLUSTER=CONTEXT, with prod-eu for the cluster; a context with `=` in its name needs the cluster in front too.",
    },
    { message: "The finding is about prod-eu, and not about prod-us.", remedy: "Leave that context out." },
  ]);
});

it("takes the longest name of a cluster that a context begins with", () => {
  expect(contextOf("a=b=c", ["a", "a=b"])).toEqual({ cluster: "a=b", context: "c" });
});
