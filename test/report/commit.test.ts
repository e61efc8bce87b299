import { expect, it } from "vitest";
import { shortCommit, shortCommits } from "../../src/report/commit.ts";

const SHA1 = "0123456789".repeat(4);
const SHA256 = "abcdef01".repeat(8);

it("shows seven digits of a commit, and leaves everything else", () => {
  expect([SHA1, SHA256, "v1.2.3", "0123456", `${SHA1}0`].map(shortCommit)).toEqual([
    "0123456",
    "abcdef0",
    "v1.2.3",
    "0123456",
    `${SHA1}0`,
  ]);
  expect(shortCommits(`${SHA1} cannot be fetched; the tree of ${SHA256}, x${SHA1} and main`)).toBe(
    `0123456 cannot be fetched; the tree of abcdef0, x${SHA1} and main`,
  );
});
