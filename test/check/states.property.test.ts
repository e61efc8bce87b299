import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, it } from "vitest";
import type { Finding } from "../../src/report/report.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { recorded } from "./recorded.ts";

/** spec §4.6 on random trees and guards. Trees are kept in memory: what is tested is the judging, not the disk. */

const NAMES = ["v1alpha1", "v1beta1", "v1", "v2"];
const CRDS = ["routes.example.com", "ways.example.com"];
const CONFIG = ".github/crd-upgrade-guard/config.yaml";

/** A CRD's versions, one of them storage; the others served or not. */
const versions = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(fc.constant(names), fc.nat(names.length - 1)))
  .map(([names, storage]) => names.map((name, index) => (index === storage ? `${name}*` : name)).join(" "));

const manifests: fc.Arbitrary<Files> = fc
  .dictionary(fc.constantFrom(...CRDS), versions, { maxKeys: 2 })
  .chain((shapes) => fc.tuple(fc.constant(shapes), fc.constantFrom("crds", "moved", "clusters/prod")))
  .map(([shapes, folder]) =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [`${folder}/${name}.yaml`, dump(crd({ name, versions: shape }))]),
    ),
  );

const snapshot = (cluster: string) =>
  fc.dictionary(fc.constantFrom(...CRDS), fc.tuple(versions, fc.subarray(NAMES)), { maxKeys: 2 }).map((crds) =>
    recorded(
      cluster,
      Object.fromEntries(
        Object.entries(crds).map(([name, [shape, extra]]) => {
          const storage =
            shape
              .split(" ")
              .find((word) => word.endsWith("*"))
              ?.slice(0, -1) ?? "";
          return [name, live({ name, versions: shape }, [...new Set([...extra, storage])])];
        }),
      ),
    ),
  );

const guard: fc.Arbitrary<Files> = fc
  .tuple(
    snapshot("prod"),
    fc.option(snapshot("dev")),
    fc.constantFrom(
      "",
      "manifests: {exclude: [moved/**]}\n",
      "rules: {stored-version-removed: off}\n",
      `waivers:\n  - {rule: stored-version-removed, crd: ${CRDS[0]}, reason: r, owner: o, expires: 2027-01-01}\n`,
      "targets: [{paths: [crds/**], clusters: [dev]}]\n",
    ),
  )
  .map(([prod, dev, config]) => ({
    ".github/crd-upgrade-guard/clusters/prod.json": prod,
    ...(dev === null ? {} : { ".github/crd-upgrade-guard/clusters/dev.json": dev }),
    ...(config === "" ? {} : { [CONFIG]: config }),
  }));

/**
 * What a finding is about: each of its versions, and each of its clusters. Not every cluster need have every version.
 * @param isWhole false: of a bundle only its parts, since not every CRD need have every version or cluster either
 */
function keys(findings: readonly Finding[], isWhole: boolean): readonly string[] {
  return findings.flatMap(({ rule, crd: name, crds, version, versions: several, clusters }) => {
    const names = crds !== undefined && !isWhole ? [] : (crds ?? [name]);
    const versions = several ?? [version ?? ""];
    return [
      ...(crds ?? [name]).map((one) => [rule, one].join("|")),
      ...names.flatMap((one) => versions.map((of) => [rule, one, "version", of].join("|"))),
      ...names.flatMap((one) => clusters.map((of) => [rule, one, "cluster", of].join("|"))),
    ];
  });
}

/** More: `STATES_RUNS=2000 STATES_SEED=7 npm run unit -- test/check/states.property`. */
const { STATES_RUNS, STATES_SEED } = process.env;
/** The same cases in every run, so that no change fails by what it did not touch; another `STATES_SEED`, others. */
const RUNS = { numRuns: Number(STATES_RUNS ?? 150), seed: Number(STATES_SEED ?? 1) };

it("gives every finding exactly one state, and loses none for having a base", () => {
  fc.assert(
    fc.property(manifests, manifests, guard, guard, (baseTree, headTree, baseGuard, headGuard) => {
      const head = { ...headTree, ...headGuard };
      const withBase = judged({ ...baseTree, ...baseGuard }, head).findings.filter(
        ({ rule }) => rule !== "guard-weakened",
      );
      // From the snapshot alone: the second starting state exists only with a base.
      // A waiver may cover what the base alone brings about.
      const alone = judged(null, head).findings.filter(({ rule }) => rule !== "waiver-unused");
      const all = keys(withBase, true);
      const once = withBase.map(({ fingerprint }) => fingerprint);
      expect(new Set(once).size).toBe(once.length);
      for (const key of keys(alone, false)) expect(all).toContain(key);
    }),
    RUNS,
  );
});

it("fails a check only for what a change of manifests explains", () => {
  fc.assert(
    fc.property(manifests, guard, guard, (tree, baseGuard, headGuard) => {
      const report = judged({ ...tree, ...baseGuard }, { ...tree, ...headGuard });
      expect(report.result).not.toBe("fail");
      expect(report.findings.filter(({ state, rule }) => state === "introduced" && rule !== "guard-weakened")).toEqual(
        [],
      );
    }),
    RUNS,
  );
});

it("says preexisting of everything when nothing changed", () => {
  fc.assert(
    fc.property(manifests, guard, (tree, sameGuard) => {
      const files = { ...tree, ...sameGuard };
      expect(judged(files, files).findings.filter(({ state }) => state !== "preexisting")).toEqual([]);
    }),
    RUNS,
  );
});

it("lets nothing pass at the gate that a check without a base refuses", () => {
  fc.assert(
    fc.property(manifests, manifests, guard, guard, (baseTree, headTree, baseGuard, headGuard) => {
      const head = { ...headTree, ...headGuard };
      if (judged(null, head).result === "fail")
        expect(judged({ ...baseTree, ...baseGuard }, head, "gate").result).toBe("fail");
    }),
    RUNS,
  );
});

/** The same documents, in as many files as are named, each a stream of YAML, a List or a file of JSON. */
const split = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...CRDS, "keys.example.org"), versions, { minKeys: 1 }),
    fc.array(fc.tuple(fc.nat(2), fc.constantFrom("stream", "list", "json")), { minLength: 3, maxLength: 3 }),
  )
  .map(([shapes, places]) => {
    const documents = Object.entries(shapes).map(([name, shape]) =>
      crd({ name, versions: shape, kind: name.slice(0, 3) }),
    );
    const files: Record<string, string> = {};
    for (const [file, form] of [["a.yaml", 0] as const, ["b/b.yaml", 1] as const, ["c.yaml", 2] as const].map(
      ([path, index]) => [path, { index, as: places[index]?.[1] ?? "stream" }] as const,
    )) {
      const own = documents.filter((_, at) => places[at]?.[0] === form.index);
      if (own.length === 0) continue;
      const list = { apiVersion: "v1", kind: "List", items: own };
      if (form.as === "stream") files[file] = own.map((one) => dump(one)).join("---\n");
      else files[file] = form.as === "list" ? dump(list) : `\ufeff${JSON.stringify(list)}`.replaceAll("\n", "\r\n");
    }
    const whole: Files = { "all.yaml": documents.map((one) => dump(one)).join("---\n") };
    return { whole, files: files as Files };
  });

it("answers the same of the same CRDs, however they are split into files", () => {
  fc.assert(
    fc.property(manifests, guard, split, (baseTree, sameGuard, { whole, files }) => {
      const base = { ...baseTree, ...sameGuard };
      const answers = (head: Files) => {
        const { predictions, findings, result } = judged(base, { ...head, ...sameGuard });
        return {
          result,
          predictions: predictions.map(({ source: _, appliesBecause: __, ...answer }) => JSON.stringify(answer)).sort(),
          findings: findings.flatMap((one) => keys([one], true).map((key) => `${key} ${one.state}`)).sort(),
        };
      };
      expect(answers(files)).toEqual(answers(whole));
    }),
    { numRuns: 100 },
  );
});

/** One CRD at several paths, one or two documents each. */
const copies: fc.Arbitrary<Readonly<Record<string, readonly string[]>>> = fc.dictionary(
  fc.constantFrom("a/w.yaml", "b/w.yaml", "deploy/w.yaml", "test/fixtures/w.yaml", "clusters/prod/w.yaml"),
  fc.array(versions, { minLength: 1, maxLength: 2 }),
  { minKeys: 1 },
);

function filesOf(shapes: Readonly<Record<string, readonly string[]>>): Files {
  const documents = (own: readonly string[]) => own.map((shape) => dump(crd({ name: CRDS[0] ?? "", versions: shape })));
  return Object.fromEntries(Object.entries(shapes).map(([path, own]) => [path, documents(own).join("---\n")]));
}

/**
 * What stands where: `rule, version, cluster` to the paths of its documents, with their state.
 * @param isExact without those of several versions and clusters: not every cluster need have every version
 */
function standing(
  findings: readonly Finding[],
  isExact = false,
): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const places = new Map<string, (readonly [string, string])[]>();
  for (const { rule, version, versions: several, clusters, state, location, otherPlaces = [] } of findings) {
    if (rule !== "stored-version-removed" && rule !== "manifest-behind-cluster") continue;
    if (isExact && several !== undefined && clusters.length > 1) continue;
    for (const of of several ?? [version ?? ""])
      for (const cluster of clusters) {
        const key = JSON.stringify([rule, of, cluster]);
        const own = [location, ...otherPlaces.map((other) => other.location)].map(({ path }) => [path, state] as const);
        places.set(key, [...(places.get(key) ?? []), ...own]);
      }
  }
  return places;
}

it("calls nothing old that stands where the base did not have it, but for what moved", () => {
  fc.assert(
    fc.property(copies, copies, guard, (before, after, sameGuard) => {
      const config = String(sameGuard[CONFIG] ?? "");
      fc.pre(!config.startsWith("rules") && !config.startsWith("manifests"));
      const [base, head] = [filesOf(before), filesOf(after)];
      const old = standing(judged(null, { ...base, ...sameGuard }).findings);
      const { findings } = judged({ ...base, ...sameGuard }, { ...head, ...sameGuard });
      for (const [key, places] of standing(findings, true)) {
        const had = (old.get(key) ?? []).map(([path]) => path);
        const kept = places.flatMap(([path, state]) => (state === "introduced" ? [] : [path]));
        const isMoved = (path: string) => !(path in base);
        expect(kept.filter((path) => !isMoved(path) && !had.includes(path))).toEqual([]);
        expect(new Set(kept.filter(isMoved)).size).toBeLessThanOrEqual(had.filter((path) => !(path in head)).length);
      }
    }),
    RUNS,
  );
});

it("calls everything old that stands where the base had it in the same words", () => {
  fc.assert(
    fc.property(copies, copies, guard, (before, after, sameGuard) => {
      // Every file of the base, and more.
      const [base, more] = [filesOf(before), filesOf(after)];
      const report = judged({ ...base, ...sameGuard }, { ...more, ...base, ...sameGuard });
      for (const places of standing(report.findings).values())
        expect(places.filter(([path, state]) => path in base !== (state === "preexisting"))).toEqual([]);
    }),
    RUNS,
  );
});
