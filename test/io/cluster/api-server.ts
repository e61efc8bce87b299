import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { JsonObject, JsonValue } from "../../../src/base/json.ts";

const FIXTURES = path.join(path.dirname(fileURLToPath(import.meta.url)), "fixtures");

/** A file of `fixtures/`, as PEM. */
export function fixture(name: string): string {
  return fs.readFileSync(path.join(FIXTURES, name), "utf8");
}

/** Answers one request; `path` is its path with the query. */
export type Handler = (path: string, request: http.IncomingMessage, response: http.ServerResponse) => void;

export interface TestServer {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly url: string;
  readonly host: string;
  /** Every path that was asked for. */
  readonly paths: readonly string[];
  /** The headers of the last request. */
  readonly headers: () => http.IncomingHttpHeaders;
  readonly close: () => Promise<void>;
}

/** A server on a free port that answers as a test tells it. @param tls certificate of `fixtures/`; without one, plain http */
export async function testServer(
  handler: Handler,
  tls?: { readonly cert: string; readonly clientCa?: string },
): Promise<TestServer> {
  const paths: string[] = [];
  let headers: http.IncomingHttpHeaders = {};
  const answer: http.RequestListener = (request, response) => {
    paths.push(request.url ?? "");
    headers = request.headers;
    handler(request.url ?? "", request, response);
  };
  const server =
    tls === undefined
      ? http.createServer(answer)
      : https.createServer(
          {
            cert: fixture(tls.cert),
            key: fixture("test.key"),
            ...(tls.clientCa === undefined
              ? {}
              : { ca: fixture(tls.clientCa), requestCert: true, rejectUnauthorized: false }),
          },
          answer,
        );
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}`,
    host,
    paths,
    headers: () => headers,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function json(
  response: http.ServerResponse,
  status: number,
  body: JsonValue,
  headers: http.OutgoingHttpHeaders = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** What the API server answers where it refuses. */
export function statusBody(code: number, reason: string, message: string): JsonObject {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
}

/** One page of the list of CRDs. @param next token of the next page */
export function page(names: readonly string[], next = ""): JsonObject {
  return {
    kind: "CustomResourceDefinitionList",
    apiVersion: "apiextensions.k8s.io/v1",
    metadata: { resourceVersion: "7", ...(next === "" ? {} : { continue: next }) },
    items: names.map((name) => liveItem(name)),
  };
}

/** A CRD as a list has it: without kind. */
export function liveItem(name: string): JsonObject {
  const plural = name.slice(0, name.indexOf("."));
  const names = { plural, singular: "route", kind: "Route", listKind: "RouteList" };
  return {
    metadata: { name, uid: "3f0c", resourceVersion: "5" },
    spec: {
      group: name.slice(name.indexOf(".") + 1),
      scope: "Namespaced",
      names,
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
    },
    status: {
      acceptedNames: names,
      conditions: [
        { type: "NamesAccepted", status: "True" },
        { type: "Established", status: "True" },
      ],
      storedVersions: ["v1"],
    },
  };
}

/** Everything a well server answers: these CRDs on one page, a version, and nothing else. */
export function wellServer(names: readonly string[] = ["routes.example.com"]): Handler {
  return (asked, _, response) => {
    if (asked.startsWith("/apis/apiextensions.k8s.io/v1/customresourcedefinitions?")) json(response, 200, page(names));
    else if (asked === "/version") json(response, 200, { major: "1", minor: "34", gitVersion: "v1.34.1" });
    else json(response, 404, statusBody(404, "NotFound", "the server could not find the requested resource"));
  };
}

/** A kubeconfig with one context, `it`. */
export function kubeconfig(cluster: JsonObject, user: JsonObject = { token: "secret-token" }): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "it",
    contexts: [{ name: "it", context: { cluster: "it", user: "someone" } }],
    clusters: [{ name: "it", cluster }],
    users: [{ name: "someone", user }],
  });
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
