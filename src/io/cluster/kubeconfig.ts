import fs from "node:fs";
import path from "node:path";
import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import { ClusterError } from "./cluster-error.ts";

/** One entry of a kubeconfig with the folder that its relative paths start from. */
export interface Entry {
  readonly name: string;
  readonly value: JsonObject;
  readonly folder: string;
}

/** What a context of a kubeconfig leads to. */
export interface Access {
  readonly context: string;
  readonly cluster: Entry;
  /** null: the context names no user. */
  readonly user: Entry | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string | null;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
}

/**
 * Finds what to connect to, by kubectl's rules (k8s.io/client-go/tools/clientcmd/loader.go): the file that is named and
 * no other; else every file of `KUBECONFIG` that exists, of which the first to say something wins; else
 * `~/.kube/config`; else the service account of the pod it runs in.
 * @param named path of a kubeconfig; undefined: kubectl's default
 * @param context name of a context; undefined: the current one
 * @throws ClusterError
 */
export function chooseAccess(named: string | undefined, context: string | undefined, environment: Environment): Access {
  const files = named === undefined ? defaultFiles(environment) : [named];
  const existing = named === undefined ? files.filter((file) => fs.existsSync(file)) : files;
  if (existing.length === 0) {
    const pod = context === undefined ? serviceAccount(environment) : null;
    if (pod !== null) return pod;
    const looked = files.length === 0 ? "HOME is not set" : `looked for ${files.join(", ")}`;
    throw new ClusterError(`There is no kubeconfig (${looked}).`, "Name one with --kubeconfig, or set KUBECONFIG.");
  }
  return accessOf(merged(existing.map(readKubeconfig)), context);
}

function defaultFiles(environment: Environment): readonly string[] {
  const listed = (environment.KUBECONFIG ?? "").split(path.delimiter).filter((file) => file !== "");
  if (listed.length > 0) return [...new Set(listed)];
  const home = environment.HOME ?? environment.USERPROFILE ?? "";
  return home === "" ? [] : [path.join(home, ".kube", "config")];
}

/** Where Kubernetes mounts a pod's own credentials (k8s.io/client-go/rest/config.go, InClusterConfig). */
const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

function serviceAccount(environment: Environment): Access | null {
  const { KUBERNETES_SERVICE_HOST: host = "", KUBERNETES_SERVICE_PORT: port = "" } = environment;
  if (host === "" || port === "" || !fs.existsSync(`${SERVICE_ACCOUNT}/token`)) return null;
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const entry = (value: JsonObject): Entry => ({ name: "the pod's service account", value, folder: SERVICE_ACCOUNT });
  return {
    context: "the pod's service account",
    cluster: entry({ server, "certificate-authority": "ca.crt" }),
    user: entry({ tokenFile: "token" }),
  };
}

function readKubeconfig(file: string): Kubeconfig {
  const remedy = "Write it again with your provider's tool, or look at it with `kubectl config view`.";
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = missing
      ? "does not exist"
      : `cannot be read (${String(error instanceof Error ? error.message : error)})`;
    throw new ClusterError(
      `The kubeconfig ${file} ${reason}.`,
      "Give the path of a kubeconfig that this user may read.",
    );
  }
  if (text.trim() === "") throw new ClusterError(`The kubeconfig ${file} is empty.`, remedy);
  const document = readYamlDocument(text, { dialect: "kubernetes" });
  if (!document.ok) {
    // The problem's own words may quote the file, and a kubeconfig holds secrets.
    throw new ClusterError(`The kubeconfig ${file} is no YAML (line ${document.problem.range.startLine}).`, remedy);
  }
  const root = document.value;
  const kind = member(root, "kind");
  if (!isObject(root) || (kind !== undefined && kind !== "Config")) {
    throw new ClusterError(`${file} is no kubeconfig: expected an object of the kind Config.`, remedy);
  }
  const folder = path.dirname(path.resolve(file));
  const named = (list: string, key: string) => entriesOf(file, root, list, key, folder);
  const current = member(root, "current-context");
  return {
    files: [file],
    currentContext: typeof current === "string" && current !== "" ? current : null,
    contexts: named("contexts", "context"),
    clusters: named("clusters", "cluster"),
    users: named("users", "user"),
  };
}

function entriesOf(file: string, root: JsonObject, list: string, key: string, folder: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const items: JsonValue = member(root, list) ?? [];
  if (!isArray(items)) {
    throw new ClusterError(
      `\`${list}\` of the kubeconfig ${file} is no list.`,
      "Write it again with `kubectl config`.",
    );
  }
  for (const [index, item] of items.entries()) {
    const name = member(item, "name");
    const value = member(item, key) ?? {};
    if (typeof name !== "string" || name === "" || !isObject(value)) {
      const message = `\`${list}[${index}]\` of the kubeconfig ${file} has no \`name\`, or its \`${key}\` is no object.`;
      throw new ClusterError(message, "Write it again with `kubectl config`.");
    }
    if (!entries.has(name)) entries.set(name, { name, value, folder });
  }
  return entries;
}

/** The first file to say something wins, as in kubectl. */
function merged(configs: readonly Kubeconfig[]): Kubeconfig {
  const union = (part: (config: Kubeconfig) => ReadonlyMap<string, Entry>) =>
    new Map(configs.toReversed().flatMap((config) => [...part(config)]));
  return {
    files: configs.flatMap((config) => config.files),
    currentContext: configs.find((config) => config.currentContext !== null)?.currentContext ?? null,
    contexts: union((config) => config.contexts),
    clusters: union((config) => config.clusters),
    users: union((config) => config.users),
  };
}

function accessOf(config: Kubeconfig, wanted: string | undefined): Access {
  const files = config.files.join(", ");
  const known = config.contexts.size === 0 ? "it has none" : `it has ${[...config.contexts.keys()].sort().join(", ")}`;
  const name = wanted ?? config.currentContext;
  if (name === null) {
    throw new ClusterError(`The kubeconfig ${files} has no current context.`, `Name one with --context: ${known}.`);
  }
  const context = config.contexts.get(name);
  if (context === undefined) {
    const which = wanted === undefined ? "current context" : "context";
    throw new ClusterError(`The kubeconfig ${files} has no context "${name}"; ${known}.`, `Correct the ${which}.`);
  }
  const clusterName = textAt(context.value, "cluster");
  const cluster = clusterName === null ? undefined : config.clusters.get(clusterName);
  if (cluster === undefined || textAt(cluster.value, "server") === null) {
    const message = `The context "${name}" of the kubeconfig ${files} leads to no cluster with a server.`;
    throw new ClusterError(message, "Write it again with your provider's tool.");
  }
  const userName = textAt(context.value, "user");
  const user = userName === null ? null : config.users.get(userName);
  if (user === undefined) {
    const message = `The context "${name}" of the kubeconfig ${files} names the user "${userName}", who is not in it.`;
    throw new ClusterError(message, "Write it again with your provider's tool.");
  }
  return { context: name, cluster, user };
}

/** The text at a key; null where it is missing, empty or no text. */
export function textAt(value: JsonObject, key: string): string | null {
  const found = member(value, key);
  return typeof found === "string" && found !== "" ? found : null;
}
