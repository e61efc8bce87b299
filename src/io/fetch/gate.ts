import { randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { type Client, persistently, spend, statusFailure } from "./download.ts";
import { FetchFailure, networkFailure } from "./failure.ts";
import { exchange, type HttpRequest, type HttpResponse } from "./request.ts";

/**
 * A door on this machine that stands for one server, for a program that would follow any redirect to any address. The
 * program knows the door alone; what it asks there goes to the server by the same rules as all that we fetch ourselves,
 * and no answer tells it of another address.
 */
export interface Gate {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** The last thing that could not be had, which the program's own words tell less well. */
  readonly failure: () => FetchFailure | null;
  readonly close: () => Promise<void>;
}

export interface GateRequest {
  /** The server's address; what is asked for is below it. */
  readonly origin: URL;
  /** First segment of the path that the program must know, where a request carries what is not the program's. */
  readonly secret?: string;
  /** Added to each request for the server, and to no redirect that leads elsewhere. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest answer in bytes. */
  readonly most: number;
  /** End of a path that the program can ask for, and the one that is meant. */
  readonly alias?: { readonly from: string; readonly to: string };
}

/** A segment that nobody can guess. */
export function gateSecret(): string {
  return randomBytes(16).toString("hex");
}

/** Headers of a question and of an answer that say what it is; all others stay on their side. */
const ASKED = ["accept", "authorization", "content-type", "content-encoding", "git-protocol", "range"];
const ANSWERED = [
  "content-type",
  "content-length",
  "content-encoding",
  "content-range",
  "docker-content-digest",
  "docker-distribution-api-version",
];
/** A question: a token's or a fetch's, both small. */
const LONGEST_QUESTION = 4 * 1024 * 1024;
/** Where a registry has its tokens is another server, which the gate stands for as well. */
const TOKENS = "/-/token/";

export async function openGate(request: GateRequest, client: Client): Promise<Gate> {
  let failure: FetchFailure | null = null;
  /** A registry begins so; it is why nothing came where the program has no answer to it. */
  let challenged: FetchFailure | null = null;
  const way: Way = { request, client, base: request.origin, realms: new Map() };
  const server = http.createServer((asked, answer) => {
    const noted = (error: unknown) => {
      // The program has gone: because it ended, or of several things that it wanted one could not be had.
      if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") return;
      const fault = networkFailure(request.origin.host, error);
      // What broke off in the middle may be tried again from the start; all else that may pass was tried again here.
      failure = answer.headersSent ? fault : fault.lasting();
      // Not a status that has the program ask again.
      if (!answer.headersSent) answer.writeHead(400).end();
      answer.destroy();
    };
    relay(asked, answer, way).then((fault) => {
      if (asked.headers.authorization === undefined && answer.statusCode === 401) challenged = fault;
      else if (fault === null) challenged = null;
      else failure = fault;
    }, noted);
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    host: `127.0.0.1:${port}`,
    failure: () => failure ?? challenged,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Way {
  readonly request: GateRequest;
  readonly client: Client;
  /** The server's address, as its last redirect of a git repository has it. */
  base: URL;
  /** Token servers that the registry has named, by their name here. */
  readonly realms: Map<string, URL>;
}

/** @returns why the program did not get what it asked for, where the server says so */
async function relay(asked: http.IncomingMessage, answer: http.ServerResponse, way: Way): Promise<FetchFailure | null> {
  const { request, client } = way;
  const url = upstream(asked.url ?? "/", way);
  const method = asked.method;
  if (url === null || (method !== "GET" && method !== "POST" && method !== "HEAD")) {
    answer.writeHead(404).end();
    return null;
  }
  const body = method === "POST" ? await question(asked) : undefined;
  const own = url.origin === request.origin.origin ? request.headers : {};
  const headers = { ...picked(asked.headers, ASKED), ...own };
  const sent: HttpRequest = { url, method, headers, ...(body === undefined ? {} : { body }) };
  const response = await persistently(client, async () => {
    const given = await exchange(sent, client);
    if (given.status === 429 || given.status >= 500) throw statusFailure(given);
    return given;
  });
  if (response.status === 200) follow(url, response.url, way);
  await pass(response, answer, way);
  return response.status < 400 ? null : statusFailure(response);
}

/** A repository that has moved is asked at its new place from then on, as git does it. */
function follow(asked: URL, answered: URL, way: Way): void {
  const end = "/info/refs";
  if (asked.href === answered.href || !asked.pathname.endsWith(end) || !answered.pathname.endsWith(end)) return;
  way.base = new URL(answered.pathname.slice(0, -end.length), answered.origin);
}

function upstream(path: string, { request, base, realms }: Way): URL | null {
  if (path.startsWith(TOKENS)) {
    const [name = "", query = ""] = path.slice(TOKENS.length).split("?");
    const realm = realms.get(name);
    if (realm === undefined) return null;
    const url = new URL(realm);
    for (const [key, value] of new URLSearchParams(query)) url.searchParams.append(key, value);
    return url;
  }
  const start = request.secret === undefined ? "/" : `/${request.secret}/`;
  if (!path.startsWith(start)) return null;
  const { alias } = request;
  const rest = path.slice(start.length);
  const meant = alias !== undefined && rest.endsWith(alias.from) ? rest.slice(0, -alias.from.length) + alias.to : rest;
  const url = new URL(`${base.origin}${base.pathname.replace(/\/$/, "")}/${meant}`);
  return url.origin === base.origin ? url : null;
}

function picked(headers: http.IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}

async function question(asked: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of asked) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > LONGEST_QUESTION) throw new FetchFailure("it was to be sent more than any question has");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function pass(response: HttpResponse, answer: http.ServerResponse, { request, realms, client }: Way) {
  const { status, headers, body, url } = response;
  answer.writeHead(status, {
    ...picked(headers, ANSWERED),
    ...nextPage(headers.link, url),
    ...challenge(headers["www-authenticate"], answer, realms),
  });
  await pipeline(
    body,
    async function* counted(parts: AsyncIterable<Buffer>) {
      let size = 0;
      for await (const part of parts) {
        size += part.length;
        if (size > request.most) {
          throw new FetchFailure(`${url.host} sends more than ${Math.floor(request.most / 1024 / 1024)} MiB`);
        }
        spend(client.budget, part.length);
        yield part;
      }
    },
    answer,
  );
}

/** The next page of a list of tags, where it is the same server's. */
function nextPage(link: string | string[] | undefined, url: URL): http.OutgoingHttpHeaders {
  const target = /^<([^<>]+)>/.exec(typeof link === "string" ? link : "")?.[1];
  if (target === undefined || !URL.canParse(target, url.href)) return {};
  const next = new URL(target, url.href);
  return next.origin === url.origin ? { link: `<${next.pathname}${next.search}>; rel="next"` } : {};
}

/** What a registry asks for before it answers, with its token server behind the gate as well. */
function challenge(
  header: string | undefined,
  { req }: http.ServerResponse,
  realms: Map<string, URL>,
): http.OutgoingHttpHeaders {
  const scheme = header?.trimStart().slice(0, 7).toLowerCase() ?? "";
  if (scheme.startsWith("basic")) return { "www-authenticate": 'Basic realm="registry"' };
  if (header === undefined || scheme.trim() !== "bearer") return {};
  const given = new Map(
    [...header.matchAll(/(?<![a-z])([a-z]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const realm = given.get("realm") ?? "";
  if (!URL.canParse(realm)) return {};
  const name = String(realms.size);
  realms.set(name, new URL(realm));
  const told = {
    realm: `http://${req.headers.host}${TOKENS}${name}`,
    service: given.get("service"),
    scope: given.get("scope"),
  };
  const words = Object.entries(told).flatMap(([key, value]) => (value === undefined ? [] : [`${key}="${value}"`]));
  return { "www-authenticate": `Bearer ${words.join(",")}` };
}
