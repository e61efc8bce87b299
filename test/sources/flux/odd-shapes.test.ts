import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootstrap } from "./objects.ts";
import { inventoryOf } from "./tree.ts";

/** Objects of any shape are references with a reason, or none: nothing throws, and nothing hides the others. */

const odd = fc.jsonValue({ maxDepth: 2 });
const ref = fc.oneof(
  odd,
  fc.record(
    {
      kind: fc.oneof(odd, fc.constantFrom("HelmRepository", "GitRepository", "OCIRepository", "HelmChart")),
      name: odd,
    },
    { requiredKeys: [] },
  ),
);
const entry = fc.record({ kind: fc.constantFrom("ConfigMap", "Secret"), name: odd, valuesKey: odd, targetPath: odd });
const target = fc.record({ kind: odd, name: odd, labelSelector: odd }, { requiredKeys: [] });
const patch = fc.record({
  patch: fc.oneof(
    odd,
    odd.map((one) => JSON.stringify(one)),
  ),
  target: fc.oneof(odd, target),
});
const spec = fc.record(
  {
    chart: fc.oneof(
      odd,
      fc.record({ spec: fc.record({ chart: odd, version: odd, sourceRef: ref, valuesFiles: odd }) }),
    ),
    chartRef: ref,
    values: odd,
    valuesFrom: fc.oneof(odd, fc.array(fc.oneof(odd, entry))),
    install: odd,
    targetNamespace: odd,
    path: fc.oneof(odd, fc.constantFrom("./", "..", "./apps", "\u0000")),
    sourceRef: ref,
    postBuild: fc.oneof(odd, fc.record({ substitute: odd, substituteFrom: fc.oneof(odd, fc.array(entry)) })),
    patches: fc.oneof(odd, fc.array(patch)),
    components: odd,
    url: odd,
    ref: odd,
    sync: odd,
  },
  { requiredKeys: [] },
);
const kind = fc.constantFrom(
  ["helm.toolkit.fluxcd.io/v2", "HelmRelease"],
  ["kustomize.toolkit.fluxcd.io/v1", "Kustomization"],
  ["source.toolkit.fluxcd.io/v1", "GitRepository"],
  ["source.toolkit.fluxcd.io/v1", "HelmRepository"],
  ["source.toolkit.fluxcd.io/v1", "OCIRepository"],
  ["source.toolkit.fluxcd.io/v1", "HelmChart"],
  ["fluxcd.controlplane.io/v1", "FluxInstance"],
);
const object = fc
  .record({
    kind,
    metadata: fc.oneof(odd, fc.record({ name: odd, namespace: odd, labels: odd })),
    spec: fc.oneof(odd, spec),
  })
  .map(({ kind: [apiVersion, of], ...rest }) => JSON.stringify({ apiVersion, kind: of, ...rest }));
const overlay = fc
  .record({
    resources: fc.constantFrom(["a.json"], ["."], [".."]),
    patches: fc.array(patch),
    namespace: odd,
    namePrefix: odd,
  })
  .map((one) => JSON.stringify(one));

const SOUND =
  '{"apiVersion":"helm.toolkit.fluxcd.io/v2","kind":"HelmRelease","metadata":{"name":"sound"},"spec":{"chart":{"spec":{"chart":"c"}}}}';

describe("objects of any shape", () => {
  it("hide no others", () => {
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 4 }),
        fc.option(overlay),
        fc.boolean(),
        (objects, kustomized, applied) => {
          const files = {
            ...(applied ? bootstrap("prod") : {}),
            "apps/a.json": objects.join("\n"),
            "clusters/prod/b.json": objects.join("\n"),
            "sound/c.json": SOUND,
            ...(kustomized === null ? {} : { "apps/kustomization.yaml": kustomized }),
          };
          expect(inventoryOf(files).references.map(({ name }) => name)).toContain("sound");
        },
      ),
      { numRuns: 200 },
    );
  });
});
