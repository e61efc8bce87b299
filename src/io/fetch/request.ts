import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { HttpsProxyAgent } from "https-proxy-agent";
import type { Reach } from "../../fetch/policy.ts";
import { environmentProxy } from "../cluster/proxy.ts";
import type { Environment } from "../tools/environment.ts";
import { allowedAddresses, type Resolve } from "./addresses.ts";
import { FetchFailure, networkFailure } from "./failure.ts";

/** How an origin's connections are made. */
export interface Network {
  readonly resolve: Resolve;
  readonly environment: Environment;
  readonly userAgent: string;
  /** Where a request, or a redirect, may go: what allows an address besides those of the internet. */
  readonly reachOf: (url: URL) => Reach;
  readonly signal: AbortSignal;
}

export interface HttpRequest {
  readonly url: URL;
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
  /** Where it came from in the end. */
  readonly url: URL;
}

/** deployments.md §7.5 */
const MOST_REDIRECTS = 5;

/** Headers that are meant for one host. */
const OF_ONE_HOST = new Set(["authorization", "cookie", "proxy-authorization"]);

/**
 * One request, and what its redirects lead to: over https, or without it where somebody allowed just that address; to
 * addresses that were looked at after they were looked up; with credentials for no host but the first.
 * @throws FetchFailure
 */
export async function exchange(request: HttpRequest, network: Network): Promise<HttpResponse> {
  let { url, headers = {} } = request;
  for (let hops = 0; ; hops++) {
    const response = await once({ ...request, url, headers }, network);
    const location = isRedirect(response.status) ? response.headers.location : undefined;
    if (location === undefined) return response;
    response.body.destroy();
    if (hops === MOST_REDIRECTS)
      throw new FetchFailure(`${request.url.host} redirects more than ${MOST_REDIRECTS} times`);
    const next = nextUrl(location, url);
    if (request.method === "POST" && response.status !== 307 && response.status !== 308) {
      throw new FetchFailure(`${url.host} redirects what was sent to it`);
    }
    if (next.origin !== url.origin) headers = withoutCredentials(headers);
    url = next;
  }
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function nextUrl(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) throw new FetchFailure(`${from.host} redirects to something that is no URL`);
  const next = new URL(location, from.href);
  next.username = "";
  next.password = "";
  if (next.protocol === "https:" || (next.protocol === "http:" && from.protocol === "http:")) return next;
  throw new FetchFailure(`${from.host} redirects to ${next.protocol}//${next.host}, which is not https`);
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_HOST.has(name.toLowerCase())));
}

async function once({ url, method = "GET", headers, body }: HttpRequest, network: Network): Promise<HttpResponse> {
  const { environment, userAgent, signal } = network;
  const reach = network.reachOf(url);
  if (reach === "none") {
    throw new FetchFailure(`${url.origin} is not encrypted, and nothing allows it`, { refused: url });
  }
  const proxy = environmentProxy(url, environment);
  const connection = proxy === null ? await direct(url, reach, network) : await proxied(url, reach, proxy, network);
  const options: https.RequestOptions = {
    method,
    headers: { "user-agent": userAgent, ...headers, ...(body === undefined ? {} : { "content-length": body.length }) },
    signal,
    ...connection,
  };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === "https:" ? https : http).request(url, options, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response, url });
    });
    sent.on("error", (error) => reject(signal.aborted ? signal.reason : networkFailure(url.host, error)));
    sent.end(body);
  });
}

/** A connection of its own: one that is kept could be used for what allows less. */
async function direct(url: URL, reach: Reach, network: Network): Promise<https.RequestOptions> {
  const addresses = await allowedAddresses(url, reach, network.resolve);
  const lookup: LookupFunction = (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family);
  };
  return { agent: false, lookup };
}

/**
 * Through the proxy that the job's own environment names, which looks names up by itself and holds its own rules. What
 * this machine knows of the name is looked at all the same.
 */
async function proxied(url: URL, reach: Reach, proxy: string, network: Network): Promise<https.RequestOptions> {
  await allowedAddresses(url, reach, network.resolve).catch((error: unknown) => {
    if (error instanceof FetchFailure && error.refused !== null) throw error;
  });
  const whole = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (!/^https?:\/\//.test(whole) || !URL.canParse(whole)) {
    throw new FetchFailure("the environment's proxy is no http or https address");
  }
  return { agent: new HttpsProxyAgent(whole) };
}
