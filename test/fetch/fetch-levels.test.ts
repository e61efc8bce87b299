import { describe, expect, it } from "vitest";
import { type FetchSide, fetchLevels } from "../../src/fetch/fetch-levels.ts";
import type { LockEntry } from "../../src/sources/lock.ts";
import { type FetchableOrigin, isFetchable, originKey, type SourceReference } from "../../src/sources/reference.ts";

/** What trees refer to, level after level: contents are made up, and so is what comes out of them. */

const PLACE = { path: "a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } };

function to(host: string, version: string): SourceReference {
  const origin: FetchableOrigin = { kind: "helm", repository: `https://${host}.example.com`, chart: "app", version };
  return {
    kind: "Application",
    name: host,
    namespace: null,
    origin,
    version,
    place: PLACE,
    object: PLACE,
    delivery: { by: "files", client: "unknown", recurse: false },
    destination: null,
  };
}

const nameOf = ({ origin }: Pick<SourceReference, "origin">) =>
  origin.kind === "helm"
    ? `${origin.repository.slice("https://".length).split(".")[0]} ${origin.version}`
    : origin.kind;

type Leads = Readonly<Record<string, readonly SourceReference[]>>;

interface Given {
  readonly head: readonly SourceReference[];
  readonly base: readonly SourceReference[] | null;
  /** What comes out of contents. */
  readonly nested?: Leads;
  /** What contents are made with. */
  readonly parts?: Leads;
  readonly all?: boolean;
  readonly allow?: readonly string[];
  /** Of what is in the cache before. */
  readonly cached?: readonly string[];
}

/** @returns each that was tried, with what became of it */
async function levels({ head, base, nested = {}, parts = {}, all = false, allow = [], cached = [] }: Given) {
  const there = new Set(cached);
  let held: ReadonlySet<string> = new Set();
  const isThere = (one: SourceReference) =>
    there.has(nameOf(one)) && !(isFetchable(one.origin) && held.has(originKey(one.origin)));
  const side = (own: readonly SourceReference[]): FetchSide => {
    const told = new Set<string>();
    const fresh = (kind: string, leads: Leads, of: readonly SourceReference[]) =>
      of
        .filter(isThere)
        .flatMap((one) => leads[nameOf(one)] ?? [])
        .filter((one) => {
          const key = `${kind} ${nameOf(one)}`;
          const isNew = !told.has(key);
          told.add(key);
          return isNew;
        });
    return {
      own,
      dig: (references) => ({
        parts: fresh("part", parts, references),
        nested: fresh("nested", nested, references),
      }),
    };
  };
  const lock = new Map<string, LockEntry>();
  const outcomes = await fetchLevels(
    {
      head: side(head),
      base: base === null ? null : side(base),
      knownOfBase: () => {
        const own = side(base ?? []);
        const found: SourceReference[] = [];
        for (let dug = own.dig(own.own); dug.nested.length > 0; dug = own.dig(dug.nested)) found.push(...dug.nested);
        return found;
      },
      all,
      allow,
      identityOf: () => "",
      locked: (key) => lock.get(key) ?? null,
      has: () => true,
    },
    1,
    {
      fetch: async ({ origin }) => {
        there.add(nameOf({ origin }));
        return { ok: true, value: { bytes: new Uint8Array(), content: "chart", resolved: "1", url: "" } };
      },
      store: () => `sha256:${"0".repeat(64)}`,
      addToLock: async (entries) => {
        for (const [key, entry] of Object.entries(entries)) lock.set(key, entry);
        return { ok: true, value: null };
      },
      now: () => 0,
      tell: () => {},
      begin: (_, __, refused) => {
        held = refused;
      },
    },
  );
  if (!outcomes.ok) throw new Error(outcomes.reason);
  const shown = outcomes.value.map(({ references, entry }) => {
    const [first] = references;
    return `${first === undefined ? "" : nameOf(first)}${references.length > 1 ? ` x${references.length}` : ""}: ${"error" in entry ? entry.cause : "fetched"}`;
  });
  return shown;
}

describe("what comes out of what is fetched", () => {
  it("is fetched too, as deep as it goes", async () => {
    const nested = { "a 1": [to("b", "1")], "b 1": [to("c", "1")] };
    expect(await levels({ head: [to("a", "1")], base: null, nested })).toEqual([
      "a 1: fetched",
      "b 1: fetched",
      "c 1: fetched",
    ]);
  });

  it("is of both sides of a change, and only what differs", async () => {
    const nested = {
      "a 1": [to("b", "1"), to("same", "1")],
      "a 2": [to("b", "2"), to("same", "1")],
    };
    const change = { head: [to("a", "2")], base: [to("a", "1")], nested };
    expect(await levels(change)).toEqual(["a 1: fetched", "a 2: fetched", "b 1: fetched", "b 2: fetched"]);
    expect(await levels({ ...change, all: true })).toEqual([
      "a 1: fetched",
      "a 2: fetched",
      "b 1: fetched",
      "b 2: fetched",
      "same 1: fetched",
    ]);
  });

  it("is asked for once, whoever leads to it", async () => {
    const nested = { "a 1": [to("b", "1")], "b 1": [to("a", "1")] };
    expect(await levels({ head: [to("a", "1")], base: null, nested })).toEqual(["a 1 x2: fetched", "b 1: fetched"]);
  });

  it("has parts that are fetched whatever the other side has", async () => {
    const parts = { "a 1": [to("part", "1")], "a 2": [to("part", "1")] };
    expect(await levels({ head: [to("a", "2")], base: [to("a", "1")], parts })).toEqual([
      "a 1: fetched",
      "a 2: fetched",
      "part 1 x2: fetched",
    ]);
  });
});

describe("a host that contents alone name", () => {
  const nested = { "a 1": [to("known", "1")], "a 2": [to("known", "2"), to("new", "1")] };

  it("is new where the base's contents do not name it, and known where they do", async () => {
    expect(await levels({ head: [to("a", "2")], base: [to("a", "1")], nested })).toEqual([
      "a 1: fetched",
      "a 2: fetched",
      "known 1: fetched",
      "known 2: fetched",
      "new 1: not-allowed",
    ]);
  });

  it("is known where the base's tree names it, or its configuration allows it", async () => {
    const [head, base] = [
      [to("a", "2"), to("new", "0")],
      [to("a", "1"), to("new", "0")],
    ];
    expect(await levels({ head, base, nested })).toContain("new 1: fetched");
    const allow = ["https://new.example.com"];
    expect(await levels({ head: [to("a", "2")], base: [to("a", "1")], nested, allow })).toContain("new 1: fetched");
  });

  it("is known where it comes out of what the change leaves alone and the cache has", async () => {
    const other = to("other", "1");
    const leads = { ...nested, "other 1": [to("new", "0")] };
    const change = { head: [to("a", "2"), other], base: [to("a", "1"), other], nested: leads };
    expect(await levels(change)).toContain("new 1: not-allowed");
    expect(await levels({ ...change, cached: ["other 1"] })).toContain("new 1: fetched");
  });

  it("is known to the change's tree too where the base's contents name it", async () => {
    const change = { base: [to("a", "1")], head: [to("a", "2"), to("known", "3")], nested };
    const expected = [
      "a 1: fetched",
      "a 2: fetched",
      "known 1: fetched",
      "known 2: fetched",
      "known 3: fetched",
      "new 1: not-allowed",
    ];
    expect(await levels(change)).toEqual(expected);
    const cached = ["a 1", "a 2", "known 1", "known 2", "known 3", "new 1"];
    expect(await levels({ ...change, cached })).toEqual(expected);
  });

  it("is new to the change's tree where the change's contents alone name it", async () => {
    const leads = { "a 2": [to("new", "1")], "new 1": [to("newer", "1")] };
    const change = { base: [to("a", "1")], head: [to("a", "2"), to("new", "3")], nested: leads };
    const expected = ["a 1: fetched", "a 2: fetched", "new 1: not-allowed", "new 3: not-allowed"];
    expect(await levels(change)).toEqual(expected);
    expect(await levels({ ...change, cached: ["a 2", "new 1", "new 3"] })).toEqual(expected);
  });

  it("is known however deep the base's contents name it, whatever is cached", async () => {
    const leads = {
      "a 1": [to("m", "1")],
      "m 1": [to("n", "1")],
      "n 1": [to("b", "1")],
      "a 2": [to("b", "2")],
      "b 2": [to("c", "2")],
      "b 1": [to("c", "1")],
    };
    const change = { head: [to("a", "2")], base: [to("a", "1")], nested: leads };
    const expected = ["a 1", "a 2", "m 1", "n 1", "b 1", "b 2", "c 1", "c 2"].map((one) => `${one}: fetched`);
    expect(await levels(change)).toEqual(expected);
    for (const cached of [
      ["b 2"],
      ["a 1", "m 1", "n 1"],
      ["a 1", "a 2", "m 1", "n 1", "b 1", "b 2", "c 1", "c 2", "c 3"],
    ])
      expect(await levels({ ...change, cached })).toEqual(expected);
  });

  it("is known to parts of the change's contents as late", async () => {
    const leads = { "a 1": [to("m", "1")], "m 1": [to("b", "1")] };
    const parts = { "a 2": [to("b", "2"), to("new", "1")] };
    expect(await levels({ head: [to("a", "2")], base: [to("a", "1")], nested: leads, parts })).toEqual([
      "a 1: fetched",
      "a 2: fetched",
      "m 1: fetched",
      "b 1: fetched",
      "b 2: fetched",
      "new 1: not-allowed",
    ]);
  });

  it("is known where everything is fetched, in what the change leaves alone", async () => {
    const same = to("same", "1");
    const leads = { "same 1": [to("m", "1")], "m 1": [to("b", "1")] };
    const change = { head: [same, to("b", "2")], base: [same], nested: leads, all: true };
    const expected = ["b 2", "m 1", "b 1"];
    expect(new Set(await levels(change))).toEqual(new Set(["same 1", ...expected].map((one) => `${one}: fetched`)));
  });
});
