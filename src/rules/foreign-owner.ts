import { isObject, valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { besideTheOwner } from "./duplicate-crd.ts";
import { refusalOf } from "./helm-ownership-refused.ts";
import { printedRelease, sameRelease } from "./helm-release.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import type { BundleRule, FindingGroup, RuleContext } from "./rule.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface ForeignOwnerDetail {
  readonly kind: "foreign-owner";
  readonly cause: "another-release" | "no-release";
  /** `namespace/name` of the release that the live CRD says it belongs to. */
  readonly owner: string;
  /** The release that the manifest says it belongs to; "" where it belongs to none. */
  readonly source: string;
}

const NAME = "meta.helm.sh/release-name";
const NAMESPACE = "meta.helm.sh/release-namespace";

/** The live CRD says that a Helm release owns it, and the manifest comes from elsewhere: two would write it in turns. */
export const foreignOwner: BundleRule<"foreign-owner", ForeignOwnerDetail> = {
  meta: {
    id: "foreign-owner",
    severity: { check: "warning", gate: "warning" },
    summary: "The live CRD belongs to a Helm release, and the manifest is of another release or of none.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    const isTold = besideTheOwner(context);
    return riskFindings(context, "foreign-owner", (one) => {
      const owner = one.live.owners?.helmRelease;
      if (isTold(one) || refusalOf(one, context) !== null) return [];
      const source = releaseOf(one, context.charts);
      if (owner === undefined || source === null || sameRelease(owner, source)) return [];
      return [
        {
          yamlPath:
            text(one.manifest, ["annotations", NAME]) === "" ? ["metadata", "name"] : ["metadata", "annotations", NAME],
          bundle: owner,
          detail: {
            kind: "foreign-owner",
            cause: source === "" ? "no-release" : "another-release",
            owner,
            source,
          },
        },
      ];
    });
  },
  words: (group) => foreignOwnerWords(group),
  line: () => "",
};

/**
 * The release that a manifest is of: `namespace/name`, "" where it is of none, null where that cannot be told, since
 * Helm writes its annotations when it installs: a rendered chart does not have them yet.
 */
function releaseOf({ manifest, client }: LiveCase, charts: RuleContext["charts"]): string | null {
  const name = text(manifest, ["annotations", NAME]);
  if (name !== "") return `${text(manifest, ["annotations", NAMESPACE])}/${name}`;
  const printed = printedRelease(manifest);
  if (printed !== undefined) return printed;
  const inChart = charts.some(({ crdsFolders }) =>
    crdsFolders.some((folder) => manifest.source.path.startsWith(folder)),
  );
  return client === "helm" || inChart || isOfAChart(manifest) ? null : "";
}

function isOfAChart(manifest: CrdManifest): boolean {
  const labels = valueAt(manifest.object, ["metadata", "labels"]);
  const hasChart = isObject(labels) && (Object.hasOwn(labels, "helm.sh/chart") || Object.hasOwn(labels, "chart"));
  const isManaged = text(manifest, ["labels", "app.kubernetes.io/managed-by"]) === "Helm";
  return manifest.source.helmSource !== undefined || hasChart || isManaged;
}

function text(manifest: CrdManifest, path: readonly string[]): string {
  const value = valueAt(manifest.object, ["metadata", ...path]);
  return typeof value === "string" ? value : "";
}

function foreignOwnerWords(group: FindingGroup<ForeignOwnerDetail>): FindingWords {
  const [{ detail }] = group;
  const source = detail.cause === "no-release" ? "no release" : `the release \`${detail.source}\``;
  const crds = crdsInWords(group);
  return words(
    `On ${whereInWords(group)} ${crds} ${verb(group, "belongs", "belong")} to the Helm release \`${detail.owner}\`, and ${verb(group, "the manifest is", "their manifests are")} of ${source}: both would write it in turns, a rollback of the release brings its older CRD back, and uninstalling it deletes ${verb(group, "the CRD", "the CRDs")} with every object.`,
    "Let one of them own it: take the CRD out of the release, or out of this tree.",
    [
      "Out of the release: most charts have a value for it. First release the annotation `helm.sh/resource-policy: keep` in the release's own template, so that Helm does not delete the CRD.",
      "Once the release has let go, remove the `meta.helm.sh/` annotations from the live CRD, and take a new snapshot.",
    ],
  );
}
