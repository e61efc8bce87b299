import fs from "node:fs";
import path from "node:path";
import { isArray, isObject, type JsonObject, member, valueAt } from "../../base/json.ts";
import { ClusterError } from "./cluster-error.ts";
import { runPlugin } from "./exec-plugin.ts";
import { type Access, type Entry, type Environment, textAt } from "./kubeconfig.ts";
import { environmentProxy } from "./proxy.ts";

/** What a connection needs of a kubeconfig, read and ready. Secrets: never to be printed. */
export interface Credentials {
  readonly server: URL;
  /** PEM; undefined: the system's roots are trusted. */
  readonly ca?: string;
  /** The client's certificate and key, PEM. */
  readonly cert?: string;
  readonly key?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The name that the server's certificate must have, where it is not the host's. */
  readonly serverName?: string;
  /** The server's certificate is not verified: the kubeconfig says so. */
  readonly insecure: boolean;
  /** The kubeconfig's own `proxy-url`. */
  readonly proxy?: string;
  /** Whom the kubeconfig says we are, for sentences. */
  readonly userName: string;
  /** All that must not be printed, also where a server or a proxy says it back. */
  readonly secrets: readonly string[];
}

/**
 * Resolves files and plugins of what a context leads to; the precedence is kubectl's: data before file, token file
 * before token.
 * @throws ClusterError
 */
export async function readCredentials(
  access: Access,
  environment: Environment,
  signal: AbortSignal,
): Promise<Credentials> {
  const { cluster, user } = access;
  const server = serverOf(cluster);
  const ca = material(cluster, "certificate-authority");
  const insecure = member(cluster.value, "insecure-skip-tls-verify") === true;
  if (insecure && ca !== undefined) {
    const message = `The cluster "${cluster.name}" of the kubeconfig has a CA and insecure-skip-tls-verify.`;
    throw new ClusterError(message, "Take insecure-skip-tls-verify out, as kubectl demands too.");
  }
  const serverName = textAt(cluster.value, "tls-server-name");
  const proxy = textAt(cluster.value, "proxy-url");
  const exec = user === null ? undefined : member(user.value, "exec");
  const plugin =
    user !== null && isObject(exec)
      ? await runPlugin({ user, exec, cluster: clusterInfo(cluster, ca), environment, signal })
      : null;
  const cert = plugin?.certificate ?? (user === null ? undefined : material(user, "client-certificate"));
  const key = plugin?.key ?? (user === null ? undefined : material(user, "client-key"));
  const headers = { ...authorization(user, plugin?.token ?? null), ...impersonation(user) };
  return {
    server,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    headers,
    ...(serverName === null ? {} : { serverName }),
    insecure,
    ...(proxy === null ? {} : { proxy }),
    userName: user?.name ?? "anonymous",
    secrets: [
      ...(headers.authorization ?? "").split(" ").slice(1),
      ...(user === null ? [] : [textAt(user.value, "password") ?? ""]),
      ...(key ?? "").split("\n").filter((line) => !line.startsWith("-----")),
      ...[server.href, proxy ?? environmentProxy(server, environment) ?? ""].map(passwordIn),
    ],
  };
}

/** Addresses may have one: `http://user:password@proxy.example.com`. */
function passwordIn(address: string): string {
  const whole = address.includes("://") ? address : `http://${address}`;
  const { password } = URL.canParse(whole) ? new URL(whole) : { password: "" };
  try {
    return decodeURIComponent(password);
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return password;
  }
}

function serverOf(cluster: Entry): URL {
  const given = textAt(cluster.value, "server") ?? "";
  const whole = given.includes("://") ? given : `https://${given}`;
  if (!URL.canParse(whole) || !["http:", "https:"].includes(new URL(whole).protocol)) {
    const message = `The cluster "${cluster.name}" of the kubeconfig has a server that is no http or https address.`;
    throw new ClusterError(message, "Correct `server` in the kubeconfig.");
  }
  return new URL(whole);
}

/** PEM from `key`-data, or else from the file that `key` names. */
function material(entry: Entry, key: string): string | undefined {
  const data = textAt(entry.value, `${key}-data`);
  if (data !== null) return Buffer.from(data, "base64").toString("utf8");
  const file = textAt(entry.value, key);
  return file === null ? undefined : fileOf(entry, key, file);
}

function fileOf(entry: Entry, key: string, file: string): string {
  const whole = path.resolve(entry.folder, file);
  try {
    return fs.readFileSync(whole, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const message = `\`${key}\` of "${entry.name}" in the kubeconfig is ${whole}, which cannot be read (${code}).`;
    throw new ClusterError(
      message,
      "Put the file there, or use a kubeconfig with the data in it (`kubectl config view --flatten`).",
    );
  }
}

function authorization(user: Entry | null, pluginToken: string | null): { readonly authorization?: string } {
  if (pluginToken !== null) return { authorization: `Bearer ${pluginToken}` };
  if (user === null) return {};
  const file = textAt(user.value, "tokenFile");
  const token = file === null ? textAt(user.value, "token") : fileOf(user, "tokenFile", file).trim();
  if (token !== null) return { authorization: `Bearer ${token}` };
  const name = textAt(user.value, "username");
  if (name !== null) {
    const pair = `${name}:${textAt(user.value, "password") ?? ""}`;
    return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
  }
  return providerToken(user);
}

/** `auth-provider` is what came before plugins; kubectl knows only `oidc` of it since 1.26. */
function providerToken(user: Entry): { readonly authorization?: string } {
  const provider = member(user.value, "auth-provider");
  if (!isObject(provider)) return {};
  const idToken = valueAt(provider, ["config", "id-token"]);
  if (textAt(provider, "name") === "oidc" && typeof idToken === "string" && idToken !== "") {
    return { authorization: `Bearer ${idToken}` };
  }
  const message = `The user "${user.name}" of the kubeconfig logs in by the auth-provider "${textAt(provider, "name")}", which kubectl gave up for plugins.`;
  throw new ClusterError(
    message,
    "Write the kubeconfig again with your provider's tool: it then names a plugin under `exec`.",
  );
}

function impersonation(user: Entry | null): Record<string, string | readonly string[]> {
  if (user === null) return {};
  const name = textAt(user.value, "as");
  const uid = textAt(user.value, "as-uid");
  const groups = member(user.value, "as-groups");
  const extra = member(user.value, "as-user-extra");
  return {
    ...(name === null ? {} : { "impersonate-user": name }),
    ...(uid === null ? {} : { "impersonate-uid": uid }),
    ...(isArray(groups) && groups.length > 0 ? { "impersonate-group": groups.map(String) } : {}),
    ...Object.fromEntries(
      Object.entries(isObject(extra) ? extra : {}).map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
        isArray(values) ? values.map(String) : [String(values)],
      ]),
    ),
  };
}

/** What a plugin with `provideClusterInfo` is told (pkg/apis/clientauthentication, Cluster). */
function clusterInfo(cluster: Entry, ca: string | undefined): JsonObject {
  const { value } = cluster;
  const extensions = member(value, "extensions");
  const own = (isArray(extensions) ? extensions : []).find(
    (one) => member(one, "name") === "client.authentication.k8s.io/exec",
  );
  const config = member(own, "extension");
  const copied = ["server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url", "disable-compression"];
  return {
    ...Object.fromEntries(
      copied.flatMap((key) => (member(value, key) === undefined ? [] : [[key, member(value, key) ?? null]])),
    ),
    ...(ca === undefined ? {} : { "certificate-authority-data": Buffer.from(ca).toString("base64") }),
    ...(config === undefined ? {} : { config }),
  };
}
