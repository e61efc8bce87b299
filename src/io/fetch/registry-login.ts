import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { isObject, type JsonObject, type JsonValue, member } from "../../base/json.ts";
import { type Environment, helperVariables } from "../tools/environment.ts";
import { runBeside } from "../tools/run-beside.ts";
import { FetchFailure } from "./failure.ts";

/** An entry of `auths`, as helm and docker write it. */
export type RegistryLogin = JsonObject;

/** A helper asks a keychain or a cloud. */
const HELPER_LIMITS = { milliseconds: 30_000, outputBytes: 1024 * 1024 };

/**
 * What somebody has logged in to a registry with, by helm's own configuration or else by docker's, in the order in which
 * helm looks: the registry's own helper, the store of all, the file.
 * @param host of the registry, with its port
 * @returns null: nobody has, and it is asked without
 */
export async function registryLogin(
  host: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<RegistryLogin | null> {
  for (const file of configurations(environment)) {
    const config = readJson(file);
    if (config === null) continue;
    for (const key of namesOf(host)) {
      const login = await loginIn(config, key, environment, signal);
      if (login !== null) return login;
    }
  }
  return null;
}

function configurations(environment: Environment): readonly string[] {
  const home = os.homedir();
  const own = helmConfigFolder(environment);
  return [
    environment.HELM_REGISTRY_CONFIG || path.join(own, "registry", "config.json"),
    path.join(environment.DOCKER_CONFIG || path.join(home, ".docker"), "config.json"),
  ];
}

/** Where helm has its configuration. */
export function helmConfigFolder(environment: Environment): string {
  const config = environment.XDG_CONFIG_HOME || path.join(os.homedir(), ".config");
  return environment.HELM_CONFIG_HOME || path.join(config, "helm");
}

function readJson(file: string): JsonValue | null {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch {
    // Nobody has logged in with this tool.
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new FetchFailure(`${file} is no JSON`);
  }
}

/** Docker's own registry goes by its old address. */
function namesOf(host: string): readonly string[] {
  const own = [host, `https://${host}`, `https://${host}/`];
  return isDockerHub(host) ? ["https://index.docker.io/v1/", "index.docker.io", "docker.io", ...own] : own;
}

export function isDockerHub(host: string): boolean {
  return host === "docker.io" || host === "registry-1.docker.io" || host === "index.docker.io";
}

async function loginIn(config: JsonValue, key: string, environment: Environment, signal: AbortSignal) {
  const helper = member(member(config, "credHelpers"), key) ?? member(config, "credsStore");
  if (typeof helper === "string" && helper !== "") {
    const login = await askHelper(helper, key, environment, signal);
    if (login !== null) return login;
  }
  const entry = member(member(config, "auths"), key);
  return isObject(entry) && Object.keys(entry).length > 0 ? entry : null;
}

/** The protocol of docker-credential-helpers: the registry's name in, a user and a secret out. */
async function askHelper(helper: string, key: string, environment: Environment, signal: AbortSignal) {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(helper)) return null;
  const call = {
    program: `docker-credential-${helper}`,
    args: ["get"],
    folder: os.tmpdir(),
    variables: helperVariables(environment),
    input: key,
    limits: HELPER_LIMITS,
  };
  const run = await runBeside(call, signal);
  if (!run.ended || run.status !== 0) return null;
  let given: JsonValue;
  try {
    given = JSON.parse(run.stdout.toString("utf8"));
  } catch {
    return null;
  }
  const [user, secret] = [member(given, "Username"), member(given, "Secret")];
  if (typeof user !== "string" || typeof secret !== "string") return null;
  if (user === "<token>") return { identitytoken: secret };
  return { auth: Buffer.from(`${user}:${secret}`).toString("base64") };
}
