import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isObject, type JsonObject, type JsonValue, member } from "../../src/base/json.ts";
import { requireBinaries } from "./binaries.ts";

/** A cold machine needs a second or two; more than this is a server that does not start. */
const READY_MS = 60_000;
const STOP_MS = 15_000;

/**
 * `admin` may do all; `reader` (token) and `reader-exec` (exec plugin) may get and list CRDs; `nobody` is authenticated
 * and may nothing (403); `bad-token` and `other-ca-cert` are unknown (401); `wrong-ca` does not trust the server (TLS).
 * `lacks-...` (tokens) may do everything but one thing that `migrate` does.
 */
export type KubeconfigName =
  | "admin"
  | "reader"
  | "reader-exec"
  | "nobody"
  | "bad-token"
  | "other-ca-cert"
  | "wrong-ca"
  | `lacks-${"get-crd" | "patch-status" | "list" | "get" | "update"}`;

export interface ApiServerOptions {
  /** Default true, as in a real cluster; false lets an old continue token really expire after `compact`. */
  readonly watchCache?: boolean;
  /** In Go's words; default a minute, as kube-apiserver's. */
  readonly requestTimeout?: string;
  /** As kube-apiserver's. */
  readonly featureGates?: string;
  /** Path of what this folder's server was built to with another version's modules; absent: with those of go.mod. */
  readonly program?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: JsonValue;
}

export interface ApiServer {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly pid: number;
  /** Certificates and kubeconfigs, and room for a test's own files; removed by `stop`. */
  readonly directory: string;
  /** Path of a kubeconfig; its one context has the same name. */
  kubeconfig(name: KubeconfigName): string;
  /**
   * One request with the admin's certificate.
   * @param body sent as JSON
   * @param contentType default `application/json`; the patch types for PATCH
   */
  request(method: string, path: string, body?: JsonValue, contentType?: string, accept?: string): Promise<Answer>;
  /** What etcd holds of a resource, by etcd key: `apiVersion` is the version an object is really stored at. */
  stored(group: string, plural: string): Promise<Readonly<Record<string, JsonValue>>>;
  /** Compacts etcd and resolves when that is done. */
  compact(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real API server (etcd and apiextensions-apiserver in one process) on a free port of 127.0.0.1. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const directory = mkdtempSync(join(tmpdir(), "crd-upgrade-guard-apiserver-"));
  const child = spawn(
    options.program ?? requireBinaries().apiserver,
    [
      ...["--directory", directory, `--watch-cache=${options.watchCache ?? true}`],
      ...(options.requestTimeout === undefined ? [] : [`--request-timeout=${options.requestTimeout}`]),
      ...(options.featureGates === undefined ? [] : [`--feature-gates=${options.featureGates}`]),
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const ended = once(child, "close");
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-20_000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function nextLine(): Promise<JsonValue> {
    const timer = setTimeout(() => child.kill("SIGKILL"), READY_MS);
    const line = await lines.next();
    clearTimeout(timer);
    if (line.done === true) throw new Error(`the API server ended or did not answer in time:\n${log}`);
    const document: JsonValue = JSON.parse(line.value);
    return document;
  }

  async function stop(): Promise<void> {
    agent?.destroy();
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    child.stdin.end();
    await ended;
    clearTimeout(timer);
    rmSync(directory, { recursive: true, force: true });
  }

  let agent: Agent | undefined;
  try {
    const ready = await nextLine();
    const url = text(ready, "url");
    const paths = member(ready, "paths");
    const file = (name: string): Buffer => readFileSync(text(paths, name));
    const client = new Agent({ keepAlive: true, ca: file("ca.crt"), cert: file("admin.crt"), key: file("admin.key") });
    agent = client;
    const request: ApiServer["request"] = (method, path, body, contentType = "application/json", accept) =>
      send(client, `${url}${path}`, method, body, {
        "content-type": contentType,
        accept: accept ?? "application/json",
      });
    return {
      url,
      pid: Number(member(ready, "pid")),
      directory,
      kubeconfig: (name) => text(paths, name),
      request,
      async stored(group, plural) {
        const { status, body } = await request("GET", `/stored/${group}/${plural}/`);
        if (status !== 200 || !isObject(body)) throw new Error(`etcd could not be read: ${status}`);
        return body;
      },
      async compact() {
        child.kill("SIGUSR1");
        await nextLine();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function send(
  agent: Agent,
  url: string,
  method: string,
  body: JsonValue | undefined,
  headers: Record<string, string>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = body === undefined ? "" : JSON.stringify(body);
    // Node says nothing of the length of a DELETE's body, and the server takes it for the next request.
    const length = { "content-length": Buffer.byteLength(sent) };
    const request = httpsRequest(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      let received = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        received += part;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(received) }));
    });
    request.on("error", reject);
    request.end(sent);
  });
}

function parsed(received: string): JsonValue {
  try {
    return JSON.parse(received);
  } catch {
    return received;
  }
}

function text(from: JsonValue | undefined, key: string): string {
  const value = member(from, key);
  if (typeof value !== "string") throw new Error(`the API server's ready line has no ${key}`);
  return value;
}

/** Narrows an answer to an object, or fails with what came instead. */
export function objectOf(answer: Answer): JsonObject {
  if (!isObject(answer.body)) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
