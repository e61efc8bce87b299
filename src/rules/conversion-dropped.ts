import { valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import { servesByWebhook, versionNames } from "./manifest-versions.ts";
import type { ConversionDroppedDetail } from "./risk-details.ts";
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
          detail: {
            kind: "conversion-dropped",
            cause,
            client: one.client,
            versions,
            storedVersions: live.storedVersions,
          },
        },
      ];
    }),
};

/**
 * A manifest that is silent leaves a webhook that a controller has put in at run time. It takes away the one that the
 * manifest before it stated, and whatever there is where it replaces the object. Where nobody knows the manifest before
 * it, both are possible.
 */
function droppedBy(
  { manifest, client, cluster }: LiveCase,
  context: RuleContext,
): ConversionDroppedDetail["cause"] | null {
  const conversion = valueAt(manifest.object, ["spec", "conversion"]);
  if (conversion !== undefined && conversion !== null) {
    return valueAt(manifest.object, ["spec", "conversion", "strategy"]) === "None" ? "stated" : null;
  }
  if (client === "replace") return "silent";
  const before = manifestsBefore(manifest, context.replaced(manifest.name, cluster.name), context.crds);
  if (before.length === 0) return "unknown-before";
  return before.some(servesByWebhook) ? "silent" : null;
}

/**
 * Those of the base that a manifest takes the place of: at its path, else at a path that is gone (it may have moved),
 * else any. A copy of the CRD that stays where it is says nothing of what was applied from another place.
 */
function manifestsBefore(
  { name, source }: CrdManifest,
  base: readonly CrdManifest[],
  head: readonly CrdManifest[],
): readonly CrdManifest[] {
  const here = base.filter((one) => one.source.path === source.path);
  if (here.length > 0) return here;
  const paths = new Set(head.filter((one) => one.name === name).map((one) => one.source.path));
  const gone = base.filter((one) => !paths.has(one.source.path));
  return gone.length > 0 ? gone : base;
}
