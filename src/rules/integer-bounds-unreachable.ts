import type { JsonObject } from "../base/json.ts";
import { atLeast } from "../base/server-version.ts";
import { factsOf, heldSchema } from "../crd/schema/held-schema.ts";
import { type UnreachableBound, unreachableBounds } from "../crd/schema/integer-bounds.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { code } from "../text/code-span.ts";
import { counted, quoted } from "../text/listing.ts";
import { manifestHolder, schemaProps } from "./live-schema.ts";
import { schemaPath, servedVersions } from "./manifest-versions.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, FindingGroup, PredictedCase, RuleFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, whereInWords } from "./words/subjects.ts";

interface IntegerBoundsUnreachableDetail {
  readonly kind: "integer-bounds-unreachable";
  /** `refused`: the cluster's server checks them; `after-upgrade`: it will, from Kubernetes 1.36 on. */
  readonly cause: "refused" | "after-upgrade";
  readonly version: string;
  /** Never empty. */
  readonly bounds: readonly Omit<UnreachableBound, "path">[];
}

type Found = RuleFinding<"integer-bounds-unreachable", IntegerBoundsUnreachableDetail>;

/** Since Kubernetes 1.36 the server goes by `format` of integers (kubernetes/kubernetes#136582). */
const SINCE = 36;

/**
 * A bound of an integer is beyond the integer's own format. The server takes the CRD, and then refuses each value of the
 * field: it checks the bound before the value.
 */
export const integerBoundsUnreachable: BundleRule<"integer-bounds-unreachable", IntegerBoundsUnreachableDetail> = {
  meta: {
    id: "integer-bounds-unreachable",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A bound of an integer is beyond its own format: Kubernetes 1.36 and newer refuse every value of the field.",
    hasCrd: true,
    about: "manifest",
  },
  check: ({ cases }) => cases.flatMap((one) => (isTaken(one) ? findingsOf(one) : [])),
  words: (group) => boundsWords(group),
  line: ({ version, bounds }) => `${code(version)}: ${fieldsInWords(bounds)}`,
};

function isTaken({ from, prediction }: PredictedCase): boolean {
  return from === "snapshot" && prediction.outcome !== "rejected";
}

function findingsOf({ manifest, cluster, from }: PredictedCase): readonly Found[] {
  const checks = atLeast(cluster.server, SINCE);
  return servedVersions(manifest).flatMap((version) => {
    // Older servers ignore the format: what they do with a bound beyond int64 is not what changes.
    const bounds = boundsIn(manifest, version).filter(({ format }) => checks || format === "int32");
    const [first] = bounds;
    if (first === undefined) return [];
    const { path } = manifest.source;
    return [
      {
        rule: "integer-bounds-unreachable",
        ...(checks ? {} : { severity: "info" as const }),
        crd: manifest.name,
        version,
        cluster: cluster.name,
        from,
        place: manifestPlace(manifest, [...schemaPath(manifest, version), ...first.path]),
        related: [],
        together: path.slice(0, path.lastIndexOf("/") + 1),
        detail: {
          kind: "integer-bounds-unreachable" as const,
          cause: checks ? ("refused" as const) : ("after-upgrade" as const),
          version,
          bounds: bounds.map(({ path: _, ...bound }) => bound),
        },
      },
    ];
  });
}

const remembered = new WeakMap<JsonObject, readonly UnreachableBound[]>();

/** Remembered: it is asked for each cluster. */
function boundsIn(manifest: CrdManifest, version: string): readonly UnreachableBound[] {
  const holder = manifestHolder(manifest, version);
  if (holder === undefined || factsOf(holder)?.plain?.hasLargeBounds === false) return [];
  const bounds = remembered.get(holder) ?? boundsOf(holder);
  remembered.set(holder, bounds);
  return bounds;
}

function boundsOf(holder: JsonObject): readonly UnreachableBound[] {
  const text = heldSchema(holder);
  const schema = text === undefined ? null : schemaProps(text);
  return schema === null ? [] : unreachableBounds(schema);
}

/** Named are this many at the most. */
const NAMED = 5;

function fieldsInWords(bounds: IntegerBoundsUnreachableDetail["bounds"]): string {
  const fields = [...new Set(bounds.map(({ field }) => field))];
  const more = fields.length - NAMED;
  const names = fields.slice(0, NAMED).map((field) => code(field));
  return more > 0 ? `${names.join(", ")} and ${counted(more, "more field")}` : quoted(fields);
}

/** Executed with objects: test/kubernetes/stored-data.test.ts. */
function boundsWords(group: FindingGroup<IntegerBoundsUnreachableDetail>): FindingWords {
  const details = detailsOf(group);
  const bounds = details.flatMap((detail) => detail.bounds);
  const [{ cause }] = details;
  const [first] = details[0].bounds;
  const type = first?.format === "" ? "integer (default format)" : `integer with format ${first?.format ?? ""}`;
  const key = first?.key === "minimum" ? "Minimum" : "Maximum";
  const answer = `\`${key} boundary value must be of type ${type}\``;
  const where = whereInWords(group);
  const lead =
    crdsOf(group).length === 1
      ? `${fieldsInWords(bounds)} of ${crdsInWords(group)} ${new Set(bounds.map(({ field }) => field)).size === 1 ? "has a bound that is" : "have bounds that are"} beyond the field's own format (\`${first?.key ?? ""}: ${first?.value ?? ""}\`)`
      : `${crdsInWords(group)} have bounds beyond the formats of their own fields`;
  const who =
    cause === "refused"
      ? `the server of ${where} takes the CRD, and refuses every value of such a field, however small`
      : `the server of ${where} ignores that, and one of Kubernetes 1.36 or later takes the CRD and refuses every value of such a field, however small`;
  const small = bounds.some(({ format }) => format === "int32")
    ? "Say `format: int64`, or set bounds within -2147483648 and 2147483647"
    : "Leave the bound out: no value of the field goes beyond it";
  return words(`${lead}: ${who} (${answer}), unless an object has it already and keeps it.`, `${small}.`);
}
