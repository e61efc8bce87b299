import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { dump } from "js-yaml";
import { afterEach, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { CheckPorts, TreeFiles } from "../../src/check/ports.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { type HeadFiles, headFiles } from "../../src/io/files/head-files.ts";
import { baseFiles } from "../../src/io/git/base-files.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live, NOW } from "../rules/evaluated.ts";
import { GUARD, recorded } from "./recorded.ts";

/**
 * What git says is equal in the working tree and the base is read, judged and kept once; the report must not show it. Whoever
 * shares nothing reads each file of the base from its commit, by another way than git's comparison.
 */

const CRDS = ["routes.example.com", "ways.example.com"];

let repo: Repository | null = null;
afterEach(() => {
  repo?.remove();
  repo = null;
});

const route = (version: string, spec: string) =>
  `apiVersion: example.com/${version}\nkind: Route\nmetadata: {name: x, namespace: n}\nspec: {${spec}}\n`;
const CONTENTS = [
  ...CRDS.flatMap((name) =>
    ["v1*", "v1* v1beta1", "v1beta1* v1", "v2* v1"].map((versions) => dump(crd({ name, versions }))),
  ),
  `${dump(crd({ versions: "v1*" }))}---\n${dump(crd({ name: "ways.example.com", versions: "v1* v1beta1" }))}`,
  route("v1", "a: 1"),
  route("v1beta1", "a: 2"),
  "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nmetadata: {name: [\n",
  "a: 1\n",
  "a: 2\n",
  "",
];
const KUSTOMIZATIONS = [
  "resources: [a.yaml, b.yaml, named]\n",
  "resources: [a.yaml]\npatches: [{path: b.yaml}]\n",
  "resources: [../crds]\npatches: [{target: {kind: Route}, patch: '[]'}]\n",
];
const FILES = ["crds/a.yaml", "crds/b.yaml", "clusters/c1/a.yaml", "apps/a.yaml", "apps/b.yaml", "apps/named"];
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "apps/kustomization.yaml": KUSTOMIZATIONS,
  ".gitattributes": ["* -text\n", "* text=auto eol=crlf\n", "*.yaml text eol=lf\n", "crds/* text eol=crlf\n"],
  ".gitignore": ["apps/b.yaml\n", "*.tmp\n"],
  [`${GUARD}/config.yaml`]: [
    "",
    "targets: [{paths: [crds/**], clusters: [c1]}, {paths: ['**'], clusters: ['*']}]\n",
    `waivers:\n  - {rule: stored-version-removed, crd: ${CRDS[0]}, reason: r, owner: o, expires: 2027-01-01}\n`,
  ],
  ...Object.fromEntries(
    ["c1", "c2"].map((cluster) => [
      `${GUARD}/clusters/${cluster}.json`,
      [["v1", "v1beta1"], ["v1"]].map((stored) =>
        recorded(
          cluster,
          Object.fromEntries(CRDS.map((name) => [name, live({ name, versions: "v1* v1beta1" }, stored)])),
        ),
      ),
    ]),
  ),
};

const file = fc.constantFrom(...FILES);
const written = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(file, fc.constantFrom(...CONTENTS)) },
  { weight: 1, arbitrary: other((name) => !name.startsWith(GUARD)) },
  { weight: 2, arbitrary: other((name) => name.startsWith(GUARD)) },
);

function other(isWanted: (name: string) => boolean): fc.Arbitrary<[string, string]> {
  const texts = Object.entries(OTHERS).filter(([name]) => isWanted(name));
  return fc.constantFrom(...texts).chain(([name, all]) => fc.tuple(fc.constant(name), fc.constantFrom(...all)));
}

type Edit = (root: string) => void;
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: written.map(
      ([name, text]): Edit =>
        (root) =>
          put(root, name, text),
    ),
  },
  {
    weight: 2,
    arbitrary: file.map(
      (name): Edit =>
        (root) =>
          fs.rmSync(path.join(root, name), { force: true }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(file, file).map(
      ([from, to]): Edit =>
        (root) =>
          move(root, from, to),
    ),
  },
  {
    weight: 1,
    arbitrary: file.map(
      (name): Edit =>
        (root) =>
          withFile(root, name, (at) => fs.chmodSync(at, 0o755)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(file, file).map(
      ([name, to]): Edit =>
        (root) =>
          link(root, name, to),
    ),
  },
  // As many bytes, at once: the time of the file may be the index's.
  {
    weight: 1,
    arbitrary: file.map(
      (name): Edit =>
        (root) =>
          withFile(root, name, swapped),
    ),
  },
  // The same bytes at another time.
  {
    weight: 1,
    arbitrary: file.map(
      (name): Edit =>
        (root) =>
          withFile(root, name, (at) => fs.utimesSync(at, 1, 1)),
    ),
  },
  {
    weight: 1,
    arbitrary: file.map(
      (name): Edit =>
        (root) =>
          withFile(root, name, (at) => fs.writeFileSync(at, fs.readFileSync(at, "utf8").replaceAll("\n", "\r\n"))),
    ),
  },
);

function put(root: string, name: string, text: string): void {
  fs.rmSync(path.join(root, name), { force: true });
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}

function move(root: string, from: string, to: string): void {
  if (!fs.existsSync(path.join(root, from))) return;
  fs.mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  fs.renameSync(path.join(root, from), path.join(root, to));
}

function link(root: string, name: string, to: string): void {
  put(root, name, "");
  fs.rmSync(path.join(root, name));
  fs.symlinkSync(path.relative(path.dirname(name), to), path.join(root, name));
}

function withFile(root: string, name: string, change: (at: string) => void): void {
  const at = path.join(root, name);
  if (fs.lstatSync(at, { throwIfNoEntry: false })?.isFile() === true) change(at);
}

function swapped(at: string): void {
  fs.writeFileSync(at, fs.readFileSync(at, "utf8").replaceAll("v1beta1", "v1alpha1").replaceAll("a: 1", "a: 3"));
}

/** How the index takes what was edited: all of it, as known names without contents, tracked no longer, as of the base. */
const STAGINGS: readonly ((repo: Repository) => void)[] = [
  () => {},
  (one) => one.git("add", "-A"),
  (one) => one.git("add", "-A", "-N"),
  (one) => one.git("rm", "-q", "-r", "--cached", "--ignore-unmatch", "apps"),
  (one) => one.git("reset", "-q", "HEAD~1"),
];

const change = fc.record({
  base: fc.array(written, { minLength: 2, maxLength: 10 }),
  isCheckedOutAnew: fc.boolean(),
  committed: fc.array(edit, { maxLength: 4 }),
  staged: fc.array(edit, { maxLength: 2 }),
  staging: fc.constantFrom(...STAGINGS),
  open: fc.array(edit, { maxLength: 2 }),
});

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** @returns the base's commit */
function made(one: Repository, { base, isCheckedOutAnew, committed, staged, staging, open }: Change): string {
  const guard = Object.entries(OTHERS).filter(([name]) => name.startsWith(`${GUARD}/clusters`));
  for (const [name, [text = ""]] of guard) put(one.root, name, text);
  for (const [name, text] of base) put(one.root, name, text);
  const sha = one.commit({});
  if (isCheckedOutAnew) {
    one.git("rm", "-q", "-r", "--cached", ".");
    one.git("reset", "-q", "--hard");
  }
  for (const apply of committed) apply(one.root);
  one.commit({});
  for (const apply of staged) apply(one.root);
  staging(one);
  for (const apply of open) apply(one.root);
  return sha;
}

/**
 * The base by its commit's own listing. Of the files that git tracks those are the same that git would store as the commit
 * has them, and as what they are; git is told to make that name of their bytes anew, and does not ask its index.
 */
function unshared(root: string, sha: string, head: HeadFiles): TreeFiles {
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", [...args], { cwd: root, input, maxBuffer: 1e8, stdio: ["pipe", "pipe", "ignore"] });
  const blobs = listed(git(["ls-tree", "-r", "-z", sha]));
  const tracked = listed(git(["ls-files", "--stage", "-z"]));
  const here = [...blobs].filter(([name, { mode }]) => tracked.has(name) && mode === modeOf(root, name));
  const names = git(["hash-object", "--stdin-paths"], here.map(([name]) => `${name}\n`).join(""));
  const now = names.toString("utf8").split("\n");
  const same = new Set(here.flatMap(([name, { id }], index) => (now[index] === id ? [name] : [])));
  const contents = new Map(
    [...blobs].map(([name, { id }]) => {
      const own = same.has(name) ? head.read(name) : null;
      return [name, own?.ok === true ? Uint8Array.from(own.value) : git(["cat-file", "blob", id])];
    }),
  );
  const ofMode = (isLink: boolean) =>
    [...blobs].flatMap(([name, { mode }]) => (isLink === (mode === LINK) ? [name] : []));
  const tree = {
    sha,
    files: ofMode(false).sort(),
    links: ofMode(true).sort(),
    has: (name: string) => blobs.has(name),
    isUnchanged: (name: string) => same.has(name),
    isHere: () => true,
    read: (paths: readonly string[]) => new Map([...contents].filter(([name]) => paths.includes(name))),
  };
  return baseFiles(tree, { read: () => NOTHING_SHARED, identityOf: head.identityOf });
}

const NOTHING_SHARED = { ok: false, missing: true, reason: "nothing is shared" } as const;
const LINK = "120000";

/** What `ls-tree` and `ls-files --stage` print. */
function listed(printed: Buffer): ReadonlyMap<string, { readonly mode: string; readonly id: string }> {
  const entries = printed.toString("utf8").split("\0").filter(Boolean);
  return new Map(
    entries.map((entry) => {
      const [, mode = "", id = "", name = ""] = /^(\d+) (?:blob )?([0-9a-f]+)[^\t]*\t(.*)$/s.exec(entry) ?? [];
      return [name, { mode, id }];
    }),
  );
}

/** null: no regular file is there, or it is behind a link. */
function modeOf(root: string, name: string): string | null {
  const stat = fs.lstatSync(path.join(root, name), { throwIfNoEntry: false });
  const folder = path.dirname(path.join(root, name));
  if (stat?.isFile() !== true || fs.realpathSync(folder) !== folder) return null;
  return (stat.mode & 0o100) === 0 ? "100644" : "100755";
}

/** Answers a search for snapshots as no working tree does, so that the base's guard is read by itself. */
function otherwise(tree: TreeFiles): TreeFiles {
  return {
    ...tree,
    find: (include, exclude) => {
      const found = tree.find(include, exclude);
      const isOfGuard = include.some((pattern) => pattern.includes(GUARD));
      return isOfGuard ? { ...found, skipped: [...found.skipped, { path: "none", reason: "none" }] } : found;
    },
  };
}

it("says the same as where the base shares nothing with the working tree", () => {
  const seen = { runs: 0, findings: 0, alike: 0 };
  fc.assert(
    fc.property(change, (one) => {
      repo?.remove();
      repo = repository();
      const sha = made(repo, one);
      const real = { ...checkPorts(repo.root, { ok: true, value: sha }), now: () => NOW };
      if (!real.base.available) throw new Error(real.base.reason);
      const files = unshared(repo.root, sha, headFiles(repo.root));
      const alone: CheckPorts = { ...real, base: { ...real.base, files: otherwise(files) } };
      const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
      const report = check(request, real);
      expect(report).toEqual(check(request, alone));
      // The same bytes behind the same names, wherever they were taken from.
      const { base } = real;
      for (const name of files.find(["**"], []).files) expect(textOf(base.files, name)).toBe(textOf(files, name));
      seen.runs++;
      seen.findings += report.findings.length;
      seen.alike += files
        .find(["**"], [])
        .files.filter((name) => base.files.identityOf(name) === real.head.identityOf(name)).length;
    }),
    { numRuns: Number(process.env.BASE_RUNS ?? 25), seed: Number(process.env.BASE_SEED ?? 1) },
  );
  // None of it is about nothing.
  expect(Object.values(seen).every((count) => count > 20)).toBe(true);
}, 120_000);

function textOf(files: TreeFiles, name: string): string {
  const reading = files.read(name);
  return reading.ok ? Buffer.from(reading.value).toString("latin1") : reading.reason;
}
