import { formatPath } from "../base/json.ts";
import {
  asItIs,
  isOfSchema,
  MOST_FAULTS,
  type ObjectDetail,
  objectDetail,
  objectFinding,
  objectPlaces,
  objectsInWords,
  orElse,
  versionInWords,
  withoutIndexes,
} from "./object-findings.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import type { ObjectCase } from "./tree-view.ts";
import { fieldsInWords } from "./words/fields.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface ObjectFieldPrunedDetail extends ObjectDetail {
  readonly kind: "object-field-pruned";
  readonly cause: "dropped";
  /** `spec.sources[].jsonPath` */
  readonly field: string;
}

/** A field of a custom resource of the tree that no schema of the tree's CRD specifies. */
export const objectFieldPruned: BundleRule<"object-field-pruned", ObjectFieldPrunedDetail> = {
  meta: {
    id: "object-field-pruned",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A custom resource of this tree sets a field that its CRD's schema does not have: it is dropped or refused.",
    hasCrd: true,
    about: "object",
  },
  check: (context) => context.objects().flatMap(faultsOf),
  words: (group) => prunedWords(group),
  line: ({ field }) => `\`${field}\``,
  places: (detail) => objectPlaces(detail, `\`${detail.field}\``),
};

function faultsOf(one: ObjectCase): readonly RuleFinding<"object-field-pruned", ObjectFieldPrunedDetail>[] {
  if (one.kind !== "judged") return [];
  return one.answer.dropped
    .filter(isOfSchema)
    .slice(0, MOST_FAULTS)
    .map((path) => {
      const field = withoutIndexes(formatPath(path));
      return objectFinding("object-field-pruned", one, {
        path,
        together: field,
        identity: formatPath(path),
        detail: { kind: "object-field-pruned", cause: "dropped", ...objectDetail(one, path), field },
      });
    });
}

function prunedWords(group: FindingGroup<ObjectFieldPrunedDetail>): FindingWords {
  const fields = [...new Set(group.map(({ detail }) => detail.field))];
  const [first = ""] = fields;
  return words(
    `${objectsInWords(group, "sets", "set")} ${fieldsInWords(fields)}, which the schema of ${versionInWords(group)} does not have ${asItIs(group)}. Server-side apply (Flux, \`kubectl apply --server-side\`) fails with \`.${first.replaceAll("`", "'")}: field not declared in schema\`, \`kubectl apply\` refuses it as an unknown field, and clients that do not ask (Helm) have it dropped without a word: what is stored already loses it when it is next read.`,
    orElse(
      group,
      "Take the field out, or correct its name",
      "; where the schema has moved it, set what it is called now in the same change.",
    ),
  );
}
