// Compares our predictions with the API server's own code on generated cases, and prints the smallest case of each cause
// of a difference. Needs test/kubernetes/build.sh to have run.
//
//   npm run conformance:fuzz -- --seed 1 --cases 20000 [--no-shrink]
//   npm run conformance:fuzz -- --seed 1 --cases 3600 --record    writes test/conformance/recorded/ anew
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "20000" },
    "no-shrink": { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const cases = Number(values.cases);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(cases) || cases < 1) {
  throw new Error("--seed takes an integer, --cases a positive one");
}

// The tests' own way to the programs reads import.meta.dirname, which a bundle does not keep.
process.env.CRD_UPGRADE_GUARD_KUBERNETES ??= execFileSync("bash", ["test/kubernetes/build.sh", "--where"], {
  cwd: root,
  encoding: "utf8",
}).trim();
const work = fs.mkdtempSync(path.join(os.tmpdir(), "conformance-fuzz-"));
try {
  const entry = path.join(work, "fuzz.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: [values.record ? "test/conformance/recorded.ts" : "test/conformance/fuzz-run.ts"],
    outfile: entry,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
    // Not used where the variable above is set.
    define: { "import.meta.dirname": '""' },
  });
  const made = await import(pathToFileURL(entry).href);
  if (values.record) await record(made);
  else await compareAll(made);
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

async function record({ record: recorded }) {
  const file = path.join(root, "test/conformance/recorded/cases.jsonl.gz");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, await recorded(seed, cases));
  console.log(`${file}: ${fs.statSync(file).size} bytes`);
}

/** @param {string} line */
function log(line) {
  process.stderr.write(`${line}\n`);
}

async function compareAll({ fuzz }) {
  const started = Date.now();
  const { totals, disagreements } = await fuzz({ seed, cases, shrink: !values["no-shrink"], log });
  for (const { cause, cases: count, smallest, differences } of disagreements) {
    console.log(`\n${count} cases: ${cause}`);
    for (const difference of differences) console.log(`  ${difference}`);
    console.log(
      `  live: ${JSON.stringify(smallest.live)}\n  manifest: ${JSON.stringify(smallest.manifest)}\n  (${smallest.id})`,
    );
  }
  console.log(`\nseed ${seed}, ${((Date.now() - started) / 1000).toFixed(0)} s: ${JSON.stringify(totals)}`);
  process.exitCode = disagreements.length > 0 ? 1 : 0;
}
