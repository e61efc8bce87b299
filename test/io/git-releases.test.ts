import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eachBlob, filesOfCommits } from "../../src/io/git/commit-trees.ts";
import { isShallow, remoteTags, tagsOf } from "../../src/io/git/tags.ts";
import { type Repository, repository, shallowCheckout, temporaryFolder } from "../git/repository.ts";

let repo: Repository;
const folders: string[] = [];

beforeEach(() => {
  repo = repository();
});
afterEach(() => {
  repo.remove();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

const EVERYTHING = { file: () => true, folder: () => true };

describe("tags", () => {
  it("lead to commits, whatever they are of", () => {
    const first = repo.commit({ a: "1" });
    const second = repo.commit({ a: "2" });
    repo.git("tag", "v1.0.0", first);
    repo.git("tag", "-a", "-m", "second", "v1.1.0", second);
    repo.git("tag", "-a", "-m", "a tag of a tag", "api/v1.1.0", "v1.1.0");
    repo.git("tag", "a-file", `${second}:a`);
    repo.git("tag", "a-tree", `${second}^{tree}`);
    expect(tagsOf(repo.root)).toEqual({
      ok: true,
      value: [
        { name: "api/v1.1.0", commit: second },
        { name: "v1.0.0", commit: first },
        { name: "v1.1.0", commit: second },
      ],
    });
  });

  it("are none, and cannot be read where there is no repository", () => {
    repo.commit({ a: "1" });
    expect(tagsOf(repo.root)).toEqual({ ok: true, value: [] });
    const folder = temporaryFolder();
    folders.push(folder);
    expect(tagsOf(folder)).toEqual({
      ok: false,
      reason: "not a git repository (or any of the parent directories): .git",
    });
  });

  it("are asked for where a checkout came from", () => {
    const commit = repo.commit({ a: "1" });
    repo.git("tag", "v1.0.0");
    repo.git("tag", "-a", "-m", "x", "v1.1.0");
    const checkout = shallowCheckout(repo, commit);
    folders.push(checkout.root);
    expect([isShallow(repo.root), isShallow(checkout.root)]).toEqual([false, true]);
    expect(tagsOf(checkout.root)).toEqual({ ok: true, value: [] });
    expect(remoteTags(checkout.root, "origin")).toEqual({ ok: true, value: ["v1.0.0", "v1.1.0"] });
    expect(remoteTags(repo.root, "origin")).toEqual({
      ok: false,
      reason: "'origin' does not appear to be a git repository",
    });
  });
});

describe("the files of commits", () => {
  it("are those that are wanted, in every commit, without links", () => {
    const first = repo.commit({ "a.yaml": "1", "d/e/b.yaml": "2", "d/c.txt": "3", "vendor/x.yaml": "4" });
    fs.symlinkSync("a.yaml", path.join(repo.root, "link.yaml"));
    fs.chmodSync(path.join(repo.root, "a.yaml"), 0o755);
    const second = repo.commit({ "d/e/b.yaml": "5", "\u00e4 \n.yaml": "6" });
    const wanted = { file: (path: string) => path.endsWith(".yaml"), folder: (path: string) => path !== "vendor" };
    const id = (text: string) => {
      fs.writeFileSync(path.join(repo.root, "hashed"), text);
      return repo.git("hash-object", "hashed");
    };
    expect(filesOfCommits(repo.root, [first, second], wanted)).toEqual({
      ok: true,
      value: new Map([
        [
          first,
          [
            { path: "a.yaml", id: id("1") },
            { path: "d/e/b.yaml", id: id("2") },
          ],
        ],
        [
          second,
          [
            { path: "a.yaml", id: id("1") },
            { path: "d/e/b.yaml", id: id("5") },
            { path: "\u00e4 \n.yaml", id: id("6") },
          ],
        ],
      ]),
    });
  });

  it("need commits that are there", () => {
    repo.commit({ a: "1" });
    const missing = "0123456789".repeat(4);
    expect(filesOfCommits(repo.root, [missing], EVERYTHING)).toEqual({
      ok: false,
      reason: `git has no tree for the commit ${missing}`,
    });
  });

  it("are read by their ids, in several batches, whatever is in them", () => {
    const large = "x".repeat(3 * 1024 * 1024);
    const texts = ["", "a\nb\n", `${large}1`, `${large}2`, "\u0000\n"];
    const commit = repo.commit(Object.fromEntries(texts.map((text, index) => [`f${index}`, text])));
    const files = filesOfCommits(repo.root, [commit], EVERYTHING);
    const ids = files.ok ? (files.value.get(commit) ?? []).map(({ id }) => id) : [];
    const read: (readonly [string, string])[] = [];
    const reading = eachBlob(repo.root, ids, (id, bytes) => read.push([id, new TextDecoder().decode(bytes)]));
    expect(reading).toEqual({ ok: true, value: [] });
    expect(read).toEqual(texts.map((text, index) => [ids[index], text]));
  });

  it("say which contents are not there", () => {
    repo.commit({ a: "1" });
    const missing = "0123456789".repeat(4);
    expect(eachBlob(repo.root, [missing], () => {})).toEqual({
      ok: false,
      reason: `git has no contents for ${missing}`,
    });
  });
});
