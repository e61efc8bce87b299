import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { done } from "../../base/result.ts";
import type { ToolAnswer, ToolFile } from "../../base/tools.ts";
import { renderVariables, type ToolVariables } from "./environment.ts";
import { findProgram } from "./find-program.ts";
import { type ProgramLimits, runProgram } from "./run-program.ts";

/** A folder of its own for one run, removed afterwards whatever happens. */
export interface ToolFolder {
  /** Holds the files; the tool runs in it. */
  readonly workspace: string;
  /** Neighbour of the workspace, for what is not the repository's: caches, configuration. */
  readonly own: string;
}

/** spec §10; the output's limit is that of a file. */
const TOOL_LIMITS: ProgramLimits = { milliseconds: 60_000, outputBytes: 64 * 1024 * 1024 };

/** Of a tool's complaint, as UTF-16: a template can have helm print as much as it may at all. */
const MOST_WORDS = 64 * 1024;

/** What stands in front of a program so that it has no network at all, not even this machine's own addresses. */
const UNSHARE = ["--map-root-user", "--net", "--"];
/** Of the attempt to do without a network. */
const ATTEMPT_LIMITS: ProgramLimits = { milliseconds: 10_000, outputBytes: 1024 * 1024 };

/** Whether the machine lets us, by the PATH in which it was tried: once a process. */
const tried = new Map<string, boolean>();

/**
 * Writes files into a new temporary folder and calls `work` with it. A tool that runs there finds nothing of the
 * repository but these files, whatever their links or relative paths say.
 * @throws what the file system says, when the folder cannot be written
 */
export function inToolFolder<T>(files: readonly ToolFile[], work: (folder: ToolFolder) => T): T {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-render-")));
  try {
    const workspace = path.join(root, "workspace");
    const own = path.join(root, "own");
    fs.mkdirSync(workspace);
    fs.mkdirSync(own);
    for (const file of files) writeInside(workspace, file);
    return work({ workspace, own });
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

function writeInside(workspace: string, { path: name, bytes }: ToolFile): void {
  const target = path.join(workspace, name);
  if (!target.startsWith(workspace + path.sep)) throw new Error(`${name} leads out of the folder it belongs to`);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, bytes);
}

/**
 * Runs one program without a shell and without the job's environment: it gets what finding it takes (PATH, HOME for
 * version managers' shims), a temporary folder, no network where that can be taken away, proxies that lead nowhere and a
 * git that fetches nothing. With its time
 * or output used up it is killed with all that it started.
 */
export function runTool(
  program: string,
  args: readonly string[],
  folder: ToolFolder,
  environment: ToolVariables,
  limits: ProgramLimits = TOOL_LIMITS,
): ToolAnswer {
  const variables = { ...renderVariables(process.env), ...confined(folder), ...environment };
  const file = findProgram(program, variables.PATH);
  if (file === null) return { ok: false, reason: "not-installed" };
  const call = withoutNetwork(file, args, folder.workspace, variables);
  const run = runProgram({ ...call, folder: folder.workspace, variables, limits });
  if (!run.ended) {
    if (run.reason === "not-installed") return { ok: false, reason: "not-installed" };
    return { ok: false, reason: run.reason === "timeout" ? "timeout" : "failed", message: `it ${run.message}` };
  }
  if (run.status === 0) return done(run.stdout);
  const words = run.stderr
    .slice(0, MOST_WORDS)
    .replaceAll(`${folder.workspace}/`, "")
    .replaceAll(folder.workspace, ".")
    .trim();
  if (words !== "") return failed(words.replaceAll(folder.own, "<temporary folder>"));
  return failed(run.signal === null ? `it ended with code ${run.status}` : `it was ended by ${run.signal}`);
}

function failed(message: string): ToolAnswer {
  return { ok: false, reason: "failed", message };
}

/** Nothing answers there: RFC 863's port, on this machine. */
const NOWHERE = "http://127.0.0.1:9";

function confined({ own }: ToolFolder): ToolVariables {
  return {
    LC_ALL: "C",
    TMPDIR: own,
    TMP: own,
    TEMP: own,
    // No file, so no cluster: nothing falls back to ~/.kube/config.
    KUBECONFIG: path.join(own, "no-kubeconfig"),
    // Nor its preferences, in which a person may have given commands other meanings.
    KUBERC: "off",
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    ALL_PROXY: NOWHERE,
    NO_PROXY: "",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_TERMINAL_PROMPT: "0",
  };
}

/**
 * A program as it runs without network, where the system has a way to that which needs no rights (Linux, but for those
 * that take it from their users). Elsewhere it runs as it is, behind the proxies that lead nowhere.
 * @param file the program, absolute
 */
function withoutNetwork(file: string, args: readonly string[], folder: string, variables: ToolVariables) {
  const own = { program: file, args };
  if (process.platform !== "linux" || findProgram("unshare", variables.PATH) === null) return own;
  const isPossible = tried.get(variables.PATH ?? "") ?? attempt(folder, variables);
  tried.set(variables.PATH ?? "", isPossible);
  return isPossible ? { program: "unshare", args: [...UNSHARE, file, ...args] } : own;
}

function attempt(folder: string, variables: ToolVariables): boolean {
  const run = runProgram({ program: "unshare", args: [...UNSHARE, "true"], folder, variables, limits: ATTEMPT_LIMITS });
  return run.ended && run.status === 0;
}
