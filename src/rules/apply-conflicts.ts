import { liveAfter } from "../crd/live-after.ts";
import type { CrdManager, LiveCrd } from "../crd/live-crd.ts";
import { conflictingManagers } from "../crd/live-managers.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { quoted } from "../text/listing.ts";
import { isFromCrdsFolder, isHelmHook, printedRelease, sameRelease } from "./helm-release.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface ApplyConflictsDetail {
  readonly kind: "apply-conflicts";
  /** `helm`: Helm applies the release in the server, without force where nobody tells it otherwise. */
  readonly cause: "helm" | "server-side";
  /** Names of the managers that have `spec.versions`. Sorted. */
  readonly managers: readonly string[];
}

/**
 * Server-side apply refuses, with 409, to change a field that another manager has set, unless it is told to force
 * (executed: test/kubernetes/apply-conflicts.test.ts). `spec.versions` is one such field: any change of it counts.
 */
export const applyConflicts: BundleRule<"apply-conflicts", ApplyConflictsDetail> = {
  meta: {
    id: "apply-conflicts",
    severity: { check: "warning", gate: "warning" },
    summary: "Another manager has set spec.versions, and server-side apply without force does not change it.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => riskFindings(context, "apply-conflicts", risksOf),
  words: (group) => applyConflictsWords(group),
  line: ({ managers }) => quoted(managers),
};

function risksOf(one: LiveCase): readonly Risk<ApplyConflictsDetail>[] {
  const { live, manifest, from } = one;
  if (from !== "snapshot") return [];
  const [cause, others] = conflicts(one);
  if (others.length === 0 || !changesVersions(live, manifest)) return [];
  const managers = [...new Set(others.map(({ name }) => name))].sort();
  return [
    {
      ...(cause === "server-side" ? { severity: "info" } : {}),
      yamlPath: ["spec", "versions"],
      fields: managers,
      detail: { kind: "apply-conflicts", cause, managers },
    },
  ];
}

/** Flux's kustomize-controller and Argo CD always force; whether a person's kubectl does, nobody knows. */
function conflicts(one: LiveCase): readonly [ApplyConflictsDetail["cause"], readonly CrdManager[]] {
  const { live, client, appliedAs, forces } = one;
  // Where nobody says how, who applied it before does so again: of a release that is Helm.
  const isShown = client === "unknown" && appliedAs === "server-side" && live.owners?.helmRelease !== undefined;
  if (appliedAs === "helm" || isShown) return ["helm", isOfItsRelease(one) ? conflictingManagers(live, "helm") : []];
  return ["server-side", appliedAs === "server-side" && forces !== true ? conflictingManagers(live, "kubectl") : []];
}

/** What Helm updates with the release: not what `crds/` has, hooks bring, or another release has. */
function isOfItsRelease({ live, manifest }: LiveCase): boolean {
  const owner = live.owners?.helmRelease;
  if (owner === undefined || isFromCrdsFolder(manifest) || isHelmHook(manifest)) return false;
  return sameRelease(printedRelease(manifest) ?? owner, owner);
}

function changesVersions(live: LiveCrd, { object }: CrdManifest): boolean {
  const { versions } = liveAfter(live, object, {
    storedVersionsAfter: null,
    storedVersionsEvaluated: live.storedVersions,
  });
  return JSON.stringify(versions) !== JSON.stringify(live.versions);
}

function applyConflictsWords(group: FindingGroup<ApplyConflictsDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause }] = details;
  const managers = [...new Set(details.flatMap((detail) => detail.managers))].sort();
  const has = managers.length === 1 ? "has" : "have";
  const lead = `On ${whereInWords(group)} ${quoted(managers)} ${has} set \`spec.versions\` of ${crdsInWords(group)}, and the ${verb(group, "manifest changes", "manifests change")} it`;
  const again = `See first that ${managers.length === 1 ? `${quoted(managers)} does not` : "these managers do not"} go on writing the CRD (whoever writes last wins, and the conflict comes back)`;
  return cause === "helm"
    ? words(
        `${lead}: Helm has applied the release in the server (Helm 4 does so with those that it installed), and \`helm upgrade\` fails with \`Apply failed ... conflict with "..."\` (409) if nobody tells it to force.`,
        `${again}, then upgrade with \`helm upgrade --force-conflicts\`.`,
      )
    : words(
        `${lead}: server-side apply without force answers 409, \`Apply failed ... conflict with "..."\`.`,
        `${again}, then apply with \`kubectl apply --server-side --force-conflicts\`, unless it is applied so already.`,
      );
}
