import { describe, expect, it } from "vitest";
import { chooseTags, type TagChoice, versionOfTag } from "../../src/releases/select-tags.ts";

function named(names: readonly string[]) {
  return names.map((name) => ({ name, commit: `commit of ${name}` }));
}

function chosen(names: readonly string[], choice: Partial<TagChoice> = {}) {
  const { releases, ...rest } = chooseTags(named(names), { tags: ["v*"], preReleases: false, since: null, ...choice });
  return { ...rest, releases: releases.map(({ name }) => name) };
}

const NOTHING_ELSE = { noVersions: [], preReleases: 0, doubles: [] };

describe("the version of a tag", () => {
  it.each([
    ["v1.2.3", "1.2.3"],
    ["1.2.3", "1.2.3"],
    ["v1.2", "1.2.0"],
    ["v1.2.3-rc.1", "1.2.3-rc.1"],
    ["v1.2.3+build", "1.2.3"],
    ["chart-1.2.0", "1.2.0"],
    ["kube-prometheus-stack-65.1.0", "65.1.0"],
    ["traefik-v33.0.0", "33.0.0"],
    ["api/v0.3.0", "0.3.0"],
    ["a/b/c-1.0.0-beta.2", "1.0.0-beta.2"],
    ["v1", null],
    ["2024", null],
    ["latest", null],
    ["v1.2.3.4", null],
    ["v01.x", null],
    ["release", null],
    ["v1.2.3-", null],
    ["", null],
  ])("%j: %s", (tag, expected) => {
    const version = versionOfTag(tag);
    const { major, minor, patch, pre } = version ?? {};
    expect(version === null ? null : `${major}.${minor}.${patch}${pre === "" ? "" : `-${pre}`}`).toBe(expected);
  });
});

describe("the tags that are releases", () => {
  it("stand in the order of their versions", () => {
    expect(chosen(["v1.10.0", "v1.2.0", "v1.9.1", "v0.9.0"])).toEqual({
      ...NOTHING_ELSE,
      releases: ["v0.9.0", "v1.2.0", "v1.9.1", "v1.10.0"],
    });
  });

  it("are no pre-releases, unless they are asked for", () => {
    const tags = ["v1.0.0-rc.1", "v1.0.0", "v1.1.0-alpha.1"];
    expect(chosen(tags)).toEqual({ ...NOTHING_ELSE, preReleases: 2, releases: ["v1.0.0"] });
    expect(chosen(tags, { preReleases: true })).toEqual({
      ...NOTHING_ELSE,
      releases: ["v1.0.0-rc.1", "v1.0.0", "v1.1.0-alpha.1"],
    });
  });

  it("match a pattern, also where a slash is in their names", () => {
    const tags = ["v1.0.0", "api/v1.0.0", "api/v1.1.0", "chart-2.0.0", "nightly"];
    expect(chosen(tags, { tags: ["api/*"] })).toEqual({ ...NOTHING_ELSE, releases: ["api/v1.0.0", "api/v1.1.0"] });
    expect(chosen(tags, { tags: ["chart-*", "night*"] })).toEqual({
      ...NOTHING_ELSE,
      noVersions: ["nightly"],
      releases: ["chart-2.0.0"],
    });
  });

  it("are no older than what is wanted", () => {
    expect(chosen(["v1.0.0", "v1.1.0", "v1.2.0"], { since: "v1.1" })).toEqual({
      ...NOTHING_ELSE,
      releases: ["v1.1.0", "v1.2.0"],
    });
  });

  it("are one for each version", () => {
    expect(chosen(["1.0.0", "v1.0.0", "v1.0.0+2", "v1.1.0"], { tags: ["*"] })).toEqual({
      ...NOTHING_ELSE,
      doubles: [
        { tag: "v1.0.0+2", taken: "v1.0.0" },
        { tag: "1.0.0", taken: "v1.0.0" },
      ],
      releases: ["v1.0.0", "v1.1.0"],
    });
  });
});
