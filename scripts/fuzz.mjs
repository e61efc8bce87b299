// Draws inputs for what reads what others wrote, until time is up or one fails, which is printed as small as it can be made.
//
//   npm run fuzz                                   all targets, a minute in all
//   npm run fuzz -- yaml archives --seconds 300    these, five minutes each
//   npm run fuzz -- yaml --seed 7                  what seed 7 draws, in the same order every time
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const folder = path.join(root, "test/fuzz");
const all = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => name.slice(0, -".test.ts".length));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string" }, seed: { type: "string" } },
});
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`there is no target ${unknown.join(", ")}; there are ${all.join(", ")}`);

// Several tests of one file share its time.
const targets = positionals.length > 0 ? positionals : all;
const count = targets.flatMap(
  (name) => fs.readFileSync(path.join(folder, `${name}.test.ts`), "utf8").match(/^fuzz\(/gm) ?? [],
);
const seconds = Number(values.seconds ?? 60) / (positionals.length > 0 ? 1 : count.length);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
if (!(seconds > 0) || !Number.isSafeInteger(seed))
  throw new Error("--seconds takes a positive number, --seed an integer");
console.log(`seed ${seed}: the same inputs again with --seed ${seed}`);
const { status } = spawnSync("npx", ["vitest", "run", ...targets.map((name) => `test/fuzz/${name}.test.ts`)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FUZZ_SECONDS: String(seconds), FUZZ_SEED: String(seed) },
});
process.exitCode = status ?? 1;
