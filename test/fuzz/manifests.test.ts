import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { classifyCrd } from "../../src/manifests/crd-shape.ts";
import { expandList } from "../../src/manifests/list.ts";
import { canonical } from "./canonical.ts";
import { fuzz, inTime } from "./fuzz.ts";
import { bytesOf, mutatedTexts, textOfBytes } from "./mutate.ts";
import { goReads, skippedWithoutReader } from "./reader.ts";
import { YAML_WORDS } from "./yaml-texts.ts";

const CRD = (name: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${name}.example.com
spec:
  group: example.com
  versions:
    - name: v1
      served: true
      storage: true
`;
const json = (name: string) =>
  JSON.stringify({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${name}.example.com` },
    spec: { group: "example.com" },
  });
const OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
const SEEDS = [
  `${CRD("a")}---\n${OTHER}---\n${CRD("b")}`,
  `# c\n---\n${CRD("a")}---\n---\n# d\n${CRD("b")}...\n`,
  `apiVersion: v1\nkind: List\nitems:\n- ${CRD("a").replaceAll("\n", "\n  ")}\n- ${CRD("b").replaceAll("\n", "\n  ")}\n`,
  `${json("a")}\n${json("b")}\n`,
  `${json("a")}---\n${CRD("b")}`,
  `{"apiVersion":"v1","kind":"List","items":[${json("a")},${json("b")}]}`,
  `\ufeff${CRD("a").replaceAll("\n", "\r\n")}---\r\n${CRD("b")}`,
  fs
    .readFileSync(
      path.join(
        import.meta.dirname,
        "../conformance/slice/gateway-api/v1.2.1/standard/gateway.networking.k8s.io_grpcroutes.yaml",
      ),
      "utf8",
    )
    .slice(0, 4_000),
].map((text) => textOfBytes(text));
const WORDS = [
  ...YAML_WORDS,
  "kind: CustomResourceDefinition\n",
  "apiVersion: apiextensions.k8s.io/v1\n",
  "kind: List\n",
  "items:\n",
  textOfBytes(json("c")),
  textOfBytes(`---\n${CRD("c")}`),
];

const MARK = textOfBytes("\ufeff");

/** CRDs of the values that kubectl makes of a file. */
function crdsIn(values: readonly JsonValue[]): readonly string[] {
  return values.flatMap((value) =>
    expandList(value).flatMap(({ object }) => (classifyCrd(object).is === "crd" ? [canonical(object)] : [])),
  );
}

fuzz({
  name: "manifests",
  inputs: fc.oneof(
    { weight: 9, arbitrary: mutatedTexts(SEEDS, WORDS) },
    { weight: 1, arbitrary: fc.constantFrom(...SEEDS) },
  ),
  cases: 300,
  ...skippedWithoutReader,
  async check(input) {
    // A second byte order mark is none to us, and a letter of a key to Go: no tool writes one.
    if (input.includes(MARK + MARK)) return;
    const bytes = bytesOf(input);
    const asked = goReads("file", bytes);
    const ours = inTime(() => readManifests("a.yaml", bytes));
    const { values = [], error } = await asked;

    const [found, expected] = [ours.crds.map(({ object }) => canonical(object)), crdsIn(values)];
    const lines = input.split("\n").length;
    for (const { range } of ours.unreadable)
      expect(range.startLine >= 1 && range.startLine <= lines, "no line of the file").toBe(true);
    for (const { source, locate } of ours.crds) {
      expect(
        source.line >= 1 && source.line <= lines && locate([]).startLine >= source.line,
        "no line of the CRD",
      ).toBe(true);
    }
    // What is not among our CRDs is said: nothing that kubectl applies goes by in silence. Of bytes that are no text Go
    // makes some in JSON; whether such a file is said depends on what its lines look like.
    const missing = isUtf8(bytes) ? expected.filter((one) => !found.includes(one)) : [];
    expect(missing.length === 0 || ours.unreadable.length > 0, `passed over: ${missing[0]}`).toBe(true);
    // Where kubectl takes the whole file, nothing else is in it.
    if (error !== undefined) return;
    expect(found.filter((one) => !expected.includes(one))).toEqual([]);
  },
});
