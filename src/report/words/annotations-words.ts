import type { AnnotationsTooLargeDetail } from "../../rules/risk-details.ts";
import { type FindingGroup, type FindingWords, words } from "./finding-words.ts";
import { crdsInWords, verb } from "./subjects.ts";

export function annotationsWords(
  group: FindingGroup,
  details: readonly [AnnotationsTooLargeDetail, ...AnnotationsTooLargeDetail[]],
): FindingWords {
  const largest = details.reduce((most, { bytes }) => Math.max(most, bytes), 0).toLocaleString("en-US");
  const size = `${verb(group, "makes", "make")} annotations of ${verb(group, "", "up to ")}${largest} bytes`;
  const message = `Client-side apply keeps a copy of the manifest in an annotation; with it ${crdsInWords(group)} ${size}, and the server takes 262,144.`;
  return details[0].cause === "refused"
    ? words(
        message,
        "Apply with `kubectl apply --server-side`, which keeps no copy (Argo CD: `ServerSideApply=true`), and say so with `apply` in the configuration; or shorten the descriptions of the schemas.",
      )
    : words(
        `${message} No other client keeps such a copy, and the configuration does not say which one applies this.`,
        "Say how it is applied with `apply` in the configuration. Where it is client-side: use `kubectl apply --server-side` (Argo CD: `ServerSideApply=true`), or shorten the descriptions of the schemas.",
      );
}
