import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFetchAction } from "../action/runner.ts";
import { type Repository, repository } from "../git/repository.ts";
import { fixture, type TestServer, testServer } from "../io/cluster/api-server.ts";
import { type GitServer, startGitServer, temporaryFolder } from "../io/fetch/servers.ts";

const CA = fileURLToPath(new URL("../io/cluster/fixtures/ca.crt", import.meta.url));

/** GitHub as a proxy of the environment reaches it: by TLS under its own name, and by no address of ours. */
describe("fetch behind a proxy", () => {
  const folder = temporaryFolder();
  const closing: (() => unknown)[] = [];
  const asked: string[] = [];
  const logins: { readonly host: string; readonly login: string }[] = [];
  let proxy = "";
  let git: GitServer;
  let github: https.Server;
  let other: TestServer;

  beforeAll(async () => {
    const source = repository();
    closing.push(() => source.remove());
    source.commit({ "crds/a.yaml": "a: 1\n" });
    source.git("tag", "v1.0.0");
    fs.mkdirSync(path.join(folder, "acme"));
    source.git("clone", "-q", "--bare", source.root, path.join(folder, "acme/bases.git"));
    git = await startGitServer(folder);
    other = await testServer((_asked, request, response) => {
      logins.push({ host: "other", login: request.headers.authorization ?? "" });
      response.end("a: 1\n");
    });
    github = https.createServer(
      { cert: fixture("server-github.crt"), key: fixture("test.key") },
      (request, response) => {
        logins.push({ host: "github.com", login: request.headers.authorization ?? "" });
        if (request.url === "/acme/bases/releases/download/v1.0.0/plain.yaml") {
          response.writeHead(302, { location: `${other.url}/plain.yaml` }).end();
          return;
        }
        if (request.url?.endsWith(".yaml")) return void response.end("a: 1\n");
        const forwarded = http.request(
          `${git.url}${request.url}`,
          { method: request.method, headers: request.headers },
          (given) => {
            response.writeHead(given.statusCode ?? 500, given.headers);
            given.pipe(response);
          },
        );
        request.pipe(forwarded);
      },
    );
    await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
    const tunnel = http.createServer((_request, response) => response.writeHead(405).end());
    tunnel.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      const { port } = github.address() as AddressInfo;
      const upstream = net.connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket);
        socket.pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => tunnel.listen(0, "127.0.0.1", resolve));
    proxy = `http://127.0.0.1:${(tunnel.address() as AddressInfo).port}`;
    closing.push(
      () => tunnel.close(),
      () => github.close(),
      () => git.close(),
      () => other.close(),
    );
  });
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
  });

  async function acting(resources: readonly string[], inputs: Readonly<Record<string, string>>) {
    const here: Repository = repository();
    closing.push(() => here.remove());
    here.commit({ "base/kustomization.yaml": `resources:\n${resources.map((one) => `- ${one}\n`).join("")}` });
    asked.length = 0;
    logins.length = 0;
    const env = { NODE_EXTRA_CA_CERTS: CA, HTTPS_PROXY: proxy, XDG_CACHE_HOME: temporaryFolder() };
    const run = await startFetchAction({ root: here.root, event: "workflow_dispatch", inputs, env });
    expect(run.log).not.toContain("secret-token");
    const lock = fs.readFileSync(run.outputs.lock ?? "", "utf8");
    expect(lock).not.toContain("secret-token");
    return { status: run.status, log: run.log, entries: Object.values(JSON.parse(lock).entries) };
  }

  const login = `Basic ${Buffer.from("x-access-token:secret-token").toString("base64")}`;

  it.each([
    "https://github.com/acme/bases//crds?ref=v1.0.0",
    "ssh://git@github.com/acme/bases//crds?ref=v1.0.0",
  ])("gives GitHub's git the token that it was given: %s", async (address) => {
    const { entries, log } = await acting([address], { "github-token": "secret-token" });
    expect(entries, log).toEqual([
      expect.objectContaining({ content: "tree", resolved: expect.stringMatching(/^[0-9a-f]{40}$/) }),
    ]);
    expect(new Set(asked)).toEqual(new Set(["github.com:443"]));
    expect(logins.length).toBeGreaterThan(1);
    expect(logins.every((one) => one.login === login)).toBe(true);
  });

  it("gives it to no file of GitHub's, and asks without one where there is none", async () => {
    const file = "https://github.com/acme/bases/releases/download/v1.0.0/crds.yaml";
    const { entries } = await acting([file, "https://github.com/acme/bases//crds?ref=v1.0.0"], {});
    expect(entries.map((one) => (one as { content: string }).content).sort()).toEqual(["file", "tree"]);
    await acting([file], { "github-token": "secret-token" });
    expect(logins).toEqual([{ host: "github.com", login: "" }]);
  });

  it("leaves https for no redirect", async () => {
    const { entries } = await acting(["https://github.com/acme/bases/releases/download/v1.0.0/plain.yaml"], {});
    expect(entries).toEqual([{ error: `github.com redirects to ${other.url}, which is not https`, cause: "failed" }]);
    expect(logins.map(({ host }) => host)).toEqual(["github.com"]);
  });

  it("asks the proxy for no address that this machine knows to be its own", async () => {
    const { entries } = await acting(["https://10.0.0.1/v1.0.0/crds.yaml"], {});
    expect(entries).toEqual([{ error: "10.0.0.1 is in a private network", cause: "not-allowed" }]);
    expect(asked).toEqual([]);
  });
});
