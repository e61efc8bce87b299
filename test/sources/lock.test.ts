import { describe, expect, it } from "vitest";
import { lockText, readLock, type SourceLock } from "../../src/sources/lock.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const CHART = { digest: DIGEST, content: "chart", resolved: "1.2.3", url: "https://charts.example.com/a-1.2.3.tgz" };

function withEntry(entry: object): string {
  return JSON.stringify({ formatVersion: 1, entries: { key: entry } });
}

describe("lock of sources", () => {
  it("has the same bytes whatever the order its entries came in, and is read as it was written", () => {
    const lock: SourceLock = {
      formatVersion: 1,
      entries: {
        b: { error: "no such version", cause: "failed" },
        a: { ...CHART, content: "chart", unverified: true, leadsNowhere: "0.1.0" },
      },
    };
    const text = `{
  "formatVersion": 1,
  "entries": {
    "a": {
      "digest": "${DIGEST}",
      "content": "chart",
      "resolved": "1.2.3",
      "url": "https://charts.example.com/a-1.2.3.tgz",
      "unverified": true,
      "leadsNowhere": "0.1.0"
    },
    "b": {
      "error": "no such version",
      "cause": "failed"
    }
  }
}
`;
    expect(lockText(lock)).toBe(text);
    expect(readLock(text)).toEqual({ ok: true, value: lock });
  });

  it("is one without entries where there is none", () => {
    expect(readLock(null)).toEqual({ ok: true, value: { formatVersion: 1, entries: {} } });
  });

  it.each([
    ["", "it is no JSON"],
    ["[]", "it is no lock of sources in the form that this version knows (formatVersion 1)"],
    [
      '{"formatVersion": 2, "entries": {}}',
      "it is no lock of sources in the form that this version knows (formatVersion 1)",
    ],
    [
      '{"formatVersion": 1, "entries": []}',
      "it is no lock of sources in the form that this version knows (formatVersion 1)",
    ],
    [withEntry([]), "its entry key is not one that fetch writes"],
    [withEntry({ ...CHART, digest: `${DIGEST}/../x` }), "its entry key is not one that fetch writes"],
    [withEntry({ ...CHART, digest: "sha256:../../x" }), "its entry key is not one that fetch writes"],
    [withEntry({ ...CHART, content: "image" }), "its entry key is not one that fetch writes"],
    [withEntry({ ...CHART, url: 1 }), "its entry key is not one that fetch writes"],
    [withEntry({ ...CHART, resolved: null }), "its entry key is not one that fetch writes"],
    [withEntry({ error: "no", cause: "else" }), "its entry key is not one that fetch writes"],
  ])("is refused as a whole: %s", (text, reason) => {
    expect(readLock(text)).toEqual({ ok: false, reason });
  });
});
