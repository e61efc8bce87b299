import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** One kind of request that the server knows. The first route that matches answers. */
export interface Route {
  readonly method: string;
  /** Matched against the whole path below `/api/v3`, without the query. */
  readonly path: RegExp;
  /** @param parts what the groups of `path` matched, decoded */
  readonly answer: (parts: readonly string[], request: Asked) => Answered | Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  /** null: an answer without a body, as 204 is. */
  readonly body: object | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly method: string;
  /** Below `/api/v3`, without the query; `/api/graphql` for GraphQL. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** JSON as it was sent; null: none. */
  readonly body: unknown;
}

/** What goes wrong with a request instead of, or after, its right answer. */
export type Fault =
  /** An answer of GitHub's, with its message. */
  | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  /** The request is done and changes what it is to change; then the answer goes wrong. */
  | { readonly applied: Exclude<Fault, { readonly applied: unknown }> }
  /** Not GitHub's: a proxy's page, say. */
  | { readonly page: string }
  /** The right answer, changed. */
  | { readonly change: (body: object) => object | null; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is closed before the answer, in the middle of it, or never. */
  | "drop"
  | "cut"
  | "hang";

export interface GitHubServer {
  /** As GITHUB_API_URL has it on a GitHub Enterprise Server. */
  readonly url: string;
  /** Every request, in the order of arrival. */
  readonly asked: readonly Asked[];
  /** `METHOD path` of every request. */
  readonly calls: () => readonly string[];
  /** The next `times` requests whose `METHOD path` matches go wrong. Faults for one path are used up in the order given. */
  readonly fail: (call: RegExp, fault: Fault, times?: number) => void;
  /** Takes back the faults that were not used up. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

export const TOKEN = "ghs_onlyForThisTest0123456789";
const PREFIX = "/api/v3";

/**
 * A local server that answers as GitHub's REST API does. Without the right token it knows nothing: 401 for a wrong one,
 * and 404 for none, as for a private repository.
 */
export async function gitHubServer(routes: readonly Route[]): Promise<GitHubServer> {
  const asked: Asked[] = [];
  const faults: { call: RegExp; fault: Fault; left: number }[] = [];
  const server = http.createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? "", "http://server");
    const request: Asked = {
      method: incoming.method ?? "",
      path: url.pathname.replace(PREFIX, ""),
      query: url.searchParams,
      authorization: incoming.headers.authorization,
      body: await readBody(incoming),
    };
    asked.push(request);
    const own = `http://${incoming.headers.host}${PREFIX}`;
    const planned = faults.find(({ call, left }) => left > 0 && call.test(`${request.method} ${request.path}`));
    if (planned !== undefined) planned.left--;
    try {
      await answer(response, planned?.fault ?? null, async () => withOwnLinks(await rightAnswer(routes, request), own));
    } catch (error) {
      // A mistake of the test itself: it fails at once instead of waiting for an answer.
      response.destroy();
      throw error;
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PREFIX}`,
    asked,
    calls: () => asked.map(({ method, path }) => `${method} ${path}`),
    fail: (call, fault, times = 1) => faults.push({ call, fault, left: times }),
    heal: () => faults.splice(0),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** GitHub's form of an error. */
export function refusal(status: number, message: string): Answered {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

/** Links to the next page lead to whoever answered. */
function withOwnLinks(answered: Answered, own: string): Answered {
  const { link } = answered.headers ?? {};
  return link === undefined
    ? answered
    : { ...answered, headers: { link: link.replace("https://api.github.com", own) } };
}

function rightAnswer(routes: readonly Route[], request: Asked): Answered | Promise<Answered> {
  if (request.authorization === undefined) return refusal(404, "Not Found");
  if (request.authorization !== `token ${TOKEN}`) return refusal(401, "Bad credentials");
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(request.path) : null;
    if (match !== null && match[0] === request.path)
      return route.answer(match.slice(1).map(decodeURIComponent), request);
  }
  return refusal(404, "Not Found");
}

type Right = () => Answered | Promise<Answered>;

async function answer(response: http.ServerResponse, fault: Fault | null, right: Right): Promise<void> {
  if (fault === "hang") return;
  if (fault === "drop") {
    response.destroy();
    return;
  }
  if (fault !== null && typeof fault === "object") {
    if ("applied" in fault) {
      await right();
      await answer(response, fault.applied, right);
      return;
    }
    if ("page" in fault) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(fault.page);
      return;
    }
  }
  const isRefusal = fault !== null && typeof fault === "object" && "status" in fault;
  const { status, body, headers = {} } = isRefusal ? refusal(fault.status, fault.message) : await right();
  const changed =
    fault !== null && typeof fault === "object" && "change" in fault && body !== null ? fault.change(body) : body;
  const bytes = changed === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(changed));
  response.writeHead(status, {
    ...(changed === null ? {} : { "content-type": "application/json; charset=utf-8" }),
    "content-length": bytes.length,
    "x-ratelimit-limit": "1000",
    "x-ratelimit-remaining": "999",
    ...headers,
    ...(typeof fault === "object" && fault !== null && "headers" in fault ? fault.headers : {}),
  });
  if (fault === "cut") response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
  else response.end(bytes);
}

async function readBody(incoming: http.IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
