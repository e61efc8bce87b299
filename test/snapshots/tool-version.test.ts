import { expect, test } from "vitest";
import { isNewerTool } from "../../src/snapshots/tool-version.ts";

test.each([
  ["0.1.1", "0.1.0", true],
  ["0.2.0", "0.1.9", true],
  ["1.0.0", "0.9.9", true],
  ["0.10.0", "0.9.0", true],
  ["v0.2.0", "0.1.0", true],
  ["0.2.0-rc.1", "0.1.0", true],
  ["0.1.0", "0.1.0", false],
  ["0.1.0-rc.1", "0.1.0", false],
  ["0.1.9", "0.2.0", false],
  ["0.9.9", "1.0.0", false],
  ["newest", "0.1.0", false],
  ["2", "0.1.0", false],
  ["", "0.1.0", false],
  [null, "0.1.0", false],
  ["0.1.0", "dev", false],
])("%j is newer than %j: %s", (writer, reader, expected) => {
  expect(isNewerTool(writer, reader)).toBe(expected);
});
