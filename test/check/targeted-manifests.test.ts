import { dump } from "js-yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { repositoryManifests } from "../../src/check/judging/targeted-manifests.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { ignoredByGit } from "../../src/io/git/ignored.ts";
import type { Profile } from "../../src/snapshots/profiles/profile.ts";
import { readProfile } from "../../src/snapshots/profiles/read-profile.ts";
import { readSnapshot } from "../../src/snapshots/read.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { filesOf, manifest, PROFILE, schema, TEXT } from "../rules/live-objects.ts";
import { snapshotOf } from "../snapshots/stored-crds.ts";
import { NO_CEL } from "./in-memory.ts";

const CONFIG = ".github/crd-upgrade-guard/config.yaml";

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

function read(cluster: string) {
  const ports = {
    head: headFiles(repo.root),
    ignoredByGit: (paths: readonly string[]) => ignoredByGit(repo.root, paths),
    cel: NO_CEL,
  };
  const { of, problems } = repositoryManifests(ports, "0.1.0", []);
  return { names: of(cluster).map(({ manifest }) => manifest.name), problems };
}

it("finds what is meant for a cluster that has no snapshot yet", () => {
  repo.write({
    "clusters/prod/a.yaml": dump(crd({ name: "routes.example.com", versions: "v1*" })),
    "shared/b.yaml": dump(crd({ name: "ways.example.com", versions: "v1*" })),
  });
  expect(read("prod")).toEqual({ names: ["routes.example.com", "ways.example.com"], problems: [] });
  repo.write({ [CONFIG]: "targets: [{paths: [shared/**], clusters: [dev]}]\n" });
  expect(read("prod")).toEqual({ names: ["routes.example.com"], problems: [] });
});

it("says that it renders nothing where the configuration has something to render", () => {
  repo.write({
    "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
    "chart/crds/a.yaml": dump(crd({ name: "routes.example.com", versions: "v1*" })),
    "chart/templates/b.yaml": `{{- if true }}\n${dump(crd({ name: "ways.example.com", versions: "v1*" }))}{{- end }}\n`,
    [CONFIG]: "helm: [{chart: chart, release: chart}]\n",
  });
  expect(read("prod")).toEqual({
    names: ["routes.example.com"],
    problems: [expect.stringContaining("the next check renders them")],
  });
});

it("gives none where the configuration cannot be used, and says why", () => {
  repo.write({ "a.yaml": dump(crd({ versions: "v1*" })), [CONFIG]: "helmm: []\n" });
  expect(read("prod")).toEqual({ names: [], problems: [expect.stringContaining("helmm")] });
});

it("says what objects in a cluster use, and no schema takes, once their profile is recorded", () => {
  const cluster = "prod-eu";
  const files = filesOf(cluster, {});
  const place = `.github/crd-upgrade-guard/clusters/${cluster}.json`;
  const [snapshot, profile] = [readSnapshotText(files[place]), readProfileText(files[PROFILE])];
  repo.write({
    "crd.yaml": dump(manifest(schema({ tier: { ...TEXT, enum: ["gold"] } }))),
    [place]: files[place] ?? "",
  });
  const ports = {
    head: headFiles(repo.root),
    ignoredByGit: (paths: readonly string[]) => ignoredByGit(repo.root, paths),
    cel: NO_CEL,
  };
  const { refusedNow } = repositoryManifests(ports, "0.1.0", []);
  const of = (recorded: Profile | null, next: Profile | null) =>
    refusedNow(
      [
        {
          path: place,
          recorded: snapshot,
          next: snapshot,
          profile: next === null ? null : { path: PROFILE, recorded, next },
        },
      ],
      Date.parse("2026-11-23T12:00:00Z"),
    )?.objects.map(({ rule, message }) => [rule, message.split(".")[1]]);
  const told = [["live-objects-invalid", "tier: legacy` is no longer allowed by `v1` of `feeds"]];
  expect([of(null, profile), of(profile, profile), of(null, null)]).toEqual([told, [], []]);
});

it("tells of what the record has refused from now on, and not of what was refused before", () => {
  const place = ".github/crd-upgrade-guard/clusters/prod.json";
  const of = (...storedVersions: readonly string[]) =>
    snapshotOf({ "routes.example.com": { ...live({ versions: "v1* v1beta1" }, storedVersions) } }, { cluster: "prod" });
  repo.write({ "crd.yaml": dump(crd({ versions: "v1*" })), [place]: writeSnapshot(of("v1")) });
  const ports = {
    head: headFiles(repo.root),
    ignoredByGit: (paths: readonly string[]) => ignoredByGit(repo.root, paths),
    cel: NO_CEL,
  };
  const { refusedNow } = repositoryManifests(ports, "0.1.0", []);
  const told = (recorded: Snapshot, next: Snapshot) =>
    refusedNow([{ path: place, recorded, next, profile: null }], Date.parse("2026-11-23T12:00:00Z"))?.findings.map(
      ({ rule, state, clusters }) => [rule, state, clusters],
    );
  const refused = ["stored-version-removed", "revealed", ["prod"]];
  expect(told(of("v1"), of("v1beta1", "v1"))).toEqual([refused]);
  expect(told(of("v1beta1", "v1"), of("v1", "v1beta1"))).toEqual([]);
});

function readSnapshotText(text = ""): Snapshot {
  const reading = readSnapshot("a.json", new TextEncoder().encode(text), "0.1.0", "prod-eu");
  if (!reading.ok) throw new Error("no snapshot");
  return reading.value.loaded.snapshot;
}

function readProfileText(text = ""): Profile {
  const reading = readProfile(PROFILE, new TextEncoder().encode(text), "0.1.0", "prod-eu");
  if (!reading.ok) throw new Error("no profile");
  return reading.value.profile;
}
