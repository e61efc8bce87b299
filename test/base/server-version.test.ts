import { describe, expect, it } from "vitest";
import { atLeast, judgedAs, parseServerVersion } from "../../src/base/server-version.ts";

describe("a server's version", () => {
  it.each<[string | null, number, number, boolean]>([
    ["v1.24.17", 1, 24, false],
    ["v1.25.0", 1, 25, true],
    ["v1.31.3", 1, 31, true],
    ["1.32", 1, 32, true],
    ["v1.37.0", 1, 37, true],
    ["v1.38.0", 1, 38, false],
    ["v1.30.5-eks-1234", 1, 30, true],
    ["v1.29.1+k3s1", 1, 29, true],
    [" v1.33.1\n", 1, 33, true],
    ["v2.0.0", 2, 0, false],
  ])("%j", (text, major, minor, proven) => {
    expect(parseServerVersion(text)).toEqual({ text, major, minor, proven });
  });

  it.each([null, "", "latest", "1", "v1.x"])("%j counts as the newest proven one", (text) => {
    expect(parseServerVersion(text)).toEqual({ text: null, major: 1, minor: 37, proven: false });
  });

  it.each([
    [null, "1.37"],
    ["v1.38.1", "1.37"],
    ["v2.0.0", "1.37"],
    ["v1.24.17", "1.25"],
    ["v0.40.0", "1.25"],
    ["v1.25.16", null],
    ["v1.37.2", null],
  ])("%j is judged as %j", (text, version) => {
    expect(judgedAs(parseServerVersion(text))).toBe(version);
  });

  it.each([
    ["1.32", 32, true],
    ["1.32", 33, false],
    ["2.0", 33, true],
    ["0.40", 33, false],
  ])("%s is at least 1.%d: %s", (text, minor, expected) => {
    expect(atLeast(parseServerVersion(text), minor)).toBe(expected);
  });
});
