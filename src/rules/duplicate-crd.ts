import { isArray, member, valueAt } from "../crd/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { PredictedCase, Rule, RuleFinding } from "./rule.ts";

/** Two manifests of one CRD for one cluster that differ in what decides: whichever is applied last wins, again and again. */
export const duplicateCrd: Rule = {
  meta: {
    id: "duplicate-crd",
    severity: { check: "warning", gate: "warning" },
    summary:
      "Two manifests of one CRD are meant for the same cluster and differ in versions, scope, names or conversion.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) => {
    const groups = new Map<string, PredictedCase[]>();
    for (const one of context.cases) {
      if (one.from !== "snapshot") continue;
      const key = JSON.stringify([one.manifest.name, one.cluster.name]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
    return [...groups.values()].flatMap(differing);
  },
};

/** One finding for each manifest that differs from the first of its group. */
function differing(group: readonly PredictedCase[]): readonly RuleFinding[] {
  const [first, ...rest] = group;
  if (first === undefined) return [];
  const facts = decidingFacts(first.manifest);
  return rest
    .filter((other) => decidingFacts(other.manifest) !== facts)
    .map((other) => ({
      rule: "duplicate-crd",
      crd: other.manifest.name,
      cluster: other.cluster.name,
      place: {
        path: other.manifest.source.path,
        range: other.manifest.locate(["metadata", "name"]),
        yamlPath: ["metadata", "name"],
      },
      related: [{ path: first.manifest.source.path, line: nameLine(first.manifest), message: "the other manifest" }],
      detail: {
        kind: "duplicate-crd",
        other: `${first.manifest.source.path}:${nameLine(first.manifest)}`,
        refused: [first, other]
          .filter((one) => one.prediction.outcome === "rejected")
          .map((one) => one.manifest.source.path),
      },
    }));
}

function nameLine(manifest: CrdManifest): number {
  return manifest.locate(["metadata", "name"]).startLine;
}

/** What decides whether the server takes an update, and what it stores; schemas and descriptions are not in it. */
function decidingFacts(manifest: CrdManifest): string {
  const spec = valueAt(manifest.object, ["spec"]);
  const versions = member(spec, "versions");
  return JSON.stringify([
    member(manifest.object, "apiVersion"),
    member(spec, "scope"),
    member(spec, "names"),
    member(member(spec, "conversion"), "strategy") ?? "None",
    isArray(versions)
      ? versions.map((version) => [member(version, "name"), member(version, "served"), member(version, "storage")])
      : versions,
  ]);
}
