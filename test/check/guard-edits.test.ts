import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { render } from "../../src/report/formats.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { recorded } from "./recorded.ts";

/** Edits of what judges: what they hide is told, whoever names the file, and now or later. */

const NAME = "routes.example.com";
const GUARD = ".github/crd-upgrade-guard";
const CONFIG = `${GUARD}/config.yaml`;
const PATH = `${GUARD}/clusters/prod.json`;

interface Recorded {
  readonly stored?: readonly string[];
  readonly capturedAt?: string | null;
  readonly origin?: object;
  readonly more?: object;
}

function snapshot({ stored = ["v1beta1", "v1"], capturedAt = "2026-11-22T02:00:00Z", ...of }: Recorded = {}): string {
  return recorded(
    "prod",
    { [NAME]: live({ versions: "v1* v1beta1!" }, stored) },
    { origin: { kind: "cluster", tool: "0.1.0", identity: "ca:0123abcd", ...of.origin }, capturedAt, ...of.more },
  );
}

const PROD: Files = { [PATH]: snapshot() };
const fine: Files = { "w.yaml": dump(crd({ versions: "v1* v1beta1!" })) };
const broken: Files = { "w.yaml": dump(crd({ versions: "v1*" })) };
const OPTIONS = { color: false, width: 100 };

describe("a configuration that an input or a flag names", () => {
  const exclude = "manifests: {exclude: [w.yaml]}\n";
  const told = (base: Files, head: Files, configPath: string, ignored: readonly string[] = []) =>
    judged(base, head, "check", {}, { configPath, ignored }).findings.map(
      ({ rule, state, location }) => `${rule} ${state} ${location.path}`,
    );

  it("is compared with the base's defaults where the base does not have it", () => {
    expect(told({ ...PROD, ...fine }, { ...PROD, ...broken, "ci/new.yaml": exclude }, "ci/new.yaml")).toEqual([
      "no-crds-found revealed ci/new.yaml",
      "guard-weakened introduced ci/new.yaml",
    ]);
  });

  it("is compared with the base's own file at the default path", () => {
    const base = { ...PROD, ...broken, [CONFIG]: "rules: {stored-version-removed: warning}\n" };
    const head = { ...base, "ci/new.yaml": "rules: {stored-version-removed: info}\n" };
    expect(told(base, head, "ci/new.yaml")).toEqual([
      "guard-weakened introduced ci/new.yaml",
      "stored-version-removed preexisting w.yaml",
    ]);
  });

  it("is no edit where a step of the job has put it: it is in no commit", () => {
    const head = { ...PROD, ...broken, "out/config.yaml": "rules: {stored-version-removed: info}\n" };
    const findings = told({ ...PROD, ...broken }, head, "out/config.yaml", ["out/config.yaml"]);
    expect(findings).toEqual(["stored-version-removed preexisting w.yaml"]);
  });
});

it("reveals by a snapshot that a flag names and the base does not have, and compares the rest", () => {
  const { findings, notices } = judged(broken, { ...broken, "prod.json": snapshot() }, "check", {
    snapshots: ["prod.json"],
  });
  expect([findings.map(({ rule, state }) => `${rule} ${state}`), notices]).toEqual([
    ["stored-version-removed revealed"],
    [],
  ]);
});

describe("an edit of a snapshot", () => {
  const NEWER = "2026-11-23T02:00:00Z";
  /** What is told of it, without what is told of every edit. */
  const told = (before: Recorded, after: Recorded | null, origin?: "refresh" | "anybody" | "unknown") => {
    const head = after === null ? {} : { [PATH]: snapshot(after) };
    const report = judged({ ...fine, [PATH]: snapshot(before) }, { ...fine, ...head }, "check", {}, { origin });
    return report.findings
      .filter(({ rule }) => rule === "guard-weakened")
      .map(({ message, location, state }) => [
        /proposes it: (.*); if the/.exec(message)?.[1],
        `${state} ${location.path}:${location.startLine}`,
      ]);
  };

  it.each<[string, Recorded, Recorded | null, string]>([
    [
      "forgets a version",
      {},
      { stored: ["v1"] },
      "`v1beta1` is no longer in storedVersions of `routes.example.com`; capturedAt is the same as before",
    ],
    [
      "forgets a version, as if it was read anew",
      {},
      { stored: ["v1"], capturedAt: NEWER },
      "`v1beta1` is no longer in storedVersions of `routes.example.com`",
    ],
    ["forgets a CRD", {}, { capturedAt: NEWER, more: { crds: {} } }, "`routes.example.com` is no longer in it"],
    [
      "makes it a baseline of releases",
      {},
      { capturedAt: NEWER, origin: { kind: "releases" } },
      "origin.kind is `releases` instead of `cluster`, whose age nobody asks for",
    ],
    [
      "makes it another cluster's",
      {},
      { capturedAt: NEWER, origin: { identity: "ca:00000000" } },
      "origin.identity is another cluster's",
    ],
    [
      "makes its server an older one",
      {},
      { capturedAt: NEWER, more: { serverVersion: "v1.29.9" } },
      "serverVersion goes back from `v1.33.0` to `v1.29.9`",
    ],
    [
      "makes its server a newer one, and was not read anew",
      {},
      { more: { serverVersion: "v1.34.0" } },
      "capturedAt is the same as before",
    ],
    [
      "forgets what its server is",
      {},
      { capturedAt: NEWER, more: { serverVersion: null } },
      "serverVersion `v1.33.0` is gone",
    ],
    [
      "dates it to come",
      {},
      { capturedAt: "2030-01-01T00:00:00Z" },
      "capturedAt is yet to come, so that it never gets old",
    ],
    ["dates it back", {}, { capturedAt: "2026-11-01T00:00:00Z" }, "capturedAt is older than before"],
    [
      "leaves a group out",
      {},
      { capturedAt: NEWER, more: { complete: false, selection: { exclude: ["example.org"] } } },
      "the group `example.org` is left out",
    ],
    ["takes it away", {}, null, "the file is taken away"],
  ])("that %s is told of where no refresh proposes it", (_, before, after, words) => {
    const [first, ...others] = told(before, after);
    expect([first?.[0], others]).toEqual([words, []]);
    expect(first?.[1]).toMatch(/^introduced \.github\/crd-upgrade-guard\/clusters\/prod\.json:\d+$/);
    expect([told(before, after, "refresh"), told(before, after, "unknown")]).toEqual([[], []]);
  });

  it.each<[string, Recorded, Recorded]>([
    ["what was read anew and is the same", {}, { capturedAt: NEWER }],
    ["what is stored in addition", { stored: ["v1"] }, { capturedAt: NEWER }],
    [
      "a date to come that was there before",
      { capturedAt: "2030-01-01T00:00:00Z", stored: ["v1"] },
      { capturedAt: "2030-01-01T00:00:00Z", stored: ["v1"], more: { apis: ["storagemigration.k8s.io/v1beta1"] } },
    ],
  ])("says nothing of %s", (_, before, after) => {
    expect(told(before, after)).toEqual([]);
  });

  it("is told of once where it hides what the same change breaks", () => {
    const report = judged({ ...fine, ...PROD }, { ...broken, [PATH]: snapshot({ stored: ["v1"] }) });
    expect(report.findings.map(({ rule, message }) => [rule, message.includes("thereby hides")])).toEqual([
      ["guard-weakened", true],
    ]);
  });
});

describe("what is said of a configuration", () => {
  const formats = (report: ReturnType<typeof judged>) => ({
    annotations: render(report, "github", OPTIONS),
    text: render(report, "text", OPTIONS)
      .split("\n")
      .filter((line) => line.startsWith("⚠ ")),
    locations: JSON.parse(render(report, "sarif", OPTIONS)).runs[0].results.map(
      (result: { locations: unknown }) => result.locations,
    ),
    markdown: render(report, "markdown", OPTIONS).includes("config.yaml"),
  });

  it("that is not there points at no file", () => {
    const report = judged(null, fine);
    expect(report.findings.map(({ rule, location }) => [rule, location])).toEqual([
      [
        "no-snapshot",
        { path: CONFIG, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1, yamlPath: "", absent: true },
      ],
    ]);
    const { annotations, ...others } = formats(report);
    expect(annotations).toMatch(/^::warning title=no-snapshot::/);
    expect(others).toEqual({ text: ["⚠ no-snapshot"], locations: [[]], markdown: false });
  });

  it("that is there points at it", () => {
    const { annotations, ...others } = formats(judged(null, { ...fine, [CONFIG]: "maxSnapshotAge: 7d\n" }));
    expect(annotations).toMatch(/^::warning file=.github\/crd-upgrade-guard\/config.yaml,line=1,/);
    expect(others).toMatchObject({ text: [`⚠ ${CONFIG}:1:1  no-snapshot`], markdown: true });
  });

  it("that the change takes away points at where it was", () => {
    const two = { ...PROD, ...fine, "x.yaml": dump(crd({ versions: "v1* v1beta1! v2" })) };
    const report = judged({ ...two, [CONFIG]: "rules: {duplicate-crd: error}\n" }, two);
    expect(report.findings.map(({ rule, location }) => [rule, location])).toContainEqual([
      "guard-weakened",
      { path: CONFIG, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1, yamlPath: "", inBase: true },
    ]);
  });
});
