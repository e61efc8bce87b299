import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { json, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { open, type Repository, temporaryFolder } from "../git/repository.ts";

/**
 * The steps of the release workflow, in a repository of their own: real git, the real npm against a registry of this process,
 * and a stand-in for `gh` that keeps releases in a folder. Each is run again, and after a run that broke off.
 */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const TAG = "v0.2.0";
const PACKAGE = "crd-upgrade-guard-0.2.0.tgz";

const GH = `#!/usr/bin/env bash
# A release is a folder; the file .draft in it says that nobody sees it yet.
set -euo pipefail
[[ $1 == release ]]; verb=$2; tag=$3; shift 3
here="$RELEASES/$tag"
case $verb in
  view) [[ -d $here ]] || { echo "release not found" >&2; exit 1; }
    [[ -e $here/.draft ]] && echo '{"isDraft":true}' || echo '{"isDraft":false}' ;;
  delete) [[ -e $here/.draft ]]; rm -r "$here" ;;
  create) mkdir "$here"; touch "$here/.draft"
    [[ $1 == --draft && $2 == --verify-tag && $3 == --title && $5 == --notes-file ]]; cp "$6" "$here/.notes"; shift 6
    [[ -z \${BREAK_OFF:-} ]] || exit 7
    cp "$@" "$here" ;;
  edit) [[ $1 == --draft=false ]]; rm "$here/.draft" ;;
  download) [[ $1 == --dir ]]; cp "$here"/* "$2" ;;
esac
`;

/** What npm sends to a registry, and asks it for. */
interface Published {
  readonly versions: Readonly<Record<string, { readonly dist: { readonly integrity: string } }>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

let repo: Repository;
let origin: Repository;
let registry: http.Server;
let env: Record<string, string>;
let published: Published | null = null;
const home = temporaryFolder();
const releases = path.join(home, "releases");

function manifest(version: string) {
  const own = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
  return `${JSON.stringify({ ...own, version }, null, 2)}\n`;
}

beforeAll(async () => {
  registry = http.createServer(async (request, response) => {
    if (request.method === "PUT") published = (await json(request)) as Published;
    if (request.url?.endsWith(".tgz") === true) {
      response.end(Buffer.from(published?._attachments[PACKAGE]?.data ?? "", "base64"));
      return;
    }
    const status = request.method === "PUT" ? 201 : published === null ? 404 : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(published ?? { error: "not_found" }));
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  const address = `127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  fs.mkdirSync(releases);
  fs.writeFileSync(
    path.join(home, ".npmrc"),
    `registry=http://${address}\n//${address}:_authToken=none\naudit=false\n`,
  );
  fs.mkdirSync(path.join(home, "bin"));
  fs.writeFileSync(path.join(home, "bin/gh"), GH, { mode: 0o755 });
  env = { PATH: `${path.join(home, "bin")}:${process.env.PATH}`, HOME: home, RELEASES: releases };
  origin = open(temporaryFolder());
  origin.git("init", "-q", "--bare");
  repo = open(temporaryFolder());
  repo.git("init", "-q", "-b", "main");
  repo.git("remote", "add", "origin", origin.root);
  const copied = ["scripts/release.mjs", "package-lock.json", "README.md", "LICENSE"];
  const files = copied.map((file) => [file, fs.readFileSync(path.join(ROOT, file), "utf8")]);
  repo.commit({
    ...Object.fromEntries(files),
    ".gitignore": "release/\nother/\n",
    "package.json": manifest("0.2.0"),
    "CHANGELOG.md":
      "# Changelog\n\n## Unreleased\n\n- later\n\n## 0.2.0 (2026-12-01)\n\n- what is new\n\n## 0.1.0\n\n- old\n",
    "dist/cli.cjs": "#!/usr/bin/env node\nconsole.log('it runs');\n",
    "schema/report.json": "{}\n",
  });
  repo.git("tag", TAG);
});
afterAll(() => {
  registry.close();
  for (const one of [repo, origin]) one.remove();
  fs.rmSync(home, { recursive: true, force: true });
});

async function step(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["scripts/release.mjs", ...args], { cwd: repo.root, env: { ...env, ...more } });
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status: child.exitCode, stdout, stderr };
}

function digestsOf(folder: string) {
  const root = path.join(repo.root, folder);
  const names = fs.readdirSync(root).sort();
  return names.map((name) => [
    name,
    createHash("sha256")
      .update(fs.readFileSync(path.join(root, name)))
      .digest("hex"),
  ]);
}

it("packs the same bytes each time, with their digests and the notes", async () => {
  expect(await step(["pack", TAG, "release"])).toMatchObject({ status: 0, stderr: "" });
  expect(await step(["pack", TAG, "other"])).toMatchObject({ status: 0, stderr: "" });
  expect(digestsOf("other")).toEqual(digestsOf("release"));
  const digests = Object.fromEntries(digestsOf("release"));
  const read = (name: string) => fs.readFileSync(path.join(repo.root, "release", name), "utf8");
  expect(read("checksums.txt")).toBe(`${digests[PACKAGE]}  ${PACKAGE}\n${digests["sbom.cdx.json"]}  sbom.cdx.json\n`);
  expect(read("notes.md")).toBe("- what is new\n");
  const { bomFormat, metadata, components } = JSON.parse(read("sbom.cdx.json"));
  expect([bomFormat, metadata.component.name, metadata.timestamp]).toEqual([
    "CycloneDX",
    "crd-upgrade-guard",
    undefined,
  ]);
  expect(components.some(({ name }: { name: string }) => name === "commander")).toBe(true);
});

it("publishes once, and never over another package of that version", async () => {
  expect(await step(["publish", TAG, "release"])).toMatchObject({ status: 0 });
  const bytes = fs.readFileSync(path.join(repo.root, "release", PACKAGE));
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  expect(published?.versions["0.2.0"]?.dist.integrity).toBe(integrity);
  expect(await step(["publish", TAG, "release"])).toEqual({
    status: 0,
    stdout: "crd-upgrade-guard 0.2.0 is published already, with the same bytes\n",
    stderr: "",
  });
  const asked = spawn("npx", ["--yes", "crd-upgrade-guard@0.2.0"], { cwd: home, env });
  const [said, complained] = await Promise.all([text(asked.stdout), text(asked.stderr)]);
  expect(said, complained).toBe("it runs\n");
  fs.writeFileSync(path.join(repo.root, "other", PACKAGE), "another");
  expect(await step(["publish", TAG, "other"])).toEqual({
    status: 1,
    stdout: "",
    stderr: "release: the registry has another 0.2.0: its versions cannot be replaced\n",
  });
});

it("makes a release public with all its files alone, and goes on where a run broke off", async () => {
  expect((await step(["release", TAG, "release"], { BREAK_OFF: "1" })).status).not.toBe(0);
  expect(fs.readdirSync(path.join(releases, TAG)).sort()).toEqual([".draft", ".notes"]);
  expect(await step(["release", TAG, "release"])).toMatchObject({ status: 0, stderr: "" });
  expect(fs.readdirSync(path.join(releases, TAG)).sort()).toEqual([
    ".notes",
    "checksums.txt",
    PACKAGE,
    "sbom.cdx.json",
  ]);
  expect(await step(["release", TAG, "release"])).toEqual({
    status: 0,
    stdout: `the release ${TAG} is there already, with the same files\n`,
    stderr: "",
  });
  expect(await step(["release", TAG, "other"])).toEqual({
    status: 1,
    stdout: "",
    stderr: `release: the release ${TAG} has other files: other/${PACKAGE}\n`,
  });
});

const majorAt = () => origin.git("rev-parse", "--verify", "refs/tags/v0");

it("moves the major to the newest release, and never back", async () => {
  const first = repo.git("rev-parse", `${TAG}^{commit}`);
  expect(await step(["major", TAG])).toMatchObject({ status: 0 });
  expect(majorAt()).toBe(first);
  expect(await step(["major", TAG])).toEqual({ status: 0, stdout: `v0 is at ${TAG} already\n`, stderr: "" });
  const changelog = "# Changelog\n\n## 0.10.0\n\n- more\n\n## 0.2.0\n\n- what is new\n";
  const second = repo.commit({ "package.json": manifest("0.10.0"), "CHANGELOG.md": changelog });
  repo.git("tag", "v0.10.0");
  expect(await step(["major", "v0.10.0"])).toMatchObject({ status: 0 });
  expect(majorAt()).toBe(second);
  repo.git("checkout", "-q", TAG);
  expect(await step(["major", TAG])).toEqual({
    status: 0,
    stdout: `v0 stays at v0.10.0: ${TAG} is not the newest release\n`,
    stderr: "",
  });
  expect(majorAt()).toBe(second);
});

it("refuses before it does anything what is no release", async () => {
  const said = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await step(args);
    return [status, stdout, stderr];
  };
  expect(await said("publish", "v0.3.0")).toEqual([
    1,
    "",
    "release: the tag is v0.3.0, and package.json has version 0.2.0\n",
  ]);
  expect(await said("nothing", TAG)).toEqual([
    1,
    "",
    "release: usage: node scripts/release.mjs verify|pack|publish|release|major TAG [FOLDER]\n",
  ]);
  repo.write({ "dist/cli.cjs": "changed\n" });
  expect(await said("pack", TAG)).toEqual([1, "", "release: files are not as they are committed:\nM dist/cli.cjs\n"]);
  repo.git("checkout", "-q", "--", ".");
  repo.commit({ "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n- what is new\n" });
  expect(await said("verify", TAG)).toEqual([
    1,
    "",
    'release: CHANGELOG.md has no section "## 0.2.0", or nothing in it\n',
  ]);
  repo.git("checkout", "-q", TAG);
  repo.commit({ readme: "1" });
  expect(await said("verify", TAG)).toEqual([1, "", `release: the checkout is not what ${TAG} names\n`]);
});
