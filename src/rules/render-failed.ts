import type { Rule, RuleFinding } from "./rule.ts";
import type { RenderFailure } from "./tree-view.ts";

/** A configured chart or kustomization gives nothing: whatever CRDs are in it were not checked. */
export const renderFailed: Rule = {
  meta: {
    id: "render-failed",
    severity: { check: "error", gate: "error" },
    summary: "A chart or kustomization that the configuration names could not be rendered.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => {
    const ways = new Map<string, string[]>();
    return context.renderFailures.flatMap((failure) => {
      const { kind, path, release, message, advice } = failure;
      // One chart can fail for two clusters in two ways: which way it is counts, not the words of it.
      const known = ways.get(subjectOf(failure)) ?? [];
      ways.set(subjectOf(failure), known);
      const way = known.includes(message) ? known.indexOf(message) : known.push(message) - 1;
      const { place, configured } = failure;
      const isElsewhere = place.path !== configured.path;
      const finding: RuleFinding = {
        rule: "render-failed",
        subject: way === 0 ? subjectOf(failure) : `${subjectOf(failure)} #${way}`,
        place,
        related: isElsewhere
          ? [{ path: configured.path, line: configured.range.startLine, message: `${release ?? path}, as configured` }]
          : [],
        detail: { kind: "render-failed", tool: kind, path, message, advice },
      };
      if (failure.clusters.length === 0) return [finding];
      return failure.clusters.map((cluster) => ({ ...finding, cluster }));
    });
  },
};

/** A chart that a base does not have yet says nothing of what is wrong with it now: that is another subject. */
function subjectOf({ kind, path, release, advice }: RenderFailure): string {
  return [kind, path, ...(release === null ? [] : [release]), ...(advice.endsWith("-missing") ? ["missing"] : [])].join(
    " ",
  );
}
