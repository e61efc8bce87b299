// Compares our predictions with the own code of every API server of test/kubernetes/servers.txt and of the newest one: the
// corpus with its whole documents, the incidents, and generated cases. Builds what is not built yet (minutes a version),
// unless CRD_UPGRADE_GUARD_ORACLES names a folder with oracles.
//
//   npm run conformance:servers -- [--seed 1] [--cases 20000] [--only v1.25,v1.31] [--no-corpus] [--no-histories] [--verbose]
//     [--every 5]   of the histories, whose documents are large, every fifth step alone
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const folder = path.join(root, "test/kubernetes");
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "20000" },
    only: { type: "string", default: "" },
    "no-corpus": { type: "boolean", default: false },
    "no-histories": { type: "boolean", default: false },
    every: { type: "string", default: "1" },
    verbose: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const cases = Number(values.cases);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(cases) || cases < 0) {
  throw new Error("--seed takes an integer, --cases one that is not negative");
}
const only = values.only.split(",").filter((version) => version !== "");
const data = path.resolve(process.env.CORPUS_DIR || path.join(root, "../shared/data"));

// The tests' own way to the programs reads import.meta.dirname, which a bundle does not keep.
process.env.CRD_UPGRADE_GUARD_KUBERNETES ??= script("build.sh", "--where");
const wanted = fs
  .readFileSync(path.join(folder, "servers.txt"), "utf8")
  .split("\n")
  .flatMap((line) => /^v0\.\d+\.\d+/.exec(line) ?? [])
  .filter((version) => isWanted(version.replace("v0.", "v1.")));
const built =
  process.env.CRD_UPGRADE_GUARD_ORACLES ?? script("build-oracles.sh", ...(wanted.length === 0 ? ["--where"] : wanted));

const work = fs.mkdtempSync(path.join(os.tmpdir(), "conformance-servers-"));
try {
  const outfile = path.join(work, "servers.mjs");
  await build({
    absWorkingDir: root,
    stdin: {
      contents: [
        'export * from "./test/conformance/corpus-cases.ts";',
        'export * from "./test/conformance/servers-run.ts";',
        'export { generatedCase } from "./test/conformance/generator.ts";',
        'export { builtOracles } from "./test/kubernetes/oracles.ts";',
      ].join("\n"),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
    define: { "import.meta.dirname": '""' },
  });
  await run(await import(pathToFileURL(outfile).href));
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

async function run({ answersOf, edgeCases, pairCases, incidentCases, generatedCase, builtOracles }) {
  const kinds = [["generated", () => Array.from({ length: cases }, (_, index) => generatedCase(seed, index))]];
  if (!values["no-corpus"] && fs.existsSync(path.join(data, "corpus"))) {
    kinds.unshift(
      ["incidents", () => incidentCases(path.join(data, "incidents.json"))],
      ["edges", () => edgeCases(path.join(data, "corpus"))],
    );
    if (!values["no-histories"])
      kinds.push(["histories", () => pairCases(path.join(data, "corpus"), Number(values.every))]);
  }
  for (const oracle of builtOracles({ folder, built }).filter(({ version }) => isWanted(version))) {
    for (const [kind, ask] of kinds) {
      const started = Date.now();
      const { disagreements, ...counts } = await answersOf(oracle, ask());
      const seconds = ((Date.now() - started) / 1000).toFixed(0);
      console.log(`${oracle.version} ${kind}: ${JSON.stringify(counts)}, ${seconds} s`);
      for (const [cause, found] of [...disagreements].sort(([, a], [, b]) => b.length - a.length)) {
        console.log(`  ${found.length} cases: ${cause}`);
        for (const { id, differences } of found.slice(0, values.verbose ? 40 : 2))
          console.log(`    ${id}: ${differences.join(" | ").slice(0, values.verbose ? 2000 : 400)}`);
        process.exitCode = 1;
      }
    }
  }
}

/** @param {string} version `v1.25.16` */
function isWanted(version) {
  return only.length === 0 || only.some((one) => version === one || version.startsWith(`${one}.`));
}

/** @param {string} name @param {string[]} args */
function script(name, ...args) {
  return execFileSync("bash", [path.join(folder, name), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  }).trim();
}
