import { afterEach, expect, it, vi } from "vitest";
import { crashed } from "../../src/entry/crash.ts";

afterEach(() => vi.restoreAllMocks());

it("shows where it happened, exits with 2, and gives the runner no command out of what was being read", () => {
  const written: string[] = [];
  const codes: unknown[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(process, "exit").mockImplementation((code) => {
    codes.push(code);
    throw new Error("ended");
  });
  const error = new Error("no kind\n::add-mask::x\r##[error]y\u202e");
  expect(() => crashed(error)).toThrow("ended");
  expect([codes, written.join("")]).toEqual([[2], expect.stringContaining("crash.test.ts")]);
  expect(written.join("")).toContain("no kind\n:\u200b:add-mask::x\\u{d}##\u200b[error]y\\u{202e}");
});
