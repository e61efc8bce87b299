import { quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import { countSteps } from "./crd-removed.ts";
import { type ObjectsPlace, objectsPlace } from "./live-objects.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, FindingGroup, RuleFinding } from "./rule.ts";
import type { UnreleasedCrd } from "./tree-view.ts";
import type { FindingWords, RemedyStep } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, verb, whereInWords } from "./words/subjects.ts";

interface CrdDeletedByHelmDetail {
  readonly kind: "crd-deleted-by-helm";
  /**
   * `moved`: to a chart's `crds/`; `may-be-moved`: it is there, and no base says that it was in a template; `left`: no chart
   * has it there; `uninstalled`: nothing installs the release any more.
   */
  readonly cause: "moved" | "may-be-moved" | "left" | "uninstalled";
  /** `namespace/name` of the release. */
  readonly release: string;
  /** Where the release had it from; of what may have moved, where it is. */
  readonly before: string;
  readonly objects: ObjectsPlace;
}

/** A Helm release had a CRD in its manifest and has it no longer: Helm deletes it, and with it every object. */
export const crdDeletedByHelm: BundleRule<"crd-deleted-by-helm", CrdDeletedByHelmDetail> = {
  meta: {
    id: "crd-deleted-by-helm",
    severity: { check: "error", gate: "error" },
    summary: "A CRD leaves the manifest of the Helm release that owns it: Helm deletes it with every object.",
    hasCrd: true,
    about: "manifest",
  },
  check: ({ unreleased }) => unreleased.map(findingOf),
  words: (group) => crdDeletedByHelmWords(group),
  line: () => "",
};

function findingOf(one: UnreleasedCrd): RuleFinding<"crd-deleted-by-helm", CrdDeletedByHelmDetail> {
  const { cluster, live, owner, now } = one;
  const manifest = one.manifest ?? one.now;
  const before = manifestPlace(manifest, []);
  const cause = causeOf(one);
  const { path: snapshot } = cluster.loaded;
  return {
    rule: "crd-deleted-by-helm",
    ...(cause === "may-be-moved" ? { severity: "warning" } : {}),
    crd: manifest.name,
    cluster: cluster.name,
    place: now === null ? { ...before, inBase: true } : manifestPlace(now, ["metadata", "name"]),
    related: [
      {
        path: snapshot,
        line: cluster.loaded.lineOf(manifest.name),
        message: `on ${cluster.name} it belongs to the release`,
      },
    ],
    together: JSON.stringify([owner, cause]),
    detail: {
      kind: "crd-deleted-by-helm",
      cause,
      release: owner,
      before: before.path,
      objects: objectsPlace(live),
    },
  };
}

function causeOf(one: UnreleasedCrd): CrdDeletedByHelmDetail["cause"] {
  if (one.manifest === null) return "may-be-moved";
  if (one.isGone) return "uninstalled";
  return one.now === null ? "left" : "moved";
}

/** Somebody may have put the annotations on the CRD to have it adopted later: the release's own manifest tells. */
function mayBeMovedWords(group: FindingGroup<CrdDeletedByHelmDetail>, release: string): FindingWords {
  const [namespace = "", name = ""] = release.split("/");
  const crds = crdsOf(group);
  const has = crds.map((crd) => `-e ${shellWord(crd)}`).join(" ");
  return {
    message: `On ${whereInWords(group)} ${crdsInWords(group)} ${verb(group, "belongs", "belong")} to the Helm release \`${release}\`, whose chart has ${verb(group, "it", "them")} in \`crds/\` only: if the release that lives has ${verb(group, "it", "them")} in its manifest, \`helm upgrade\` deletes ${verb(group, "the CRD", "the CRDs")} and every object of ${verb(group, "its kind", "their kinds")}.`,
    remedy: {
      summary: `Look into the release that lives; if it has ${verb(group, "the CRD", "one of the CRDs")}, have Helm keep ${verb(group, "it", "them")} before this upgrade.`,
      steps: [
        ...countSteps(group),
        {
          text: `Look into the release${namespace === "" ? " (set NS to its namespace)" : ""}: the answer is 0 where it has ${verb(group, "none", "none of them")}, and nothing is to be done.`,
          command: `helm get manifest ${shellWord(name)} --namespace ${namespace === "" ? '"$NS"' : shellWord(namespace)} --kube-context "$CTX" | grep -cwF ${has} || true`,
        },
        annotateStep(group, "Else have Helm keep"),
        {
          text: `Once this change is released, count again: the same numbers. No upgrade of the release applies ${verb(group, "it", "them")}: apply the files of \`crds/\` before each upgrade that changes them.`,
        },
      ],
    },
  };
}

function crdDeletedByHelmWords(group: FindingGroup<CrdDeletedByHelmDetail>): FindingWords {
  const [{ detail }] = group;
  const { cause, release } = detail;
  if (cause === "may-be-moved") return mayBeMovedWords(group, release);
  const it = verb(group, "it", "them");
  const objects = `${verb(group, "the CRD", "the CRDs")} and every object of ${verb(group, "its kind", "their kinds")}`;
  const files = [...new Set(group.map(({ detail: { before } }) => before))];
  const from = files.length === 1 ? ` (\`${files[0]}\`)` : "";
  const lead = `On ${whereInWords(group)} ${crdsInWords(group)} ${verb(group, "belongs", "belong")} to the Helm release \`${release}\``;
  const is = verb(group, "is", "are");
  const moved = cause === "moved" ? `, and does not apply \`crds/\`, where ${verb(group, "it", "they")} ${is} now` : "";
  const why =
    cause === "uninstalled"
      ? `, and with this change nothing installs that release any more: \`helm uninstall\` deletes ${objects}.`
      : `, which has ${it} in its manifest${from} and with this change no longer: \`helm upgrade\` deletes what leaves a release, ${objects}${moved}.`;
  return {
    message: `${lead}${why}`,
    remedy: {
      summary: `Have Helm keep ${verb(group, "the CRD", "the CRDs")} first, in a change of its own that is released before this one.`,
      steps: [
        ...countSteps(group),
        {
          text: `Put the annotation \`helm.sh/resource-policy: keep\` on ${verb(group, "the CRD", "the CRDs")} in the release's template${from}, and release that before this change. ${cause === "uninstalled" ? "An uninstall reads it off the release's own manifest: on the live CRD alone it keeps nothing." : "An upgrade reads it off the live CRD."}`,
        },
        ...(cause === "uninstalled"
          ? []
          : [annotateStep(group, "Or, where the template cannot be changed, put it on")]),
        {
          text: `Once this change is released, count again: the same numbers. ${cause === "moved" ? `No upgrade of the release applies ${it}, from this change on: apply the files of \`crds/\` before each upgrade that changes them.` : `From then on no release looks after ${it}.`}`,
        },
      ],
    },
  };
}

/** @param lead up to what is annotated */
function annotateStep(group: FindingGroup<CrdDeletedByHelmDetail>, lead: string): RemedyStep {
  const names = crdsOf(group).map(shellWord);
  return {
    text: `${lead} the live ${verb(group, "CRD", "CRDs")} of each of ${quoted([...new Set(group.map(({ cluster = "" }) => cluster))].sort())}:`,
    command: `kubectl --context "$CTX" annotate crd ${names.join(" ")} helm.sh/resource-policy=keep`,
  };
}
