import { describe, expect, it } from "vitest";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { checkFormat } from "../../../src/crd/schema/formats.ts";
import { readFixture } from "./ask.ts";

/** What k8s.io/kube-openapi/pkg/validation/strfmt, as used by 0.37.2, answers. */
interface FormatCase {
  readonly format: string;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}

const CASES: readonly FormatCase[] = JSON.parse(readFixture("formats.json"));
const LATEST = parseServerVersion("v1.37.2");

describe("formats", () => {
  it.each(CASES.map((row) => [row.format, row] as const))("%s", (format, { valid, invalid }) => {
    const verdict = (text: string) => [text, checkFormat(format, text, LATEST)];
    expect(valid.map(verdict)).toEqual(valid.map((text) => [text, true]));
    expect(invalid.map(verdict)).toEqual(invalid.map((text) => [text, false]));
  });

  it("have the same name with and without dashes", () => {
    expect(checkFormat("ip-v4", "1.2.3.4", LATEST)).toBe(true);
  });

  it.each([["unheard-of"], ["int32"], [""]])("%j is not checked in texts", (format) => {
    expect(checkFormat(format, "x", LATEST)).toBeNull();
  });

  it.each([["k8s-short-name"], ["k8s-long-name"]])("%s is known since 1.34", (format) => {
    expect(checkFormat(format, "A", parseServerVersion("v1.33.0"))).toBeNull();
    expect(checkFormat(format, "A", parseServerVersion("v1.34.0"))).toBe(false);
  });

  it("of hexadecimal digits alone, but not of an address's length, is none", () => {
    expect(checkFormat("mac", "aabb", LATEST)).toBe(false);
  });

  it.each([
    ["email", "A <a@b.c>"],
    ["uri", "http://[::1]/%zz"],
    ["uri", "mailto:a@b.c"],
    ["ipv4", "::ffff:1.2.3.4"],
    ["cidr", "::ffff:1.2.3.4/100"],
    ["mac", "aabbccddeeff"],
    ["duration", "999999999μs"],
    ["hostname", "a".repeat(2000)],
  ])("%s of %j is out of reach", (format, text) => {
    expect(checkFormat(format, text, LATEST)).toBeUndefined();
  });
});
