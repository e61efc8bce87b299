import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { renderAnnotations } from "../../src/report/annotations.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Finding } from "../../src/report/report.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { renderText } from "../../src/report/text.ts";
import { validateReport } from "../../src/schemas/validators.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { recordedFile } from "./recorded.ts";

/** One finding per CRD, version and set of clusters, with all its places. */

const NAME = "routes.example.com";

const snapshot = (cluster: string): Files =>
  recordedFile(cluster, { [NAME]: live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) });
const PROD = snapshot("prod");
const broken = dump(crd({ versions: "v1*" }));
const fine = dump(crd({ versions: "v1* v1beta1!" }));
const at = (paths: readonly string[], text = broken): Files => Object.fromEntries(paths.map((path) => [path, text]));

const pathsOf = ({ location, otherPlaces = [] }: Finding) =>
  [location, ...otherPlaces.map((place) => place.location)].map(({ path }) => path);

/** `state clusters: places` of each finding, in the report's order. */
function told(base: Files | null, head: Files): readonly string[] {
  const { findings } = judged(base, head);
  return findings.map((one) => `${one.state} ${one.clusters.join("+")}: ${pathsOf(one).join(" ")}`);
}

it("is one finding for copies that say the same, what is delivered first", () => {
  const paths = ["archive/v1/w.yaml", "deploy/w.yaml", "examples/w.yaml", "install.yaml", "test/e2e/w.yaml"];
  expect(told(null, { ...PROD, ...at(paths) })).toEqual([
    "introduced prod: deploy/w.yaml install.yaml archive/v1/w.yaml examples/w.yaml test/e2e/w.yaml",
  ]);
});

it("never hides a new place in an old finding, and numbers the new one first", () => {
  const base = { ...PROD, ...at(["a/w.yaml", "z/w.yaml"]), "m/w.yaml": fine };
  const head = { ...PROD, ...at(["a/w.yaml", "m/w.yaml", "n/w.yaml", "z/w.yaml"]) };
  expect(told(base, head)).toEqual(["introduced prod: m/w.yaml n/w.yaml", "preexisting prod: a/w.yaml z/w.yaml"]);
  const print = (report: { findings: readonly Finding[] }, state: string) =>
    report.findings.find((one) => one.state === state)?.fingerprint;
  // The old ones come and go with the base: the comment about the new ones stays the same one.
  const alone = judged({ ...PROD, "m/w.yaml": fine }, { ...PROD, ...at(["m/w.yaml", "n/w.yaml"]) });
  const both = judged(base, head);
  expect(print(both, "introduced")).toBe(print(alone, "introduced"));
  expect(print(both, "preexisting")).not.toBe(print(both, "introduced"));
});

it("keeps what differs in versions, clusters or words apart", () => {
  const dev = snapshot("dev");
  const both = { ...at(["w.yaml", "clusters/dev/w.yaml", "x.yaml"]), "y.yaml": dump(crd({ versions: "v2*" })) };
  // The rest is of duplicate-crd, which names another file each.
  expect(told(null, { ...PROD, ...dev, ...both }).slice(0, 3)).toEqual([
    "introduced dev: clusters/dev/w.yaml",
    "introduced dev+prod: w.yaml x.yaml",
    "introduced dev+prod: y.yaml",
  ]);
});

it("is one finding for copies of one CRD that a rule would tell of as a bundle, in one folder or several", () => {
  const paths = ["a/w.yaml", "a/x.yaml", "b/w.yaml", "test/w.yaml"];
  const back = at(paths, dump(crd({ versions: "v1 v1beta1*" })));
  const { findings } = judged(null, { ...PROD, ...back });
  expect(findings.map((one) => `${one.rule}: ${pathsOf(one).join(" ")}`)).toEqual([
    `storage-version-reverted: ${paths.join(" ")}`,
  ]);
});

it("keeps files that cannot be read apart: each is mended by itself", () => {
  const unread = `kind: CustomResourceDefinition\nmetadata: {name: ${NAME}}\nx: [\n`;
  expect(told(null, { ...PROD, "a.yaml": unread, "b.yaml": unread })).toEqual([
    "introduced : a.yaml",
    "introduced : b.yaml",
  ]);
});

const MANY = Array.from({ length: 44 }, (_, index) => `test/conformance/case-${String(index).padStart(2, "0")}/w.yaml`);

it("shows the first places and the true number of the others, in every format", () => {
  const report = judged(null, { ...PROD, ...at(["deploy/w.yaml", ...MANY]) });
  expect(validateReport(JSON.parse(JSON.stringify(report)))).toEqual([]);
  expect(report.findings.map(pathsOf)).toEqual([["deploy/w.yaml", ...MANY]]);
  expect(renderText(report, { color: false, width: 200 }).split("\n").slice(2, 5)).toEqual([
    "✖ deploy/w.yaml:11:3  stored-version-removed (retired)  routes.example.com  prod",
    "  and test/conformance/case-00/w.yaml:11:3, test/conformance/case-01/w.yaml:11:3, test/conformance/case-02/w.yaml:11:3 and 41 more",
    expect.stringContaining("`v1beta1` is in status.storedVersions"),
  ]);
  expect(renderMarkdown(report)).toContain(
    "`deploy/w.yaml:11`, and `test/conformance/case-00/w.yaml:11`, `test/conformance/case-01/w.yaml:11`, `test/conformance/case-02/w.yaml:11` and 41 more\n",
  );
  expect(renderAnnotations(report, "infra")).toContain(
    "%0AThe same in infra/test/conformance/case-00/w.yaml:11, infra/test/conformance/case-01/w.yaml:11, infra/test/conformance/case-02/w.yaml:11 and 41 more.%0A",
  );
  const [result] = JSON.parse(renderSarif(report)).runs[0].results;
  expect([result.locations.length, result.relatedLocations.length, result.message.text.split("\n").at(-1)]).toEqual([
    1,
    45,
    "The same holds in 44 other places.",
  ]);
  const own = result.relatedLocations[0];
  expect([own.physicalLocation.artifactLocation.uri, own.message.text]).toEqual([MANY[0], "the same"]);
});

it("says in a table of many findings how many places each has", () => {
  const names = ["a", "b", "c", "d"].map((letter) => `${letter}s.example.com`);
  const all = { ...snapshot("prod") };
  const crds = Object.fromEntries(
    names.map((name) => [name, live({ name, versions: "v1* v1beta1!", kind: name.slice(0, 1) }, ["v1beta1", "v1"])]),
  );
  const files = names.flatMap((name) =>
    ["a", "b"].map((folder) => [
      `${folder}/${name}.yaml`,
      dump(crd({ name, versions: "v1*", kind: name.slice(0, 1) })),
    ]),
  );
  const report = judged(null, { ...all, ...recordedFile("prod", crds), ...Object.fromEntries(files) });
  const last = (lines: readonly string[]) =>
    lines.filter((line) => line.includes("ds.example.com") && line.includes(" and 1 more"));
  expect([
    last(renderText(report, { color: false, width: 200 }).split("\n")).length,
    last(renderMarkdown(report).split("\n")).length,
  ]).toEqual([1, 1]);
});
