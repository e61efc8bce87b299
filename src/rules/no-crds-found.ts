import type { Rule, RuleContext, RuleFinding } from "./rule.ts";
import type { UnreadFile } from "./tree-view.ts";

/** Nothing was compared: most often a pattern that matches nothing, which must not look like a pass. */
export const noCrdsFound: Rule = {
  meta: {
    id: "no-crds-found",
    severity: { check: "warning", gate: "error" },
    summary:
      "No CRD was found in the files that were read, or no file where an earlier step should have rendered some.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => {
    // What could not be read or rendered is told by itself: that nothing was found is no other cause.
    const { crds, unreadable, unread, renderFailures } = context;
    if (crds.length + unreadable.length + renderFailures.length > 0 || unread.some(isOfTree))
      return withoutFiles(context);
    return [
      {
        rule: "no-crds-found",
        place: context.guardPlace,
        related: [],
        detail: {
          kind: "no-crds-found",
          given: context.searched.given,
          globs: context.searched.manifests,
          filesScanned: context.searched.filesScanned,
          partial: context.partial.length,
        },
      },
    ];
  },
};

/** What a change moved out of sight is no part of what is found without a base. */
function isOfTree({ lost }: UnreadFile): boolean {
  return lost.length === 0;
}

/** Whatever else was found: what the step before should have rendered was not compared. */
function withoutFiles({ whole, notRendered }: RuleContext): readonly RuleFinding[] {
  if (!whole) return [];
  return notRendered.map(({ pattern, place }) => ({
    rule: "no-crds-found",
    subject: pattern,
    place,
    related: [],
    detail: { kind: "not-rendered", pattern },
  }));
}
