import { hiddenComment } from "../text/escape.ts";

/** What a comment of ours says of itself in its last line, which GitHub does not show. */
export type Marker =
  | {
      readonly kind: "finding";
      readonly fingerprint: string;
      readonly scope: string;
      readonly sha: string;
      /** It says that the finding is gone; and what kept it from being deleted. */
      readonly gone?: "answered" | "resolved";
    }
  | { readonly kind: "summary"; readonly scope: string; readonly sha: string };

const NAME = "crd-upgrade-guard:v1";

export function writeMarker(marker: Marker): string {
  const { scope, sha } = marker;
  const facts =
    marker.kind === "summary"
      ? { summary: true, scope, sha }
      : { fp: marker.fingerprint, scope, sha, ...(marker.gone === undefined ? {} : { gone: marker.gone }) };
  return hiddenComment(NAME, facts);
}

/** The marker in the last line of a comment's body; null: it has none that we wrote. */
export function readMarker(body: string): Marker | null {
  const last = body.trimEnd().split("\n").at(-1) ?? "";
  const json = /^<!-- crd-upgrade-guard:v1 (\{.*\}) -->$/.exec(last)?.[1];
  if (json === undefined) return null;
  const facts = parsed(json);
  const [fingerprint, scope, sha, gone] = ["fp", "scope", "sha", "gone"].map((key) => textAt(facts, key));
  if (scope === undefined || sha === undefined) return null;
  if (fingerprint === undefined) {
    return Reflect.get(facts, "summary") === true ? { kind: "summary", scope, sha } : null;
  }
  const marker = { kind: "finding", fingerprint, scope, sha } as const;
  return gone === "answered" || gone === "resolved" ? { ...marker, gone } : marker;
}

function parsed(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Somebody edited the comment: it is nobody's then, and stays as it is.
    return {};
  }
}

function textAt(facts: object, key: string): string | undefined {
  const value: unknown = Reflect.get(facts, key);
  return typeof value === "string" ? value : undefined;
}

/** Whether two logins are one account: GraphQL leaves `[bot]` off an author and keeps it on the viewer. */
export function isSameAccount(author: string, viewer: string): boolean {
  const bare = (login: string) => login.toLowerCase().replace(/\[bot\]$/, "");
  return bare(author) === bare(viewer) && bare(viewer) !== "";
}
