import { createHash, X509Certificate } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { pipeline, type Readable } from "node:stream";
import tls from "node:tls";
import { createGunzip } from "node:zlib";
import { HttpsProxyAgent } from "https-proxy-agent";
import { SocksProxyAgent } from "socks-proxy-agent";
import { ClusterError } from "./cluster-error.ts";
import type { Credentials } from "./credentials.ts";
import type { Environment } from "./kubeconfig.ts";
import { environmentProxy } from "./proxy.ts";

/** The head of an answer, and its body without compression. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  /** The server's clock, as it says. */
  readonly date: string | undefined;
  readonly body: Readable;
}

export interface HttpRequest {
  readonly method: "GET" | "PUT" | "PATCH" | "POST";
  /** From the server's own path on. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Any request to an API server. What only reads is given a `Connection` instead. */
export interface Channel {
  /** `host:port`, for sentences. */
  readonly host: string;
  readonly userName: string;
  /** When the client's certificate ends; null: there is none. */
  readonly certificateEnds: Date | null;
  /** @throws what Node says of the network or of TLS */
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** `ca:` or `host:` and eight hex digits (spec §3.1), once something was answered; undefined: nothing was verified. */
  readonly identity: () => string | undefined;
  readonly close: () => void;
}

/** As many requests at once as counting objects makes. */
export const MOST_CONNECTIONS = 8;

/**
 * Prepares what connects to an API server; connects only when asked.
 * @throws ClusterError for material that cannot be used
 */
export function openChannel(credentials: Credentials, userAgent: string, environment: Environment): Channel {
  const { server, serverName } = credentials;
  const secureContext = secureContextOf(credentials);
  const agent = agentFor(credentials, environment);
  const secure = server.protocol === "https:";
  const prefix = server.pathname.replace(/\/$/, "");
  let identity: string | undefined;
  const options = {
    agent,
    ...(secure ? { secureContext, rejectUnauthorized: !credentials.insecure } : {}),
    ...(secure && serverName !== undefined ? { servername: serverName } : {}),
  };
  return {
    host: server.port === "" ? server.hostname : server.host,
    userName: credentials.userName,
    certificateEnds: certificateEnd(credentials.cert),
    send: ({ method, path, headers: given, body, signal }) => {
      const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
      const common = { "accept-encoding": "gzip", "user-agent": userAgent, ...mutable(credentials.headers) };
      const headers = { ...given, ...length, ...common };
      // Resolved against the server a path that begins with `//` would name another host, and it would get the credentials.
      const url = new URL(`${server.origin}${prefix}${path}`);
      return new Promise((resolve, reject) => {
        const request = (secure ? https : http).request(url, { ...options, method, signal, headers }, (response) => {
          identity ??= identityOf(response.socket, credentials);
          resolve(answerOf(response));
        });
        request.on("error", reject);
        request.end(body);
      });
    },
    identity: () => identity,
    close: () => agent.destroy(),
  };
}

function answerOf(response: http.IncomingMessage): HttpAnswer {
  const { headers } = response;
  return {
    status: response.statusCode ?? 0,
    contentType: headers["content-type"] ?? "",
    retryAfter: headers["retry-after"],
    location: headers.location,
    date: headers.date,
    // A body that is cut off destroys its reader with the error; there is nothing more to do about it here.
    body: headers["content-encoding"] === "gzip" ? pipeline(response, createGunzip(), () => {}) : response,
  };
}

function mutable(headers: Credentials["headers"]): http.OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}

function secureContextOf({ ca, cert, key }: Credentials): tls.SecureContext {
  try {
    if (ca !== undefined) new X509Certificate(ca);
    return tls.createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    });
  } catch {
    const message = "The CA, the client certificate or the client key of the kubeconfig is no PEM that can be used.";
    throw new ClusterError(message, "Write the kubeconfig again with your provider's tool.");
  }
}

function certificateEnd(cert: string | undefined): Date | null {
  if (cert === undefined) return null;
  try {
    return new Date(new X509Certificate(cert).validTo);
  } catch {
    return null;
  }
}

function agentFor({ server, proxy: own }: Credentials, environment: Environment): http.Agent {
  const pool = { keepAlive: true, maxSockets: MOST_CONNECTIONS };
  const given = own ?? environmentProxy(server, environment);
  if (given === null) return server.protocol === "https:" ? new https.Agent(pool) : new http.Agent(pool);
  const whole = given.includes("://") ? given : `http://${given}`;
  const scheme = URL.canParse(whole) ? new URL(whole).protocol : "";
  if (/^socks[45]?[ah]?:$/.test(scheme)) return new SocksProxyAgent(whole, pool);
  if (scheme === "http:" || scheme === "https:") return new HttpsProxyAgent(whole, pool);
  const where = own === undefined ? "The environment's proxy" : "`proxy-url` of the kubeconfig";
  throw new ClusterError(`${where} is no http, https or socks5 address.`, "Correct it: http://proxy.example.com:3128.");
}

function identityOf(socket: NodeJS.EventEmitter, { ca, server, insecure }: Credentials): string | undefined {
  if (insecure || !(socket instanceof tls.TLSSocket)) return undefined;
  if (ca === undefined) return `host:${shortDigest(Buffer.from(server.hostname.toLowerCase()))}`;
  let certificate = socket.getPeerCertificate(true);
  // The chain ends in the root that it was verified with, which is its own issuer.
  while (certificate.issuerCertificate !== undefined && certificate.issuerCertificate !== certificate) {
    certificate = certificate.issuerCertificate;
  }
  return certificate.raw === undefined ? undefined : `ca:${shortDigest(certificate.raw)}`;
}

function shortDigest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}
