import { describe, expect, it } from "vitest";
import { findInIndex } from "../../src/fetch/chart-index.ts";

function versions(...list: readonly string[]): string {
  return list.map((one) => `  - version: ${one}\n    urls:\n    - app-${one}.tgz\n    digest: aa\n`).join("");
}

/** As helm writes it. */
function index(...list: readonly string[]): string {
  return `apiVersion: v1\nentries:\n  ap:\n${versions("9.9.9")}  app:\n${versions(...list)}  apps:\n${versions("8.8.8")}generated: "2026-01-01T00:00:00Z"\n`;
}

function found(text: string, version: string | null, chart = "app") {
  const result = findInIndex(text, chart, version);
  return result.ok ? result.value.version : result.reason;
}

const INDEX = index("1.0.0", "1.10.0", "1.2.0", "v1.3.0", "2.0.0-rc.1", "not-a-version");

describe("version of a chart in an index", () => {
  it.each([
    ["1.2.0", "1.2.0"],
    ["1.3.0", "v1.3.0"],
    ["v1.3.0", "v1.3.0"],
    ["~1.2", "1.2.0"],
    ["1.x", "1.10.0"],
    [">=1.0.0, <1.3.0 || 9", "1.2.0"],
    [">=1.0.0-0", "2.0.0-rc.1"],
    ["2.0.0-rc.1", "2.0.0-rc.1"],
    [null, "1.10.0"],
    ["", "`` is neither a version nor a range of versions"],
    ["3.0.0", "the repository's index has no version `3.0.0` of the chart `app`"],
    ["$VERSION", "`$VERSION` is neither a version nor a range of versions"],
  ])("%s is %s", (version, expected) => {
    expect(found(INDEX, version)).toBe(expected);
  });

  it("is taken with its address and digest", () => {
    expect(findInIndex(INDEX, "app", "1.0.0")).toEqual({
      ok: true,
      value: { version: "1.0.0", url: "app-1.0.0.tgz", digest: "aa" },
    });
    const bare =
      "entries:\n  app:\n  - version: 1.0.0\n    urls: [https://a.example.com/x.tgz]\n    digest: sha256:AB\n";
    expect(findInIndex(bare, "app", null)).toMatchObject({
      value: { url: "https://a.example.com/x.tgz", digest: "ab" },
    });
    const none = "entries:\n  app:\n  - version: 1.0.0\n    urls: [x.tgz]\n";
    expect(findInIndex(none, "app", null)).toMatchObject({ value: { digest: null } });
  });

  it("is found however the index is written", () => {
    const flow = '{"entries": {"app": [{"version": "1.0.0", "urls": ["a.tgz"]}]}}';
    expect(found(flow, "1.0.0")).toBe("1.0.0");
    expect(found(`# x\nentries:\n    'app':\n    - version: 1.0.0\n      urls: [a]\n`, null)).toBe("1.0.0");
    expect(found(`entries:\n\n  # x\n  "app":\n    - version: 1.0.0\n      urls: [a]`, null)).toBe("1.0.0");
    const anchored = "entries:\n  other: &o\n  - version: 2.0.0\n    urls: [a]\n  app: *o\n";
    expect(found(anchored, null)).toBe("2.0.0");
    const within =
      "entries:\n  app:\n  - description: |\n      x:\n      entries:\n    version: 1.0.0\n    urls: [a]\n";
    expect(found(within, null)).toBe("1.0.0");
    expect(found(INDEX.replaceAll("\n", "\r\n"), "1.2.0")).toBe("1.2.0");
  });

  it.each([
    ["a page", "<!DOCTYPE html><p>", "the repository's index.yaml is no index of charts"],
    ["broken", "entries:\n  app: [\n", expect.stringMatching(/^the repository's index is no YAML that can be read/)],
    ["nothing", "", "the repository's index.yaml is no index of charts"],
    ["another chart", "entries:\n  other: []\n", "the repository has no chart `app`"],
    ["a chart of Object", "entries: {}\n", "the repository has no chart `app`"],
    ["no list", "entries:\n  app: 1\n", "the repository's index has no list for the chart `app`"],
    ["no version", "entries:\n  app: []\n", "the repository's index has no version of the chart `app`"],
    [
      "a pre-release",
      "entries:\n  app:\n  - version: 1.0.0-rc.1\n",
      "the repository's index has pre-releases of the chart `app` alone",
    ],
    [
      "no address",
      "entries:\n  app:\n  - version: 1.0.0\n",
      "the repository's index has no address for version `1.0.0` of the chart `app`",
    ],
    ["twice", "entries:\n  app: []\n  x: []\n  app: []\n", expect.stringMatching(/^the repository's index is no YAML/)],
  ])("%s has none, and why", (_name, text, reason) => {
    expect(found(text, null)).toEqual(reason);
  });

  it.each([
    ["a comment", "# 1.1.0 is gone"],
    ["an indented comment", " # 1.1.0 is gone"],
    ["a blank line", ""],
    ["blanks", " "],
  ])("is found behind %s", (_name, line) => {
    const newest = "  - version: 1.2.0\n    urls: [a]\n";
    expect(found(`entries:\n  app:\n  - version: 1.0.0\n    urls: [a]\n${line}\n${newest}`, null)).toBe("1.2.0");
  });

  it("is no key of what stands below the charts", () => {
    const below = "annotations:\n  app:\n  - version: 2.0.0\n    urls: [a]\n";
    expect(found(`entries:\n  other: []\n${below}`, null)).toBe("the repository has no chart `app`");
    expect(found(`entries:\n  app:\n  - version: 1.0.0\n    urls: [a]\n${below}`, null)).toBe("1.0.0");
  });

  it("is read alone, whatever is wrong with other charts", () => {
    const broken = "entries:\n  ap: [\n  app:\n  - version: 1.0.0\n    urls: [a]\n  apps: ]\n";
    expect([found(broken, null), found(broken, null, "none")]).toEqual([
      "1.0.0",
      expect.stringContaining("is no YAML"),
    ]);
  });

  it("is found among ten thousand", () => {
    const text = `entries:\n${Array.from({ length: 10_000 }, (_, at) => `  c${at}:\n  - version: 1.0.0\n`).join("")}`;
    expect(found(`${text}  app:\n${versions("1.0.0")}`, null)).toBe("1.0.0");
  });
});
