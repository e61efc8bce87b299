import { expect, it } from "vitest";
import { parseText } from "../../src/snapshots/parse-text.ts";

it("takes what starts like JSON for JSON, and nothing that only YAML allows for it", () => {
  const isRead = (text: string) => parseText(new TextEncoder().encode(text)).ok;
  expect(['{"a": 1}', ' \n{"a": 1,}', "[1, 2,]", "{a: 1}", "a: 1"].map(isRead)).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});
