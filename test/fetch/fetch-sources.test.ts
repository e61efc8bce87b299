import { describe, expect, it } from "vitest";
import { failed } from "../../src/base/result.ts";
import { type FetchPorts, fetchSources, type SourceOutcome } from "../../src/fetch/fetch-sources.ts";
import { type FetchPlan, type PlannedOrigin, planFetch } from "../../src/fetch/plan.ts";
import type { SourceReference } from "../../src/sources/reference.ts";

const PLACE = { path: "a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } };

function planOf(count: number): FetchPlan {
  const head = Array.from(
    { length: count },
    (_, at): SourceReference => ({
      ...{ kind: "HelmRelease", name: `r${at}`, namespace: null, version: null, place: PLACE, object: PLACE },
      origin: { kind: "file", url: `https://example.com/${at}/a.yaml` },
      delivery: { by: "files", client: "unknown", recurse: false },
      destination: null,
    }),
  );
  const request = { base: null, all: false, allow: [], identityOf: () => "", locked: () => null, has: () => false };
  return planFetch({ head, ...request });
}

function ports(more: Partial<FetchPorts> = {}) {
  let clock = 0;
  const written: string[][] = [];
  const made: FetchPorts = {
    fetch: async ({ key }) => ({
      ok: true,
      value: { bytes: new Uint8Array(), content: "file", resolved: key, url: key },
    }),
    store: () => "sha256:x",
    addToLock: async (entries) => {
      written.push(Object.keys(entries));
      return { ok: true, value: null };
    },
    // A hundred milliseconds pass with each look.
    now: () => {
      clock += 100;
      return clock;
    },
    tell: () => {},
    ...more,
  };
  return { made, written };
}

describe("fetching what a plan says", () => {
  it("has as many under way as it may, and none twice", async () => {
    let [running, most] = [0, 0];
    const seen: string[] = [];
    const { made } = ports({
      fetch: async ({ key }) => {
        running++;
        most = Math.max(most, running);
        seen.push(key);
        await new Promise(setImmediate);
        running--;
        return { ok: false, reason: "gone", refused: null };
      },
    });
    const result = await fetchSources(planOf(20), 4, made);
    expect([most, seen.length, new Set(seen).size, result.ok && result.value.length]).toEqual([4, 20, 20, 20]);
  });

  it("writes the lock now and then, each entry once", async () => {
    const { made, written } = ports();
    await fetchSources(planOf(30), 1, made);
    expect(written.length).toBeGreaterThan(2);
    expect(written.length).toBeLessThan(15);
    expect(written.flat().length).toBe(30);
    expect(new Set(written.flat()).size).toBe(30);
  });

  it("tells of each as it is settled, and keeps the plan's order", async () => {
    const told: [string, number, number][] = [];
    const name = ({ references: [first] }: SourceOutcome) => first?.name ?? "";
    const { made } = ports({ tell: (outcome, { done, of }) => told.push([name(outcome), done, of]) });
    const result = await fetchSources(planOf(3), 2, made);
    expect(told.map(([, done, of]) => [done, of])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(result.ok && result.value.map(name)).toEqual(["r0", "r1", "r2"]);
  });

  it("says of each what became of it, and records what was asked for or refused", async () => {
    const target = { scheme: "https", host: "new.example.com", path: "/a" } as const;
    const kept = { digest: "sha256:k", content: "file", resolved: "k", url: "k" } as const;
    const steps: readonly PlannedOrigin["step"][] = [
      { do: "keep", entry: kept },
      { do: "refuse", target },
      { do: "fail", reason: "its address is no URL" },
      { do: "fetch", target, reach: "public" },
      { do: "fetch", target, reach: "public" },
      { do: "fetch", target, reach: "public" },
    ];
    const { origins } = planOf(steps.length);
    const [first] = origins;
    if (first === undefined) throw new Error("there is a plan");
    const planned = origins.map((one, at) => ({ ...one, key: `k${at}`, step: steps[at] ?? one.step }));
    const [reference] = first.references;
    if (reference === undefined) throw new Error("there is a reference");
    const unknown = { ...reference, name: "unknown" };
    const { made, written } = ports({
      fetch: async ({ key }) => {
        if (key === "k3") return { ok: false, reason: "gone", refused: null };
        if (key === "k4") return { ok: false, reason: "it leads elsewhere", refused: target };
        return { ok: true, value: { bytes: new Uint8Array(7), content: "file", resolved: "r", url: "u" } };
      },
      now: () => 0,
    });
    const undecided = [
      { reference: unknown, reason: "it is not filled in" },
      { reference: { ...unknown, name: "other" }, reason: "it is no text" },
    ];
    const result = await fetchSources({ origins: planned, undecided }, 1, made);
    const allow = 'Allow it by `fetch.allow: ["https://new.example.com/a"]` in the configuration of the base.';
    const none = { cached: false, bytes: 0, seconds: 0, remedy: null };
    const refused =
      "`https://new.example.com/a` is new: nothing that is known of the base refers there, and its configuration does not allow it";
    const [r0, r1, r2, r3, r4, r5] = planned.map(({ references }) => ({ references }));
    expect(result).toEqual({
      ok: true,
      value: [
        { ...r0, ...none, cached: true, entry: kept },
        { ...r1, ...none, entry: { error: refused, cause: "not-allowed" }, remedy: allow },
        { ...r2, ...none, entry: { error: "its address is no URL", cause: "failed" } },
        { ...r3, ...none, entry: { error: "gone", cause: "failed" } },
        { ...r4, ...none, entry: { error: "it leads elsewhere", cause: "not-allowed" }, remedy: allow },
        { ...r5, ...none, bytes: 7, entry: { digest: "sha256:x", content: "file", resolved: "r", url: "u" } },
        { references: [unknown], ...none, entry: { error: "it is not filled in", cause: "failed" } },
        { references: [{ ...unknown, name: "other" }], ...none, entry: { error: "it is no text", cause: "failed" } },
      ],
    });
    expect(written.flat()).toEqual(["k1", "k3", "k4", "k5"]);
  });

  it("writes no lock where there is nothing to write", async () => {
    const { made, written } = ports();
    expect(await fetchSources(planOf(0), 2, made)).toEqual({ ok: true, value: [] });
    expect(written).toEqual([]);
  });

  it("says that the lock cannot be written", async () => {
    const { made } = ports({ addToLock: async () => failed("it is no JSON") });
    expect(await fetchSources(planOf(3), 2, made)).toEqual({ ok: false, reason: "it is no JSON" });
  });
});
