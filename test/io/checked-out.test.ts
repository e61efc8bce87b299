import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findCheckout } from "../../src/io/git/checked-out.ts";
import { type Repository, repository } from "../git/repository.ts";

let repo: Repository;
let first: string;
let second: string;

beforeEach(() => {
  repo = repository();
  first = repo.commit({ "infra/prod/a.yaml": "1" });
  second = repo.commit({ "infra/prod/a.yaml": "2" });
});
afterEach(() => repo.remove());

it("tells the commit of a detached HEAD and of a branch", () => {
  expect(findCheckout(repo.root, repo.root)).toEqual({ folder: repo.root, commit: second });
  repo.git("checkout", "-q", "--detach", first);
  expect(findCheckout(repo.root, repo.root)).toEqual({ folder: repo.root, commit: first });
  repo.git("checkout", "-q", "-b", "feature/ä-1", second);
  expect(findCheckout(repo.root, repo.root)).toEqual({ folder: repo.root, commit: second });
});

it("finds the nearest checkout at or above the folder, and looks no higher than told", () => {
  const below = path.join(repo.root, "infra/prod");
  expect(findCheckout(below, repo.root)).toEqual({ folder: repo.root, commit: second });
  expect(findCheckout(below, below)).toBeNull();
  expect(findCheckout(below, path.join(repo.root, "infra"))).toBeNull();
  fs.mkdirSync(path.join(repo.root, "infra/.git"));
  expect(findCheckout(below, repo.root)).toEqual({ folder: path.join(repo.root, "infra"), commit: null });
});

it.each([
  ["a packed branch", () => repo.git("pack-refs", "--all")],
  ["a worktree", () => asFile("gitdir: elsewhere")],
  ["a HEAD that is none", () => fs.writeFileSync(path.join(repo.root, ".git/HEAD"), "ref: ../../../etc/passwd\n")],
])("does not guess the commit of %s", (_, prepare) => {
  prepare();
  expect(findCheckout(repo.root, repo.root)).toEqual({ folder: repo.root, commit: null });
});

function asFile(content: string): void {
  fs.rmSync(path.join(repo.root, ".git"), { recursive: true });
  fs.writeFileSync(path.join(repo.root, ".git"), content);
}
