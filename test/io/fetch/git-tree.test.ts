import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { readTar } from "../../../src/manifests/charts/tar.ts";
import type { GitTree } from "../../../src/sources/reference.ts";
import { putOnPath } from "../../tools/tool-path.ts";
import { testServer } from "../cluster/api-server.ts";
import { fetching, type Trial } from "./fetching.ts";
import { type GitServer, startGitServer, temporaryFolder } from "./servers.ts";

describe("trees of a git repository over http", () => {
  const folder = temporaryFolder();
  const work = path.join(folder, "work");
  const commits: string[] = [];
  let server: GitServer;

  function git(...args: readonly string[]): string {
    const settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    const env = { ...process.env, GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z", GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z" };
    return execFileSync("git", [...settings, ...args], {
      cwd: work,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  function commit(files: Readonly<Record<string, string>>, ...tags: readonly string[]): void {
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
      fs.writeFileSync(path.join(work, file), text);
    }
    git("add", "-A");
    git("commit", "-q", "-m", "a change");
    for (const tag of tags) git("tag", "-a", "-m", tag, tag);
    commits.push(git("rev-parse", "HEAD").trim());
  }

  beforeAll(async () => {
    fs.mkdirSync(work);
    git("init", "-q");
    commit({ "crds/a.yaml": "a: 1\n" }, "v1.0.0");
    commit({ "crds/a.yaml": "a: 2\n" }, "v1.1.0");
    commit(
      {
        "crds/a.yaml": "a: 3\n$Format:%H$\n",
        ".gitattributes": "crds export-ignore\n*.yaml export-subst text eol=crlf filter=evil\n",
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = http://127.0.0.1:1/x\n',
      },
      "v2.0.0-rc.1",
    );
    git("branch", "old", "v1.0.0");
    git("clone", "-q", "--bare", work, path.join(folder, "served.git"));
    server = await startGitServer(folder);
  });
  afterAll(() => server.close());

  async function trying(ref: GitTree["ref"], more: Partial<Trial> = {}, url = `${server.url}/served.git`) {
    const { entries, contents, waits } = await fetching({
      allow: [`${new URL(url).origin}/**`],
      origins: [{ kind: "git", url, ref, path: "crds" }],
      folder: fs.mkdtempSync(path.join(folder, "t-")),
      ...more,
    });
    const tar = contents[0] ? readTar(gunzipSync(contents[0]), 100) : null;
    const files = tar?.ok ? tar.value.filter(({ type }) => type === "file") : [];
    const texts = Object.fromEntries(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]));
    return { entry: entries[0], texts, waits };
  }

  it.each([
    ["a commit", { commit: 0 }, 0],
    ["an annotated tag", { tag: "v1.1.0" }, 1],
    ["a branch", { branch: "old" }, 0],
    ["a name that is a branch", { name: "main" }, 2],
    ["a name that is a tag", { name: "v1.0.0" }, 0],
    ["no name", { name: null }, 2],
  ])("are brought by %s", async (_name, ref, at) => {
    const asked = "commit" in ref ? { commit: commits[0] ?? "" } : (ref as GitTree["ref"]);
    const { entry, texts } = await trying(asked);
    const { host } = new URL(server.url);
    expect(entry).toMatchObject({ content: "tree", resolved: commits[at], url: `http://${host}/served` });
    expect(texts["crds/a.yaml"]).toContain(`a: ${at + 1}`);
  });

  it.each([
    ["1.x", "v1.1.0"],
    [">=1.0.0-0", "v2.0.0-rc.1"],
  ])("are brought by the range %s", async (semver, tag) => {
    expect((await trying({ semver })).entry).toMatchObject({ resolved: tag });
  });

  it("are what the commit has, whatever its attributes would leave out or rewrite", async () => {
    const { texts } = await trying({ branch: "main" });
    expect(texts["crds/a.yaml"]).toBe("a: 3\n$Format:%H$\n");
    expect(Object.keys(texts).sort()).toEqual([".gitattributes", ".gitmodules", "crds/a.yaml"]);
  });

  it("are the same bytes whenever they are brought", async () => {
    const [one, other] = [await trying({ tag: "v1.0.0" }), await trying({ tag: "v1.0.0" })];
    expect(one.entry).toEqual(other.entry);
  });

  it.each([
    [{ tag: "v9.9.9" }, "has no tag `v9.9.9`"],
    [{ branch: "none" }, "has no branch `none`"],
    [{ name: "none" }, "has no branch, tag or commit `none`"],
    [{ commit: "0".repeat(40) }, `has no commit \`${"0".repeat(40)}\``],
  ])("say what is missing of %j", async (ref, words) => {
    const { host } = new URL(server.url);
    expect((await trying(ref)).entry).toEqual({ error: `${host}/served ${words}`, cause: "failed" });
  });

  it.each([
    [{ semver: "9.x" }, "it has no tag in the range `9.x`"],
    [{ semver: "?" }, "`?` is no range of versions"],
    [
      { name: "--upload-pack=touch /tmp/x" },
      "branch, tag or commit `--upload-pack=touch /tmp/x` is no name that git has",
    ],
    [{ name: "a:refs/heads/b" }, "branch, tag or commit `a:refs/heads/b` is no name that git has"],
  ])("say what is wrong with %j", async (ref, error) => {
    expect((await trying(ref)).entry).toEqual({ error, cause: "failed" });
  });

  it("follow a repository that has moved, within what is allowed", async () => {
    const moved = await testServer((asked, _request, response) => {
      response.writeHead(301, { location: `${server.url}/served.git${asked.slice("/old.git".length)}` }).end();
    });
    onTestFinished(() => moved.close());
    const url = `${moved.url}/old.git`;
    const allow = [`${moved.url}/**`, `${server.url}/**`];
    expect((await trying({ tag: "v1.0.0" }, { allow }, url)).entry).toMatchObject({ resolved: commits[0] });
    expect((await trying({ tag: "v1.0.0" }, { allow: [`${moved.url}/**`] }, url)).entry).toEqual({
      error: `${server.url} is not encrypted, and nothing allows it`,
      cause: "not-allowed",
    });
  });

  it.each([
    [401, "asks for credentials (401)", []],
    [404, "does not have it (404)", []],
    [503, "answers 503", [500, 1000]],
  ])("say why they are not to be had: %i", async (status, words, waits) => {
    const refusing = await testServer((_asked, _request, response) => response.writeHead(status).end());
    onTestFinished(() => refusing.close());
    const found = await trying({ tag: "v1.0.0" }, {}, `${refusing.url}/a.git`);
    expect(found).toMatchObject({ entry: { error: `${refusing.host} ${words}`, cause: "failed" }, waits });
  });

  it("give no token to a server that is not GitHub's", async () => {
    const before = server.logins.length;
    await trying({ tag: "v1.0.0" }, { run: { githubToken: "secret" } });
    expect(server.logins.slice(before).every((login) => login === "")).toBe(true);
    expect(server.logins.length).toBeGreaterThan(before);
  });

  describe("over ssh", () => {
    /** Stands for ssh: notes what it is told, and runs on this machine what it should run on the other one. */
    const bin = temporaryFolder();
    const told = path.join(bin, "told");
    putOnPath(bin);
    beforeAll(() => {
      const script = `#!/bin/sh\nprintf '%s\\n' "$@" >> ${told}\nfor last; do :; done\ncd ${folder} && exec sh -c "$(echo "$last" | sed "s|'/|'|")"\n`;
      fs.writeFileSync(path.join(bin, "ssh"), script, { mode: 0o755 });
    });

    const ssh = (address: string, more: Partial<Trial> = {}) =>
      trying(
        { tag: "v1.0.0" },
        { run: { resolve: async () => [{ address, family: 4 }] }, ...more },
        "ssh://git@git.example.com/served.git",
      );

    it("are brought from the address that was looked at, by the host's own key, without asking", async () => {
      const { entry } = await ssh("93.184.216.34", { allow: [] });
      expect(entry).toMatchObject({ resolved: commits[0], url: "ssh://git.example.com/served" });
      const [, ...options] = fs.readFileSync(told, "utf8").split("\n");
      expect(options.slice(0, 9)).toEqual([
        "none",
        "-oHostName=93.184.216.34",
        "-oHostKeyAlias=git.example.com",
        "-oBatchMode=yes",
        "-oStrictHostKeyChecking=yes",
        "-oClearAllForwardings=yes",
        "-oPermitLocalCommand=no",
        "-oControlPath=none",
        "-oConnectTimeout=20",
      ]);
    });

    it("are not brought from an address that nobody allowed", async () => {
      fs.rmSync(told, { force: true });
      const error = (address: string, kind: string) => ({
        error: `git.example.com (${address}) is ${kind}`,
        cause: "not-allowed",
      });
      expect((await ssh("10.0.0.1", { allow: [] })).entry).toEqual(error("10.0.0.1", "in a private network"));
      const spelled = { allow: ["ssh://git.example.com/**"] };
      expect((await ssh("127.0.0.1", spelled)).entry).toEqual(error("127.0.0.1", "no address of the internet"));
      expect(fs.existsSync(told)).toBe(false);
      expect((await ssh("10.0.0.1", spelled)).entry).toMatchObject({ resolved: commits[0] });
    });
  });
});
