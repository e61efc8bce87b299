import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bundleFile } from "../dist/bundle.ts";
import type { ApiServer } from "./server.ts";

/** Says in a suite's name that it is skipped; "" when kubectl is on PATH. */
export const skippedWithoutKubectl =
  spawnSync("kubectl", ["version", "--client"]).status === 0 ? "" : " (skipped: kubectl is not on PATH)";

export interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one line exactly as a person would paste it into bash, as the cluster's admin, in the server's own directory.
 * kubectl keeps its discovery cache there too: a port may have been another server's a minute ago.
 */
export async function shell(server: ApiServer, line: string): Promise<ShellResult> {
  const { directory } = server;
  const env = {
    PATH: `${withNpx(directory)}${delimiter}${process.env.PATH}`,
    HOME: directory,
    KUBECONFIG: server.kubeconfig("admin"),
    KUBECACHEDIR: join(directory, "kubectl-cache"),
    CTX: "admin",
  };
  const child = spawn("bash", ["-c", line], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

/** A folder with an npx that runs the built command, whose package nobody has to have published. */
function withNpx(directory: string): string {
  const folder = join(directory, "bin");
  // Written once: a program that is being written cannot be run.
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  const script = `#!/bin/sh\n[ "$1" = crd-upgrade-guard ] || exit 9\nshift\nexec "${process.execPath}" "${bundleFile("cli.cjs")}" "$@"\n`;
  writeFileSync(join(folder, "npx"), script, { mode: 0o755 });
  return folder;
}
