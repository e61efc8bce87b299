import { type DocumentPath, isArray, type JsonValue, member, valueAt } from "../base/json.ts";
import { atLeast } from "../base/server-version.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { quoted } from "../text/listing.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, FindingGroup, PredictedCase, RuleFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface SelectableFieldsDroppedDetail {
  readonly kind: "selectable-fields-dropped";
  /** `switched-off`: whoever applies it, without a word; `unknown`: clients that have fields validated refuse the manifest. */
  readonly cause: "switched-off" | "unknown";
  /** JSON paths, each once, in order. */
  readonly fields: readonly string[];
}

/** From this minor version of Kubernetes 1 on CustomResourceFieldSelectors is switched on. */
const KEPT_FROM_MINOR = 31;
/** From this one on the field is known, and dropped while that is off. */
const KNOWN_FROM_MINOR = 30;

/**
 * A server that has selectableFields switched off (1.30) stores the CRD without them and says nothing (dropDisabledFields in
 * registry/customresourcedefinition/strategy.go). One that does not know them (before 1.30) drops them where nobody asks for
 * strict validation of fields, as kubectl does, and Helm does on its own side.
 */
export const selectableFieldsDropped: BundleRule<"selectable-fields-dropped", SelectableFieldsDroppedDetail> = {
  meta: {
    id: "selectable-fields-dropped",
    severity: { check: "info", gate: "info" },
    summary:
      "The server is older than Kubernetes 1.31 and drops the CRD's selectableFields, or has the manifest refused for them.",
    hasCrd: true,
    about: "manifest",
  },
  check: ({ cases }) => cases.flatMap(findingOf),
  words: (group) => droppedWords(group),
  line: ({ fields }) => quoted(fields),
};

function findingOf({
  manifest,
  cluster,
  from,
  appliedAs,
  prediction,
}: PredictedCase): readonly RuleFinding<"selectable-fields-dropped", SelectableFieldsDroppedDetail>[] {
  if (cluster.server.text === null || atLeast(cluster.server, KEPT_FROM_MINOR)) return [];
  if (from !== "snapshot" || prediction.outcome === "rejected") return [];
  const selectable = selectableFields(manifest);
  if (selectable === null) return [];
  const { path } = manifest.source;
  // What is put as it stands is validated by nobody.
  const isDropped = atLeast(cluster.server, KNOWN_FROM_MINOR) || appliedAs === "replace";
  const cause = isDropped ? "switched-off" : "unknown";
  return [
    {
      rule: "selectable-fields-dropped",
      crd: manifest.name,
      cluster: cluster.name,
      from,
      place: manifestPlace(manifest, selectable.path),
      related: [],
      together: `${cause} ${path.slice(0, path.lastIndexOf("/") + 1)}`,
      detail: { kind: "selectable-fields-dropped", cause, fields: selectable.fields },
    },
  ];
}

interface Selectable {
  /** Where the first version that has some has them. */
  readonly path: DocumentPath;
  readonly fields: readonly string[];
}

const remembered = new WeakMap<CrdManifest, { readonly of: Selectable | null }>();

/** Asked for every cluster of a fleet. */
function selectableFields(manifest: CrdManifest): Selectable | null {
  const known = remembered.get(manifest) ?? { of: read(manifest) };
  remembered.set(manifest, known);
  return known.of;
}

function read(manifest: CrdManifest): Selectable | null {
  const versions = valueAt(manifest.object, ["spec", "versions"]);
  const lists = (isArray(versions) ? versions : []).map((version) => namesIn(member(version, "selectableFields")));
  const first = lists.findIndex((names) => names.length > 0);
  if (first < 0) return null;
  return { path: ["spec", "versions", first, "selectableFields"], fields: [...new Set(lists.flat())] };
}

function namesIn(list: JsonValue | undefined): readonly string[] {
  return (isArray(list) ? list : []).flatMap((field) => {
    const path = member(field, "jsonPath");
    return typeof path === "string" ? [path] : [];
  });
}

/** More fields than this are not named in a sentence. */
const MOST_NAMED = 3;

function droppedWords(group: FindingGroup<SelectableFieldsDroppedDetail>): FindingWords {
  const [{ detail }] = group;
  const fields = [...new Set(detailsOf(group).flatMap((one) => one.fields))];
  const named = fields.length > MOST_NAMED ? "" : ` (${quoted(fields)})`;
  const [crds, their] = [crdsInWords(group), verb(group, "its", "their")];
  const run = new Set(group.map(({ cluster }) => cluster)).size === 1 ? "runs" : "run";
  const lead = `${whereInWords(group)} ${run} a Kubernetes before`;
  const selects =
    "whoever selects by such a field (`kubectl get --field-selector`, a controller) is told `field label not supported`.";
  if (detail.cause === "unknown")
    return words(
      `${lead} 1.30, which does not know the selectableFields${named} of ${crds}: kubectl and Helm refuse the manifest, unless validation is off, and then ${selects}`,
      `Leave ${their} selectableFields out until the server is 1.31 or newer, and select by labels until then: nothing is lost with them on this one.`,
    );
  return words(
    `${lead} 1.31, which stores ${crds} without ${their} selectableFields${named} and says nothing: ${selects}`,
    "Apply it again once the server is 1.31 or newer, and select by labels until then: nothing is lost, and nothing has to be changed in the manifest.",
  );
}
