import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import type { ApiApproval } from "../../../src/crd/live-crd.ts";
import { apiApprovalState, isProtectedGroup } from "../../../src/crd/validation/api-approval.ts";
import { errorsOf, live, manifest, predicted } from "../fixtures.ts";

const KEY = "api-approved.kubernetes.io";
const SEE = "see https://github.com/kubernetes/enhancements/pull/1111";
const MISSING = `protected groups must have approval annotation "${KEY}", ${SEE}`;
const INVALID = `protected groups must have approval annotation "${KEY}" with either a URL or a reason starting with "unapproved", ${SEE}`;

const VALUES: Readonly<Record<ApiApproval, string | undefined>> = {
  approved: "https://github.com/kubernetes/enhancements/pull/1111",
  unapproved: "unapproved, experimental",
  invalid: "yes",
  missing: undefined,
};
const STATES: readonly ApiApproval[] = ["approved", "unapproved", "invalid", "missing"];

function protectedCrd(value: string | undefined) {
  const annotations = value === undefined ? {} : { [KEY]: value };
  return manifest({ group: "a.k8s.io" }, { name: "widgets.a.k8s.io", annotations });
}

function protectedLive(state: ApiApproval) {
  return live({ group: "a.k8s.io", apiApproved: state });
}

describe("protected groups", () => {
  it.each([
    ["k8s.io", true],
    ["a.k8s.io", true],
    ["kubernetes.io", true],
    ["a.b.kubernetes.io", true],
    ["x-k8s.io", false],
    ["gateway.networking.x-k8s.io", false],
    ["notk8s.io", false],
    ["k8s.io.example.com", false],
    ["example.com", false],
  ])("%s: %s", (group, isProtected) => {
    expect(isProtectedGroup(group)).toBe(isProtected);
  });
});

describe("the annotation's state", () => {
  it.each<[string | undefined, ApiApproval]>([
    [undefined, "missing"],
    ["", "missing"],
    ["unapproved", "unapproved"],
    ["unapprovedfoo", "unapproved"],
    ["https://github.com/x", "approved"],
    ["ftp://x/y", "approved"],
    ["https://x/a b", "approved"],
    ["Unapproved", "invalid"],
    [" unapproved", "invalid"],
    ["https://", "invalid"],
    ["mailto:a@b.c", "invalid"],
    ["/path", "invalid"],
  ])("%j is %s", (value, state) => {
    expect(apiApprovalState(value)).toBe(state);
  });
});

describe("approval", () => {
  it.each(STATES)("of a new CRD: %s", (state) => {
    expect(errorsOf(protectedCrd(VALUES[state])).map(({ detail }) => detail)).toEqual(
      state === "missing" ? [MISSING] : state === "invalid" ? [INVALID] : [],
    );
  });

  const changes = STATES.flatMap((from) => STATES.map((to) => [from, to] as const));

  it.each(changes)("of a live CRD, %s to %s", (from, to) => {
    const fine = from === to || to === "approved" || to === "unapproved";
    expect(errorsOf(protectedCrd(VALUES[to]), protectedLive(from)).map(({ detail }) => detail)).toEqual(
      fine ? [] : [to === "missing" ? MISSING : INVALID],
    );
  });

  it.each([
    ["1.35", []],
    ["1.36", [INVALID]],
  ])("by a URL with several colons, as Kubernetes %s reads it", (minor, details) => {
    const errors = errorsOf(protectedCrd("https://a:1:2"), null, { server: parseServerVersion(minor) });
    expect(errors.map(({ detail }) => detail)).toEqual(details);
  });

  it("is named by key", () => {
    const field = `metadata.annotations[${KEY}]`;
    const path = ["metadata", "annotations", KEY];
    expect(errorsOf(protectedCrd("yes"))).toEqual([
      { type: "FieldValueInvalid", field, value: '"yes"', detail: INVALID, path },
    ]);
    expect(errorsOf(protectedCrd(undefined))).toEqual([{ type: "FieldValueRequired", field, detail: MISSING, path }]);
  });

  it("is missing where a snapshot says nothing of it", () => {
    expect(errorsOf(protectedCrd(undefined), live({ group: "a.k8s.io" }))).toEqual([]);
  });

  it("is left open when the live CRD is in another group", () => {
    const { errors, undecided } = predicted(protectedCrd("yes"), live());
    expect(errors.map(({ field }) => field)).toEqual(["metadata.name", "spec.group"]);
    expect(undecided.map(({ path }) => path)).toEqual([["metadata", "annotations", KEY]]);
  });

  it("is nothing to other groups", () => {
    expect(errorsOf(manifest({}, { annotations: { [KEY]: "yes" } }))).toEqual([]);
  });
});
