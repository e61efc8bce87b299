import { describe, expect, it } from "vitest";
import type { SourceOutcome } from "../../src/fetch/fetch-sources.ts";
import { faultText, fetchResult, outcomeLine, resultJson, resultText } from "../../src/fetch/result.ts";
import type { LockEntry } from "../../src/sources/lock.ts";
import type { SourceOrigin, SourceReference } from "../../src/sources/reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const CHART: SourceOrigin = { kind: "helm", repository: "https://charts.example.com", chart: "app", version: "~1.0" };
const FILE: SourceOrigin = { kind: "file", url: "https://example.com/v1.0.0/a.yaml" };
const UNDECIDED: SourceOrigin = { kind: "undecided", text: "Bucket charts", reason: "buckets are not read" };

function reference(origin: SourceOrigin, line = 1, more: Partial<SourceReference> = {}): SourceReference {
  const place = { path: "a.yaml", range: { startLine: line, startColumn: 1, endLine: line, endColumn: 2 } };
  return {
    kind: "HelmRelease",
    name: "app",
    namespace: "apps",
    origin,
    version: origin.kind === "helm" ? "~1.0" : null,
    place,
    object: place,
    delivery: { by: "files", client: "unknown", recurse: false },
    destination: null,
    ...more,
  };
}

const HAD: LockEntry = { digest: DIGEST, content: "chart", resolved: "1.0.3", url: "https://charts.example.com/a.tgz" };

function outcome(entry: LockEntry, more: Partial<SourceOutcome> = {}): SourceOutcome {
  return { references: [reference(CHART)], entry, cached: false, bytes: 1234, seconds: 1.26, remedy: null, ...more };
}

const FETCHED = outcome(HAD);
const CACHED = outcome(HAD, {
  cached: true,
  bytes: 0,
  seconds: 0,
  references: [reference(CHART, 9), reference(CHART, 4)],
});
const REFUSED = outcome(
  { error: "it is new", cause: "not-allowed" },
  {
    references: [reference(FILE, 2, { kind: "kustomization", name: "crds", namespace: null })],
    bytes: 0,
    remedy: "Allow it.",
  },
);
const NONE = outcome(
  { error: "buckets are not read", cause: "failed" },
  { references: [reference(UNDECIDED, 3)], bytes: 0 },
);
const FRAME = { toolVersion: "1.0.0", base: null, cache: "/cache", lock: "/cache/lock" };

describe("what a fetch came to", () => {
  it.each([
    [FETCHED, "fetched HelmRelease apps/app: https://charts.example.com app 1.0.3 (1 kB, 1.3 s)"],
    [CACHED, "cached  HelmRelease apps/app (and 1 more): https://charts.example.com app 1.0.3"],
    [REFUSED, "failed  kustomization crds: https://example.com/v1.0.0/a.yaml: it is new"],
    [NONE, "failed  HelmRelease apps/app: Bucket charts: buckets are not read"],
    [
      outcome({ ...HAD, unverified: true }, { bytes: 999 }),
      "fetched HelmRelease apps/app: https://charts.example.com app 1.0.3 (999 B, 1.3 s, signature not checked)",
    ],
    [
      outcome({ ...HAD, resolved: DIGEST }, { bytes: 2_345_678 }),
      "fetched HelmRelease apps/app: https://charts.example.com app sha256:aaaaaaaaaaaa (2.3 MB, 1.3 s)",
    ],
    [
      outcome(
        { ...HAD, content: "file", resolved: "https://example.com/v1.0.0/a.yaml" },
        { references: [reference(FILE)] },
      ),
      "fetched HelmRelease apps/app: https://example.com/v1.0.0/a.yaml (1 kB, 1.3 s)",
    ],
  ])("is a line: %#", (one, line) => {
    expect(outcomeLine(one)).toBe(line);
  });

  it("is a text with all that could not be had", () => {
    expect(resultText(fetchResult([FETCHED, CACHED, REFUSED, NONE], FRAME))).toBe(
      [
        "a.yaml:2: kustomization crds could not be had: it is new. Allow it.",
        "a.yaml:3: HelmRelease apps/app could not be had: buckets are not read.",
        "4 sources: 1 fetched, 1 in the cache and 2 could not be had.",
        "Lock: /cache/lock",
        "",
      ].join("\n"),
    );
    expect(resultText(fetchResult([FETCHED], FRAME))).toBe("1 source: 1 fetched.\nLock: /cache/lock\n");
    const nothing = (base: string | null) => resultText(fetchResult([], { ...FRAME, base }));
    expect([nothing("a".repeat(40)), nothing(null)]).toEqual([
      "Nothing to fetch: no source is referred to that the change touches.\n",
      "Nothing to fetch: no source is referred to.\n",
    ]);
  });

  it("is JSON, one entry a reference by path and line", () => {
    const result = fetchResult([CACHED, REFUSED, NONE, FETCHED], FRAME);
    const parsed = JSON.parse(resultJson(result));
    expect(parsed).toEqual(result);
    expect(resultJson(result).endsWith("}\n")).toBe(true);
    expect([parsed.fetched, parsed.cached, parsed.failed]).toEqual([1, 1, 2]);
    expect(parsed.sources.map(({ line }: { line: number }) => line)).toEqual([1, 2, 3, 4, 9]);
    expect(parsed.sources[0]).toEqual({
      ...{ kind: "HelmRelease", name: "app", namespace: "apps", path: "a.yaml", line: 1 },
      ...{ from: "https://charts.example.com app", version: "~1.0", resolved: "1.0.3", digest: DIGEST },
      ...{ cached: false, bytes: 1234, seconds: 1.26, unverified: false, error: null, cause: null, remedy: null },
    });
    expect(parsed.sources[1]).toEqual({
      ...{ kind: "kustomization", name: "crds", namespace: null, path: "a.yaml", line: 2 },
      ...{ from: "https://example.com/v1.0.0/a.yaml", version: null, resolved: null, digest: null },
      ...{ cached: false, bytes: 0, seconds: 1.26, unverified: false },
      ...{ error: "it is new", cause: "not-allowed", remedy: "Allow it." },
    });
    const byPath = fetchResult(
      ["b.yaml", "a.yaml"].map((path) => {
        const place = { path, range: reference(CHART).place.range };
        return outcome(HAD, { references: [reference(CHART, 1, { place })] });
      }),
      FRAME,
    );
    expect(byPath.sources.map(({ path }) => path)).toEqual(["a.yaml", "b.yaml"]);
  });

  it("names a version in a fault", () => {
    const [source] = fetchResult([outcome({ error: "gone", cause: "failed" })], FRAME).sources;
    expect(source === undefined ? "" : faultText(source)).toBe("HelmRelease apps/app ~1.0 could not be had: gone.");
  });
});
