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
import type { PredictedCase, Rule, RuleFinding } from "./rule.ts";

/**
 * Client-side apply keeps a copy of the manifest in an annotation, and all annotations together may have 262,144 bytes:
 * a CRD with long schemas cannot be applied that way. Certain where the configuration names that client.
 */
export const annotationsTooLarge: Rule = {
  meta: {
    id: "annotations-too-large",
    severity: { check: "warning", gate: "warning" },
    summary: "With the copy that client-side apply keeps of it the CRD's annotations are larger than the server takes.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) => [
    ...context.errorsOf("annotations-too-large").map((claimed): RuleFinding => {
      const { manifest } = claimed.case;
      const finding = findingFromError(claimed, {
        kind: "annotations-too-large",
        cause: "refused",
        bytes: bytesWithCopy(manifest),
      });
      return { ...finding, severity: "error", related: [], together: folderOf(manifest) };
    }),
    ...context.cases.flatMap(ifClientSide),
  ],
};

function ifClientSide({ manifest, cluster, client, from, prediction }: PredictedCase): readonly RuleFinding[] {
  if (client !== "unknown" || from !== "snapshot" || prediction.outcome === "rejected") return [];
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
