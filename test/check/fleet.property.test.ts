import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { recorded } from "./recorded.ts";

/** Clusters that are alike are judged once; the report must not show it. */

const CRDS = ["routes.example.com", "ways.example.com"];
const SHAPES = ["v1*", "v1* v1beta1", "v1beta1* v1", "v1* v1beta1!", "v2* v1"];
const CONFIGS = [
  "",
  "targets: [{paths: [crds/**], clusters: [c0, c2, c4]}]\n",
  "targets: [{paths: [crds/**], clusters: [c1], apply: client-side}, {paths: ['**'], clusters: ['*']}]\n",
  `waivers:\n  - {rule: stored-version-removed, crd: ${CRDS[0]}, clusters: [c1, c2], reason: r, owner: o, expires: 2027-01-01}\n`,
];

const shape = fc.constantFrom(...SHAPES);
const shapes = fc.dictionary(fc.constantFrom(...CRDS), shape, { maxKeys: 2 });

const manifests: fc.Arbitrary<Files> = fc
  .dictionary(fc.constantFrom("crds", "clusters/c3", "apps"), shapes)
  .map((folders) =>
    Object.fromEntries(
      Object.entries(folders).flatMap(([folder, found]) =>
        Object.entries(found).map(([name, versions]) => [`${folder}/${name}.yaml`, dump(crd({ name, versions }))]),
      ),
    ),
  );

const liveCrds = fc.dictionary(fc.constantFrom(...CRDS), fc.tuple(shape, fc.subarray(["v1", "v1beta1"])), {
  maxKeys: 2,
});

/** Which of two lists of CRDs each cluster has. */
const fleet = fc.record({
  lists: fc.tuple(liveCrds, liveCrds),
  which: fc.array(fc.nat(1), { minLength: 5, maxLength: 5 }),
});

function snapshots({ lists, which }: typeof fleet extends fc.Arbitrary<infer T> ? T : never, isAlike: boolean): Files {
  return Object.fromEntries(
    which.map((list, index) => {
      const crds: Record<string, LiveCrd> = {};
      for (const [name, [versions, extra]] of Object.entries(lists[list === 0 ? 0 : 1])) {
        const storage = /(\S+)\*/.exec(versions)?.[1] ?? "";
        crds[name] = live({ name, versions }, [...new Set([...extra, storage])]);
      }
      const text = recorded(`c${index}`, crds, {
        capturedAt: `2026-11-2${index % 3}T02:00:00Z`,
        // An API that decides nothing makes every cluster one of its own.
        apis: [`other.example.com/v${isAlike ? 1 : index + 1}`],
      });
      return [`.github/crd-upgrade-guard/clusters/c${index}.json`, text];
    }),
  );
}

const USE = { "clusters/c1/route.yaml": "apiVersion: example.com/v1beta1\nkind: Route\nmetadata: {name: x}\n" };

it("says the same as where no two clusters are alike", () => {
  const config = fc.constantFrom(...CONFIGS).map((text) => ({ ".github/crd-upgrade-guard/config.yaml": text }));
  const change = fc.record({ base: fc.option(manifests), head: manifests, before: config, config, of: fleet });
  fc.assert(
    fc.property(change, fc.constantFrom("check" as const, "gate" as const), (one, mode) => {
      const report = (isAlike: boolean) => {
        const guard = snapshots(one.of, isAlike);
        const base = one.base === null ? null : { ...one.base, ...guard, ...one.before, ...USE };
        const found = judged(base, { ...one.head, ...guard, ...one.config, ...USE }, mode);
        // The snapshots differ, and so do the names of their bytes.
        return JSON.parse(JSON.stringify(found, (key, value: unknown) => (key === "blob" ? "" : value)));
      };
      expect(report(true)).toEqual(report(false));
    }),
    { numRuns: Number(process.env.FLEET_RUNS ?? 60), seed: Number(process.env.FLEET_SEED ?? 1) },
  );
});
