import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import { isObject, type JsonObject, type JsonValue, member } from "../../src/base/json.ts";
import { type ToolName, tool } from "../tools/tools.ts";
import type { ShellResult } from "./kubectl.ts";
import type { ApiServer } from "./server.ts";

/** The real helm, which works on a real API server. */
export interface Helm {
  /**
   * Runs one line as a person would paste it into bash: `helm` and `kubectl` are the real ones, CTX is set, and the
   * folder is the one that `write` writes to.
   */
  readonly shell: (line: string) => Promise<ShellResult>;
  /** With one context, `front`. */
  readonly kubeconfig: string;
  /** @param files path to text, relative to the folder */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Helm keeps its releases in Secrets, and the API server of these tests has custom resources alone: a server in front of
 * it keeps Secrets in memory, and hands everything else on.
 */
export async function startHelm(server: ApiServer, name: Extract<ToolName, "helm3" | "helm4">): Promise<Helm> {
  const program = tool(name);
  if (program === undefined) throw new Error(`${name} was not built`);
  const secrets = new Map<string, JsonObject>();
  const front = createServer((request, response) => {
    void bodyOf(request).then(async (bytes) => {
      const url = request.url ?? "/";
      const method = request.method ?? "GET";
      const body = parsedBody(bytes);
      const own = answerOf(secrets, method, new URL(url, "http://front"), body);
      const answer =
        own ??
        (await server.request(
          method,
          url,
          body,
          request.headers["content-type"] ?? "application/json",
          acceptOf(request),
        ));
      const sent = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
      response.writeHead(answer.status, { "content-type": "application/json" }).end(sent);
    });
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const address = front.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const folder = join(server.directory, name);
  const programs = join(folder, "bin");
  mkdirSync(programs, { recursive: true });
  symlinkSync(program, join(programs, "helm"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(`http://127.0.0.1:${address.port}`)));
  return {
    kubeconfig,
    shell: async (line) => {
      const env = {
        PATH: `${programs}:${process.env.PATH ?? ""}`,
        HOME: folder,
        KUBECONFIG: kubeconfig,
        KUBECACHEDIR: join(folder, "kubectl-cache"),
        CTX: "front",
      };
      const child = spawn("bash", ["-c", line], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
      const out = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].setEncoding("utf8").on("data", (part: string) => {
          out[stream] += part;
        });
      }
      const [code] = await once(child, "close");
      return { code, ...out };
    },
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    stop: async () => {
      front.closeAllConnections();
      front.close();
      await once(front, "close");
    },
  };
}

function kubeconfigOf(server: string): JsonValue {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "front",
    clusters: [{ name: "front", cluster: { server } }],
    users: [{ name: "front", user: {} }],
    contexts: [{ name: "front", context: { cluster: "front", user: "front" } }],
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Helm sends its Secrets as protobuf, behind the four bytes `k8s\0` (apimachinery, serializer/protobuf). */
const MAGIC = "k8s\0";

function parsedBody(bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return JSON.parse(bytes.toString("utf8"));
  const [raw = Buffer.alloc(0)] = fieldsOf(bytes.subarray(MAGIC.length)).get(2) ?? [];
  const fields = fieldsOf(raw);
  const metadata = fieldsOf(fields.get(1)?.[0] ?? Buffer.alloc(0));
  const pairs = (entries: readonly Buffer[] | undefined, encoding: "base64" | "utf8") =>
    Object.fromEntries(
      (entries ?? []).map((entry) => {
        const pair = fieldsOf(entry);
        return [pair.get(1)?.[0]?.toString("utf8") ?? "", pair.get(2)?.[0]?.toString(encoding) ?? ""];
      }),
    );
  const name = metadata.get(1)?.[0]?.toString("utf8") ?? "";
  // v1.Secret: metadata, data, type; ObjectMeta: name 1, labels 11.
  return { metadata: { name, labels: pairs(metadata.get(11), "utf8") }, data: pairs(fields.get(2), "base64") };
}

/** The fields of a protobuf message that are bytes, by number. */
function fieldsOf(message: Buffer): ReadonlyMap<number, readonly Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const size = varint();
    if (tag % 8 !== 2) continue;
    fields.set(Math.floor(tag / 8), [...(fields.get(Math.floor(tag / 8)) ?? []), message.subarray(at, at + size)]);
    at += size;
  }
  return fields;
}

/** Plain JSON and tables: the other forms of an answer are told by their content type, which is not handed on. */
function acceptOf({ headers: { accept = "" } }: IncomingMessage): string {
  const types = accept.split(",").filter((type) => /^\s*application\/json(?!.*g=apidiscovery)/.test(type));
  return types.length === 0 ? "application/json" : types.join(",");
}

const SECRETS = { name: "secrets", singularName: "secret", namespaced: true, kind: "Secret" };
const VERBS = ["create", "delete", "get", "list", "patch", "update"];
const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/secrets(?:\/([^/]+))?$/;

/** What the core API answers; null: it is no question to it. */
function answerOf(
  secrets: Map<string, JsonObject>,
  method: string,
  { pathname, searchParams }: URL,
  body: JsonValue | undefined,
): { readonly status: number; readonly body: JsonValue } | null {
  if (pathname === "/api") return { status: 200, body: { kind: "APIVersions", versions: ["v1"] } };
  if (pathname === "/api/v1") {
    const resources = [{ ...SECRETS, verbs: VERBS }];
    return { status: 200, body: { kind: "APIResourceList", groupVersion: "v1", resources } };
  }
  const [, namespace = "", named] = PATH.exec(pathname) ?? [];
  if (namespace === "") return null;
  const name = named ?? String(member(member(body, "metadata"), "name") ?? "");
  const key = `${namespace}/${name}`;
  if (named === undefined && method === "GET") {
    const wanted = (searchParams.get("labelSelector") ?? "").split(",").filter(Boolean);
    const items = [...secrets].flatMap(([path, secret]) =>
      path.startsWith(`${namespace}/`) && wanted.every((term) => hasLabel(secret, term)) ? [secret] : [],
    );
    return { status: 200, body: { kind: "SecretList", apiVersion: "v1", metadata: {}, items } };
  }
  const known = secrets.get(key);
  if (method === "POST" || method === "PUT") {
    if (!isObject(body)) throw new Error("a Secret without a body");
    const refusal = tooLarge(name, body);
    if (refusal !== null) return { status: 422, body: refusal };
    const secret = { ...body, kind: "Secret", apiVersion: "v1" };
    secrets.set(key, secret);
    return { status: 200, body: secret };
  }
  if (known === undefined) {
    const status = {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "NotFound",
      code: 404,
      message: "none",
    };
    return { status: 404, body: status };
  }
  if (method === "DELETE") secrets.delete(key);
  return { status: 200, body: known };
}

/** What the core API takes at the most (kubernetes 1.36, pkg/apis/core/validation, ValidateSecret), in its own words. */
function tooLarge(name: string, body: JsonObject): JsonValue | null {
  const data = isObject(body.data) ? Object.values(body.data) : [];
  const bytes = data.reduce((sum: number, value) => sum + Buffer.from(String(value), "base64").length, 0);
  if (bytes <= 1_048_576) return null;
  const message = `Secret "${name}" is invalid: data: Too long: may not be more than 1048576 bytes`;
  return { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Invalid", code: 422, message };
}

/** `status=deployed`, `status!=superseded`, as selectors of labels are written. */
function hasLabel(secret: JsonObject, term: string): boolean {
  const [, name = "", not = "", value = ""] = /^([^!=]+)(!?)==?(.*)$/.exec(term) ?? [];
  return (member(member(secret.metadata, "labels"), name) === value) === (not === "");
}
