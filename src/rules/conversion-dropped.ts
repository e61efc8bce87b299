import { valueAt } from "../crd/json.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import { servesByWebhook, versionNames } from "./manifest-facts.ts";
import type { Rule, RuleContext } from "./rule.ts";

/**
 * From conversion by webhook to none, with more than one version: the server then only renames apiVersion, and drops
 * whatever the schema of the version it reads or writes does not have.
 */
export const conversionDropped: Rule = {
  meta: {
    id: "conversion-dropped",
    severity: { check: "warning", gate: "warning" },
    summary: "Objects are converted by a webhook today and would no longer be, though there is more than one version.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    riskFindings(context, "conversion-dropped", (one) => {
      const { live, manifest } = one;
      const versions = versionNames(manifest);
      const cause = live.conversion.strategy === "Webhook" ? droppedBy(one, context) : null;
      if (cause === null || versions.length < 2) return [];
      return [
        {
          yamlPath: ["spec", "conversion"],
          detail: { kind: "conversion-dropped", cause, versions, storedVersions: live.storedVersions },
        },
      ];
    }),
};

/**
 * A manifest that is silent leaves a webhook that a controller has put in at run time. It takes away the one that the
 * manifest before it stated, and whatever there is where it replaces the object.
 */
function droppedBy({ manifest, client, cluster }: LiveCase, { replaced }: RuleContext): "stated" | "silent" | null {
  const conversion = valueAt(manifest.object, ["spec", "conversion"]);
  if (conversion !== undefined && conversion !== null) {
    return valueAt(manifest.object, ["spec", "conversion", "strategy"]) === "None" ? "stated" : null;
  }
  const before = replaced(manifest.name, cluster.name);
  const hadWebhook = before.length > 0 && before.every(servesByWebhook);
  return client === "replace" || hadWebhook ? "silent" : null;
}
