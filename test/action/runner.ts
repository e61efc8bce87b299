import fs from "node:fs";
import path from "node:path";
import { type Run, type RunBundleOptions, runBundle, startBundle, workspace } from "../dist/bundle.ts";

export interface ActionRun {
  readonly status: number | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The JSON report as written; null: there is none. */
  readonly report: unknown;
}

export interface RunnerOptions {
  readonly root: string;
  readonly event: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The Node.js that runs it; this one by default. */
  readonly node?: string;
}

/** Runs dist/check.cjs in a runner's environment (actions/runner: INPUT_*, GITHUB_* files), copied to an empty folder. */
export function runAction(options: RunnerOptions): ActionRun {
  const { bundle, collect, remove } = prepared(options);
  try {
    return collect(runBundle("check.cjs", [], bundle));
  } finally {
    remove();
  }
}

/** The same without blocking, for runs that talk to a server in the test's own process. */
export async function startAction(options: RunnerOptions): Promise<ActionRun> {
  const { bundle, collect, remove } = prepared(options);
  try {
    return collect(await startBundle("check.cjs", [], bundle));
  } finally {
    remove();
  }
}

/** Runs dist/fetch.cjs in the same way. */
export async function startFetchAction(options: RunnerOptions): Promise<ActionRun> {
  const { bundle, collect, remove } = prepared(options);
  try {
    return collect(await startBundle("fetch.cjs", [], bundle));
  } finally {
    remove();
  }
}

function prepared({ root, event, payload = {}, inputs = {}, env = {}, node }: RunnerOptions) {
  const runner = workspace({ "event.json": JSON.stringify(payload), output: "", summary: "" });
  const file = (name: string) => path.join(runner.root, name);
  // The runner gives every input that action.yml knows, empty where there is no default.
  const given = {
    "fail-on": "error",
    mode: "check",
    "fail-on-preexisting": "false",
    "working-directory": ".",
    review: "on",
    comment: "on-findings",
    ...inputs,
  };
  const inputVariables = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const bundle: RunBundleOptions = {
    cwd: root,
    ...(node === undefined ? {} : { node }),
    env: {
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file("event.json"),
      GITHUB_OUTPUT: file("output"),
      GITHUB_STEP_SUMMARY: file("summary"),
      GITHUB_WORKSPACE: root,
      RUNNER_TEMP: runner.root,
      ...Object.fromEntries(inputVariables),
      ...env,
    },
  };
  const collect = (run: Run): ActionRun => {
    const reportFile = file("crd-upgrade-guard-report.json");
    return {
      status: run.status,
      log: run.stdout + run.stderr,
      summary: fs.readFileSync(file("summary"), "utf8"),
      outputs: parseOutputs(fs.readFileSync(file("output"), "utf8"), runner.root),
      report: fs.existsSync(reportFile) ? JSON.parse(fs.readFileSync(reportFile, "utf8")) : null,
    };
  };
  return { bundle, collect, remove: runner.remove };
}

/** `name<<DELIMITER`, value, `DELIMITER`, as the runner reads it. */
export function parseOutputs(text: string, temp: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const match of text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)) {
    outputs[match[1] ?? ""] = (match[3] ?? "").replace(temp, "$RUNNER_TEMP");
  }
  return outputs;
}
