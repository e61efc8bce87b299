import { expect, it } from "vitest";
import { clusterOf, isSnapshotFile, snapshotPlace, staticFolder } from "../../src/snapshots/place.ts";

const DEFAULT = [".github/crd-upgrade-guard/clusters/*.{json,yaml,yml}"];
const folder = ".github/crd-upgrade-guard/clusters";

it.each([
  ["the default folder", DEFAULT, [], { path: `${folder}/prod.json`, former: null }],
  ["where it is", DEFAULT, [`${folder}/prod.json`], { path: `${folder}/prod.json`, former: `${folder}/prod.json` }],
  [
    "a dump in YAML, made JSON",
    DEFAULT,
    [`${folder}/prod.yml`],
    { path: `${folder}/prod.json`, former: `${folder}/prod.yml` },
  ],
  [
    "YAML where nothing else is read",
    ["snap/*.yaml"],
    ["snap/prod.yaml"],
    { path: "snap/prod.yaml", former: "snap/prod.yaml" },
  ],
  ["another's file of a like name", DEFAULT, [`${folder}/prod-eu.json`], { path: `${folder}/prod.json`, former: null }],
  [
    "the first pattern that fits",
    ["one.json", "infra/**/*.json"],
    ["one.json"],
    { path: "infra/prod.json", former: null },
  ],
  ["a file that is named outright", ["state/prod.json"], [], { path: "state/prod.json", former: null }],
  [
    "JSON in a folder whose name looks like YAML",
    ["x.yaml.d/*.{json,yaml}"],
    ["x.yaml.d/prod.yaml"],
    { path: "x.yaml.d/prod.json", former: "x.yaml.d/prod.yaml" },
  ],
  ["the root", ["*.json"], [], { path: "prod.json", former: null }],
])("%s", (_, patterns, files, place) => {
  expect(snapshotPlace("prod", patterns, files)).toEqual({ ok: true, value: place });
});

it.each([
  [
    "no pattern that would read it",
    ["infra/snap-*.json"],
    [],
    "no pattern of `snapshots` in the configuration matches a file named `prod.json`: add one, or the check would never read it",
  ],
  [
    "two files of it",
    DEFAULT,
    [`${folder}/prod.json`, `${folder}/prod.yaml`],
    `\`${folder}/prod.json\` and \`${folder}/prod.yaml\` both are snapshots of \`prod\`: remove one of them`,
  ],
])("refuses %s", (_, patterns, files, reason) => {
  expect(snapshotPlace("prod", patterns, files)).toEqual({ ok: false, reason });
});

it("names a cluster by its file, less the last ending", () => {
  expect(["a/eu.json.prod.yaml", "eu.YML", "eu.txt"].map(clusterOf)).toEqual(["eu.json.prod", "eu", "eu.txt"]);
});

it("reads snapshots in hidden folders too", () => {
  const read = ["a/prod.json", ".fleet/prod.json", "a/.prod.json", "a/prod.txt"];
  expect(read.filter((path) => isSnapshotFile(path, ["**/*.json"]))).toEqual(read.slice(0, 3));
});

it("knows the folder that a pattern starts with, however many slashes are behind it", () => {
  expect(["snap//**/*.json", "snap/*.json", "snap/prod.json", "*.json"].map(staticFolder)).toEqual([
    "snap",
    "snap",
    "snap",
    "",
  ]);
});
