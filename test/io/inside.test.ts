import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isInside } from "../../src/io/files/inside.ts";
import { workspace } from "../dist/bundle.ts";

let folder: ReturnType<typeof workspace>;
beforeAll(() => {
  folder = workspace({ "tree/here/file": "", "outside/file": "" });
  fs.symlinkSync(path.join(folder.root, "outside"), path.join(folder.root, "tree/link"));
  fs.symlinkSync(path.join(folder.root, "tree/here"), path.join(folder.root, "tree/fine"));
});
afterAll(() => folder.remove());

test.each([
  ["new/deep/file", true],
  ["here/../here/file", true],
  ["fine/file", true],
  ["..file", true],
  [".", true],
  ["../tree/file", true],
  ["../file", false],
  ["new/../../file", false],
  ["link/file", false],
  ["link/new/file", false],
  ["/etc/passwd", false],
])("%s is inside: %s", (file, expected) => {
  expect(isInside(path.join(folder.root, "tree"), file)).toBe(expected);
});
