import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { type JsonObject, valueAt } from "../../../src/base/json.ts";
import { createBuilder } from "../../../src/sources/flux/build.ts";
import { readObjects } from "../../../src/sources/objects.ts";
import { skippedWithout, tool } from "../../tools/tools.ts";
import { treeOf } from "../tree.ts";
import type { Files } from "./tree.ts";

/** Objects of Flux out of overlays: what is read of them is what the real kustomize makes. */

const KUSTOMIZE = tool("kustomize");
const RUNS = Number(process.env.OVERLAY_RUNS ?? 15);

const name = fc.constantFrom("web", "db", "web-2");
const scalar = fc.constantFrom<unknown>(1, "two", true, null, "1.0");
const values = fc.dictionary(
  fc.constantFrom("a", "b", "c"),
  fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.dictionary(fc.constantFrom("a", "d"), scalar)),
  { maxKeys: 3 },
);
const noNulls = values.map((one) => JSON.parse(JSON.stringify(one).replaceAll("null", "0")));

function release(of: string, version: string, more: object): object {
  return {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: of, labels: { app: of } },
    spec: { chart: { spec: { chart: of, version, sourceRef: { kind: "HelmRepository", name: "charts" } } }, ...more },
  };
}

function patchOf(of: string, spec: object): object {
  return { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: of }, spec };
}

const target = fc.oneof(
  name.map((one) => ({ kind: "HelmRelease", name: one })),
  fc.constantFrom<object>(
    { kind: "HelmRelease" },
    { kind: "HelmRelease", name: "web.*" },
    { kind: "HelmRelease", name: "we" },
    { group: "helm.toolkit.fluxcd.io", version: "v2" },
    { kind: "HelmRelease", labelSelector: "app=web" },
    { kind: "HelmRelease", labelSelector: "app notin (web, db)" },
    { kind: "HelmRelease", labelSelector: "app,app!=web" },
    { kind: "HelmRelease", labelSelector: "!app" },
  ),
);
const operation = fc.oneof(
  fc.constantFrom("add", "replace").chain((op) =>
    fc.record({
      op: fc.constant(op),
      path: fc.constantFrom("/spec/chart/spec/version", "/spec/values/a", "/spec/list/0", "/spec/list/-", "/spec/new"),
      value: scalar.filter((one) => one !== null),
    }),
  ),
  fc.constantFrom({ op: "remove", path: "/spec/values/a" }, { op: "remove", path: "/spec/list/1" }),
);
const spec = fc.record(
  { chart: fc.constant({ spec: { version: "9.9.9" } }), values, list: fc.constant(["x"]) },
  { requiredKeys: [] },
);
const patch = fc.oneof(
  fc.record({ patch: fc.tuple(name, spec).map(([of, one]) => dump(patchOf(of, one))) }),
  fc.record({ target, patch: spec.map((one) => dump(patchOf("any", one))) }),
  fc.record({ target, patch: fc.array(operation, { minLength: 1, maxLength: 2 }).map((one) => dump(one)) }),
);
const changes = fc.record(
  {
    patches: fc.array(patch, { maxLength: 3 }),
    namespace: fc.constantFrom("one", "two"),
    namePrefix: fc.constant("my-"),
    nameSuffix: fc.constant("-x"),
    patchesStrategicMerge: fc.tuple(name, spec).map(([of, one]) => [dump(patchOf(of, one))]),
  },
  { requiredKeys: [] },
);

const overlays = fc
  .record({
    releases: fc
      .uniqueArray(name, { minLength: 1 })
      .chain((names) =>
        fc.tuple(...names.map((one) => noNulls.map((own) => release(one, "1.0.0", { values: own, list: ["l", "m"] })))),
      ),
    base: changes,
    prod: changes,
    component: fc.option(changes),
  })
  .map(({ releases, base, prod, component }): Files => {
    const bundle = component === null ? {} : { components: ["../part"] };
    const files: Record<string, string> = {
      "base/web.yaml": releases.map((one) => dump(one)).join("---\n"),
      "base/kustomization.yaml": dump({ resources: ["web.yaml"], ...base }),
      "prod/kustomization.yaml": dump({ resources: ["../base"], ...bundle, ...prod }),
    };
    if (component !== null) {
      const head = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" };
      files["part/kustomization.yaml"] = dump({ ...head, ...component });
    }
    return files;
  });

describe.skipIf(KUSTOMIZE === undefined)(`overlays are built as kustomize does${skippedWithout("kustomize")}`, () => {
  it("for random patches", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(overlays, (files) => {
        const made = kustomized(files);
        if (made === null) return;
        expect(built(files)).toEqual(made);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Null where kustomize refuses. */
function kustomized(files: Files): readonly JsonObject[] | null {
  const folder = mkdtempSync(path.join(tmpdir(), "overlays-"));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const output = execFileSync(KUSTOMIZE ?? "", ["build", path.join(folder, "prod")], { stdio: "pipe" });
    return sorted(readObjects({ path: "a.yaml", bytes: output }).objects);
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function built(files: Files): readonly JsonObject[] {
  const tree = treeOf(files);
  const objectsOf = (file: string) => readObjects({ path: file, bytes: tree.read(file) ?? new Uint8Array() }).objects;
  const { objects } = createBuilder({ ...tree, objectsOf }).build("prod");
  expect(objects.map(({ undecided }) => undecided).filter((reason) => reason !== null)).toEqual([]);
  return sorted(objects);
}

function sorted(objects: readonly { readonly object: JsonObject }[]): readonly JsonObject[] {
  const nameOf = (object: JsonObject) => String(valueAt(object, ["metadata", "name"]));
  return objects.map(({ object }) => object).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
