import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderText } from "../../src/report/text.ts";
import { type Files, judged } from "../check/in-memory.ts";
import { GUARD, recordedFile } from "../check/recorded.ts";
import { crd, live } from "../rules/evaluated.ts";
import { route, STRICT, withSpec } from "../rules/objects.ts";

/** Nobody vouches for what was not compared, and "all is well" says of how much. */

const NAME = "routes.example.com";

function snapshot(cluster: string, more: object = {}): Files {
  return recordedFile(cluster, { [NAME]: live({ versions: "v1*" }, ["v1"]) }, more);
}

const leftOut = { complete: false, selection: { exclude: ["example.com"] }, crds: {} };
const manifest = (versions: string, name = NAME) =>
  dump(crd({ versions, name, kind: name === NAME ? "Route" : "Way" }));
const config = (text: string): Files => ({ [`${GUARD}/config.yaml`]: text });

/** The lines of a format that say how things stand. */
function told(files: Files, mode: "check" | "gate") {
  const report = judged(null, files, mode);
  const text = renderText(report, { color: false, width: 200 }).trimEnd().split("\n");
  const from = text.indexOf("Release");
  const markdown = renderMarkdown(report).split("\n");
  return {
    text: from < 0 ? [] : text.slice(from + 1, text.indexOf("", from)).map((line) => line.trim()),
    closing: text.at(-1),
    markdown: markdown.filter((line, at) => /^\| main \| . /u.test(line) && at < 12),
    title: markdown[2],
  };
}

it.each<[string, Files, readonly string[], string]>([
  [
    "two CRDs that are taken",
    { ...snapshot("main"), "a.yaml": `${manifest("v1*")}---\n${manifest("v1*", "ways.example.com")}` },
    ["main takes the 2 compared CRDs as they are"],
    "pass  2 CRDs in 1 file of 1 read, 1 cluster: 0 errors, 0 warnings",
  ],
  [
    "one that is refused",
    { ...snapshot("main"), "a.yaml": manifest("v2*") },
    [`main takes the 1 compared CRD after the steps for ${NAME}`],
    "fail  1 CRD in 1 file of 1 read, 1 cluster: 1 error, 0 warnings",
  ],
  [
    "no CRD at all",
    { ...snapshot("main"), "a.yaml": "a: 1\n" },
    ["main: nothing was compared", "Not compared: what `no-crds-found` tells of."],
    "fail  0 CRDs in 0 files of 1 read, 1 cluster: 1 error, 0 warnings; nothing was compared",
  ],
  [
    "a group that the snapshot leaves out",
    { ...snapshot("main", leftOut), "a.yaml": manifest("v1*") },
    [`main: nothing could be decided; undecided: ${NAME}`, "Not compared: what `cluster-without-snapshot` tells of."],
    "fail  1 CRD in 1 file of 1 read, 1 cluster: 1 error, 0 warnings; 1 CRD undecided",
  ],
  [
    "manifests for no cluster",
    { ...snapshot("main"), ...config("targets: [{paths: ['**'], clusters: []}]\n"), "a.yaml": manifest("v1*") },
    ["main: nothing was compared", "Not compared: 1 manifest that no cluster is a target of."],
    "pass  1 CRD in 1 file of 1 read, 1 cluster: 0 errors, 0 warnings; nothing was compared (1 CRD applied nowhere)",
  ],
  [
    "one that could not be read beside one that is taken",
    { ...snapshot("main"), "a.yaml": manifest("v1*"), "b.yaml": "kind: CustomResourceDefinition\nx: [\n" },
    ["main takes the 1 compared CRD as it is", "Not compared: what `manifest-unreadable` tells of."],
    "fail  1 CRD in 2 files of 2 read, 1 cluster: 1 error, 0 warnings",
  ],
])("at the gate, of %s", (_, files, protocol, closing) => {
  const { text, closing: last } = told(files, "gate");
  expect([text, last]).toEqual([protocol, closing]);
});

it("says at the gate what is wrong beside refusals", () => {
  const files = {
    ...snapshot("main"),
    "a.yaml": dump(withSpec(STRICT)),
    "b.yaml": dump(route({ tier: "legacy" })),
  };
  const refused = { ...files, "c.yaml": manifest("v2*", "ways.example.com").replace("v2", "V2") };
  const of = (given: Files) => {
    const { text, markdown } = told(given, "gate");
    return [text, markdown];
  };
  expect([of(files), of(refused)]).toEqual([
    [
      ["main takes the 1 compared CRD as it is, with 1 error"],
      ["| main | ❌ the 1 compared CRD as it is, with 1 error |"],
    ],
    [
      ["main takes the 2 compared CRDs after the steps for ways.example.com, with 1 error"],
      ["| main | ❌ the 2 compared CRDs after the steps for `ways.example.com`, with 1 error |"],
    ],
  ]);
});

it("says in a check as well that nothing was compared", () => {
  const files = {
    ...snapshot("main"),
    ...config("targets: [{paths: ['**'], clusters: []}]\n"),
    "a.yaml": manifest("v1*"),
  };
  const words =
    "<sub>crd-upgrade-guard: 1 CRD, 1 cluster: 0 errors, 0 warnings; nothing was compared (1 CRD applied nowhere)</sub>";
  expect(told(files, "check")).toEqual({
    text: [],
    closing:
      "pass  1 CRD in 1 file of 1 read, 1 cluster: 0 errors, 0 warnings; nothing was compared (1 CRD applied nowhere)",
    markdown: [],
    title: words,
  });
});

it("says the same in Markdown", () => {
  const two = `${manifest("v1*")}---\n${manifest("v1*", "ways.example.com")}`;
  expect([
    told({ ...snapshot("main"), "a.yaml": two }, "gate").markdown,
    told({ ...snapshot("main"), "a.yaml": "a: 1\n" }, "gate").markdown,
    told({ ...snapshot("main"), "a.yaml": manifest("v2*") }, "gate").markdown,
    told({ ...snapshot("main", leftOut), "a.yaml": manifest("v1*") }, "gate").markdown,
  ]).toEqual([
    ["| main | ✅ the 2 compared CRDs as they are |"],
    ["| main | ❔ nothing was compared |"],
    [`| main | ❌ the 1 compared CRD after the steps for \`${NAME}\` |`],
    [`| main | ❔ nothing could be decided; undecided: \`${NAME}\` |`],
  ]);
});
