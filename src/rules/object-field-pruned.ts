import { type DocumentPath, formatPath } from "../base/json.ts";
import { code } from "../text/code-span.ts";
import {
  asItIs,
  type FaultReason,
  isOfSchema,
  lostFields,
  mostFaults,
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
  /** `dropped`: its own version's schema has not got it. `lost`: that of the version which is stored. */
  readonly cause: "dropped" | "lost";
  /** `spec.sources[].jsonPath` */
  readonly field: string;
  /** The version that is stored, where its schema is the one that lacks it. */
  readonly storage?: string;
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
  line: ({ field }) => code(field),
  places: (detail) => objectPlaces(detail, code(detail.field)),
};

function faultsOf(one: ObjectCase): readonly RuleFinding<"object-field-pruned", ObjectFieldPrunedDetail>[] {
  if (one.kind !== "judged") return [];
  const fault = ({ reason, others }: Going, storage: string | null) => {
    const { path } = reason;
    const field = withoutIndexes(formatPath(path));
    const cause = storage === null ? "dropped" : "lost";
    return objectFinding<"object-field-pruned", ObjectFieldPrunedDetail>("object-field-pruned", one, {
      reason,
      ...(others === undefined ? {} : { others }),
      together: storage === null ? field : JSON.stringify([field, storage]),
      detail: {
        kind: "object-field-pruned",
        cause,
        ...objectDetail(one, path),
        field,
        ...(storage === null ? {} : { storage }),
      },
    });
  };
  const going = (paths: readonly DocumentPath[], sort: string) =>
    mostFaults(paths.map((path): Going => ({ reason: { path, sort } })));
  const dropped = going(one.answer.dropped.filter(isOfSchema), "dropped");
  const lost = going(lostFields(one), "lost");
  const storage = one.storage?.version ?? null;
  return [...dropped.map((each) => fault(each, null)), ...lost.map((each) => fault(each, storage))];
}

/** A field that is not stored. */
interface Going {
  readonly reason: FaultReason;
  readonly others?: readonly FaultReason[];
}

function prunedWords(group: FindingGroup<ObjectFieldPrunedDetail>): FindingWords {
  const fields = [...new Set(group.map(({ detail }) => detail.field))];
  const [first = ""] = fields;
  const [{ detail }] = group;
  if (detail.storage !== undefined) return lostWords(group, fields, detail.storage);
  return words(
    `${objectsInWords(group, "sets", "set")} ${fieldsInWords(fields)}, which the schema of ${versionInWords(group)} does not have ${asItIs(group)}: server-side apply (Flux, \`kubectl apply --server-side\`) fails with \`.${first.replaceAll("`", "'")}: field not declared in schema\`, \`kubectl apply\` refuses it as an unknown field, and clients that do not ask (Helm) have it dropped without a word, from what is stored already too.`,
    orElse(
      group,
      "Take the field out, or correct its name",
      "; where the schema has moved it, set what it is called now in the same change.",
    ),
  );
}

function lostWords(group: FindingGroup<ObjectFieldPrunedDetail>, fields: readonly string[], storage: string) {
  return words(
    `${objectsInWords(group, "sets", "set")} ${fieldsInWords(fields)}, which ${versionInWords(group)} has ${asItIs(group)} and version \`${storage}\`, at which it is stored, has not: no webhook converts between the two, so that the server stores the object without the field and tells nobody, not even a client that asks for unknown fields (\`--validate=strict\`).`,
    orElse(
      group,
      `Write the object at \`${storage}\`, with what that version has in its place`,
      `, or have the schema of \`${storage}\` take the field, too.`,
    ),
  );
}
