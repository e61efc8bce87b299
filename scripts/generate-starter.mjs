// Turns the files that `init` writes into src/config/starter.generated.js, so that they are in the bundle. They are the
// examples as they stand, so that what is tested and what is written are the same. The file is committed.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const EXAMPLES = new URL("../examples/", import.meta.url);
const OUTPUT = new URL("../src/config/starter.generated.js", import.meta.url);
const GUARD = ".github/crd-upgrade-guard";

/** By the path that each has in a repository: of who runs clusters, and of who ships CRDs. */
const FILES = {
  starter: {
    [`${GUARD}/config.yaml`]: "config.yaml",
    ".github/workflows/crd-upgrade-guard.yaml": "workflows/review.yaml",
    ".github/workflows/crd-upgrade-guard-gate.yaml": "workflows/gate.yaml",
    ".github/workflows/crd-upgrade-guard-refresh.yaml": "workflows/refresh-kubeconfig.yaml",
  },
  authorStarter: {
    [`${GUARD}/config.yaml`]: "author/config.yaml",
    ".github/workflows/crd-upgrade-guard.yaml": "workflows/author.yaml",
    ".github/workflows/crd-upgrade-guard-gate.yaml": "workflows/author-gate.yaml",
  },
};

/** @returns {string} the text of src/config/starter.generated.js; the same examples give the same bytes */
export function generateStarter() {
  const lists = Object.entries(FILES).map(([name, list]) => {
    const files = Object.entries(list).map(([path, example]) => [
      path,
      readFileSync(new URL(example, EXAMPLES), "utf8").replaceAll("\r\n", "\n"),
    ]);
    return `export const ${name} = ${JSON.stringify(Object.fromEntries(files), null, 2)};`;
  });
  return ["// Made from examples/ by scripts/generate-starter.mjs. Do not edit.", ...lists, ""].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(OUTPUT, generateStarter());
