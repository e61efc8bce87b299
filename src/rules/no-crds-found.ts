import { code } from "../text/code-span.ts";
import { counted, joined, quoted } from "../text/listing.ts";
import type { LoneFinding, Rule, RuleContext } from "./rule.ts";
import type { UnreadFile } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface NoCrdsFoundDetail {
  readonly kind: "no-crds-found";
  /** Instead of the globs; `-` is standard input. */
  readonly given: readonly string[];
  readonly globs: readonly string[];
  readonly filesScanned: number;
  readonly partial: number;
}

interface NotRenderedDetail {
  readonly kind: "not-rendered";
  readonly pattern: string;
}

type Found = LoneFinding<"no-crds-found", NoCrdsFoundDetail | NotRenderedDetail>;

/** Nothing was compared: most often a pattern that matches nothing, which must not look like a pass. */
export const noCrdsFound: Rule<"no-crds-found", NoCrdsFoundDetail | NotRenderedDetail> = {
  meta: {
    id: "no-crds-found",
    severity: { check: "warning", gate: "error" },
    summary:
      "No CRD was found in the files that were read, or no file where an earlier step should have rendered some.",
    hasCrd: false,
    about: "tree",
    tellsOfGap: true,
  },
  check: (context) => {
    // What could not be read or rendered is told by itself: that nothing was found is no other cause.
    const { crds, unreadable, unread, renderFailures, sources } = context;
    // So is what is deployed from elsewhere, which is where most trees have them.
    if (crds.length + unreadable.length + renderFailures.length + sources.length > 0 || unread.some(isOfTree))
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
  words: ([{ detail }]) => (detail.kind === "not-rendered" ? notRenderedWords(detail) : noCrdsWords(detail)),
};

/** What a change moved out of sight is no part of what is found without a base. */
function isOfTree({ lost }: UnreadFile): boolean {
  return lost.length === 0;
}

/** Whatever else was found: what the step before should have rendered was not compared. */
function withoutFiles({ whole, notRendered }: RuleContext): readonly Found[] {
  if (!whole) return [];
  return notRendered.map(({ pattern, place }) => ({
    rule: "no-crds-found",
    subject: pattern,
    place,
    related: [],
    detail: { kind: "not-rendered", pattern },
  }));
}

function notRenderedWords({ pattern }: NotRenderedDetail): FindingWords {
  return words(
    `\`rendered\` names ${code(pattern)}, and no file matches it: what an earlier step should have put there was not compared.`,
    "See whether that step ran, in this job and before this one, and where it puts its files; or take the pattern out of `rendered`.",
  );
}

function noCrdsWords(detail: NoCrdsFoundDetail): FindingWords {
  const partial =
    detail.partial === 0
      ? ""
      : ` (${counted(detail.partial, "document")} with a part of a CRD, which is not judged alone)`;
  if (detail.given.length > 0) {
    const where = joined(detail.given.map((path) => (path === "-" ? "standard input" : code(path))));
    return words(
      `No CustomResourceDefinition in ${where}${partial}: nothing was compared.`,
      "Correct the path; what a chart or a kustomization makes is read once it is rendered: `helm template . --include-crds | crd-upgrade-guard check -`.",
    );
  }
  return words(
    `No CustomResourceDefinition in the ${counted(detail.filesScanned, "file")} that ${quoted(detail.globs)} gave${partial}: nothing was compared.`,
    "If the repository has CRDs, correct `manifests.include`; if a chart or a kustomization makes them, list it in the configuration (`helm`, `kustomize`), or render it in an earlier step and name the files in `rendered`.",
  );
}
