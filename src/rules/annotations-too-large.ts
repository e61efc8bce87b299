import {
  ANNOTATIONS_LIMIT_BYTES,
  annotationBytes,
  lastAppliedBytes,
  withoutLastApplied,
} from "../crd/annotation-size.ts";
import { readCrd } from "../crd/crd-object.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { findingFromError } from "./finding-from-error.ts";
import { manifestPlace } from "./place.ts";
import type { BundleRule, FindingGroup, PredictedCase, RuleFinding } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb } from "./words/subjects.ts";

interface AnnotationsTooLargeDetail {
  readonly kind: "annotations-too-large";
  /** `refused`: client-side apply is what the configuration names or the live CRD shows; `if-client-side`: neither tells. */
  readonly cause: "refused" | "if-client-side";
  /** All annotations with the copy of the manifest, keys and values. */
  readonly bytes: number;
}

type Found = RuleFinding<"annotations-too-large", AnnotationsTooLargeDetail>;

/**
 * Client-side apply keeps a copy of the manifest in an annotation, and all annotations together may have 262,144 bytes:
 * a CRD with long schemas cannot be applied that way. Certain where the configuration names that client, or the live CRD was applied by it.
 */
export const annotationsTooLarge: BundleRule<"annotations-too-large", AnnotationsTooLargeDetail> = {
  meta: {
    id: "annotations-too-large",
    severity: { check: "warning", gate: "warning" },
    summary: "With the copy that client-side apply keeps of it the CRD's annotations are larger than the server takes.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => [
    ...context.errorsOf("annotations-too-large").map((claimed): Found => {
      const { manifest } = claimed.case;
      const finding = findingFromError<"annotations-too-large", AnnotationsTooLargeDetail>(claimed, {
        kind: "annotations-too-large",
        cause: "refused",
        bytes: bytesWithCopy(manifest),
      });
      return { ...finding, severity: "error", related: [], together: folderOf(manifest) };
    }),
    ...context.cases.flatMap(ifClientSide),
  ],
  words: (group) => annotationsWords(group),
  line: ({ bytes }) => `${bytes.toLocaleString("en-US")} bytes`,
};

function ifClientSide({ manifest, cluster, appliedAs, from, prediction }: PredictedCase): readonly Found[] {
  if (appliedAs !== "unknown" || from !== "snapshot" || prediction.outcome === "rejected") return [];
  const bytes = bytesWithCopy(manifest);
  if (bytes <= ANNOTATIONS_LIMIT_BYTES) return [];
  return [
    {
      rule: "annotations-too-large",
      crd: manifest.name,
      cluster: cluster.name,
      from,
      place: manifestPlace(manifest, ["metadata", "name"]),
      related: [],
      together: folderOf(manifest),
      detail: { kind: "annotations-too-large", cause: "if-client-side", bytes },
    },
  ];
}

function bytesWithCopy(manifest: CrdManifest): number {
  const { annotations } = readCrd(manifest.object).metadata;
  return annotationBytes(withoutLastApplied(annotations)) + lastAppliedBytes(manifest.object);
}

function folderOf(manifest: CrdManifest): string {
  const { path } = manifest.source;
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function annotationsWords(group: FindingGroup<AnnotationsTooLargeDetail>): FindingWords {
  const details = detailsOf(group);
  const largest = details.reduce((most, { bytes }) => Math.max(most, bytes), 0).toLocaleString("en-US");
  const size = `${verb(group, "makes", "make")} annotations of ${verb(group, "", "up to ")}${largest} bytes`;
  const message = `Client-side apply keeps a copy of the manifest in an annotation; with it ${crdsInWords(group)} ${size}, and the server takes 262,144`;
  return details[0].cause === "refused"
    ? words(
        `${message}.`,
        "Apply with `kubectl apply --server-side`, which keeps no copy (Argo CD: `ServerSideApply=true`), and say so with `apply` in the configuration; or shorten the descriptions of the schemas.",
      )
    : words(
        `${message}: nothing says which client applies this, and no other keeps such a copy.`,
        "Say how it is applied with `apply` in the configuration; where that is client-side, use `kubectl apply --server-side` (Argo CD: `ServerSideApply=true`), or shorten the descriptions of the schemas.",
      );
}
