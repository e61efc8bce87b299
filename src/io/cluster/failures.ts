import { isObject, type JsonValue, member } from "../../base/json.ts";
import type { Channel, HttpAnswer } from "./channel.ts";
import { ClusterError, firstLine } from "./cluster-error.ts";

/** A failure that may be over in a moment: worth another attempt. */
export class PassingError extends ClusterError {
  /** What the server asked to wait; null: it did not say. */
  readonly waitMs: number | null;

  constructor(message: string, remedy: string, waitMs: number | null) {
    super(message, remedy);
    this.waitMs = waitMs;
  }
}

/** The list has moved on: its continue token is older than what the server keeps. */
export class ExpiredError extends Error {}

/** The server has nothing at the path that was asked for. */
export class MissingError extends ClusterError {}

/** The server does not let us. */
export class ForbiddenError extends ClusterError {}

/** What is asked of the server, in RBAC's words. */
export interface Asking {
  /** `The list of CRDs`. */
  readonly what: string;
  /** The right that it takes: `list` on `customresourcedefinitions` of `apiextensions.k8s.io`. */
  readonly right: string;
}

const REFUSAL_STATUSES = { unauthorized: 401, forbidden: 403, missing: 404, expired: 410, tooMany: 429 } as const;

type Who = Pick<Channel, "host" | "userName" | "certificateEnds">;
type Head = Pick<HttpAnswer, "status" | "retryAfter" | "location">;

/** What an answer other than 200 means. @param text the beginning of its body */
export function refusal(channel: Who, asking: Asking, answer: Head, text: string): Error {
  const { host, userName, certificateEnds } = channel;
  const { status } = answer;
  const said = messageOf(text);
  const words = said === "" ? `${status}` : `${status}: ${said}`;
  switch (status) {
    case REFUSAL_STATUSES.unauthorized: {
      const ended = certificateEnds !== null && certificateEnds.getTime() < Date.now();
      const why = ended ? `; the client certificate ended on ${certificateEnds.toISOString().slice(0, 10)}` : "";
      return new ClusterError(
        `${host} does not know the credentials of "${userName}" (${words})${why}.`,
        "They have expired or belong to another cluster: write the kubeconfig again with your provider's tool.",
      );
    }
    case REFUSAL_STATUSES.forbidden:
      return new ForbiddenError(
        `${host} does not let "${userName}" read: ${said === "" ? "forbidden" : said}.`,
        `Grant it ${asking.right} by a ClusterRole and a ClusterRoleBinding (docs/snapshot.md has both).`,
      );
    case REFUSAL_STATUSES.missing:
      return new MissingError(
        `${host} does not have what was asked for: ${asking.what} (${words}).`,
        "Check `server` in the kubeconfig, its path too; Kubernetes before 1.16 has no apiextensions.k8s.io/v1.",
      );
    case REFUSAL_STATUSES.expired:
      return new ExpiredError(words);
  }
  if (status === REFUSAL_STATUSES.tooMany || status >= 500) {
    const message = `${host} cannot answer at the moment: ${asking.what} (${words}).`;
    return new PassingError(
      message,
      "Try again later; look at the API server if it stays so.",
      waitOf(answer.retryAfter),
    );
  }
  const moved = answer.location === undefined ? "" : `, which leads to ${hostOf(answer.location)}`;
  return new ClusterError(`${host} answered ${words}${moved} to: ${asking.what}.`, NO_API_SERVER);
}

export const NO_API_SERVER =
  "Check `server` in the kubeconfig: a login page or a proxy may be in the API server's place.";

/** The API server's own words, where it is one that answers. */
export function messageOf(text: string): string {
  try {
    const status: JsonValue = JSON.parse(text);
    const message = isObject(status) ? member(status, "message") : undefined;
    return typeof message === "string" ? firstLine(message) : "";
  } catch {
    return "";
  }
}

function hostOf(location: string): string {
  return URL.canParse(location) ? new URL(location).host : "another path";
}

/** Retry-After is seconds or a date (RFC 9110 §10.2.3). */
export function waitOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, until - Date.now());
}

const UNTRUSTED: readonly string[] = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
];

const PASSING: readonly string[] = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"];

/** Node's words for an answer, plain or compressed, that ended before its end. */
const CUT_OFF = /^aborted$|socket hang up|unexpected end of file|premature close/i;

/** What a failed connection means, by Node's code for it (recorded for each kind on a real server). */
export function networkFailure({ host }: Pick<Channel, "host">, asking: Asking, error: Error): ClusterError {
  const code = "code" in error ? String(error.code) : "";
  const reason = firstLine(error.message) || code;
  if (UNTRUSTED.includes(code)) {
    return new ClusterError(
      `The certificate of ${host} is not signed by a CA that is trusted (${reason}).`,
      "The kubeconfig's certificate-authority is of another cluster, or is missing; without one, NODE_EXTRA_CA_CERTS adds to the roots.",
    );
  }
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    return new ClusterError(
      `The certificate of ${host} is not valid today (${reason}).`,
      "Renew it, or check the clock here.",
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return new ClusterError(
      `The certificate of ${host} is for ${certifiedNames(error)}.`,
      "Use one of its names as `server`, or set tls-server-name in the kubeconfig.",
    );
  }
  if (code.startsWith("ERR_SSL_") || code === "EPROTO") {
    return new ClusterError(
      `No secure connection to ${host} (${reason}).`,
      "Check `server` in the kubeconfig (http or https, the port) and the client certificate.",
    );
  }
  if (code === "ENOTFOUND") {
    return new ClusterError(
      `There is no host ${host}.`,
      "Check `server` in the kubeconfig, and whether its network is reached from here.",
    );
  }
  if (CUT_OFF.test(error.message)) {
    const message = `${host} cut the connection in the middle of its answer: ${asking.what}.`;
    return new PassingError(message, "Look at the API server and at proxies in between; try again later.", null);
  }
  const message = `The connection to ${host} failed: ${asking.what} (${reason}).`;
  const remedy = "Check `server` in the kubeconfig, a proxy in between, and whether its network is reached from here.";
  if (PASSING.includes(code)) return new PassingError(message, remedy, null);
  return new ClusterError(message, remedy);
}

/** Node's message names only addresses where `server` is an address. */
function certifiedNames(error: Error): string {
  const certificate: unknown = "cert" in error ? error.cert : null;
  const isNamed = typeof certificate === "object" && certificate !== null && "subjectaltname" in certificate;
  return isNamed ? `other names (${String(certificate.subjectaltname)})` : "other names";
}
