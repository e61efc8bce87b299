import { describe, expect, it } from "vitest";
import { failed } from "../../src/base/result.ts";
import { type FetchPorts, fetchSources, type SourceOutcome } from "../../src/fetch/fetch-sources.ts";
import { type FetchPlan, planFetch } from "../../src/fetch/plan.ts";
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

  it("says that the lock cannot be written", async () => {
    const { made } = ports({ addToLock: async () => failed("it is no JSON") });
    expect(await fetchSources(planOf(3), 2, made)).toEqual({ ok: false, reason: "it is no JSON" });
  });
});
