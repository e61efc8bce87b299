import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const DIST = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../dist");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own with these files, removed by `remove`. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-test-")));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  }
  return { root, remove: () => fs.rmSync(root, { recursive: true, force: true }) };
}

const COMPILER = ["cel.cjs", "cel.wasm.br"];
/** What lies beside a bundle and is loaded when it is needed. */
const BESIDE: Readonly<Partial<Record<Bundle, readonly string[]>>> = {
  "check.cjs": ["github.cjs"],
  "cli.cjs": ["cluster.cjs", "fetching.cjs", "migration.cjs"],
  "fetch.cjs": ["github.cjs"],
  "refresh.cjs": ["cluster.cjs"],
};

/** The built file itself. */
export function bundleFile(bundle: Bundle): string {
  return path.join(DIST, bundle);
}

export type Bundle =
  | "cli.cjs"
  | "check.cjs"
  | "cluster.cjs"
  | "fetch.cjs"
  | "fetching.cjs"
  | "github.cjs"
  | "migration.cjs"
  | "refresh.cjs"
  | "report.cjs";

export interface RunBundleOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The compiler of CEL rules is not there. */
  readonly withoutCompiler?: true;
  /** The Node.js that runs it; this one by default. */
  readonly node?: string;
}

/** Runs a bundle copied to a folder where there is nothing but what comes with it, as a user has it. */
export function runBundle(bundle: Bundle, args: readonly string[], options: RunBundleOptions): Run {
  const { file, env, remove } = copied(bundle, options);
  try {
    const { status, stdout, stderr } = spawnSync(options.node ?? process.execPath, [file, ...args], {
      cwd: options.cwd,
      input: options.input ?? "",
      env,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status, stdout, stderr };
  } finally {
    remove();
  }
}

/** The same without blocking, for a bundle that talks to a server in the test's own process. */
export async function startBundle(bundle: Bundle, args: readonly string[], options: RunBundleOptions): Promise<Run> {
  const { file, env, remove } = copied(bundle, options);
  try {
    const child = spawn(options.node ?? process.execPath, [file, ...args], { cwd: options.cwd, env });
    child.stdin.end(options.input ?? "");
    const closed = once(child, "close");
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { status: child.exitCode, stdout, stderr };
  } finally {
    remove();
  }
}

function copied(bundle: Bundle, options: RunBundleOptions) {
  const { root, remove } = workspace({});
  const file = path.join(root, bundle);
  fs.copyFileSync(bundleFile(bundle), file);
  const compiler = options.withoutCompiler === true ? [] : COMPILER;
  for (const name of [...compiler, ...(BESIDE[bundle] ?? [])])
    fs.symlinkSync(path.join(DIST, name), path.join(root, name));
  return { file, remove, env: { PATH: process.env.PATH ?? "", HOME: root, ...options.env } };
}
