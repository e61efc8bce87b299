// Proves that the committed dist/ and generated sources are what the sources build to, byte for byte.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildDist } from "./build.mjs";
import { celFaults } from "./build-cel.mjs";
import { generateFleetPage } from "./generate-fleet-page.mjs";
import { generateRuleIndex, generateRuleMetas, generateRuleTable } from "./generate-rule-index.mjs";
import { generateRulePages } from "./generate-rule-pages.mjs";
import { generateStarter } from "./generate-starter.mjs";
import { generateValidators } from "./generate-validators.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const GENERATED = {
  "docs/rules/README.md": generateRuleTable,
  "src/config/starter.generated.js": generateStarter,
  "src/report/fleet-page/assets.generated.js": generateFleetPage,
  "src/rules/metas.generated.ts": generateRuleMetas,
  "src/rules/pages.generated.js": generateRulePages,
  "src/rules/rules.generated.ts": generateRuleIndex,
  "src/schemas/validators.generated.js": generateValidators,
};

const fresh = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-dist-"));
try {
  await buildDist(fresh);
  const committed = path.join(root, "dist");
  const names = new Set([...fs.readdirSync(fresh), ...(fs.existsSync(committed) ? fs.readdirSync(committed) : [])]);
  const stale = [...names].filter((name) => !same(path.join(fresh, name), path.join(committed, name)));
  for (const [file, generate] of Object.entries(GENERATED)) {
    if (generate() !== fs.readFileSync(path.join(root, file), "utf8")) stale.push(`../${file}`);
  }
  const faults = celFaults();
  if (faults.length > 0) {
    console.error(
      `${faults.join("\n")}\nRun npm run build:cel (needs Go) and npm run build, and commit what they wrote.`,
    );
    process.exitCode = 1;
  }
  if (stale.length > 0) {
    console.error(`dist/ is not what the source builds to (${stale.join(", ")}): run npm run build and commit dist/.`);
    process.exitCode = 1;
  } else if (faults.length === 0) {
    console.log(`dist/ is what the source builds to: ${[...names].sort().join(", ")}`);
  }
} finally {
  fs.rmSync(fresh, { recursive: true, force: true });
}

function same(a, b) {
  return fs.existsSync(a) && fs.existsSync(b) && fs.readFileSync(a).equals(fs.readFileSync(b));
}
