import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { systemResolve } from "../../../src/io/fetch/addresses.ts";
import type { Client } from "../../../src/io/fetch/download.ts";
import { openGate } from "../../../src/io/fetch/gate.ts";
import type { FetchableOrigin } from "../../../src/sources/reference.ts";
import { putOnPath, toolFolder } from "../../tools/tool-path.ts";
import { skippedWithout, tool } from "../../tools/tools.ts";
import { type Handler, type TestServer, testServer } from "../cluster/api-server.ts";
import { fetching, type Trial } from "./fetching.ts";
import { packCharts, temporaryFolder } from "./servers.ts";

const needed = ["helm3", "helm4"] as const;
const missing = needed.some((name) => tool(name) === undefined);

const sha = (bytes: Uint8Array | string) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

describe("a gate with a login of its own", () => {
  async function opened(origin: TestServer, most = 1000) {
    const client: Client = {
      resolve: systemResolve,
      environment: {},
      userAgent: "tests",
      reachOf: () => "any",
      signal: new AbortController().signal,
      patience: { sleep: async () => {}, random: () => 0 },
      budget: { left: most },
    };
    const gate = await openGate(
      { origin: new URL(`${origin.url}/repository`), secret: "s3", headers: { authorization: "mine" }, most },
      client,
    );
    onTestFinished(() => gate.close());
    return gate;
  }

  it("gives it to the server and to none that this one leads to, also later", async () => {
    const there = await testServer((asked, _request, response) => response.end(`there ${asked}`));
    const here = await testServer((asked, _request, response) => {
      response.writeHead(302, { location: `${there.url}/moved${asked.slice("/repository".length)}` }).end();
    });
    onTestFinished(async () => {
      await here.close();
      await there.close();
    });
    const gate = await opened(here);
    const ask = async (asked: string) => (await fetch(`http://${gate.host}${asked}`)).text();
    expect(await ask("/s3/info/refs?service=a")).toBe("there /moved/info/refs?service=a");
    expect([here.headers().authorization, there.headers().authorization]).toEqual(["mine", undefined]);
    expect(await ask("/s3/git-upload-pack")).toBe("there /moved/git-upload-pack");
    expect(there.headers().authorization).toBeUndefined();
    expect(here.paths.length).toBe(1);
  });

  it("knows nobody without its secret, and no path that leads to another server", async () => {
    const here = await testServer((asked, _request, response) => response.end(asked));
    onTestFinished(() => here.close());
    const gate = await opened(here);
    const statuses = await Promise.all(
      ["/", "/info/refs", "/s3", "/s4/info/refs", "/-/token/0"].map(
        async (asked) => (await fetch(`http://${gate.host}${asked}`)).status,
      ),
    );
    expect(statuses).toEqual([404, 404, 404, 404, 404]);
    expect(here.paths).toEqual([]);
    await fetch(`http://${gate.host}/s3//127.0.0.2/x`);
    expect(here.paths).toEqual(["/repository//127.0.0.2/x"]);
  });

  it("passes what is large as it comes", async () => {
    const large = Buffer.alloc(8 * 1024 * 1024, "x");
    const here = await testServer((_asked, _request, response) => response.end(large));
    onTestFinished(() => here.close());
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on("warning", warn);
    onTestFinished(() => void process.off("warning", warn));
    const gate = await opened(here, large.length);
    const answer = await fetch(`http://${gate.host}/s3/x`);
    expect(large.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
    expect([gate.failure(), warnings]).toEqual([null, []]);
  });

  it("sends no more than it may", async () => {
    const here = await testServer((_asked, _request, response) => response.end("x".repeat(2000)));
    onTestFinished(() => here.close());
    const gate = await opened(here);
    await expect(fetch(`http://${gate.host}/s3/x`).then((answer) => answer.text())).rejects.toThrow();
    expect(gate.failure()?.message).toBe(`${here.host} sends more than 0 MiB`);
  });
});

/** A registry that answers what a test wants, for what a sound one never does. */
describe.skipIf(missing)(`a registry behind a gate${skippedWithout(...needed)}`, () => {
  const folder = temporaryFolder();
  let chart = Buffer.alloc(0);
  const config = '{"name":"app","version":"1.0.0"}';
  let manifest = "";

  beforeAll(() => {
    const [file = ""] = packCharts(folder, [["app", "1.0.0"]]);
    chart = fs.readFileSync(file);
    manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: sha(config), size: config.length },
      layers: [
        {
          mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
          digest: sha(chart),
          size: chart.length,
        },
      ],
    });
  });

  const sound: Handler = (asked, _request, response) => {
    if (asked.includes("/manifests/")) {
      response.setHeader("content-type", "application/vnd.oci.image.manifest.v1+json");
      response.setHeader("docker-content-digest", sha(manifest));
      response.end(manifest);
    } else if (asked.endsWith(`/blobs/${sha(config)}`)) response.end(config);
    else if (asked.endsWith(`/blobs/${sha(chart)}`)) response.end(chart);
    else if (asked.includes("/tags/list")) response.end('{"name":"a/app","tags":["1.0.0"]}');
    else response.writeHead(asked === "/v2/" ? 200 : 404).end();
  };

  async function serving(handler: Handler = sound): Promise<TestServer> {
    const server = await testServer(handler);
    onTestFinished(() => server.close());
    return server;
  }

  async function trying(server: TestServer, more: Partial<Trial> = {}, semver: string | null = null) {
    const origin: FetchableOrigin = {
      kind: "oci",
      repository: `${server.host}/a/app`,
      ref: semver === null ? { tag: "1.0.0" } : { semver },
      content: "chart",
      insecure: true,
    };
    const own = fs.mkdtempSync(path.join(folder, "t-"));
    const trial = { allow: [`${server.url}/**`], origins: [origin], folder: own, ...more };
    const { entries, waits } = await fetching(trial);
    const [entry] = entries;
    return { said: entry !== null && entry !== undefined && "error" in entry ? entry.error : entry?.resolved, waits };
  }

  describe.each(needed)("by %s", (helm) => {
    putOnPath(toolFolder({ helm }));

    it("is as good as one that is asked itself", async () => {
      const server = await serving();
      expect(await trying(server)).toEqual({ said: "1.0.0", waits: [] });
      expect(server.headers()["user-agent"]).toBe("tests");
    });

    it("gives no contents of another digest, of a manifest or of a chart", async () => {
      const other = Buffer.from(chart);
      other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
      const spoilt = await serving((asked, request, response) => {
        if (asked.endsWith(`/blobs/${sha(chart)}`)) response.end(other);
        else sound(asked, request, response);
      });
      expect((await trying(spoilt)).said).toMatch(/^helm says: /);
      const forged = await serving((asked, request, response) => {
        if (asked.includes("/manifests/")) {
          response.setHeader("content-type", "application/vnd.oci.image.manifest.v1+json");
          response.setHeader("docker-content-digest", `sha256:${"0".repeat(64)}`);
          response.end(manifest);
        } else sound(asked, request, response);
      });
      expect((await trying(forged)).said).toMatch(/^helm says: /);
    });

    it("leads nowhere by a redirect, a token server or a next page", async () => {
      const other = await serving();
      const blob = await serving((asked, request, response) => {
        if (asked.endsWith(`/blobs/${sha(chart)}`)) response.writeHead(307, { location: `${other.url}${asked}` }).end();
        else sound(asked, request, response);
      });
      expect((await trying(blob)).said).toBe(`${other.url} is not encrypted, and nothing allows it`);
      const realm = `${other.url}/token`;
      const token = await serving((_asked, _request, response) => {
        response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="a",scope="b"` }).end();
      });
      expect((await trying(token)).said).toBe(`${other.url} is not encrypted, and nothing allows it`);
      const pages = await serving((asked, request, response) => {
        if (asked.includes("/tags/list"))
          response.setHeader("link", `<${other.url}/v2/a/app/tags/list?last=x>; rel="next"`);
        sound(asked, request, response);
      });
      expect((await trying(pages, {}, "1.x")).said).toBe("1.0.0");
      expect(other.paths).toEqual([]);
    });

    it("is followed where that is allowed, without its login", async () => {
      const other = await serving();
      const blob = await serving((asked, request, response) => {
        if (asked.endsWith(`/blobs/${sha(chart)}`)) response.writeHead(307, { location: `${other.url}${asked}` }).end();
        else if (request.headers.authorization !== "Bearer t1") {
          const realm = `http://${request.headers.host}/token`;
          if (asked.startsWith("/token")) {
            const isKnown = request.headers.authorization === `Basic ${Buffer.from("me:secret").toString("base64")}`;
            response.writeHead(isKnown ? 200 : 401).end('{"token":"t1"}');
          } else response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="reg"` }).end();
        } else sound(asked, request, response);
      });
      const home = fs.mkdtempSync(path.join(folder, "home-"));
      const auths = { [blob.host]: { auth: Buffer.from("me:secret").toString("base64") } };
      fs.writeFileSync(path.join(home, "config.json"), JSON.stringify({ auths }));
      const allow = [`${blob.url}/**`, `${other.url}/**`];
      expect((await trying(blob, { allow, folder: home })).said).toBe("1.0.0");
      expect(other.paths.length).toBe(1);
      expect(other.headers().authorization).toBeUndefined();
      expect(blob.paths.find((asked) => asked.startsWith("/token"))).toContain("service=reg");
    });

    it("says that it asks for credentials, where there are none or wrong ones", async () => {
      const basic = await serving((_asked, _request, response) => {
        response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
      });
      expect((await trying(basic)).said).toBe(`${basic.host} asks for credentials (401)`);
      const home = fs.mkdtempSync(path.join(folder, "home-"));
      fs.mkdirSync(path.join(home, "registry"));
      const auths = { [basic.host]: { auth: Buffer.from("me:wrong").toString("base64") } };
      fs.writeFileSync(path.join(home, "registry", "config.json"), JSON.stringify({ auths }));
      expect((await trying(basic, { folder: home })).said).toBe(`${basic.host} asks for credentials (401)`);
    });

    it("is asked again where that may help, and no more by helm itself", async () => {
      let asked = 0;
      const busy = await serving((at, request, response) => {
        if (!at.includes("/manifests/")) return sound(at, request, response);
        asked++;
        if (asked <= 2) response.writeHead(429, { "retry-after": "3" }).end();
        else sound(at, request, response);
      });
      expect(await trying(busy)).toEqual({ said: "1.0.0", waits: [3000, 3000] });
      const down = await serving((_at, _request, response) => response.writeHead(502).end());
      expect(await trying(down)).toEqual({ said: `${down.host} answers 502`, waits: [500, 1000] });
      expect(down.paths.length).toBe(3);
    });

    it("that breaks off, sends too much or never answers gives nothing", async () => {
      const cut = await serving((asked, request, response) => {
        if (!asked.endsWith(`/blobs/${sha(chart)}`)) return sound(asked, request, response);
        response.writeHead(200, { "content-length": chart.length });
        response.write(chart.subarray(0, 10), () => response.destroy());
      });
      expect(await trying(cut)).toEqual({ said: `${cut.host} closed the connection`, waits: [500, 1000] });
      const small = { sourceMs: 60_000, allMs: 60_000, bytes: 300 };
      expect((await trying(await serving(), { run: { limits: small } })).said).toBe(
        "the 1 GiB that one run may fetch is used up",
      );
      const silent = await serving(() => {});
      const short = { sourceMs: 500, allMs: 60_000, bytes: 1e9 };
      expect((await trying(silent, { run: { limits: short } })).said).toBe("it took longer than 0.5 s");
    });
  });

  describe("with a helper of docker's", () => {
    const bin = toolFolder({ helm: "helm4" });
    putOnPath(bin);

    it("asks it for the registry's own login", async () => {
      const helper = path.join(bin, "docker-credential-tests");
      fs.writeFileSync(
        helper,
        `#!/bin/sh\nread host\necho "$host $1" > ${folder}/asked\necho '{"Username":"me","Secret":"secret"}'\n`,
        { mode: 0o755 },
      );
      const login = `Basic ${Buffer.from("me:secret").toString("base64")}`;
      const server = await serving((asked, request, response) => {
        if (request.headers.authorization === login) return sound(asked, request, response);
        response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
      });
      const home = fs.mkdtempSync(path.join(folder, "home-"));
      fs.writeFileSync(path.join(home, "config.json"), JSON.stringify({ credHelpers: { [server.host]: "tests" } }));
      expect((await trying(server, { folder: home })).said).toBe("1.0.0");
      expect(fs.readFileSync(path.join(folder, "asked"), "utf8")).toBe(`${server.host} get\n`);
    });
  });
});
