import { expect, it } from "vitest";
import type { CrdManager, CrdOwners, LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const NAME = "routes.example.com";
const FILE = "charts/parts/templates/crd.yaml";
const APPLIED: CrdManager = { name: "helm", operation: "Apply", states: [] };
const OPERATOR: CrdManager = { name: "operator", operation: "Update", states: ["versions"] };

function by(name: string, operation: CrdManager["operation"] = "Apply"): CrdManager {
  return { name, operation, states: ["versions"] };
}

function found(apply: "helm" | "server-side" | "client-side", owners: CrdOwners, more: Partial<Situation> = {}) {
  const facts: LiveCrd = { ...live({ versions: "v1*" }, ["v1"]), owners };
  return findingsOf({
    files: { [FILE]: [crd({ versions: "v1* v2" })] },
    targets: [{ paths: ["**"], clusters: ["**"], apply }],
    clusters: { prod: { [NAME]: facts } },
    ...more,
  }).filter(({ rule }) => rule === "apply-conflicts");
}

function conflict(cause: string, ...managers: readonly string[]) {
  return {
    rule: "apply-conflicts",
    ...(cause === "server-side" ? { severity: "info" } : {}),
    crd: NAME,
    cluster: "prod",
    at: `${FILE}:11 spec.versions`,
    detail: { kind: "apply-conflicts", cause, managers },
  };
}

it("takes it for Helm's where nobody says how, and Helm applied a chart's CRD in the server", () => {
  const printed = {
    [FILE]: { path: "charts/parts", release: "net/parts", meantFor: { clusters: ["prod"], because: "helm[0]" } },
  };
  const more = { targets: [], printed };
  expect(found("helm", { ...OWNED, managers: [by("helm")] }, more)).toEqual([]);
  expect(found("helm", { ...OWNED, managers: [by("helm"), by("kubectl")] }, more)).toEqual([
    conflict("helm", "kubectl"),
  ]);
});

const OWNED = { helmRelease: "net/parts", managedBy: "Helm" };

it.each<[string, readonly CrdManager[], string[]]>([
  ["another has taken over", [APPLIED, OPERATOR], ["operator"]],
  ["another has as well", [by("helm"), by("kubectl")], ["kubectl"]],
  [
    "kubectl has written client-side",
    [APPLIED, by("kubectl-client-side-apply", "Update")],
    ["kubectl-client-side-apply"],
  ],
])("warns of a release that Helm applies in the server, of versions that %s", (_name, managers, names) => {
  expect(found("helm", { ...OWNED, managers })).toEqual([conflict("helm", ...names)]);
});

it.each<[string, readonly CrdManager[], string[]]>([
  ["nobody yet", [by("helm", "Update"), OPERATOR], ["helm", "operator"]],
  ["somebody, once", [{ ...APPLIED, name: "kubectl" }, OPERATOR], ["operator"]],
  ["Helm, of a release", [by("helm")], ["helm"]],
  ["two, whoever it is", [by("ci"), by("kubectl")], ["ci", "kubectl"]],
  [
    "another than kubectl",
    [{ ...APPLIED, name: "ci" }, by("kubectl-client-side-apply", "Update")],
    ["kubectl-client-side-apply"],
  ],
])("notes it where server-side apply is all that is known, and before applied %s", (_name, managers, names) => {
  expect(found("server-side", { managers })).toEqual([conflict("server-side", ...names)]);
});

it.each<[string, () => ReturnType<typeof found>]>([
  [
    "versions that stay",
    () => found("server-side", { managers: [OPERATOR] }, { files: { [FILE]: [crd({ versions: "v1*" })] } }),
  ],
  ["a release that Helm patches", () => found("helm", { ...OWNED, managers: [by("helm", "Update"), by("kubectl")] })],
  ["Helm 3 over what another wrote", () => found("helm", { ...OWNED, managers: [OPERATOR] })],
  ["what crds/ brought", () => found("helm", { managers: [APPLIED, OPERATOR] })],
  ["Helm's own versions", () => found("helm", { ...OWNED, managers: [by("helm")] })],
  ["who applied it before", () => found("server-side", { managers: [by("ci")] })],
  ["what kubectl takes over", () => found("server-side", { managers: [by("kubectl-client-side-apply", "Update")] })],
  [
    "Flux, which forces",
    () => found("server-side", { managers: [{ ...APPLIED, name: "kustomize-controller" }, OPERATOR] }),
  ],
  ["two of which one has the versions", () => found("server-side", { managers: [{ ...APPLIED, name: "a" }, by("b")] })],
  ["another client", () => found("client-side", { managers: [by("ci"), OPERATOR] })],
  ["managers that nobody recorded", () => found("server-side", {})],
])("says nothing of %s", (_name, findings) => {
  expect(findings()).toEqual([]);
});
