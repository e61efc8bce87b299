import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import {
  blobFile,
  cacheOfLock,
  defaultCacheFolder,
  defaultLockFile,
  digestOf,
  openCache,
} from "../../../src/io/fetch/cache.ts";
import { addToLock, storeBlob } from "../../../src/io/fetch/store.ts";
import type { LockEntry } from "../../../src/sources/lock.ts";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-cache-"));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

function folder(name: string): string {
  const made = path.join(root, name);
  fs.mkdirSync(made);
  return made;
}

const FAILED: LockEntry = { error: "no such version", cause: "failed" };
const BYTES = new TextEncoder().encode("a chart");

describe("cache of sources", () => {
  it("gives what was stored, by its digest, and the lock's entries by their keys", async () => {
    const cache = folder("whole");
    const lockFile = path.join(cache, "roots", "a", "sources.lock.json");
    const digest = storeBlob(cache, BYTES);
    const entry: LockEntry = { digest, content: "chart", resolved: "1.0.0", url: "https://charts.example.com/a.tgz" };
    await addToLock(lockFile, { a: entry, b: FAILED });
    const opened = openCache(cache, lockFile);
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.value.entry("a")).toEqual(entry);
    expect(opened.value.entry("b")).toEqual(FAILED);
    expect(opened.value.entry("toString")).toBeNull();
    const read = opened.value.read(digest);
    expect(read.ok && Buffer.from(read.value).toString()).toBe("a chart");
    expect(fs.readdirSync(path.join(cache, "blobs", "sha256"))).toEqual([digest.slice("sha256:".length)]);
    expect(fs.readdirSync(path.dirname(lockFile))).toEqual(["sources.lock.json"]);
    expect(cacheOfLock(lockFile, {})).toBe(cache);
  });

  it("gives nothing whose bytes have another digest, and nothing from elsewhere", () => {
    const cache = folder("spoilt");
    const digest = storeBlob(cache, BYTES);
    fs.writeFileSync(blobFile(cache, digest), "another chart");
    const opened = openCache(cache, path.join(cache, "none.json"));
    if (!opened.ok) throw new Error(opened.reason);
    expect(opened.value.read(digest)).toEqual({ ok: false, reason: "the cache has other contents under its digest" });
    expect(opened.value.read(digestOf(new Uint8Array()))).toEqual({ ok: false, reason: "it is not in the cache" });
    expect(opened.value.read("sha256:../../../etc/passwd")).toEqual({
      ok: false,
      reason: "its digest is none of sha256",
    });
  });

  it("says why a lock cannot be read, and never writes over it", async () => {
    const cache = folder("broken");
    const lockFile = path.join(cache, "sources.lock.json");
    fs.writeFileSync(lockFile, "{");
    expect(openCache(cache, lockFile)).toEqual({ ok: false, reason: "it is no JSON" });
    expect(await addToLock(lockFile, { a: FAILED })).toEqual({
      ok: false,
      reason: "it is no JSON; remove it to have it written anew",
    });
    expect(fs.readFileSync(lockFile, "utf8")).toBe("{");
  });

  it("loses no entry when two processes write to one lock", async () => {
    const lockFile = path.join(folder("two"), "sources.lock.json");
    const entry = fileURLToPath(new URL("../../../src/io/fetch/store.ts", import.meta.url));
    const bundle = path.join(root, "store.cjs");
    buildSync({ entryPoints: [entry], outfile: bundle, bundle: true, platform: "node", format: "cjs" });
    const script = `(async () => {
      const [, bundle, file, name] = process.argv;
      const { addToLock } = require(bundle);
      for (let index = 0; index < 40; index++) await addToLock(file, { [name + index]: { error: "x", cause: "failed" } });
    })()`;
    const run = promisify(execFile);
    const write = (name: string) => run(process.execPath, ["-e", script, bundle, lockFile, name]);
    await Promise.all(["a", "b", "c"].map(write));
    const opened = openCache(path.dirname(lockFile), lockFile);
    if (!opened.ok) throw new Error(opened.reason);
    const lost = ["a", "b", "c"].flatMap((name) =>
      Array.from({ length: 40 }, (_, index) => name + index).filter((key) => opened.value.entry(key) === null),
    );
    expect(lost).toEqual([]);
  });

  it("goes on where a process was killed in its turn", async () => {
    const lockFile = path.join(folder("killed"), "sources.lock.json");
    fs.writeFileSync(`${lockFile}.turn`, "");
    const long = new Date(Date.now() - 60_000);
    fs.utimesSync(`${lockFile}.turn`, long, long);
    expect((await addToLock(lockFile, { a: FAILED })).ok).toBe(true);
    expect(fs.readdirSync(path.dirname(lockFile))).toEqual(["sources.lock.json"]);
  });

  it("is where the XDG base directory specification has caches, with a lock for each root", () => {
    expect(defaultCacheFolder({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/crd-upgrade-guard");
    expect(defaultCacheFolder({ XDG_CACHE_HOME: "caches" })).toBe(path.join(os.homedir(), ".cache/crd-upgrade-guard"));
    const real = folder("checkout");
    const link = path.join(root, "link");
    fs.symlinkSync(real, link);
    expect(defaultLockFile("/caches", link)).toBe(defaultLockFile("/caches", real));
    expect(defaultLockFile("/caches", real)).toMatch(/^\/caches\/roots\/[0-9a-f]{16}\/sources\.lock\.json$/);
    expect(defaultLockFile("/caches", real)).not.toBe(defaultLockFile("/caches", root));
    expect(cacheOfLock(path.join(real, "sources.lock.json"), { XDG_CACHE_HOME: "/caches" })).toBe(
      "/caches/crd-upgrade-guard",
    );
  });
});
