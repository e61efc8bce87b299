import type { CrdManifest } from "../manifests/manifest.ts";
import { quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import { isFromCrdsFolder, isHelmHook, printedRelease, sameRelease } from "./helm-release.ts";
import { manifestPlace } from "./place.ts";
import type {
  BundleRule,
  ClusterView,
  FindingGroup,
  PredictedCase,
  RuleContext,
  RuleFinding,
  Severity,
} from "./rule.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, verb, whereInWords } from "./words/subjects.ts";

interface HelmOwnershipRefusedDetail {
  readonly kind: "helm-ownership-refused";
  /** `unowned`: no release owns the live CRD, or it lacks a part of what says so. */
  readonly cause: "unowned" | "another-release";
  /** The release whose template it is; the namespace is "" where nobody says it. */
  readonly name: string;
  readonly namespace: string;
  /** The release that owns the live CRD; "" for none. */
  readonly owner: string;
  /** false: whether Helm applies the release, or another tool what it renders, nobody says. */
  readonly byHelm: boolean;
  /** What a person tells whatever runs helm, so that it takes over; "" where it is helm's own option. */
  readonly option: string;
  /** Helm's own words; "" where they have a namespace that nobody knows. */
  readonly sentence: string;
}

/** Helm takes over nothing that lives without its label and annotations: nothing of the release is applied then. */
export const helmOwnershipRefused: BundleRule<"helm-ownership-refused", HelmOwnershipRefusedDetail> = {
  meta: {
    id: "helm-ownership-refused",
    severity: { check: "error", gate: "error" },
    summary: "A Helm release brings a CRD in its templates that lives without the release's label and annotations.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    context.cases.flatMap((one) => {
      const refusal = refusalOf(one, context);
      return refusal === null ? [] : [findingOf(one, refusal)];
    }),
  words: (group) => helmOwnershipRefusedWords(group),
  line: ({ owner }) => (owner === "" ? "" : `\`${owner}\``),
};

interface Refusal {
  readonly detail: HelmOwnershipRefusedDetail;
  readonly severity: Severity;
}

/** What Helm says to a manifest on a cluster; null: nothing, or nobody knows. */
export function refusalOf(one: PredictedCase, { replaced }: Pick<RuleContext, "replaced">): Refusal | null {
  const { manifest, live, leftOut, from, cluster } = one;
  const release = printedRelease(manifest);
  if (live === null || leftOut || from !== "snapshot" || release === undefined) return null;
  if (isFromCrdsFolder(manifest) || isHelmHook(manifest)) return null;
  const { source } = manifest.printed ?? {};
  const before = replaced(manifest.name, cluster.name);
  if (source?.ownership === null) return null;
  const refuses =
    source === undefined ? "always" : refusalBy(source.ownership.takes, isThere(release, cluster, before));
  if (refuses === "never") return null;
  const byHelm = source !== undefined || one.client === "helm";
  if (!byHelm && one.client !== "unknown") return null;
  // Where nobody says that it is Helm, only what the change moves into the templates is told of: what was there already,
  // and nobody's Helm has marked, is applied by something else.
  const wasReleased = before.some(
    (other) => !isFromCrdsFolder(other) && sameRelease(printedRelease(other) ?? "/", release),
  );
  if (!byHelm && (before.length === 0 || wasReleased)) return null;
  const [namespace = "", name = ""] = release.split("/");
  const { helmRelease: owner = "", managedBy } = live.owners ?? {};
  const problems = ownershipProblems({ namespace, name }, owner, managedBy);
  if (problems.length === 0) return null;
  const isAnother = owner !== "" && !sameRelease(owner, release);
  return {
    severity: byHelm && refuses === "always" ? "error" : "warning",
    detail: {
      kind: "helm-ownership-refused",
      cause: isAnother ? "another-release" : "unowned",
      name,
      namespace,
      owner: isAnother ? owner : "",
      byHelm,
      option: source?.ownership.option ?? "",
      sentence:
        namespace === ""
          ? ""
          : `CustomResourceDefinition "${manifest.name}" in namespace "" exists and cannot be imported into the current release: ${["invalid ownership metadata", ...problems].join("; ")}`,
    },
  };
}

interface Takes {
  readonly installing: boolean;
  readonly upgrading: boolean;
}

/** @param isThere false: nobody knows whether the release is, and is upgraded, or is installed */
function refusalBy({ installing, upgrading }: Takes, isThere: boolean): "always" | "maybe" | "never" {
  if (isThere || installing === upgrading) return upgrading ? "never" : "always";
  return "maybe";
}

/** Whether the release is on a cluster: a live CRD is its own, or the base's manifest was of it. false: nothing says so. */
function isThere(release: string, { loaded }: ClusterView, before: readonly CrdManifest[]): boolean {
  const isOwner = Object.values(loaded.snapshot.crds).some(
    ({ owners }) => owners?.helmRelease !== undefined && sameRelease(owners.helmRelease, release),
  );
  return isOwner || before.some((other) => sameRelease(printedRelease(other) ?? "/", release));
}

/** pkg/action/validate.go, checkOwnership: the label, then the annotations (Helm 3 and 4 alike). */
function ownershipProblems(
  release: { readonly namespace: string; readonly name: string },
  owner: string,
  managedBy: string | undefined,
): readonly string[] {
  const [namespace = "", ...names] = owner.split("/");
  const name = owner === "" ? undefined : names.join("/");
  return [
    ...wrong("label", "app.kubernetes.io/managed-by", "Helm", managedBy),
    ...wrong("annotation", "meta.helm.sh/release-name", release.name, name),
    ...(release.namespace === ""
      ? []
      : wrong(
          "annotation",
          "meta.helm.sh/release-namespace",
          release.namespace,
          namespace === "" ? undefined : namespace,
        )),
  ];
}

function wrong(what: "label" | "annotation", key: string, wanted: string, is: string | undefined): readonly string[] {
  if (is === wanted) return [];
  const problem =
    is === undefined
      ? `missing key "${key}": must be set to "${wanted}"`
      : `key "${key}" must equal "${wanted}": current value is "${is}"`;
  return [`${what} validation error: ${problem}`];
}

function findingOf(
  { manifest, cluster, from }: PredictedCase,
  { detail, severity }: Refusal,
): RuleFinding<"helm-ownership-refused", HelmOwnershipRefusedDetail> {
  return {
    rule: "helm-ownership-refused",
    severity,
    crd: manifest.name,
    cluster: cluster.name,
    from,
    place: manifestPlace(manifest, ["metadata", "name"]),
    related: [],
    together: JSON.stringify([detail.namespace, detail.name, detail.cause, detail.owner]),
    detail,
  };
}

function helmOwnershipRefusedWords(group: FindingGroup<HelmOwnershipRefusedDetail>): FindingWords {
  const [{ detail }] = group;
  const { cause, name, namespace, owner, byHelm, sentence } = detail;
  const release = `\`${namespace === "" ? name : `${namespace}/${name}`}\``;
  const crds = crdsInWords(group);
  const has = verb(group, "lives", "live");
  const state =
    cause === "unowned"
      ? `${has} there without the label and annotations by which Helm knows its own`
      : `${verb(group, "belongs", "belong")} to the release \`${owner}\` there`;
  const condition = byHelm ? "" : " if it is Helm that applies it";
  return {
    message: `The Helm release ${release} brings ${crds} in its templates, and on ${whereInWords(group)} ${verb(group, "it", "they")} ${state}: Helm refuses the release${condition}, and applies nothing of it${sentence === "" ? "" : `: ${sentence}`}.`,
    remedy: {
      summary:
        cause === "unowned"
          ? `Make ${verb(group, "it", "them")} the release's own before the release is applied.`
          : `Let one of the two own ${verb(group, "it", "them")}.`,
      steps: [
        ...(cause === "unowned"
          ? []
          : [
              {
                text: `If ${release} is to own ${verb(group, "it", "them")}: take ${verb(group, "it", "them")} out of \`${owner}\` first, with \`helm.sh/resource-policy: keep\` released there before, so that Helm does not delete ${verb(group, "it", "them")}. If not, take ${verb(group, "it", "them")} out of ${release} (most charts have a value for it), and leave out what follows.`,
              },
            ]),
        ...adoption(group, detail),
        {
          text: `Or, with Helm 3.17 and later, have that one release applied with the option \`--take-ownership\`${detail.option === "" ? "" : ` (here by ${detail.option})`}, which does the same for all that it finds.`,
        },
      ],
    },
  };
}

function adoption(group: FindingGroup<HelmOwnershipRefusedDetail>, { name, namespace }: HelmOwnershipRefusedDetail) {
  const crds = crdsOf(group).map(shellWord).join(" ");
  const clusters = quoted([...new Set(group.map(({ cluster = "" }) => cluster))].sort());
  const unknown = namespace === "" ? ", and NS to the namespace of the release" : "";
  const where = namespace === "" ? '"$NS"' : shellWord(namespace);
  return [
    {
      text: `On each of ${clusters}, set CTX to the cluster's kubectl context (an empty one means the current context)${unknown}, and label the live ${verb(group, "CRD", "CRDs")}:`,
      command: `kubectl --context "$CTX" label crd ${crds} --overwrite app.kubernetes.io/managed-by=Helm`,
    },
    {
      text: "Then say which release it is:",
      command: `kubectl --context "$CTX" annotate crd ${crds} --overwrite meta.helm.sh/release-name=${shellWord(name)} meta.helm.sh/release-namespace=${where}`,
    },
  ];
}
