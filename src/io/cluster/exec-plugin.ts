import path from "node:path";
import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { pluginVariables } from "../tools/environment.ts";
import { findProgram } from "../tools/find-program.ts";
import { startProgram } from "../tools/run-program.ts";
import { ClusterError, firstLine } from "./cluster-error.ts";
import { type Entry, type Environment, textAt } from "./kubeconfig.ts";

/** What a plugin answered: a token, a client certificate, or both. */
export interface PluginCredential {
  readonly token: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
}

export interface PluginCall {
  /** The user whose `exec` it is. */
  readonly user: Entry;
  readonly exec: JsonObject;
  /** What the plugin is told of the cluster when it asks for that. */
  readonly cluster: JsonObject;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

const MOST_OUTPUT_BYTES = 1024 * 1024;
const API = /^client\.authentication\.k8s\.io\/(v1|v1beta1)$/;

/**
 * Runs a kubeconfig's credential plugin as kubectl does where nobody sits at a terminal
 * (k8s.io/client-go/plugin/pkg/client/auth/exec): without a shell, without input, ended at the deadline. What it prints
 * is a secret, or may be, and never repeated.
 * @throws ClusterError
 */
export async function runPlugin(call: PluginCall): Promise<PluginCredential> {
  const { exec, user } = call;
  const command = textAt(exec, "command");
  if (command === null) throw new ClusterError(`${whose(user)} names no command.`, FIX_KUBECONFIG);
  const apiVersion = textAt(exec, "apiVersion") ?? "";
  if (!API.test(apiVersion)) {
    const message = `${whose(user)} (${command}) speaks ${apiVersion === "" ? "no version" : apiVersion} of client.authentication.k8s.io; v1 and v1beta1 are known.`;
    throw new ClusterError(message, "Update the plugin, and write the kubeconfig again with your provider's tool.");
  }
  if (textAt(exec, "interactiveMode") === "Always") {
    const message = `${whose(user)} (${command}) wants a person at a terminal (interactiveMode: Always).`;
    throw new ClusterError(message, "Use a kubeconfig with a token or with a plugin that needs no person.");
  }
  const output = await outputOf(command, call);
  return credentialOf(output, command, apiVersion, user);
}

const FIX_KUBECONFIG = "Write the kubeconfig again with your provider's tool.";

function whose(user: Entry): string {
  return `The credential plugin of the user "${user.name}"`;
}

function outputOf(command: string, { exec, user, cluster, environment, signal }: PluginCall): Promise<string> {
  const listed = member(exec, "args");
  const args = isArray(listed) ? listed.map(String) : [];
  const info = {
    kind: "ExecCredential",
    apiVersion: member(exec, "apiVersion") ?? null,
    spec: { interactive: false, ...(member(exec, "provideClusterInfo") === true ? { cluster } : {}) },
  };
  const told = pluginVariables(environment);
  const variables = { ...told, KUBERNETES_EXEC_INFO: JSON.stringify(info), ...variablesOf(exec) };
  // A path is relative to the kubeconfig, a bare name is looked up in our PATH, whatever the plugin is told.
  const program = /[/\\]/.test(command)
    ? path.resolve(user.folder, command)
    : findProgram(command, told.PATH ?? process.env.PATH);
  if (program === null) return Promise.reject(notInstalled(exec, user, command));
  const child = startProgram(program, args, variables);
  return new Promise((resolve, reject) => {
    let stdout = "";
    const fail = (message: string, remedy: string) => {
      signal.removeEventListener("abort", late);
      child.kill("SIGKILL");
      // A grandchild may hold the pipes open: nobody waits for it.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(new ClusterError(`${whose(user)} (${command}) ${message}.`, remedy));
    };
    const late = () =>
      fail("did not answer in time", "Run it by hand: it may be waiting for a person, a browser or the network.");
    signal.addEventListener("abort", late);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.length > MOST_OUTPUT_BYTES)
        fail("prints more than a credential", "Run it by hand to see what it prints.");
    });
    // A plugin may log its token there: it is read so that the pipe never fills, and forgotten.
    child.stderr.resume();
    child.on("error", (error) => {
      if ("code" in error && error.code === "ENOENT") {
        signal.removeEventListener("abort", late);
        reject(notInstalled(exec, user, command));
      } else fail(`could not be started (${error.message})`, FIX_KUBECONFIG);
    });
    child.on("close", (code) => {
      if (code === 0) {
        signal.removeEventListener("abort", late);
        resolve(stdout);
        return;
      }
      fail(
        `ended with code ${code}`,
        "Log in to the provider in an earlier step of the job; run it by hand to see what it says, which may be a secret and is not repeated here.",
      );
    });
    if (signal.aborted) late();
  });
}

function notInstalled(exec: JsonObject, user: Entry, command: string): ClusterError {
  const hint = textAt(exec, "installHint");
  const remedy = hint === null ? "Install it in an earlier step of the job." : firstLine(hint);
  return new ClusterError(`${whose(user)} (${command}) is not installed.`, remedy);
}

function variablesOf(exec: JsonObject): Record<string, string> {
  const listed = member(exec, "env");
  const pairs = (isArray(listed) ? listed : []).map((one) => [member(one, "name"), member(one, "value")] as const);
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (typeof name === "string" ? [[name, String(value ?? "")]] : [])),
  );
}

function credentialOf(output: string, command: string, apiVersion: string, user: Entry): PluginCredential {
  const document = parsed(output);
  const status = member(document, "status");
  const text = (key: string) => (isObject(status) ? textAt(status, key) : null);
  const credential = { token: text("token"), certificate: text("clientCertificateData"), key: text("clientKeyData") };
  if (
    member(document, "kind") !== "ExecCredential" ||
    valueAt(document, ["apiVersion"]) !== apiVersion ||
    (credential.token === null && (credential.certificate === null || credential.key === null))
  ) {
    const message = `${whose(user)} (${command}) printed no ExecCredential of ${apiVersion} with a token or a certificate.`;
    throw new ClusterError(message, "Run it by hand to see what it prints; what it prints is a secret.");
  }
  return credential;
}

function parsed(output: string): JsonValue {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}
