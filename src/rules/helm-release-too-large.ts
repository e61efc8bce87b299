import { NEARLY, SECRET_LIMIT_BYTES } from "../manifests/charts/release-size.ts";
import { clustersInWords } from "../text/listing.ts";
import type { FindingGroup, LoneFinding, Rule } from "./rule.ts";
import type { HelmRelease } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface HelmReleaseTooLargeDetail {
  readonly kind: "helm-release-too-large";
  readonly cause: "refused" | "nearly";
  readonly release: string;
  /** false: whether Helm applies the chart, or another tool what it renders, nobody says. */
  readonly byHelm: boolean;
  readonly bytes: number;
  /** false: without the manifest, which makes it larger. */
  readonly isWhole: boolean;
}

/** Helm keeps a release in one Secret, of which the API server takes a mebibyte: chart, values and manifest, compressed. */
export const helmReleaseTooLarge: Rule<"helm-release-too-large", HelmReleaseTooLargeDetail> = {
  meta: {
    id: "helm-release-too-large",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A Helm release does not fit into the Secret that Helm keeps it in, or nearly not: nothing of it is applied.",
    hasCrd: false,
    about: "tree",
  },
  check: ({ releases }) => releases().flatMap((one) => findingsOf(one, one.bytes())),
  words: (group) => tooLargeWords(group),
};

function findingsOf(
  { release, byHelm, clusters, place, isWhole }: HelmRelease,
  bytes: number,
): readonly LoneFinding<"helm-release-too-large", HelmReleaseTooLargeDetail>[] {
  if (bytes <= NEARLY * SECRET_LIMIT_BYTES) return [];
  const cause = bytes > SECRET_LIMIT_BYTES ? "refused" : "nearly";
  return clusters.map((cluster) => ({
    rule: "helm-release-too-large",
    severity: cause === "refused" ? "warning" : "info",
    subject: `${place.path} ${release}`,
    cluster,
    place,
    related: [],
    detail: { kind: "helm-release-too-large", cause, release, byHelm, bytes, isWhole },
  }));
}

function tooLargeWords(group: FindingGroup<HelmReleaseTooLargeDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause, release, byHelm }] = details;
  const bytes = details.reduce((most, one) => Math.max(most, one.bytes), 0);
  const name = release.slice(release.indexOf("/") + 1);
  const clusters = [...new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort();
  const least = details.every(({ isWhole }) => isWhole) ? "" : " without its manifest";
  const size = `The Helm release \`${release.replace(/^\//, "")}\` on ${clustersInWords(clusters)} takes about ${roundly(bytes, cause).toLocaleString("en-US")} bytes${least}, and Helm keeps a release in one Secret (the chart with \`crds/\` and all its files, the values and the manifest, compressed), of which the API server takes ${SECRET_LIMIT_BYTES.toLocaleString("en-US")}`;
  const condition = byHelm ? "" : "where Helm applies it, ";
  return cause === "refused"
    ? words(
        `${size}: ${condition}its next installation or upgrade ends before anything is applied with \`create: failed to create: Secret "sh.helm.release.v1.${name}.v1" is invalid: data: Too long: may not be more than ${SECRET_LIMIT_BYTES} bytes\`, with the revision for \`v1\`.`,
        "Keep the CRDs in a chart of their own, in parts if need be, or apply them without Helm; leave out descriptions of their schemas (controller-gen: `crd:maxDescLen=0`); and name in `.helmignore` what the chart does not need.",
      )
    : words(
        `${size}: that is near, and charts grow with their CRDs.`,
        "Plan to keep the CRDs in a chart of their own, or apply them without Helm, before the release that does not fit.",
      );
}

/** No more digits than are known, and none that put it on the other side of the limit. */
function roundly(bytes: number, cause: HelmReleaseTooLargeDetail["cause"]): number {
  const parts = bytes / STEP_BYTES;
  return (cause === "refused" ? Math.ceil(parts) : Math.floor(parts)) * STEP_BYTES;
}

const STEP_BYTES = 10_000;
