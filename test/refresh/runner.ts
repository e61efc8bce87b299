import fs from "node:fs";
import path from "node:path";
import { isObject, member } from "../../src/base/json.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";
import { parseOutputs } from "../action/runner.ts";
import { startBundle, workspace } from "../dist/bundle.ts";
import { NAME } from "../github/git-data.ts";
import { type GitHubServer, TOKEN } from "../github/server.ts";

export interface RefreshRun {
  readonly status: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface RefreshOptions {
  /** The workspace. */
  readonly root: string;
  readonly server?: GitHubServer;
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The compiler of CEL rules is not there. */
  readonly withoutCompiler?: true;
}

/** Runs dist/refresh.cjs in a runner's environment, copied to an empty folder, with the defaults of refresh/action.yml. */
export async function startRefresh({ root, server, inputs, env = {}, ...more }: RefreshOptions): Promise<RefreshRun> {
  const runner = workspace({ output: "", summary: "" });
  const file = (name: string) => path.join(runner.root, name);
  try {
    const given = { ...actionDefaults(), "github-token": TOKEN, ...inputs };
    const run = await startBundle("refresh.cjs", [], {
      ...more,
      cwd: root,
      env: {
        GITHUB_ACTIONS: "true",
        GITHUB_EVENT_NAME: "schedule",
        GITHUB_REF: "refs/heads/main",
        GITHUB_REPOSITORY: NAME,
        GITHUB_RUN_ID: "7",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_API_URL: server?.url ?? "http://127.0.0.1:9",
        GITHUB_OUTPUT: file("output"),
        GITHUB_STEP_SUMMARY: file("summary"),
        GITHUB_WORKSPACE: root,
        RUNNER_TEMP: runner.root,
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
        ...env,
      },
    });
    const all = {
      status: run.status,
      log: run.stdout + run.stderr,
      summary: fs.readFileSync(file("summary"), "utf8"),
      outputs: parseOutputs(fs.readFileSync(file("output"), "utf8"), runner.root),
    };
    if (JSON.stringify(all).includes(TOKEN)) throw new Error("the token was printed");
    return all;
  } finally {
    runner.remove();
  }
}

/** Every input of refresh/action.yml, empty where there is no default, as the runner gives it. */
export function actionDefaults(): Readonly<Record<string, string>> {
  const text = fs.readFileSync(new URL("../../refresh/action.yml", import.meta.url), "utf8");
  const reading = readYamlDocument(text, { dialect: "core" });
  const inputs = reading.ok ? member(reading.value, "inputs") : undefined;
  if (!isObject(inputs)) throw new Error("refresh/action.yml has no inputs");
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, String(member(input, "default") ?? "")]),
  );
}
