import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkChart } from "../../src/fetch/fetched-chart.ts";
import { tgz } from "../manifests/charts/archives.ts";

const SOUND = "apiVersion: v2\nname: app\nversion: v1.2.3\n";

function packed(chart: string | null, more: Readonly<Record<string, string>> = {}): Uint8Array {
  const files = { ...(chart === null ? {} : { "app/Chart.yaml": chart }), ...more };
  return tgz(Object.entries(files).map(([name, content]) => ({ name, content })));
}

const ANY = { name: null, version: null };

describe("what came as a chart", () => {
  it.each([
    [ANY],
    [{ name: "app", version: null }],
    [{ name: "app", version: "v1.2.3" }],
    [{ name: "app", version: "1.2.3" }],
  ])("is one, in its version: %j", (expected) => {
    expect(checkChart(packed(SOUND), expected)).toEqual({ ok: true, value: "v1.2.3" });
  });

  it.each([
    ["a page", new TextEncoder().encode("<html>"), ANY, "what came is no chart: it is not gzip-compressed"],
    ["a compressed page", gzipSync("<html>"), ANY, "what came is no chart: it ends in the middle of a file"],
    ["no Chart.yaml", packed(null, { "app/values.yaml": "" }), ANY, "what came is no chart: it has no Chart.yaml"],
    ["no version", packed("name: app\n"), ANY, "what came is no chart: its Chart.yaml has no version"],
    [
      "a number for a version",
      packed("name: app\nversion: 1.2\n"),
      ANY,
      "what came is no chart: its Chart.yaml has no version",
    ],
    ["another name", packed(SOUND), { name: "web", version: null }, "what came is the chart `app`, not `web`"],
    ["another version", packed(SOUND), { name: "app", version: "1.2.4" }, "what came is version `v1.2.3`, not `1.2.4`"],
    [
      "a way out",
      packed(SOUND, { "app/../../etc/passwd": "" }),
      ANY,
      'what came is no chart: an entry of it leads out of the chart: "app/../../etc/passwd"',
    ],
  ])("is none with %s", (_name, bytes, expected, reason) => {
    expect(checkChart(bytes, expected)).toEqual({ ok: false, reason });
  });
});
