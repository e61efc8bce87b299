import { describe, expect, it } from "vitest";
import { fleetOf } from "../../src/releases/fleet.ts";
import { type CrdWords, releasesOf } from "./plan/histories.ts";

function users(all: readonly Readonly<Record<string, CrdWords>>[], since: string | null = null) {
  const history = {
    formatVersion: 1,
    name: "a",
    origin: { tool: "1", tags: ["v*"], paths: [] },
    releases: releasesOf(all),
  } as const;
  const fleet = fleetOf({ history, path: "a.json" }, since);
  if (!fleet.ok) return fleet.reason;
  return fleet.value.map(({ snapshot: { cluster, crds, origin } }) => [
    cluster,
    origin.kind,
    Object.entries(crds).map(([name, { storedVersions, versions }]) => [
      name,
      storedVersions.join(" "),
      versions.map((version) => version.name).join(" "),
    ]),
  ]);
}

function ofA(...words: readonly CrdWords[]) {
  return words.map((one): Readonly<Record<string, CrdWords>> => (one === "-" ? {} : { "a.x.io": one }));
}

describe("the users of releases", () => {
  it.each([
    ["are alike where nothing is stored otherwise", ofA("v1*", "v1* v2"), [["a user of any release", "v1", "v1 v2"]]],
    [
      "have what every release since theirs has stored",
      ofA("v1*", "v1 v2*", "v1 v2 v3*"),
      [
        ["a user up to v1.0.0", "v1 v2 v3", "v1 v2 v3"],
        ["a user from v1.1.0", "v2 v3", "v1 v2 v3"],
        ["a user since v1.2.0", "v3", "v1 v2 v3"],
      ],
    ],
    [
      "stay where the next release is refused",
      ofA("v1*", "v1 v2*", "v2*", "v2*"),
      [
        ["a user up to v1.0.0", "v1 v2", "v1 v2"],
        ["a user since v1.1.0", "v2", "v2"],
      ],
    ],
    ["are none of a release that no server takes", ofA("", "v1*"), [["a user of any release", "v1", "v1"]]],
    ["have the CRD from the release on that brings it", ofA("-", "v1*"), [["a user of any release", "v1", "v1"]]],
  ] as const)("%s", (_, releases, expected) => {
    expect(users(releases)).toEqual(
      expected.map(([name, stored, versions]) => [name, "releases", [["a.x.io", stored, versions]]]),
    );
  });

  it("are those of the releases that users may come from", () => {
    const releases = ofA("v1*", "v1 v2*", "v1 v2*");
    expect(users(releases, "v1.1")).toEqual([["a user since v1.1.0", "releases", [["a.x.io", "v2", "v1 v2"]]]]);
    expect(users(releases, "v9.0.0")).toBe("it has no release with CRDs since v9.0.0");
  });

  it("are those of as many releases as can be gone through", () => {
    const crds = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a${index}.x.io`, "v1*"]));
    const many = Array.from({ length: 300 }, () => crds);
    expect(users(many)).toBe("it stands for more than 50,000 CRDs of releases");
    expect(users(many, "v1.200.0").length).toBe(1);
  });
});
