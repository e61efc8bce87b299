import { afterEach, beforeEach, expect, it } from "vitest";
import type { FieldUse } from "../../src/crd/profile/field-use.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { BRANCH, deliver, fileOf, type Profiled, reading, type World, world } from "./world.ts";

let w: World;
beforeEach(async () => {
  w = await world();
  w.repo.commit({ [fileOf("prod")]: writeSnapshot(reading("prod", ["v1beta1"])), "README.md": "fleet" });
});
afterEach(() => w.close());

const profileFile = (cluster: string) => `.github/crd-upgrade-guard/profiles/${cluster}.json`;
const changedFiles = () => w.repo.git("diff", "--name-status", `main...${BRANCH}`).split("\n").filter(Boolean);
const show = (path: string, ref = BRANCH) => `${w.repo.git("show", `${ref}:${path}`)}\n`;

const USE: FieldUse = {
  version: "v1beta1",
  schema: `sha256:${"a".repeat(64)}`,
  objects: 3,
  paths: { spec: { objects: 3, types: ["object"], members: 1 } },
};

/** A cluster whose routes are used so. */
function used(cluster: string, day: number, use: Partial<FieldUse> = {}, stored = ["v1beta1"]): Profiled {
  const snapshot = reading(cluster, stored, day);
  const { identity = "", tool } = snapshot.origin;
  const profile: Profile = {
    formatVersion: 1,
    cluster,
    origin: { tool: tool ?? "", identity },
    capturedAt: snapshot.capturedAt ?? "",
    crds: { "routes.example.com": { ...USE, ...use } },
  };
  return { snapshot, profile };
}

const MORE = { paths: { ...USE.paths, "spec.host": { objects: 1, absent: 2, types: ["string" as const], length: 4 } } };

it("brings the profile with the snapshot, and alone where the snapshot stays", async () => {
  const first = used("prod", 2);
  expect(await deliver(w, [first])).toEqual(["created", 1]);
  expect(changedFiles()).toEqual([`A\t${profileFile("prod")}`]);
  expect(show(profileFile("prod"))).toBe(writeProfile(first.profile));
  w.merge(1, "squash");

  const both = used("prod", 3, MORE, ["v1beta1", "v1"]);
  expect(await deliver(w, [both])).toEqual(["created", 2]);
  expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`, `M\t${profileFile("prod")}`]);
  expect(show(profileFile("prod"))).toBe(writeProfile(both.profile));
});

it("makes no pull request for counts and sizes, and takes them along with what else is new", async () => {
  await deliver(w, [used("prod", 2)]);
  w.merge(1, "squash");
  w.writes();
  const counts = { objects: 7, paths: { spec: { objects: 7, types: ["object" as const], members: 2 } } };
  expect(await deliver(w, [used("prod", 3, counts)])).toEqual(["none", null]);
  expect(w.writes()).toEqual([]);
  const next = used("prod", 4, counts, ["v1beta1", "v1"]);
  expect(await deliver(w, [next])).toEqual(["created", 2]);
  expect(show(profileFile("prod"))).toBe(writeProfile(next.profile));
});

it("leaves what is proposed alone until it says something new, and never goes back", async () => {
  await deliver(w, [used("prod", 5)]);
  w.writes();
  expect(await deliver(w, [used("prod", 6, { objects: 4 })])).toEqual(["none", 1]);
  expect(await deliver(w, [used("prod", 4, MORE)])).toEqual(["none", 1]);
  expect(w.writes()).toEqual([]);
  const next = used("prod", 7, MORE);
  expect(await deliver(w, [next])).toEqual(["updated", 1]);
  expect(show(profileFile("prod"))).toBe(writeProfile(next.profile));
});

it("keeps what other runs propose: of other clusters, and of this one where it does not ask", async () => {
  const eu = used("prod", 2);
  await deliver(w, [eu]);
  expect(await deliver(w, [reading("us", ["v1"], 3)])).toEqual(["updated", 1]);
  expect(changedFiles()).toEqual([`A\t${fileOf("us")}`, `A\t${profileFile("prod")}`]);
  expect(await deliver(w, [reading("prod", ["v1beta1", "v1"], 4)])).toEqual(["updated", 1]);
  expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`, `A\t${fileOf("us")}`, `A\t${profileFile("prod")}`]);
  expect(show(profileFile("prod"))).toBe(writeProfile(eu.profile));
});

it("brings no profile that is recorded already, and carries no file over that is none", async () => {
  const first = used("prod", 2);
  w.repo.commit({ [profileFile("prod")]: writeProfile(first.profile) });
  await deliver(w, [{ ...used("prod", 3, {}, ["v1beta1", "v1"]), profile: first.profile }]);
  expect(changedFiles()).toEqual([`M\t${fileOf("prod")}`]);
  w.repo.git("checkout", "-q", BRANCH);
  w.repo.git("reset", "-q", "--hard");
  w.repo.commit({ [profileFile("prod")]: "{", [profileFile("us")]: "{" });
  w.repo.git("checkout", "-q", "main");
  await deliver(w, [reading("eu", ["v1"], 4)]);
  expect(changedFiles()).toEqual([`A\t${fileOf("eu")}`, `M\t${fileOf("prod")}`]);
});

it("writes anew what cannot be read, and leaves a file alone that is no cluster's", async () => {
  w.repo.commit({ [profileFile("prod")]: "{", [profileFile("other")]: "{" });
  const next = used("prod", 2);
  expect(await deliver(w, [next])).toEqual(["created", 1]);
  expect(changedFiles()).toEqual([`M\t${profileFile("prod")}`]);
  expect(show(profileFile("prod"))).toBe(writeProfile(next.profile));
});

it("makes the branch anew where the base has moved in the profile", async () => {
  await deliver(w, [used("prod", 2)]);
  const byHand = used("prod", 3, MORE);
  w.repo.commit({ [profileFile("prod")]: writeProfile(byHand.profile) });
  expect(await deliver(w, [used("prod", 4, MORE)])).toEqual(["closed", 1]);
});
