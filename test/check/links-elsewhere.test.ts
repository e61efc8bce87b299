import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verdict } from "../../src/report/verdict.ts";
import { type Repository, repository, temporaryFolder } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

/** Symbolic links to what is no file of the workspace, or in none of its folders that are looked into. */
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const PASS = "✅ prod takes routes.example.com";
const UNREAD = "❔ no refusal found, but 1 file that may hold CRDs was not read";
const FOLDER = "❔ no refusal found, but 1 folder that may hold CRDs was not read";
const FILE_OUT = "a symbolic link that leads out of the workspace, which is not followed";
const FOLDER_OUT = "a symbolic link to a directory that leads out of the workspace, which is not followed";

let repo: Repository;
let outside: string;
beforeEach(() => {
  repo = repository();
  outside = temporaryFolder();
  fs.writeFileSync(path.join(outside, "w.yaml"), dump(crd({ name: "others.example.com", versions: "v1*" })));
  const snapshot = recorded(
    "prod",
    { "routes.example.com": live({ versions: "v1*" }, ["v1"]) },
    { serverVersion: "v1.32.1", capturedAt: "2026-11-23T11:00:00Z" },
  );
  repo.commit({
    ".github/crd-upgrade-guard/clusters/prod.json": snapshot,
    "crds/r.yaml": dump(crd({ versions: "v1*" })),
    "vendor/op/o.yaml": dump(crd({ name: "others.example.com", versions: "v1*" })),
  });
});
afterEach(() => {
  repo.remove();
  fs.rmSync(outside, { recursive: true, force: true });
});

function linked(links: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}) {
  repo.write(files);
  for (const [link, target] of Object.entries(links)) {
    const place = path.join(repo.root, link);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.symlinkSync(target, place);
  }
  const report = checkedIn(repo.root, null);
  return { verdict: verdict(report), notRead: report.coverage.notRead };
}

describe("a link is said to be what may hold CRDs", () => {
  it("where it leads to a file outside", () => {
    expect(linked({ "crds/w.yaml": `${outside}/w.yaml` })).toEqual({
      verdict: UNREAD,
      notRead: [{ path: "crds/w.yaml", reason: FILE_OUT, mayHoldCrds: true }],
    });
  });

  it("where it leads to a folder outside", () => {
    expect(linked({ "crds/more": outside })).toEqual({
      verdict: FOLDER,
      notRead: [{ path: "crds/more", reason: FOLDER_OUT, mayHoldCrds: true, isFolder: true }],
    });
  });

  it("where it leads outside to what this machine does not have", () => {
    expect(linked({ "crds/w.yaml": "../../elsewhere/w.yaml" })).toEqual({
      verdict: UNREAD,
      notRead: [{ path: "crds/w.yaml", reason: FILE_OUT, mayHoldCrds: true }],
    });
  });

  it("where it leads to a folder of the workspace that nobody looks into", () => {
    expect(linked({ "crds/more": "../vendor/op" })).toEqual({
      verdict: FOLDER,
      notRead: [
        {
          path: "crds/more",
          reason: "a symbolic link to the directory `vendor/op`, which is not looked into either",
          mayHoldCrds: true,
          isFolder: true,
        },
      ],
    });
  });
});

describe("a link does not hold a pass up", () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["where it leads nowhere", { "crds/w.yaml": "gone.yaml" }, {}],
    [
      "where git ignores it",
      { result: "/", "crds/w.yaml": "/etc/hostname" },
      { ".gitignore": "/result\n/crds/w.yaml\n" },
    ],
    [
      "where its folder is excluded",
      { node_modules: "/", "more/x": "/" },
      { [CONFIG]: 'manifests: {exclude: ["more/**"]}' },
    ],
    ["where nothing in it is wanted", { "crds/x": "/" }, { [CONFIG]: 'manifests: {include: ["crds/*.yaml"]}' }],
    ["where its folder is looked into", { "crds/x": "../more" }, { "more/cm.yaml": "kind: ConfigMap\n" }],
    ["where its name is no manifest's", { "crds/w.txt": "/etc/hostname" }, {}],
  ])("%s", (_, links, files) => {
    const { verdict, notRead } = linked(links, files);
    expect(verdict).toBe(PASS);
    expect(notRead.filter(({ mayHoldCrds }) => mayHoldCrds === true)).toEqual([]);
  });
});

it("a file that is read nowhere else is read once where several links for the same clusters lead to it", () => {
  const counted = (links: readonly string[]) => {
    for (const link of links) {
      fs.mkdirSync(path.dirname(path.join(repo.root, link)), { recursive: true });
      fs.symlinkSync(path.relative(path.dirname(link), "vendor/op/o.yaml"), path.join(repo.root, link));
    }
    return checkedIn(repo.root, null).coverage.crds;
  };
  expect(counted([])).toBe(1);
  expect(counted(["crds/a.yaml"])).toBe(2);
  expect(counted(["crds/b.yaml", "more/c.yaml"])).toBe(2);
});
