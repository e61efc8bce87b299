import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { render } from "../../src/report/formats.ts";
import { type Files, judged } from "../check/in-memory.ts";
import { recordedFile } from "../check/recorded.ts";
import { crd, live } from "../rules/evaluated.ts";

/** Four proofs are shown, and how many more there are is counted. */

const NAME = "routes.example.com";

function refusedOn(clusters: number): ReturnType<typeof judged> {
  const files: Record<string, Files[string]> = { "w.yaml": dump(crd({ versions: "v1*" })) };
  for (let index = 1; index <= clusters; index++) {
    const cluster = `c${String(index).padStart(2, "0")}`;
    Object.assign(files, recordedFile(cluster, { [NAME]: live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]) }));
  }
  return judged(null, files);
}

it.each<[number, readonly string[]]>([
  [4, []],
  [5, ["and 1 more like it"]],
  [23, ["and 19 more like it"]],
])("of %s clusters", (clusters, expected) => {
  const report = refusedOn(clusters);
  expect(report.findings.map(({ related }) => related.length)).toEqual([clusters]);
  for (const format of ["text", "markdown"] as const) {
    expect(
      render(report, format, { color: false, width: 100, steps: "here" }).match(/and \d+ more like it/g) ?? [],
    ).toEqual(expected);
  }
});
