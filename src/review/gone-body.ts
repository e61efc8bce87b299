import { shortCommit } from "../report/commit.ts";
import type { Finding } from "../report/report.ts";
import { markdownCode, markdownLink } from "../text/escape.ts";
import type { Origin } from "./comment-body.ts";
import { type Marker, writeMarker } from "./marker.ts";
import type { ExistingComment } from "./model.ts";

const REASONS = {
  absent: "No longer reported",
  waived: "Accepted by a waiver",
  "not-introduced": "No longer introduced by this pull request",
  information: "No longer a warning or an error",
  duplicate: "Said in another comment",
} as const;

export type GoneReason = keyof typeof REASONS;

/** @param finding what the report says of it now; undefined: nothing */
export function whyGone(finding: Finding | undefined): GoneReason {
  if (finding === undefined) return "absent";
  if (finding.waived !== undefined) return "waived";
  return finding.state === "introduced" ? "information" : "not-introduced";
}

/** What a title begins with while it is true. */
const MARK = /^\*\*(?:\u274c|\u26a0\ufe0f|\u2139\ufe0f) /u;

/**
 * What stays of a comment that a person answered, once it is no longer true: its first line without its mark, and that
 * it is over.
 */
export function goneBody(
  comment: ExistingComment,
  marker: Marker & { readonly kind: "finding" },
  reason: GoneReason,
  { scope, sha }: Origin,
  repositoryUrl: string,
): string {
  const [first = ""] = comment.body.split("\n");
  const gone = comment.isResolved ? "resolved" : "answered";
  return [
    ...(first.startsWith("**") ? [first.trimEnd().replace(MARK, "**")] : []),
    `${REASONS[reason]} as of ${markdownLink(markdownCode(shortCommit(sha)), `${repositoryUrl}/commit/${sha}`)}.`,
    writeMarker({ kind: "finding", fingerprint: marker.fingerprint, scope, sha, gone }),
  ].join("\n\n");
}
