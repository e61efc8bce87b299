import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect } from "vitest";
import { readArchive, readChartArchive, unpackBudget } from "../../src/manifests/charts/chart-archive.ts";
import { readPackedChart } from "../../src/manifests/charts/packed-chart.ts";
import { readTar } from "../../src/manifests/charts/tar.ts";
import { tar } from "../manifests/charts/archives.ts";
import { fuzz, inTime } from "./fuzz.ts";
import { bytesOf, mutatedTexts, textOfBytes } from "./mutate.ts";
import { type GoEntry, goReads, skippedWithoutReader } from "./reader.ts";

const MOST_ENTRIES = 20;
const LONG = `chart/${"deep/".repeat(30)}crd.yaml`;
const pax = (record: string) => {
  let length = record.length + 3;
  while (`${length} ${record}\n`.length !== length) length += 1;
  return `${length} ${record}\n`;
};
const SEEDS = [
  tar([
    { name: "chart/Chart.yaml", content: "name: a\nversion: 1.0.0\n" },
    { name: "chart/crds/a.yaml", content: "kind: CustomResourceDefinition\n" },
  ]),
  tar([
    { name: "chart/", flag: "5" },
    { name: "chart/a", content: "x".repeat(700) },
    { name: "b", flag: "2", link: "chart/a" },
  ]),
  tar([
    { name: "PaxHeader", flag: "x", content: pax(`path=${LONG}`) },
    { name: "short", content: "a" },
    { name: "b", content: "c" },
  ]),
  tar([
    { name: "././@LongLink", flag: "L", content: `${LONG}\0` },
    { name: "short", content: "a" },
  ]),
  tar([
    { name: "crd.yaml", prefix: "chart/templates", content: "a" },
    { name: "../x", content: "b" },
    { name: "/etc/x", content: "c" },
  ]),
  tar([
    { name: "pax_global_header", flag: "g", content: pax("comment=abc") },
    { name: "a\\..\\b", content: "b" },
    { name: "g", isGnu: true, content: "d" },
  ]),
].map(textOfBytes);

const WORDS = [
  ...[
    "\0",
    "ustar\0" + "00",
    "ustar  \0",
    "..",
    "../",
    "/",
    "\\",
    "0",
    "1",
    "2",
    "5",
    "7",
    "g",
    "x",
    "L",
    "K",
    "\x80\0\0\0\0\0\0\0\0\0\0\x01",
    "\xff",
  ],
  ...["00000000001\0", "77777777777\0", "12 path=a\n", "11 size=3\n", "-1", " ", "\n", "\0".repeat(512)],
];

/** Headers whose sum is right again, so that more than the sum is looked at. */
function withSums(text: string): string {
  const bytes = Buffer.from(bytesOf(text));
  for (let start = 0; start + 512 <= bytes.length; start += 512) {
    const header = bytes.subarray(start, start + 512);
    if (header.subarray(257, 262).toString("latin1") !== "ustar") continue;
    header.fill(32, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  }
  return textOfBytes(bytes);
}

fuzz({
  name: "archives",
  inputs: fc
    .tuple(mutatedTexts(SEEDS, WORDS), fc.integer({ min: 0, max: 3 }))
    .map(([text, kind]) => (kind === 0 ? text : withSums(text))),
  cases: 300,
  ...skippedWithoutReader,
  async check(input) {
    const bytes = bytesOf(input);
    const asked = goReads("tar", bytes);
    const ours = inTime(() => readTar(bytes, MOST_ENTRIES));
    const packed = gzipSync(bytes, { level: 1 });
    for (const archive of [readChartArchive(packed, unpackBudget(packed.length)), readArchive(packed, "as-it-lies")]) {
      if (!archive.ok) continue;
      for (const [path, content] of archive.value) {
        const parts = path.split("/");
        expect(
          parts.some((part) => part === "" || part === "." || part === ".."),
          `a path: ${path}`,
        ).toBe(false);
        expect(content.length <= bytes.length, "more than there is").toBe(true);
      }
    }
    inTime(() => readPackedChart("a.tgz", packed));

    const { entries: all = [], error } = await asked;
    // It tells of what holds for all files as of a file.
    const entries = all.filter(({ type }) => type !== "g");
    if (!ours.ok) {
      // Go makes no difference between nothing and an archive of nothing; an archive that it reads to its end is refused for its number of entries alone.
      if (error === undefined && entries.length > 0 && entries.length <= MOST_ENTRIES)
        expect.fail(`Go reads it: ${ours.reason}`);
      return;
    }
    // Go looks at more of a header than a name and a size; what it has read until then is the same.
    const told = ours.value.slice(0, error === undefined ? undefined : entries.length);
    expect(told.map(({ name, type, bytes: content }) => [name, type, textOfBytes(content)])).toEqual(
      entries.map(asRead),
    );
  },
});

function asRead({ name, type, text }: GoEntry): readonly string[] {
  const kind = KINDS[type] ?? "other";
  return [name, kind, kind === "file" ? Buffer.from(text ?? "", "base64").toString("latin1") : ""];
}

const KINDS: Readonly<Record<string, string>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "5": "directory",
  "1": "link",
  "2": "link",
};
