import { describe, expect, test } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { isClusterName } from "../../src/schemas/cluster-name.ts";
import { validateConfig, validateReport, validateSnapshot } from "../../src/schemas/validators.ts";

const DOCS_PATTERN = "^https://github\\.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/[a-z0-9-]+\\.md$";

const REPORT: Report = {
  formatVersion: 2,
  tool: { name: "crd-upgrade-guard", version: "0.1.0" },
  mode: "check",
  folder: "deploy",
  result: "fail",
  base: { available: true, rev: "4f6c0c8" },
  clusters: [
    {
      name: "prod-eu",
      path: ".github/crd-upgrade-guard/clusters/prod-eu.json",
      serverVersion: "v1.31.3",
      proven: false,
      capturedAt: "2026-11-22T02:00:00Z",
      ageHours: 26,
      stale: false,
      complete: true,
      crds: 112,
    },
    {
      name: "dump",
      path: "dump.yaml",
      serverVersion: null,
      proven: false,
      capturedAt: null,
      ageHours: null,
      stale: true,
      complete: false,
      crds: 0,
    },
  ],
  coverage: {
    filesScanned: 3120,
    filesWithCrds: 41,
    crds: 97,
    partial: [{ path: "patch.yaml", line: 1, crd: null, reason: "a patch" }],
    notRead: [{ path: "big.yaml", reason: "larger than 64 MiB" }],
    notApplied: [{ crd: "claims.demo.example.com", path: "examples/crd.yaml", reason: "clusters: []" }],
  },
  predictions: [
    {
      crd: "grpcroutes.gateway.networking.k8s.io",
      clusters: ["prod-eu"],
      from: "snapshot",
      source: { path: "gateway/grpcroutes.yaml", line: 1, document: 0, item: 2, helmSource: "chart/templates/x.yaml" },
      appliesBecause: "no target: all",
      operation: "update",
      outcome: "rejected",
      unproven: true,
      errors: [
        {
          type: "FieldValueInvalid",
          field: "status.storedVersions[0]",
          value: '"v1alpha2"',
          detail: "must appear in spec.versions",
          yamlPath: "spec.versions",
          rule: "stored-version-removed",
        },
        { type: "FieldValueRequired", field: "spec.scope", detail: "", yamlPath: "spec", rule: "server-rejects" },
      ],
      storedVersionsBefore: ["v1alpha2", "v1"],
      storedVersionsEvaluated: ["v1alpha2", "v1"],
      storedVersionsAfter: ["v1"],
      undecided: [{ path: "spec.versions", reason: "too deep" }],
    },
  ],
  findings: [
    {
      rule: "stored-version-removed",
      cause: "retired",
      severity: "error",
      state: "introduced",
      crd: "grpcroutes.gateway.networking.k8s.io",
      version: "v1alpha2",
      versions: ["v1alpha2"],
      clusters: ["prod-eu"],
      message: "v1alpha2 is gone",
      serverMessage: "status.storedVersions[0]: Invalid value",
      location: {
        path: "gateway/grpcroutes.yaml",
        startLine: 12,
        startColumn: 3,
        endLine: 12,
        endColumn: 12,
        yamlPath: "spec.versions",
        blob: "0f".repeat(20),
      },
      related: [{ path: "prod-eu.json", startLine: 17, message: "stored here" }],
      remedy: {
        summary: "Keep the version.",
        steps: [
          { text: "List all objects.", command: "kubectl get grpcroutes -A", clusters: ["prod-eu"] },
          { text: "Wait." },
        ],
        suggestion: "- name: v1alpha2",
        insertion: { text: "    - name: v1alpha2", after: [18, 41] },
      },
      document: { startLine: 2, endLine: 41 },
      removed: [{ version: "v1alpha2", path: "gateway/grpcroutes.yaml", line: 19 }],
      otherPlaces: [
        {
          location: {
            path: "samples/grpcroutes.yaml",
            startLine: 12,
            startColumn: 3,
            endLine: 12,
            endColumn: 12,
            yamlPath: "spec.versions",
          },
          rendered: { path: "out/grpcroutes.yaml", startLine: 4 },
          document: { startLine: 2, endLine: 41 },
          removed: [{ version: "v1alpha2", path: "samples/grpcroutes.yaml", line: 19 }],
        },
      ],
      fingerprint: `fp1:${"0f".repeat(32)}`,
      docs: "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/stored-version-removed.md",
    },
  ],
  waivers: [
    {
      rule: "stored-version-removed",
      crd: "grpcroutes.gateway.networking.k8s.io",
      version: "v1alpha2",
      status: "applied",
      reason: "rebuilt every night",
      owner: "@platform-team",
      expires: "2027-01-31",
    },
    { rule: "snapshot-stale", path: "a.json", status: "unused", reason: "r", owner: "o", expires: "2027-01-31" },
  ],
  problems: [],
  notices: ["the server version is unknown"],
};

describe("validateReport", () => {
  test("takes a report with everything in it", () => {
    expect(validateReport(REPORT)).toEqual([]);
  });

  test("takes a report of the version before", () => {
    const [{ otherPlaces: _, ...finding } = {}] = REPORT.findings;
    expect(validateReport({ ...REPORT, formatVersion: 1, findings: [finding] })).toEqual([]);
  });

  test("takes a report of a run that could not check", () => {
    const failed: Report = {
      ...REPORT,
      mode: "gate",
      result: "error",
      base: { available: false, reason: "no history" },
      problems: [
        { path: "a.json", line: 1, column: 1, message: "m", remedy: "r" },
        { message: "m", remedy: "r" },
      ],
    };
    expect(validateReport(failed)).toEqual([]);
  });

  test.each<[string, object, object]>([
    [
      "an unknown key",
      { extra: 1 },
      { path: ["extra"], keyword: "additionalProperties", params: { additionalProperty: "extra" } },
    ],
    [
      "a newer format",
      { formatVersion: 3 },
      { path: ["formatVersion"], keyword: "enum", params: { allowedValues: [1, 2] } },
    ],
    [
      "another tool",
      { tool: { name: "x", version: "1" } },
      { path: ["tool", "name"], keyword: "const", params: { allowedValue: "crd-upgrade-guard" } },
    ],
    [
      "an unknown result",
      { result: "ok" },
      { path: ["result"], keyword: "enum", params: { allowedValues: ["pass", "warn", "fail", "error"] } },
    ],
    ["no reason for an error", { result: "error" }, { path: ["problems"], keyword: "minItems", params: { limit: 1 } }],
    [
      "problems without an error",
      { problems: [{ message: "m", remedy: "r" }] },
      { path: ["problems"], keyword: "maxItems", params: { limit: 0 } },
    ],
    [
      "a base without revision",
      { base: { available: true } },
      { path: ["base"], keyword: "required", params: { missingProperty: "rev" } },
    ],
    [
      "a missing base without reason",
      { base: { available: false } },
      { path: ["base"], keyword: "required", params: { missingProperty: "reason" } },
    ],
    [
      "a base with both",
      { base: { available: true, rev: "x", reason: "y" } },
      { path: ["base"], keyword: "not", params: {} },
    ],
    [
      "a line 0",
      { coverage: { ...REPORT.coverage, partial: [{ path: "p", line: 0, crd: "c", reason: "r" }] } },
      { path: ["coverage", "partial", 0, "line"], keyword: "minimum", params: { comparison: ">=", limit: 1 } },
    ],
    [
      "a day that is none",
      { waivers: [{ ...REPORT.waivers[0], expires: "2027-02-30" }] },
      { path: ["waivers", 0, "expires"], keyword: "format", params: { format: "date" } },
    ],
    [
      "an odd link",
      { findings: [{ ...REPORT.findings[0], docs: "javascript:alert(1)" }] },
      { path: ["findings", 0, "docs"], keyword: "pattern", params: { pattern: DOCS_PATTERN } },
    ],
  ])("refuses %s", (_, change, error) => {
    expect(validateReport({ ...REPORT, ...change })).toEqual([error]);
  });

  test("refuses a cause that is more than a word, and a link or fingerprint that is not as ours", () => {
    const odd = [
      { cause: "x @everyone" },
      { docs: "https://github.com/crd-upgrade-guard/crd-upgrade-guard/../../evil/x" },
      { fingerprint: "fp1:0f" },
    ];
    const paths = odd.map((one) => validateReport({ ...REPORT, findings: [{ ...REPORT.findings[0], ...one }] }));
    expect(paths.map((errors) => errors.map(({ path }) => path[2]))).toEqual([["cause"], ["docs"], ["fingerprint"]]);
  });

  test("ends at the first error of a million", () => {
    const [first, ...others] = validateReport({ ...REPORT, findings: Array.from({ length: 1e6 }, () => 0) });
    expect([first?.path, others]).toEqual([["findings", 0], []]);
  });

  test.each([null, undefined, 3, "x", []])("refuses %j", (value) => {
    expect(validateReport(value)).toEqual([{ path: [], keyword: "type", params: { type: "object" } }]);
  });
});

describe("errors without noise", () => {
  test("a wrong key is one error, whatever it broke", () => {
    const helm = [{ chart: "c", release: "r", set: { "a=b": 1, "": 2, ok: 3 } }];
    expect(validateConfig({ helm })).toEqual([
      { path: ["helm", 0, "set", "a=b"], keyword: "propertyNames", params: { propertyName: "a=b" } },
      { path: ["helm", 0, "set", ""], keyword: "propertyNames", params: { propertyName: "" } },
    ]);
  });

  test("alternatives that all fail are one error", () => {
    const waivers = [{ rule: "r", reason: "r", owner: "o", expires: "2027-01-31" }];
    expect(validateConfig({ waivers })).toEqual([
      { path: ["waivers", 0], keyword: "anyOf", params: { missing: ["crd", "path"] } },
    ]);
  });

  test("paths have the keys as they are, and numbers for list items only", () => {
    expect(validateConfig({ rules: { "a/b~c": 1, "0": 2 }, rendered: [1] })).toEqual([
      { path: ["rendered", 0], keyword: "type", params: { type: "string" } },
      { path: ["rules", "0"], keyword: "enum", params: { allowedValues: ["error", "warning", "info", "off"] } },
      { path: ["rules", "a/b~c"], keyword: "enum", params: { allowedValues: ["error", "warning", "info", "off"] } },
    ]);
  });

  test("two calls do not share their errors", () => {
    const first = validateSnapshot({});
    expect(validateSnapshot(1)).toEqual([{ path: [], keyword: "type", params: { type: "object" } }]);
    expect(first.map((error) => error.params.missingProperty)).toEqual([
      "formatVersion",
      "cluster",
      "origin",
      "serverVersion",
      "capturedAt",
      "complete",
      "apis",
      "crds",
    ]);
  });
});

describe("a cluster's name", () => {
  const head = { formatVersion: 1, origin: { kind: "dump", tool: null }, serverVersion: null, capturedAt: null };

  test.each([
    ["prod-eu", true],
    ["a", true],
    ["Prod EU (1)", true],
    ["gke_project_zone_name", true],
    ["arn:aws:eks", true],
    ["a.b", true],
    ["ü".repeat(100), true],
    ["😀".repeat(100), true],
    ["x".repeat(101), false],
    ["", false],
    ["-prod", false],
    [".prod", false],
    [" prod", false],
    ["prod ", false],
    ["a..b", false],
    ["a/b", false],
    ["a\\b", false],
    ["a*", false],
    ["a?", false],
    ["a[b]", false],
    ["{a}", false],
    ["a\nb", false],
    ["a\u0000b", false],
    ["a\u007fb", false],
    ["a\u0085b", false],
    ["a\u2028b", false],
  ])("%j: %s, in the schema as in the code", (cluster, expected) => {
    expect(isClusterName(cluster)).toBe(expected);
    const errors = validateSnapshot({ ...head, cluster, complete: true, apis: [], crds: {} });
    expect(errors.map((error) => error.path)).toEqual(expected ? [] : [["cluster"]]);
  });
});
