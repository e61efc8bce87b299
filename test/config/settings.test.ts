import { describe, expect, test } from "vitest";
import { type Config, DEFAULT_CONFIG } from "../../src/config/config.ts";
import { type Overrides, resolveSettings, type Settings } from "../../src/config/settings.ts";

const FILE: Config = {
  ...DEFAULT_CONFIG,
  manifests: { include: ["file/**"], exclude: ["left-out/**"] },
  rendered: ["rendered-by-file/**"],
  apply: "server-side",
  snapshots: ["file/*.json"],
  maxSnapshotAge: 1,
  rules: { "snapshot-stale": "off" },
};

const FROM_FILE: Settings = { ...FILE, clusters: null, failOn: "error", failOnPreexisting: false };

describe("resolveSettings", () => {
  test("without flags and file: the defaults", () => {
    expect(resolveSettings({}, DEFAULT_CONFIG)).toEqual({
      manifests: {
        include: ["**/*.{yaml,yml,json}"],
        exclude: ["**/.git/**", "**/node_modules/**", "**/vendor/**", "**/testdata/**", ".github/crd-upgrade-guard/**"],
      },
      rendered: [],
      helm: [],
      kustomize: [],
      sources: { require: "all", ignore: [], substitute: {} },
      argo: { destinations: {} },
      fetch: { allow: [] },
      apply: "unknown",
      snapshots: [".github/crd-upgrade-guard/clusters/*.{json,yaml,yml}"],
      maxSnapshotAge: 604_800_000,
      releases: { histories: [], tags: [], paths: [], preReleases: false, since: null },
      targets: [],
      rules: {},
      waivers: [],
      clusters: null,
      failOn: "error",
      failOnPreexisting: false,
    });
  });

  test.each<[string, Partial<Overrides>, Partial<Settings>]>([
    ["nothing", {}, {}],
    ["manifests", { manifests: ["a"] }, { manifests: { include: ["a"], exclude: ["left-out/**"] } }],
    ["no manifests at all", { manifests: [] }, { manifests: { include: [], exclude: ["left-out/**"] } }],
    ["rendered", { rendered: ["a"] }, { rendered: ["a"] }],
    ["snapshots", { snapshots: ["a"] }, { snapshots: ["a"] }],
    ["clusters", { clusters: ["a"] }, { clusters: ["a"] }],
    ["maxSnapshotAge", { maxSnapshotAge: 2 }, { maxSnapshotAge: 2 }],
    ["failOn", { failOn: "never" }, { failOn: "never" }],
    ["failOnPreexisting", { failOnPreexisting: true }, { failOnPreexisting: true }],
    ["an explicit default", { failOn: "error", failOnPreexisting: false }, {}],
  ])("a flag wins over the file, and over nothing else: %s", (_, flags, changed) => {
    expect(resolveSettings(flags, FILE)).toEqual({ ...FROM_FILE, ...changed });
  });
});
