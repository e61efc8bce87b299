import { type HostColons, hostColons, parseRequestUri } from "../../go/url.ts";
import { invalid, required } from "../field-error.ts";
import type { ApiApproval } from "../live-crd.ts";
import type { PredictedError } from "../prediction.ts";
import type { Answer, Subject } from "./subject.ts";

const ANNOTATION = "api-approved.kubernetes.io";
const FIELD = `metadata.annotations[${ANNOTATION}]`;
const PATH = ["metadata", "annotations", ANNOTATION];
const REQUEST = `protected groups must have approval annotation "${ANNOTATION}"`;
const SEE = "see https://github.com/kubernetes/enhancements/pull/1111";

/** IsProtectedCommunityGroup (pkg/apihelpers/helpers.go): x-k8s.io is not one of them. */
export function isProtectedGroup(group: string): boolean {
  return /^(?:.*\.)?(?:k8s|kubernetes)\.io$/s.test(group);
}

/** GetAPIApprovalState: `approved` is a URL, `unapproved` any text that begins so; an empty value counts as missing. */
export function apiApprovalState(annotation: string | undefined, colons: HostColons = "strict"): ApiApproval {
  if (annotation === undefined || annotation === "") return "missing";
  if (annotation.startsWith("unapproved")) return "unapproved";
  const url = parseRequestUri(annotation, colons);
  return url.ok && url.value.host !== "" && url.value.scheme !== "" ? "approved" : "invalid";
}

/** validateAPIApproval: a state that did not change never fails. */
export function validateApiApproval({ crd, live, server }: Subject): Answer {
  if (!isProtectedGroup(crd.group)) return { errors: [], undecided: [] };
  const value = crd.metadata.annotations[ANNOTATION];
  const state = apiApprovalState(value, hostColons(server));
  const error = approvalError(state, value ?? "");
  if (error === null || live?.apiApproved === state) return { errors: [], undecided: [] };
  if (live === null || isProtectedGroup(live.group)) {
    const unchanged = live !== null && live.apiApproved === undefined && state === "missing";
    return { errors: unchanged ? [] : [error], undecided: [] };
  }
  const reason = "the live CRD is in a group that needs no approval, so the snapshot does not have its annotation";
  return { errors: [], undecided: [{ path: PATH, reason }] };
}

function approvalError(state: ApiApproval, value: string): PredictedError | null {
  if (state === "missing") return required(FIELD, `${REQUEST}, ${SEE}`, PATH);
  if (state !== "invalid") return null;
  return invalid(FIELD, value, `${REQUEST} with either a URL or a reason starting with "unapproved", ${SEE}`, PATH);
}
