import { ETCD_LIMIT_BYTES, REQUEST_LIMIT_BYTES, SENT_LIMIT_BYTES, storedBytes } from "../crd/stored-size.ts";
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
  check: ({ cases }) => cases.flatMap(findingOf),
  words: (group) => tooLargeWords(group),
  line: ({ bytes }) => `${bytes.toLocaleString("en-US")} bytes`,
};

function findingOf({ manifest, cluster, from, prediction }: PredictedCase): readonly Found[] {
  if (from !== "snapshot" || prediction.outcome === "rejected") return [];
  const bytes = storedBytes(manifest.object);
  if (bytes < NEARLY * ETCD_LIMIT_BYTES) return [];
  const isRefused = bytes > ETCD_LIMIT_BYTES;
  const { path } = manifest.source;
  return [
    {
      rule: "crd-too-large",
      ...(isRefused ? {} : { severity: "warning" as const }),
      crd: manifest.name,
      cluster: cluster.name,
      from,
      place: manifestPlace(manifest, ["metadata", "name"]),
      related: [],
      together: path.slice(0, path.lastIndexOf("/") + 1),
      detail: { kind: "crd-too-large", cause: isRefused ? "refused" : "nearly", bytes },
    },
  ];
}

/** Measured and executed: test/kubernetes/stored-data.test.ts. */
function tooLargeWords(group: FindingGroup<CrdTooLargeDetail>): FindingWords {
  const details = detailsOf(group);
  const largest = details.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const size = `${verb(group, "", "up to ")}${largest.toLocaleString("en-US")} bytes`;
  const lead = `The schemas and annotations of ${crdsInWords(group)} make ${size}, and etcd takes requests of 1,572,864`;
  const shorter = "Shorten the descriptions of the schemas, or leave them out (controller-gen: `crd:maxDescLen=0`)";
  return details[0].cause === "refused"
    ? words(`${lead}: the server of ${whereInWords(group)} cannot store it, \`${answerTo(largest)}\`.`, `${shorter}.`)
    : words(
        `${lead}, with all that the server adds. A release that makes ${verb(group, "it", "them")} larger is refused: \`etcdserver: request is too large\`.`,
        `${shorter}, before it comes to that.`,
      );
}

/** Status 500 twice, then 413. */
function answerTo(bytes: number): string {
  if (bytes > REQUEST_LIMIT_BYTES) return `Request entity too large: limit is ${REQUEST_LIMIT_BYTES}`;
  return bytes > SENT_LIMIT_BYTES ? "trying to send message larger than max" : "etcdserver: request is too large";
}
