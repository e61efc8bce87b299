import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readArchive, readChartArchive, unpackBudget } from "../../../src/manifests/charts/chart-archive.ts";
import { readPackedChart } from "../../../src/manifests/charts/packed-chart.ts";
import { temporaryFolder } from "../../git/repository.ts";
import { tar, tgz, type WrittenEntry } from "./archives.ts";

const CHART: WrittenEntry = { name: "parts/Chart.yaml", content: "name: parts\n" };
const LONG = `parts/templates/${"long/".repeat(25)}crd.yaml`;

/** Of a size whose limit is that of every file. */
const LARGE = 64 * 1024 * 1024;

function read(bytes: Uint8Array): unknown {
  const reading = readChartArchive(bytes, unpackBudget(LARGE));
  if (!reading.ok) return reading.reason;
  return Object.fromEntries([...reading.value].map(([name, content]) => [name, Buffer.from(content).toString()]));
}

it("takes away the folder around a packed chart", () => {
  const entries = [
    { name: "parts/", flag: "5" },
    CHART,
    { name: "./parts/crds/a/b.yaml", content: "x" },
    { name: "stray" },
  ];
  expect(read(tgz(entries))).toEqual({ "Chart.yaml": "name: parts\n", "crds/a/b.yaml": "x" });
});

it.each<[string, readonly WrittenEntry[]]>([
  ["ustar's prefix", [{ name: "crd.yaml", prefix: LONG.slice(0, -"/crd.yaml".length), content: "x" }]],
  [
    "pax records",
    [
      { name: "pax", flag: "x", content: paxRecord("path", LONG) },
      { name: "short", content: "x" },
    ],
  ],
  [
    "GNU's long name",
    [
      { name: "@LongLink", flag: "L", content: `${LONG}\0` },
      { name: "short", content: "x" },
    ],
  ],
])("reads a name that is too long for the header: %s", (_, entries) => {
  expect(read(tgz([...entries, CHART]))).toEqual({ [LONG.slice("parts/".length)]: "x", "Chart.yaml": "name: parts\n" });
});

it("takes the times in GNU's own header for no part of a name", () => {
  const entry = { name: "parts/crds/a.yaml", prefix: "14723601000\u000014723601000", isGnu: true, content: "x" };
  expect(read(tgz([CHART, entry]))).toEqual({ "Chart.yaml": "name: parts\n", "crds/a.yaml": "x" });
});

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  return `${rest.length + String(rest.length + 3).length}${rest}`;
}

it("reads what the system's tar writes", () => {
  const folder = temporaryFolder();
  const name = `${"n".repeat(60)}/${"m".repeat(60)}.yaml`;
  fs.mkdirSync(path.join(folder, "parts", path.dirname(name)), { recursive: true });
  fs.writeFileSync(path.join(folder, "parts", name), "x");
  fs.symlinkSync("/etc/passwd", path.join(folder, "parts", "link.yaml"));
  execFileSync("tar", ["czf", "parts.tgz", "parts"], { cwd: folder });
  expect(read(fs.readFileSync(path.join(folder, "parts.tgz")))).toEqual({ [name]: "x" });
  fs.rmSync(folder, { recursive: true });
});

describe("refuses what helm refuses, and what is meant to hurt", () => {
  const sound = tgz([CHART, { name: "parts/values.yaml", content: "a: b\n".repeat(5000) }]);
  it.each<[string, Uint8Array, string]>([
    [
      "a name with ..",
      tgz([CHART, { name: "parts/../../x", content: "x" }]),
      'an entry of it leads out of the chart: "parts/../../x"',
    ],
    [
      "an absolute name",
      tgz([{ name: "/etc/cron.d/x", content: "x" }]),
      'an entry of it leads out of the chart: "/etc/cron.d/x"',
    ],
    ["a drive letter", tgz([{ name: "C:\\x", content: "x" }]), 'an entry of it leads out of the chart: "C:\\\\x"'],
    ["a bomb", gzipSync(Buffer.alloc(65 * 1024 * 1024)), "unpacked it has more than the 64 MiB that are read"],
    [
      "too many entries",
      tgz(Array.from({ length: 10_001 }, (_, i) => ({ name: `parts/${i}` }))),
      "it has more than 10000 entries",
    ],
    ["text", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), "it is not gzip-compressed"],
    ["nothing", new Uint8Array(), "it is not gzip-compressed"],
    ["half a file", sound.subarray(0, sound.length >> 1), "it is cut off"],
    ["gzip of no tar", gzipSync("x".repeat(2000)), "it is no tar archive"],
    [
      "half a tar",
      gzipSync(tar([{ name: "parts/a", content: "x".repeat(2000) }]).subarray(0, 1024)),
      "it ends in the middle of a file",
    ],
    ["an empty tar", gzipSync(""), "it ends in the middle of a file"],
    ["damaged data", sound.map((byte, index) => (index > 20 ? byte ^ 0x5a : byte)), "its compressed data is damaged"],
  ])("%s", (_, bytes, reason) => {
    expect(read(bytes)).toBe(reason);
  });

  it("follows no link", () => {
    expect(read(tgz([CHART, { name: "parts/crds/x.yaml", flag: "2", link: "/etc/passwd" }]))).toEqual({
      "Chart.yaml": "name: parts\n",
    });
  });
});

it("unpacks no more than the size of what was committed allows, archives within archives and all", () => {
  const chart: WrittenEntry = { name: "a/Chart.yaml", content: "name: a\nversion: 1.0.0\n" };
  const inner = tgz([chart, { name: "a/x", content: "x".repeat(800_000) }]);
  const outer = tgz([chart, ...[1, 2, 3].map((i) => ({ name: `a/charts/${i}.tgz`, content: inner }))]);
  const large = tgz([chart, { name: "a/x", content: "x".repeat(3_000_000) }]);
  const limit = "unpacked it is more than 64 times as large, as no chart is";
  expect(readPackedChart("a.tgz", inner)).toMatchObject({ ok: true });
  expect(readPackedChart("a.tgz", large)).toEqual({ ok: false, isOther: false, reason: limit, mayHoldCrds: true });
  expect(readPackedChart("a.tgz", outer)).toEqual({
    ok: false,
    isOther: false,
    reason: `charts/2.tgz: ${limit}`,
    mayHoldCrds: true,
  });
  const budget = unpackBudget(inner.length);
  const before = budget.left;
  readChartArchive(inner, budget);
  expect(before - budget.left).toBe(gunzipSync(inner).length);
});

it("reads more files of what was fetched than any chart has: it may be a repository", () => {
  const many = tgz(Array.from({ length: 10_001 }, (_, at) => ({ name: `a/${at}.yaml` })));
  expect(readChartArchive(many, unpackBudget(many.length))).toEqual({
    ok: false,
    reason: "it has more than 10000 entries",
  });
  const whole = readArchive(many, "as-it-lies");
  expect(whole.ok && whole.value.size).toBe(10_001);
});
