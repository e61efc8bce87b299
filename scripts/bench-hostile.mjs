// What input of a stranger costs, measured through the built bundle: seconds of processor time and megabytes, each also
// for a megabyte of input. What a small input may cost at all, whatever it says, is a second and 100 MB; beyond that the
// target is three seconds and 200 MB for each megabyte. CEL rules alone may take what docs/cel.md gives them, and their rows
// say so. Nothing is asserted: machines differ.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { startGitHub } from "./bench-hostile-github.mjs";
import { CLUSTERS, crd, INPUTS, snapshot } from "./bench-hostile-inputs.mjs";

const LIMIT_MS = 60_000;
const SECONDS_PER_MB = 3;
const MB_PER_MB = 200;
/** The deadline of a schema with the start before it, and the program's memory with what is beside it. */
const WITH_RULES = { seconds: 22, mb: 600 };

/** Writes what the command costs where the variable says. */
const HOOK = `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require("node:fs").writeFileSync(process.env.BENCH_COST, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime }));
});`;

/** @param {string} cli the bundle @param {string | undefined} only runs inputs whose names have it in them alone */
export function benchHostile(cli, only) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-hostile-"));
  const github = startGitHub(path.join(root, "port"));
  try {
    const base = cost(cli, written(root, "nothing", { "a.yaml": crd({}) }), root);
    console.log(
      "input".padEnd(44),
      "kB".padStart(7),
      "s".padStart(7),
      "MB".padStart(6),
      "s/MB".padStart(8),
      "MB/MB".padStart(7),
    );
    for (const [name, make] of Object.entries(INPUTS)) {
      if (only !== undefined && !name.includes(only)) continue;
      const given = { [`${CLUSTERS}/p.json`]: snapshot("p", {}), ...make() };
      const { stdin, args, bundle = "cli.cjs", env = {}, hasRules = false, ...files } = given;
      const folder = written(root, name.replaceAll(/\W+/g, "-"), files);
      const bytes = size(files) + (stdin?.length ?? 0);
      const run = { args: bundle === "cli.cjs" ? args : [], input: stdin, env: { GITHUB_API_URL: github.url, ...env } };
      row(name, bytes, cost(path.resolve(cli, "..", bundle), folder, root, run), base, hasRules);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  } finally {
    github.stop();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

function cost(bundle, folder, root, { args = ["check"], input = "", env: more = {} } = {}) {
  const hook = path.join(root, "hook.cjs");
  const answer = path.join(root, "cost.json");
  fs.writeFileSync(hook, HOOK);
  fs.rmSync(answer, { force: true });
  const env = { ...process.env, ...more, NODE_OPTIONS: `--require ${hook}`, BENCH_COST: answer };
  const run = spawnSync(process.execPath, [bundle, ...args], {
    cwd: folder,
    env,
    input,
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    maxBuffer: 1 << 30,
  });
  if (run.signal !== null || !fs.existsSync(answer)) return null;
  const { maxRSS, cpu } = JSON.parse(fs.readFileSync(answer, "utf8"));
  return {
    seconds: cpu / 1e6,
    mb: maxRSS / 1024,
    crashed: /this is a bug|heap out of memory/i.test(String(run.stderr)),
  };
}

function row(name, bytes, found, base, hasRules) {
  const kb = (bytes / 1000).toFixed(1).padStart(7);
  if (found === null) {
    console.log(`${name.padEnd(44)} ${kb}   no end in ${LIMIT_MS / 1000} s, or killed ✗`);
    return;
  }
  const seconds = Math.max(found.seconds - base.seconds, 0);
  const mb = Math.max(found.mb - base.mb, 0);
  const input = bytes / 1e6;
  const columns = [seconds.toFixed(1).padStart(7), mb.toFixed(0).padStart(6)];
  const perMb = [(seconds / input).toFixed(1).padStart(8), (mb / input).toFixed(0).padStart(7)];
  const mark = found.crashed ? "✗ crashed" : markOf(seconds, mb, input, hasRules);
  console.log(`${name.padEnd(44)} ${kb} ${columns.join(" ")} ${perMb.join(" ")} ${mark}`.trimEnd());
}

/** Nothing: it keeps to what any input may cost. */
function markOf(seconds, mb, input, hasRules) {
  const isWithin = (most) => seconds <= most.seconds && mb <= most.mb;
  if (isWithin({ seconds: Math.max(1, SECONDS_PER_MB * input), mb: Math.max(100, MB_PER_MB * input) })) return "";
  if (!hasRules) return "✗";
  const most = `CEL rules may take ${WITH_RULES.seconds} s and ${WITH_RULES.mb} MB`;
  return isWithin(WITH_RULES) ? `(${most})` : `✗ ${most}`;
}

function written(root, name, files) {
  const folder = path.join(root, name);
  for (const [file, content] of Object.entries({ ".git/HEAD": "ref: refs/heads/main\n", ...files })) {
    const at = path.join(folder, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    if (typeof content === "string" || Buffer.isBuffer(content)) fs.writeFileSync(at, content);
    else fs.symlinkSync(content.target, at);
  }
  return folder;
}

function size(files) {
  return Object.values(files).reduce((sum, content) => sum + content.length, 0);
}
