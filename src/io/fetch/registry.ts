import fs from "node:fs/promises";
import path from "node:path";
import type { OciArtifact } from "../../sources/reference.ts";
import { renderVariables, type ToolVariables } from "../tools/environment.ts";
import { runBeside } from "../tools/run-beside.ts";
import type { ProgramLimits, ProgramRun } from "../tools/run-program.ts";
import type { Client } from "./download.ts";
import { FetchFailure } from "./failure.ts";
import { type Gate, type GateRequest, openGate } from "./gate.ts";
import { isDockerHub, registryLogin } from "./registry-login.ts";
import { inWorkFolder } from "./work-folder.ts";

/** A registry behind a gate, for programs that speak with one. */
export interface RegistryAccess {
  /** `127.0.0.1:PORT/path`, by plain http. */
  readonly repository: string;
  /** A file in the form of docker's, with a login for the gate where somebody has one for the registry. */
  readonly config: string;
  /** Empty, for what the program writes. */
  readonly folder: string;
  /** @throws FetchFailure where it does not end well @returns what it printed */
  readonly run: (program: string, args: readonly string[], variables: ToolVariables) => Promise<Buffer>;
}

/** The limit of a source's time is the signal's. */
const LIMITS: ProgramLimits = { milliseconds: 600_000, outputBytes: 128 * 1024 * 1024 };

/**
 * Has programs ask one registry through a gate: they would follow its redirects anywhere, and tell nobody how many.
 * @throws FetchFailure
 */
export async function withRegistry<T>(
  { repository, insecure }: OciArtifact,
  client: Client,
  { most, alias }: Pick<GateRequest, "most" | "alias">,
  work: (access: RegistryAccess) => Promise<T>,
): Promise<T> {
  const slash = repository.indexOf("/");
  const [host, name] = [repository.slice(0, slash), repository.slice(slash + 1)];
  const login = await registryLogin(host, client.environment, client.signal);
  const server = isDockerHub(host) ? "registry-1.docker.io" : host;
  const origin = new URL(`${insecure === true ? "http" : "https"}://${server}`);
  const gate = await openGate({ origin, most, ...(alias === undefined ? {} : { alias }) }, client);
  try {
    return await inWorkFolder(async (root) => {
      const config = path.join(root, "config.json");
      const auths = login === null ? {} : { [gate.host]: login };
      await fs.writeFile(config, JSON.stringify({ auths }), { mode: 0o600 });
      const folder = path.join(root, "work");
      await fs.mkdir(folder);
      const run: RegistryAccess["run"] = async (program, args, variables) => {
        const given = { ...renderVariables(client.environment), LC_ALL: "C", DOCKER_CONFIG: root, ...variables };
        const ended = await runBeside({ program, args, folder, variables: given, limits: LIMITS }, client.signal);
        return output(program, ended, gate, client);
      };
      return await work({ repository: `${gate.host}/${name}`, config, folder, run });
    });
  } finally {
    await gate.close();
  }
}

function output(program: string, run: ProgramRun, gate: Gate, { signal }: Client): Buffer {
  signal.throwIfAborted();
  if (run.ended && run.status === 0) return run.stdout;
  const failure = gate.failure();
  if (failure !== null) throw failure;
  if (!run.ended) throw new FetchFailure(`${program} ${run.message}`);
  const words = run.stderr.trim().split("\n").at(-1) ?? "";
  throw new FetchFailure(
    `${program} says: ${words
      .replace(/^Error: /, "")
      .replaceAll(gate.host, "the registry")
      .slice(0, MOST_WORDS)}`,
  );
}

const MOST_WORDS = 300;
