import { valueAt } from "../base/json.ts";
import { fatesOf } from "../crd/live-managers.ts";
import type { ApplyClient } from "../crd/prediction.ts";
import { versionNames } from "../manifests/crd-versions.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { quoted } from "../text/listing.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import { servesByWebhook } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleContext } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface ConversionDroppedDetail {
  readonly kind: "conversion-dropped";
  /**
   * `silent`: the manifest no longer has the webhook that the base's has, or that who applies it stated, or replaces the live
   * object; `unknown-before`: it has none, and it depends on the client and on what was applied before whether the live one
   * stays.
   */
  readonly cause: "stated" | "silent" | "unknown-before";
  readonly client: ApplyClient;
  readonly versions: readonly string[];
  readonly storedVersions: readonly string[];
}

/**
 * From conversion by webhook to none, with more than one version: the server then only renames apiVersion, and drops
 * whatever the schema of the version it reads or writes does not have.
 */
export const conversionDropped: BundleRule<"conversion-dropped", ConversionDroppedDetail> = {
  meta: {
    id: "conversion-dropped",
    severity: { check: "warning", gate: "warning" },
    summary: "Objects are converted by a webhook today and would no longer be, though there is more than one version.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    riskFindings(context, "conversion-dropped", (one) => {
      const { live, manifest } = one;
      const versions = versionNames(manifest.object).filter((name) => name !== undefined);
      const cause = live.conversion.strategy === "Webhook" ? droppedBy(one, context) : null;
      if (cause === null || versions.length < 2) return [];
      return [
        {
          yamlPath: ["spec", "conversion"],
          detail: {
            kind: "conversion-dropped",
            cause,
            client: one.appliedAs,
            versions,
            storedVersions: live.storedVersions,
          },
        },
      ];
    }),
  words: (group) => conversionDroppedWords(group),
  line: ({ versions }) => quoted(versions),
};

/**
 * A manifest that is silent leaves a webhook that a controller has put in at run time. It takes away the one that the
 * manifest before it stated, and whatever there is where it replaces the object. The snapshot may know who stated it, and
 * then the prediction goes by that. Else the manifest before it tells; where nobody knows that, both are possible.
 */
function droppedBy(
  { manifest, live, appliedAs, cluster }: LiveCase,
  context: RuleContext,
): ConversionDroppedDetail["cause"] | null {
  const conversion = valueAt(manifest.object, ["spec", "conversion"]);
  if (conversion !== undefined && conversion !== null) {
    return valueAt(manifest.object, ["spec", "conversion", "strategy"]) === "None" ? "stated" : null;
  }
  if (appliedAs === "replace" || (appliedAs === "client-side" && conversion === null)) return "silent";
  const fate = fatesOf(live, appliedAs).conversion;
  if (fate !== "unknown") return fate === "stays" ? null : "silent";
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

const MANIFEST_SAYS = {
  stated: "states `strategy: None`",
  silent: "no longer has a conversion",
  "unknown-before": "has no conversion",
} as const;

/** Whether a manifest without a conversion takes the live one away, where nobody knows the manifest before it. */
const TAKES_AWAY: Readonly<Record<ApplyClient, string>> = {
  unknown:
    "A client that puts the manifest in the place of the live object (`kubectl replace`, Argo CD with `Replace=true`, Flux with `CreateReplace`) takes the webhook away; one that merges (`kubectl apply`, Helm) does if the manifest that it applied before stated it.",
  "client-side": "`kubectl apply` takes the webhook away if the manifest that it applied before stated it.",
  "server-side":
    "Server-side apply takes the webhook away if the manifest that the same manager applied before stated it, and no other manager does: a snapshot that records the managers decides it.",
  replace: "`kubectl replace` takes the webhook away.",
  helm: "Helm takes the webhook away if the manifest of the release before stated it.",
};

function conversionDroppedWords(group: FindingGroup<ConversionDroppedDetail>): FindingWords {
  const details = detailsOf(group);
  const [detail] = details;
  const open = detail.cause === "unknown-before";
  const clients = open ? [...new Set(details.map(({ client }) => TAKES_AWAY[client]))] : [];
  const stored = detail.storedVersions.length > 1;
  const old = stored
    ? `Objects may still be stored at ${quoted(detail.storedVersions)}, and would be read without conversion: without`
    : "Without";
  const keep =
    "Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last.";
  return words(
    `On ${whereInWords(group)} a webhook converts the objects of ${crdsInWords(group)}, and the manifest ${MANIFEST_SAYS[detail.cause]}, with ${quoted(detail.versions)} still ${detail.versions.length === 2 ? "both" : "all"} there: ${open ? "without it the server" : "the server then"} only changes apiVersion, and ${verb(group, "a field", "fields")} that the version being read or written lacks ${verb(group, "is", "are")} dropped without a word, also from what is stored.`,
    open
      ? `State the conversion in the manifest, unless a controller puts it in at run time and the client merges: then nothing is lost, and a waiver says so.`
      : keep,
    [...clients, ...(open ? [keep] : []), `${old} a webhook the schemas of all versions must be alike.`],
  );
}
