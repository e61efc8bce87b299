import { ETCD_LIMIT_BYTES, storedBytes } from "../crd/stored-size.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { findingFromError } from "./finding-from-error.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, FindingGroup, PredictedCase, RuleFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface CrdTooLargeDetail {
  readonly kind: "crd-too-large";
  readonly cause: "refused" | "nearly";
  /** In etcd, at the least. */
  readonly bytes: number;
}

type Found = RuleFinding<"crd-too-large", CrdTooLargeDetail>;

/** From this part of the limit on a CRD is told of before it is refused: releases make CRDs larger. */
const NEARLY = 0.8;

/** etcd takes requests of 1.5 MiB: a CRD with longer schemas passes every validation and cannot be stored. */
export const crdTooLarge: BundleRule<"crd-too-large", CrdTooLargeDetail> = {
  meta: {
    id: "crd-too-large",
    severity: { check: "error", gate: "error" },
    summary: "The CRD is larger than the 1.5 MiB that etcd takes in one request, or not far from that.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => [
    ...context.errorsOf("crd-too-large").map((claimed) => {
      const { manifest } = claimed.case;
      const bytes = storedBytes(manifest.object);
      const detail: CrdTooLargeDetail = { kind: "crd-too-large", cause: "refused", bytes };
      return { ...findingFromError(claimed, detail), together: folderOf(manifest) };
    }),
    ...context.cases.flatMap(nearlyTooLarge),
  ],
  words: (group) => tooLargeWords(group),
  line: ({ bytes }) => `${bytes.toLocaleString("en-US")} bytes`,
};

function nearlyTooLarge({ manifest, cluster, from, prediction }: PredictedCase): readonly Found[] {
  if (from !== "snapshot" || prediction.outcome === "rejected") return [];
  const bytes = storedBytes(manifest.object);
  if (bytes < NEARLY * ETCD_LIMIT_BYTES) return [];
  return [
    {
      rule: "crd-too-large",
      severity: "warning",
      crd: manifest.name,
      cluster: cluster.name,
      from,
      place: manifestPlace(manifest, ["metadata", "name"]),
      related: [],
      together: folderOf(manifest),
      detail: { kind: "crd-too-large", cause: "nearly", bytes },
    },
  ];
}

function folderOf({ source: { path } }: CrdManifest): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Measured and executed: test/kubernetes/stored-data.test.ts. */
function tooLargeWords(group: FindingGroup<CrdTooLargeDetail>): FindingWords {
  const details = detailsOf(group);
  const largest = details.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const size = `${verb(group, "", "up to ")}${largest.toLocaleString("en-US")} bytes`;
  const lead = `The schemas and annotations of ${crdsInWords(group)} make ${size}, and etcd takes requests of 1,572,864`;
  const shorter = "Shorten the descriptions of the schemas, or leave them out (controller-gen: `crd:maxDescLen=0`)";
  return details[0].cause === "refused"
    ? words(`${lead}: the server of ${whereInWords(group)} cannot store it.`, `${shorter}.`)
    : words(
        `${lead}, with all that the server adds: a release that makes ${verb(group, "it", "them")} larger is refused (\`etcdserver: request is too large\`).`,
        `${shorter}, before it comes to that.`,
      );
}
