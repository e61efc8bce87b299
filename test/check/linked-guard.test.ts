import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readGuard } from "../../src/check/read-guard.ts";
import { findFiles } from "../../src/io/files/find-files.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { workspace } from "../dist/bundle.ts";
import { reading } from "../refresh/world.ts";

/** Links that a change brings, to files of the runner. */
const GUARD = ".github/crd-upgrade-guard";
let folder: ReturnType<typeof workspace>;
const at = (name: string) => path.join(folder.root, name);
const link = (to: string, name: string) => {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.symlinkSync(at(to), at(name));
};
const read = () => readGuard(null, {}, "0.1.0", headFiles(at("tree")));
const clusters = () => read().guard.snapshots.map(({ snapshot }) => snapshot.cluster);

beforeEach(() => {
  const snapshot = writeSnapshot(reading("prod", ["v1"]));
  folder = workspace({
    "tree/known/prod.json": snapshot,
    "outside/prod.json": snapshot,
    "outside/secrets.yaml": "key-of-a-secret: 1\n",
  });
});
afterEach(() => folder.remove());

it("tells nothing of a file outside that the configuration is a link to", () => {
  link("outside/secrets.yaml", `tree/${GUARD}/config.yaml`);
  expect(read().problems).toEqual([
    {
      path: `${GUARD}/config.yaml`,
      message: "The configuration cannot be read: a link leads out of the workspace.",
      remedy: "Correct the path of the configuration file, or leave it out to use the defaults.",
    },
  ]);
});

it("reads no snapshot outside, and says so", () => {
  link("outside", `tree/${GUARD}/clusters`);
  expect([clusters(), read().notices]).toEqual([
    [],
    [
      `\`${GUARD}/clusters\` is not read for snapshots: a symbolic link to a directory that leads out of the workspace, which is not followed.`,
    ],
  ]);
});

it("says of a snapshot that is a link that it is not read", () => {
  link("tree/known/prod.json", `tree/${GUARD}/clusters/prod.json`);
  expect([clusters(), read().notices]).toEqual([
    [],
    [`\`${GUARD}/clusters/prod.json\` is not read for snapshots: a symbolic link, which is not followed.`],
  ]);
});

it("reads a folder of snapshots that a link has inside", () => {
  link("tree/known", `tree/${GUARD}/clusters`);
  expect([clusters(), read().notices]).toEqual([["prod"], []]);
});

it("searches no folder outside that a pattern starts with", () => {
  link("outside", "tree/out");
  expect(findFiles(at("tree"), ["out/**/*.yaml", "known/*"], [])).toEqual({
    files: ["known/prod.json"],
    skipped: [
      {
        path: "out",
        reason: "a symbolic link to a directory that leads out of the workspace, which is not followed",
        elsewhere: "folder",
      },
    ],
  });
});
