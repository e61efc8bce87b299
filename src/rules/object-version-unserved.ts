import { code } from "../text/code-span.ts";
import { quoted } from "../text/listing.ts";
import { type ObjectDetail, objectDetail, objectFinding, objectPlaces, objectsInWords } from "./object-findings.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import type { ObjectCase } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, whereInWords } from "./words/subjects.ts";

interface ObjectVersionUnservedDetail extends ObjectDetail {
  readonly kind: "object-version-unserved";
  /** Versions that the manifest serves. */
  readonly served: readonly string[];
}

/** A custom resource of the tree at a version that nobody serves: today, where that is known, nor after the change. */
export const objectVersionUnserved: BundleRule<"object-version-unserved", ObjectVersionUnservedDetail> = {
  meta: {
    id: "object-version-unserved",
    severity: { check: "error", gate: "error" },
    summary: "A custom resource of this tree is at a version that is served neither today nor after this change.",
    hasCrd: true,
    about: "object",
  },
  check: (context) => context.objects().flatMap(faultsOf),
  words: (group) => unservedWords(group),
  line: ({ apiVersion }) => `\`${apiVersion.slice(apiVersion.indexOf("/") + 1)}\``,
  places: (detail) => objectPlaces(detail, code(detail.apiVersion)),
};

function faultsOf(one: ObjectCase): readonly RuleFinding<"object-version-unserved", ObjectVersionUnservedDetail>[] {
  if (one.kind !== "unserved") return [];
  const path = ["apiVersion"];
  return [
    objectFinding("object-version-unserved", one, {
      reason: { path, sort: "unserved" },
      together: "",
      detail: { kind: "object-version-unserved", ...objectDetail(one, path), served: one.served },
    }),
  ];
}

function unservedWords(group: FindingGroup<ObjectVersionUnservedDetail>): FindingWords {
  const { apiVersion, objectKind, served } = group[0].detail;
  const isKnown = group.some(({ cluster }) => cluster !== undefined);
  const when = isKnown ? ` on ${whereInWords(group)}, neither today nor as this tree has it` : " as this tree has it";
  const next = served.slice(0, 3).map((version) => `${apiVersion.slice(0, apiVersion.indexOf("/"))}/${version}`);
  return words(
    `${objectsInWords(group, "is", "are")} at ${code(apiVersion)}, which ${crdsInWords(group)} does not serve${when}: whoever applies it is told \`no matches for kind "${objectKind}" in version "${apiVersion}"\`.`,
    next.length === 0
      ? "Have the CRD serve a version."
      : `Change \`apiVersion\` to ${quoted(next)}, and look at fields that the schemas do not share.`,
  );
}
