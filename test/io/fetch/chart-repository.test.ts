import { createHash } from "node:crypto";
import fs from "node:fs";
import type http from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { FetchableOrigin } from "../../../src/sources/reference.ts";
import { skippedWithout, tool } from "../../tools/tools.ts";
import { type Handler, testServer } from "../cluster/api-server.ts";
import { fetching, type Trial } from "./fetching.ts";
import { indexCharts, packCharts, temporaryFolder } from "./servers.ts";

const missing = tool("helm4") === undefined;

describe.skipIf(missing)(`charts of a repository with an index${skippedWithout("helm4")}`, () => {
  const folder = temporaryFolder();
  const charts = path.join(folder, "charts");
  let index = "";

  beforeAll(() => {
    fs.mkdirSync(charts);
    packCharts(charts, [
      ["app", "1.0.0"],
      ["app", "1.2.0"],
      ["app", "2.0.0-rc.1"],
      ["other", "1.0.0"],
    ]);
    index = indexCharts(charts);
  });

  const archive = (file: string) => fs.readFileSync(path.join(charts, file));

  /** Serves the charts, but for the paths that a test answers itself. */
  async function serving(own: Readonly<Record<string, Handler>> = {}) {
    const server = await testServer((asked, request, response) => {
      const handler = own[asked];
      const file = path.join(charts, path.basename(asked));
      if (handler !== undefined) handler(asked, request, response);
      else if (fs.existsSync(file)) response.end(fs.readFileSync(file));
      else answer(404)(asked, request, response);
    });
    onTestFinished(() => server.close());
    return server;
  }

  async function trying(url: string, version: string | null, more: Partial<Trial> & { chart?: string } = {}) {
    const origin: FetchableOrigin = { kind: "helm", repository: url, chart: more.chart ?? "app", version };
    const { entries, contents, remedies, waits } = await fetching({
      allow: [`${new URL(url).origin}/**`],
      origins: [origin],
      folder: fs.mkdtempSync(path.join(folder, "t-")),
      ...more,
    });
    return { entry: entries[0], bytes: contents[0] ?? null, remedy: remedies[0] ?? null, waits };
  }

  const failed = (error: string) => ({ error, cause: "failed" });
  const refused = (error: string) => ({ error, cause: "not-allowed" });

  it.each([
    ["1.2.0", "1.2.0"],
    ["1.x", "1.2.0"],
    [">=1-0", "2.0.0-rc.1"],
    [null, "1.2.0"],
  ])("are brought by %s", async (version, expected) => {
    const { url } = await serving();
    const { entry, bytes, waits } = await trying(`${url}/stable`, version);
    const whole = archive(`app-${expected}.tgz`);
    expect(entry).toEqual({
      digest: `sha256:${createHash("sha256").update(whole).digest("hex")}`,
      content: "chart",
      resolved: expected,
      url: `${url}/stable/app-${expected}.tgz`,
    });
    expect(bytes !== null && whole.equals(bytes)).toBe(true);
    expect(waits).toEqual([]);
  });

  it("share one index, and one that fails takes nothing from the others", async () => {
    const { url, paths } = await serving();
    const origins = ["1.0.0", "7.0.0", "1.2.0"].map(
      (version): FetchableOrigin => ({ kind: "helm", repository: url, chart: "app", version }),
    );
    const { entries } = await fetching({
      allow: [`${url}/**`],
      origins,
      folder: fs.mkdtempSync(path.join(folder, "t-")),
    });
    expect(entries.map((entry) => (entry !== null && "error" in entry ? entry.error : entry?.resolved))).toEqual([
      "1.0.0",
      "the repository's index has no version `7.0.0` of the chart `app`",
      "1.2.0",
    ]);
    expect([...paths].sort()).toEqual(["/app-1.0.0.tgz", "/app-1.2.0.tgz", "/index.yaml"]);
  });

  it("are brought with the login that helm has for the repository, which goes to no other host", async () => {
    const elsewhere = await serving();
    const login = `Basic ${Buffer.from("me:secret").toString("base64")}`;
    const guarded: Handler = (asked, { headers }, response) => {
      if (headers.authorization !== login) answer(401)(asked, {} as http.IncomingMessage, response);
      else if (asked === "/index.yaml") response.end(index);
      else answer(302, { location: `${elsewhere.url}${asked}` })(asked, {} as http.IncomingMessage, response);
    };
    const { url } = await serving({ "/index.yaml": guarded, "/app-1.2.0.tgz": guarded });
    const home = fs.mkdtempSync(path.join(folder, "home-"));
    fs.writeFileSync(
      path.join(home, "repositories.yaml"),
      `repositories:\n- name: a\n  url: ${url}/\n  username: me\n  password: secret\n`,
    );
    const allow = [`${url}/**`, `${elsewhere.url}/**`];
    expect((await trying(url, "1.2.0", { allow, folder: home })).entry).toMatchObject({ resolved: "1.2.0" });
    expect(elsewhere.headers().authorization).toBeUndefined();
    expect(elsewhere.paths).toEqual(["/app-1.2.0.tgz"]);
    expect((await trying(url, "1.2.0", { allow })).entry).toEqual(
      failed(`${new URL(url).host} asks for credentials (401)`),
    );
  });

  describe("what is wrong with what came", () => {
    const changed =
      (change: (text: string) => string): Handler =>
      (_asked, _request, response) =>
        response.end(change(index));
    const withoutDigests = changed((text) => text.replaceAll(/digest: .*/g, "x: y"));
    const page: Handler = (_asked, _request, response) => response.end("<!DOCTYPE html><title>Not Found</title>");

    it.each<[string, Readonly<Record<string, Handler>>, string]>([
      [
        "another digest",
        { "/app-1.2.0.tgz": (_asked, _request, response) => response.end(archive("other-1.0.0.tgz")) },
        "what URL/app-1.2.0.tgz gives has not the digest that the index says (DIGEST)",
      ],
      [
        "a page",
        { "/index.yaml": withoutDigests, "/app-1.2.0.tgz": page },
        "what came is no chart: it is not gzip-compressed",
      ],
      [
        "another chart",
        {
          "/index.yaml": withoutDigests,
          "/app-1.2.0.tgz": (_asked, _request, response) => response.end(archive("other-1.0.0.tgz")),
        },
        "what came is the chart `other`, not `app`",
      ],
      [
        "another version",
        {
          "/index.yaml": withoutDigests,
          "/app-1.2.0.tgz": (_asked, _request, response) => response.end(archive("app-1.0.0.tgz")),
        },
        "what came is version `1.0.0`, not `1.2.0`",
      ],
      [
        "a bomb",
        {
          "/index.yaml": withoutDigests,
          "/app-1.2.0.tgz": (_asked, _request, response) => response.end(gzipSync(Buffer.alloc(100 * 1024 * 1024))),
        },
        "what came is no chart: unpacked it is more than 64 times as large, as no chart is",
      ],
      [
        "a chart that has moved",
        { "/app-1.2.0.tgz": (asked, request, response) => answer(404)(asked, request, response) },
        "the index names URL/app-1.2.0.tgz for version `1.2.0`, and HOST does not have it (404)",
      ],
      ["a page for the index", { "/index.yaml": page }, "the repository's index.yaml is no index of charts"],
      ["no index", { "/index.yaml": answer(404) }, "there is no index.yaml: HOST does not have it (404)"],
      ["a login page", { "/index.yaml": answer(403) }, "HOST refuses it (403)"],
      [
        "an index that says it is larger than any",
        { "/index.yaml": answer(200, { "content-length": String(65 * 1024 * 1024) }) },
        "HOST sends more than 64 MiB",
      ],
      [
        "an address of a file",
        { "/index.yaml": changed((text) => text.replaceAll("- app-1.2.0.tgz", "- file:///etc/passwd")) },
        "the index's address of version `1.2.0` is a file:// one",
      ],
    ])("%s", async (_name, own, error) => {
      const server = await serving(own);
      const { entry, bytes } = await trying(server.url, "1.2.0");
      const digest = createHash("sha256").update(archive("app-1.2.0.tgz")).digest("hex");
      const words = error.replaceAll("URL", server.url).replaceAll("HOST", server.host).replace("DIGEST", digest);
      expect(entry).toEqual(failed(words));
      expect(bytes).toBeNull();
    });
  });

  describe("where it is led", () => {
    it.each([
      ["another port of this machine", "OTHER/app-1.2.0.tgz", "OTHER is not encrypted, and nothing allows it"],
      ["this machine over TLS", "https://127.0.0.1:1/x.tgz", "127.0.0.1 is no address of the internet"],
      ["a cloud's metadata", "https://169.254.169.254/latest", "169.254.169.254 is no address of the internet"],
      ["a private network", "https://10.0.0.1/x.tgz", "10.0.0.1 is in a private network"],
      [
        "a name of this machine",
        "https://inside.example.com/x.tgz",
        "inside.example.com (127.0.0.1) is no address of the internet",
      ],
    ])("by a redirect to %s, it does not go", async (_name, location, error) => {
      const other = await serving();
      const named = location.replace("OTHER", other.url);
      const server = await serving({ "/app-1.2.0.tgz": answer(302, { location: named }) });
      const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
      const { entry, remedy } = await trying(server.url, "1.2.0", { run: { resolve } });
      expect(entry).toEqual(refused(error.replace("OTHER", other.url).replace("HOST", server.host)));
      expect(remedy).toBe(`Allow it by \`fetch.allow: [${JSON.stringify(named)}]\` in the configuration of the base.`);
      expect(other.paths).toEqual([]);
    });

    it("by a redirect to a file, it does not go whatever is allowed", async () => {
      const server = await serving({ "/app-1.2.0.tgz": answer(302, { location: "file:///etc/passwd" }) });
      const { entry, remedy } = await trying(server.url, "1.2.0");
      expect([entry, remedy]).toEqual([failed(`${server.host} redirects to file://, which is not https`), null]);
    });

    it("round in a circle, it gives up", async () => {
      const server = await serving({ "/index.yaml": answer(302, { location: "/index.yaml" }) });
      expect((await trying(server.url, "1.2.0")).entry).toEqual(failed(`${server.host} redirects more than 5 times`));
      expect(server.paths.length).toBe(6);
    });

    it("by a name whose address changes, it goes to the one that was looked at", async () => {
      const server = await serving();
      const { port } = new URL(server.url);
      const given: string[] = [];
      const resolve = async (host: string) => {
        given.push(host);
        return [{ address: given.length <= 2 ? "127.0.0.1" : "127.0.0.2", family: 4 }];
      };
      const { entry } = await trying(`http://localhost:${port}`, "1.2.0", { run: { resolve } });
      expect(entry).toMatchObject({ resolved: "1.2.0" });
      // One look for each connection, and none by the connection itself.
      expect(given).toEqual(["localhost", "localhost"]);
    });

    it("by a name that has an address of this machine besides another, it does not go", async () => {
      const resolve = async () => [
        { address: "93.184.216.34", family: 4 },
        { address: "::1", family: 6 },
      ];
      const { entry } = await trying("http://charts.example.com", "1.2.0", { run: { resolve } });
      expect(entry).toEqual(refused("charts.example.com (::1) is no address of the internet"));
    });

    it("by the base alone, to this machine or without encryption, it does not go", async () => {
      const server = await serving();
      const plain = await trying(server.url, "1.2.0", { allow: [] });
      expect(plain.entry).toEqual(
        refused(`\`${server.url}\` is not encrypted, and the configuration of the base does not allow it`),
      );
      const local = await trying("https://127.0.0.1:1/a", "1.2.0", { allow: [] });
      expect(local).toMatchObject({
        entry: refused("127.0.0.1 is no address of the internet"),
        remedy: 'Allow it by `fetch.allow: ["https://127.0.0.1:1/a"]` in the configuration of the base.',
      });
      expect(server.paths).toEqual([]);
    });

    it("by a change alone, it does not go", async () => {
      const server = await serving();
      const { entry, remedy } = await trying("https://new.example.com/charts", "1.2.0", { allow: [], base: [] });
      expect(entry).toEqual(
        refused(
          "`https://new.example.com/charts` is new: nothing that is known of the base refers there, and its configuration does not allow it",
        ),
      );
      expect(remedy).toBe(
        'Allow it by `fetch.allow: ["https://new.example.com/charts"]` in the configuration of the base.',
      );
      expect(server.paths).toEqual([]);
    });
  });

  describe("what may pass", () => {
    /** Answers so the first times, and then as it should. */
    const first = (times: number, handler: Handler): Handler => {
      let asked = 0;
      return (at, request, response) => {
        asked++;
        if (asked <= times) handler(at, request, response);
        else response.end(index);
      };
    };
    const cut: Handler = (_asked, _request, response) => {
      response.writeHead(200, { "content-length": index.length });
      response.write(index.slice(0, 10), () => response.destroy());
    };
    const refusing: Handler = (_asked, request) => request.socket.destroy();

    it.each<[string, Handler, number[], string | null]>([
      ["503 twice", first(2, answer(503)), [500, 1000], null],
      ["503 always", answer(503), [500, 1000], "HOST answers 503"],
      ["429 with a time", first(2, answer(429, { "retry-after": "7" })), [7000, 7000], null],
      ["429 with too long a time", answer(429, { "retry-after": "61" }), [], "HOST answers 429"],
      ["cut off once", first(1, cut), [500], null],
      ["cut off always", cut, [500, 1000], "HOST closed the connection"],
      ["closed twice", first(2, refusing), [500, 1000], null],
      ["400", answer(400), [], "HOST answers 400"],
    ])("%s", async (_name, handler, waits, error) => {
      const server = await serving({ "/index.yaml": handler });
      const found = await trying(server.url, "1.2.0");
      expect(found.waits).toEqual(waits);
      if (error === null) expect(found.entry).toMatchObject({ resolved: "1.2.0" });
      else expect(found.entry).toEqual(failed(error.replace("HOST", server.host)));
    });

    it("a certificate that nobody knows is not asked for again", async () => {
      const server = await testServer((_asked, _request, response) => response.end(), { cert: "server.crt" });
      onTestFinished(() => server.close());
      const { entry, waits } = await trying(server.url, "1.2.0");
      expect([entry, waits]).toEqual([failed(`${server.host}: unable to verify the first certificate`), []]);
    });

    it("no answer at all ends with the source's time, and one in all with the run's", async () => {
      const server = await serving({ "/index.yaml": () => {} });
      const limits = { sourceMs: 50, allMs: 60_000, bytes: 1e9 };
      expect((await trying(server.url, "1.2.0", { run: { limits } })).entry).toEqual(
        failed("it took longer than 0.05 s"),
      );
      const all = { sourceMs: 60_000, allMs: 60, bytes: 1e9 };
      expect((await trying(server.url, "1.2.0", { run: { limits: all } })).entry).toEqual(
        failed("the 0.001 minutes that one run may take are over"),
      );
    });

    it("more bytes than one run may bring are not taken", async () => {
      const server = await serving();
      const limits = { sourceMs: 60_000, allMs: 60_000, bytes: 100 };
      expect((await trying(server.url, "1.2.0", { run: { limits } })).entry).toEqual(
        failed("the 1 GiB that one run may fetch is used up"),
      );
    });

    it("an index of 20 MB is read", async () => {
      const charts = Array.from(
        { length: 130_000 },
        (_, at) =>
          `  c${at}:\n  - name: c${at}\n    urls:\n    - https://example.com/c${at}-1.0.0.tgz\n    version: 1.0.0\n    description: ${"x".repeat(60)}\n`,
      );
      const large = index.replace("entries:\n", `entries:\n${charts.join("")}`);
      expect(large.length).toBeGreaterThan(20_000_000);
      const server = await serving({ "/index.yaml": (_asked, _request, response) => response.end(large) });
      expect((await trying(server.url, "~1.0.0")).entry).toMatchObject({ resolved: "1.0.0" });
    });
  });

  describe("a single file", () => {
    async function file(body: string | Buffer, status = 200) {
      const server = await serving({
        "/v1.0.0/crds.yaml": (_asked, _request, response) => response.writeHead(status).end(body),
      });
      const origins: FetchableOrigin[] = [{ kind: "file", url: `${server.url}/v1.0.0/crds.yaml` }];
      const folderOf = fs.mkdtempSync(path.join(folder, "t-"));
      const { entries, contents } = await fetching({ allow: [`${server.url}/**`], origins, folder: folderOf });
      return { entry: entries[0], text: Buffer.from(contents[0] ?? []).toString(), ...server };
    }

    it("is brought as it is", async () => {
      const { entry, text, url } = await file("a: b\n");
      expect(entry).toMatchObject({
        content: "file",
        resolved: `${url}/v1.0.0/crds.yaml`,
        url: `${url}/v1.0.0/crds.yaml`,
      });
      expect(text).toBe("a: b\n");
    });

    it("is not a page, nor larger than any", async () => {
      expect((await file("\n <html>")).entry).toEqual(failed("what came is a page, not a file of manifests"));
      const large = await file(Buffer.alloc(11 * 1024 * 1024));
      expect(large.entry).toEqual(failed(`${large.host} sends more than 10 MiB`));
      const gone = await file("", 410);
      expect(gone.entry).toEqual(failed(`${gone.host} does not have it (410)`));
    });
  });
});

function answer(status: number, headers: http.OutgoingHttpHeaders = {}): Handler {
  return (_asked, _request, response) => response.writeHead(status, headers).end();
}
