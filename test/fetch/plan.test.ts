import { describe, expect, it } from "vitest";
import { isFixed, type PlanRequest, planFetch } from "../../src/fetch/plan.ts";
import type { LockEntry } from "../../src/sources/lock.ts";
import {
  type FetchableOrigin,
  originKey,
  type SourceOrigin,
  type SourceReference,
} from "../../src/sources/reference.ts";

const PLACE = { path: "a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } };

function chart(version: string | null, repository = "https://charts.example.com"): FetchableOrigin {
  return { kind: "helm", repository, chart: "app", version };
}

function reference(name: string, origin: SourceOrigin, more: Partial<SourceReference> = {}): SourceReference {
  return {
    kind: "HelmRelease",
    name,
    namespace: "a",
    origin,
    version: origin.kind === "helm" ? origin.version : null,
    place: PLACE,
    object: PLACE,
    delivery: { by: "files", client: "unknown", recurse: false },
    destination: null,
    ...more,
  };
}

function plan(request: Partial<PlanRequest>) {
  const { origins, undecided } = planFetch({
    head: [],
    base: null,
    all: false,
    allow: [],
    identityOf: () => "",
    locked: () => null,
    has: () => false,
    ...request,
  });
  const steps = origins.map(({ origin, references, step }) => {
    const version = origin.kind === "helm" ? origin.version : origin.kind;
    return `${step.do} ${version} for ${references.map(({ name }) => name).join(", ")}`;
  });
  return [...steps, ...undecided.map(({ reference: { name }, reason }) => `undecided ${name}: ${reason}`)];
}

const VALUED: SourceReference["delivery"] = {
  by: "helm",
  ownership: null,
  client: "unknown",
  release: "app",
  namespace: "a",
  values: [{ kind: "file", path: "values.yaml" }],
  crds: "applied",
  missing: [],
};
const UNDECIDED: SourceOrigin = { kind: "undecided", text: "$REPO", reason: "it is not filled in" };
const LOCAL: SourceOrigin = { kind: "local", path: "charts/app" };

describe("what is fetched", () => {
  it("without a base is all that the tree refers to, each origin once", () => {
    const head = [
      reference("one", chart("1.0.0")),
      reference("two", chart("1.0.0")),
      reference("three", chart("2.0.0")),
      reference("here", LOCAL),
      reference("unknown", UNDECIDED),
      reference("listed", UNDECIDED, { delivery: { by: "none" } }),
    ];
    expect(plan({ head })).toEqual([
      "fetch 1.0.0 for one, two",
      "fetch 2.0.0 for three",
      "undecided unknown: it is not filled in",
    ]);
  });

  it("with a base is what has other values in a file that is as it was called", () => {
    const same = [reference("valued", chart("1.0.0"), { delivery: VALUED })];
    const by = (identityOf: PlanRequest["identityOf"]) => plan({ head: same, base: same, identityOf });
    expect(by((_, path) => path)).toEqual([]);
    expect(by((tree, path) => `${tree} ${path}`)).toEqual(["fetch 1.0.0 for valued, valued"]);
  });

  it("with a base is both sides of what differs, wherever it stands now", () => {
    const moved = { ...PLACE, path: "b.yaml" };
    const base = [
      reference("same", chart("1.0.0")),
      reference("bumped", chart("2.0.0")),
      reference("gone", chart("3.0.0")),
    ];
    const head = [
      reference("same", chart("1.0.0"), { place: moved, object: moved }),
      reference("bumped", chart("2.1.0")),
      reference("new", chart("4.0.0")),
    ];
    const differing = [
      "fetch 2.0.0 for bumped",
      "fetch 2.1.0 for bumped",
      "fetch 3.0.0 for gone",
      "fetch 4.0.0 for new",
    ];
    expect(plan({ head, base })).toEqual(differing);
    expect(plan({ head, base, all: true })).toEqual(["fetch 1.0.0 for same", ...differing]);
  });

  it("takes values for a difference, in the object and in a file", () => {
    const values = (value: number): SourceReference => {
      const inline = { kind: "inline" as const, values: { value } };
      const client = "unknown" as const;
      const helm = {
        by: "helm" as const,
        ownership: null,
        client,
        release: "a",
        namespace: null,
        crds: "applied" as const,
        missing: [],
      };
      return reference("a", chart("1.0.0"), {
        delivery: { ...helm, values: [inline, { kind: "file", path: "v.yaml" }] },
      });
    };
    expect(plan({ head: [values(1)], base: [values(1)] })).toEqual([]);
    expect(plan({ head: [values(2)], base: [values(1)] })).toEqual(["fetch 1.0.0 for a, a"]);
    expect(plan({ head: [values(1)], base: [values(1)], identityOf: (tree) => tree })).toEqual([
      "fetch 1.0.0 for a, a",
    ]);
  });

  it("is allowed by the base and not by the change itself", () => {
    const base = [reference("a", chart("1.0.0"))];
    const head = [reference("a", chart("2.0.0")), reference("b", chart("1.0.0", "https://new.example.com"))];
    expect(plan({ head, base })).toEqual(["fetch 1.0.0 for a", "fetch 2.0.0 for a", "refuse 1.0.0 for b"]);
    expect(plan({ head, base, allow: ["new.example.com"] })).toContain("fetch 1.0.0 for b");
    expect(plan({ head: [reference("c", chart("1.0.0", "https://a:b@example.com"))] })).toEqual(["fail 1.0.0 for c"]);
  });

  it("is kept where it is in the cache and can be nothing else", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const entry: LockEntry = { digest, content: "chart", resolved: "1.0.0", url: "https://charts.example.com/a.tgz" };
    const head = [reference("a", chart("1.0.0")), reference("b", chart("~1.0"))];
    const failed: LockEntry = { error: "gone", cause: "failed" };
    expect(plan({ head, locked: () => entry, has: () => true })).toEqual(["keep 1.0.0 for a", "fetch ~1.0 for b"]);
    expect(plan({ head, locked: () => entry, has: () => false })).toEqual(["fetch 1.0.0 for a", "fetch ~1.0 for b"]);
    expect(plan({ head, locked: () => failed })).toEqual(["fetch 1.0.0 for a", "fetch ~1.0 for b"]);
    const key = originKey(chart("1.0.0"));
    expect(plan({ head, locked: (asked) => (asked === key ? entry : null), has: () => true })).toContain(
      "keep 1.0.0 for a",
    );
  });
});

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const oci = (ref: Extract<FetchableOrigin, { kind: "oci" }>["ref"]): FetchableOrigin => ({
  kind: "oci",
  repository: "ghcr.io/a/b",
  ref,
  content: "chart",
});
const git = (ref: Extract<FetchableOrigin, { kind: "git" }>["ref"]): FetchableOrigin => ({
  kind: "git",
  url: "https://github.com/a/b",
  ref,
  path: "",
});

describe("whether an origin can stand for something else tomorrow", () => {
  it.each([
    [chart("1.0.0"), true],
    [chart("v1.0.0-rc.1"), true],
    [chart("1.0"), false],
    [chart("1.0.x"), false],
    [chart(">=1.0.0"), false],
    [chart(null), false],
    [oci({ digest: "sha256:aa" }), true],
    [oci({ tag: "1.0.0" }), true],
    [oci({ tag: "latest" }), false],
    [oci({ tag: "1.0" }), false],
    [oci({ semver: "1.0.0" }), true],
    [oci({ semver: "1.x" }), false],
    [oci({ semver: null }), false],
    [git({ commit: COMMIT }), true],
    [git({ tag: "v1.2.3" }), true],
    [git({ tag: "chart-1.2.3" }), true],
    [git({ tag: "api/v1.2.3" }), true],
    [git({ tag: "stable" }), false],
    [git({ branch: "v1.2.3" }), false],
    [git({ semver: "1.2.3" }), false],
    [git({ name: "v1.2.3" }), true],
    [git({ name: COMMIT }), true],
    [git({ name: "main" }), false],
    [git({ name: "release-1.2" }), false],
    [git({ name: null }), false],
    [{ kind: "file", url: "https://github.com/a/b/releases/download/v1.2.3/x.yaml" }, true],
    [{ kind: "file", url: `https://raw.githubusercontent.com/a/b/${COMMIT}/x.yaml` }, true],
    [{ kind: "file", url: "https://raw.githubusercontent.com/a/b/main/x.yaml" }, false],
    [{ kind: "file", url: "https://github.com/a/b/releases/latest/download/x.yaml" }, false],
  ] as const)("%j", (origin, expected) => {
    expect(isFixed(origin)).toBe(expected);
  });
});
