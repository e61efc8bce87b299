import http from "node:http";
import net from "node:net";
import { describe, expect, test } from "vitest";
import { environmentProxy } from "../../../src/io/cluster/proxy.ts";
import { base64, fixture, kubeconfig, testServer, wellServer } from "./api-server.ts";
import { messageOf, readWith } from "./reading.ts";

describe("environmentProxy", () => {
  const PROXY = "http://proxy.example.com:3128";
  test.each<readonly [server: string, noProxy: string, proxied: boolean]>([
    ["https://api.example.com", "", true],
    ["https://api.example.com", "example.com", false],
    ["https://api.example.com", ".example.com", false],
    ["https://api.example.com", "*.example.com", false],
    ["https://example.com", "example.com", false],
    ["https://example.com", ".example.com", true],
    ["https://badexample.com", "example.com", true],
    ["https://API.Example.com", "other.com, API.EXAMPLE.COM", false],
    ["https://api.example.com", "*", false],
    ["https://api.example.com:6443", "api.example.com:6443", false],
    ["https://api.example.com", "api.example.com:6443", true],
    ["https://api.example.com", "api.example.com:443", false],
    ["https://10.1.2.3:6443", "10.0.0.0/8", false],
    ["https://11.1.2.3:6443", "10.0.0.0/8", true],
    ["https://10.1.2.3", "10.1.2.3", false],
    ["https://10.1.2.3", "1.2.3", true],
    ["https://10.1.2.3", "10.1.2.3/40", true],
    ["https://[fd00::7]:6443", "fd00::/8", false],
    ["https://[fd00::7]:6443", "[fd00::7]:6443", false],
    ["https://[fd00::7]:6443", "10.0.0.0/8", true],
    ["https://localhost:6443", "", false],
    ["https://127.0.0.9:6443", "", false],
    ["https://[::1]:6443", "", false],
  ])("%s with NO_PROXY=%s: %s", (server, noProxy, proxied) => {
    const environment = { HTTPS_PROXY: PROXY, NO_PROXY: noProxy };
    expect(environmentProxy(new URL(server), environment)).toBe(proxied ? PROXY : null);
  });

  test("each scheme has its own variable, in large or small letters", () => {
    const https = new URL("https://api.example.com");
    const plain = new URL("http://api.example.com");
    expect(environmentProxy(https, { HTTP_PROXY: PROXY })).toBe(null);
    expect(environmentProxy(plain, { HTTP_PROXY: PROXY })).toBe(PROXY);
    expect(environmentProxy(https, { https_proxy: PROXY })).toBe(PROXY);
    expect(environmentProxy(https, { https_proxy: PROXY, no_proxy: "api.example.com" })).toBe(null);
  });
});

/** A proxy that reaches `target` whatever host it is asked for. */
async function proxy(target: string, listen: (server: { reach: () => net.Socket }) => net.Server) {
  const port = Number(target.split(":")[1]);
  const server = listen({ reach: () => net.connect(port, "127.0.0.1") });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  return { host: `127.0.0.1:${own}`, close: () => new Promise((resolve) => server.close(resolve)) };
}

const CLUSTER = {
  // A name that no resolver knows: only the proxy leads there.
  server: "https://api.prod-eu.example.com:6443",
  "certificate-authority-data": base64(fixture("ca.crt")),
};

describe("through a proxy", () => {
  test.each([
    "proxy-url",
    "HTTPS_PROXY",
  ])("by %s, with CONNECT and its password, and TLS to the server itself", async (by) => {
    const server = await testServer(wellServer(), { cert: "server-named.crt" });
    const asked: string[] = [];
    const connect = await proxy(server.host, ({ reach }) =>
      http.createServer().on("connect", (request, socket, head) => {
        asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
        const there = reach();
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        there.write(head);
        there.pipe(socket).pipe(there);
        for (const one of [there, socket]) one.on("error", () => {});
      }),
    );
    const url = `http://me:pass@${connect.host}`;
    const { reading } =
      by === "proxy-url"
        ? await readWith(kubeconfig({ ...CLUSTER, "proxy-url": url }))
        : await readWith(kubeconfig(CLUSTER), { environment: { HTTPS_PROXY: url } });
    await connect.close();
    await server.close();
    expect(reading).toMatchObject({
      ok: true,
      value: { snapshot: { origin: { identity: expect.stringMatching(/^ca:/) } } },
    });
    expect(new Set(asked)).toEqual(new Set([`api.prod-eu.example.com:6443 Basic ${base64("me:pass")}`]));
  });

  test("by SOCKS 5", async () => {
    const server = await testServer(wellServer(), { cert: "server-named.crt" });
    const asked: string[] = [];
    const socks = await proxy(server.host, ({ reach }) => net.createServer((socket) => greet(socket, reach, asked)));
    const { reading } = await readWith(kubeconfig({ ...CLUSTER, "proxy-url": `socks5h://${socks.host}` }));
    await socks.close();
    await server.close();
    expect(reading.ok).toBe(true);
    expect(new Set(asked)).toEqual(new Set(["api.prod-eu.example.com"]));
  });

  test("that refuses, or that is none", async () => {
    const refusing = await proxy("127.0.0.1:1", () =>
      http
        .createServer()
        .on("connect", (_, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")),
    );
    const refused = await readWith(kubeconfig({ ...CLUSTER, "proxy-url": `http://${refusing.host}` }));
    await refusing.close();
    expect(messageOf(refused)).toMatch(/api\.prod-eu\.example\.com:6443.*407/);
    expect(messageOf(await readWith(kubeconfig({ ...CLUSTER, "proxy-url": "gopher://secret@a" })))).toBe(
      "`proxy-url` of the kubeconfig is no http, https or socks5 address.",
    );
  });
});

/** RFC 1928 as far as a client without password needs it: greeting, CONNECT to a name, then bytes. */
function greet(socket: net.Socket, reach: () => net.Socket, asked: string[]): void {
  socket.on("error", () => {});
  socket.once("data", () => {
    socket.write(Buffer.from([5, 0]));
    socket.once("data", (request) => {
      const length = request[4] ?? 0;
      asked.push(request.subarray(5, 5 + length).toString());
      const there = reach();
      there.on("error", () => {});
      socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 1]));
      there.pipe(socket).pipe(there);
    });
  });
}
