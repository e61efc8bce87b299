import { dump } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

const NAME = "routes.example.com";
const PROD = ".github/crd-upgrade-guard/clusters/prod.json";
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
type Files = Readonly<Record<string, string | null>>;

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

function manifest(versions: string, name = NAME): string {
  return dump(crd({ versions, name, kind: name === NAME ? "Route" : "Way" }));
}

function snapshot(
  versions: string,
  stored: readonly string[],
  facts: object = {},
  capturedAt = "2026-11-22T12:00:00Z",
): string {
  return recorded(
    "prod",
    { [NAME]: { ...live({ versions }, stored), ...facts } },
    { serverVersion: "v1.33.1", capturedAt },
  );
}

/** What is told of a change from base to head. */
function told(base: Files, head: Files, mode: Report["mode"] = "check") {
  repo.commit(base);
  repo.git("checkout", "-q", "-b", "change");
  repo.commit({ "README.md": "a change", ...head });
  const report = checkedIn(repo.root, "main", { mode });
  return [report.result, ...report.findings.map(({ rule, state, location }) => `${rule} ${state} ${location.path}`)];
}

const OTHER = { "other.yaml": manifest("v1*", "ways.example.org") };

it("fails a change that takes away a CRD with objects, where it stood", () => {
  const base = { ...OTHER, "crds/a.yaml": manifest("v1*"), [PROD]: snapshot("v1*", ["v1"], { hasObjects: true }) };
  expect(told(base, { "crds/a.yaml": null })).toEqual(["fail", "crd-removed introduced crds/a.yaml"]);
});

it.each<[string, Files]>([
  ["moves it", { "crds/a.yaml": null, "moved/b.yaml": `# moved\n${manifest("v1*")}` }],
  ["breaks it, which is told as such", { "crds/a.yaml": `${manifest("v1*")}\nspec: [\n` }],
])("does not take a CRD for removed by a change that %s", (_name, head) => {
  const base = { ...OTHER, "crds/a.yaml": manifest("v1*"), [PROD]: snapshot("v1*", ["v1"], { hasObjects: true }) };
  expect(told(base, head).filter((line) => line.startsWith("crd-removed"))).toEqual([]);
});

it("takes a CRD for removed of which a copy among test data is left, but not where only that one went", () => {
  const copies = { "test/fixtures/a.yaml": manifest("v1*"), "deploy/a.yaml": manifest("v1*") };
  const base = { ...OTHER, ...copies, [PROD]: snapshot("v1*", ["v1"], { hasObjects: true }) };
  const removed = (head: Files) => {
    const lines = told(base, head).filter((line) => line.startsWith("crd-removed"));
    repo.git("checkout", "-q", "main");
    repo.git("branch", "-q", "-D", "change");
    return lines;
  };
  expect(removed({ "deploy/a.yaml": null })).toEqual(["crd-removed introduced deploy/a.yaml"]);
  expect(removed({ "test/fixtures/a.yaml": null })).toEqual([]);
});

it("does not charge a change with the risks that were merged before it", () => {
  const base = {
    "a.yaml": manifest("v1beta1* v1!"),
    "route.yaml": dump({ apiVersion: "example.com/v1beta1", kind: "Route", metadata: { name: "a" } }),
    [PROD]: snapshot("v1beta1 v1*", ["v1beta1", "v1"]),
  };
  expect(told(base, {})).toEqual(["warn", "storage-version-reverted preexisting a.yaml"]);
});

it("charges it with a version that it stops serving, and names who is left behind", () => {
  const route = dump({ apiVersion: "example.com/v1beta1", kind: "Route", metadata: { name: "a" } });
  const base = { "a.yaml": manifest("v1beta1 v1*"), "route.yaml": route, [PROD]: snapshot("v1beta1 v1*", ["v1"]) };
  expect(told(base, { "a.yaml": manifest("v1beta1! v1*") })).toEqual([
    "warn",
    "served-version-removed introduced a.yaml",
  ]);
});

it("sees a revert of what is merged and not delivered yet", () => {
  const base = { "a.yaml": manifest("v1 v2*"), [PROD]: snapshot("v1* v2", ["v1"]) };
  expect(told(base, { "a.yaml": manifest("v1* v2") })).toEqual(["warn", "storage-version-reverted introduced a.yaml"]);
});

it("reveals a stuck CRD to the refresh that records it, and lets it be merged", () => {
  const base = { ...OTHER, [PROD]: snapshot("v1*", ["v1"]) };
  const refreshed = snapshot("v1*", ["v1", "v9"], {}, "2026-11-23T11:00:00Z");
  expect(told(base, { [PROD]: refreshed })).toEqual(["warn", `live-crd-stuck revealed ${PROD}`]);
});

it("keeps house at the gate, and in a check only where the configuration asks for it", () => {
  const base = { ...OTHER, [PROD]: snapshot("v1beta1 v1*", ["v1beta1", "v1"]) };
  const line = `migration-pending preexisting ${PROD}`;
  expect(told(base, {})).toEqual(["pass"]);
  repo.remove();
  repo = repository();
  expect(told(base, {}, "gate")).toEqual(["pass", line]);
  repo.remove();
  repo = repository();
  expect(told({ ...base, [CONFIG]: "rules: {migration-pending: info}\n" }, {})).toEqual(["pass", line]);
});
