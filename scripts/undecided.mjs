// How much is undecided, and why, on the steps of real histories (CORPUS_DIR in CONTRIBUTING.md), by client and server.
//
//   node scripts/undecided.mjs [--servers v1.37.2,v1.31.14] [--clients unknown,client-side,server-side,helm]
//     [--every 5]   each fifth step alone
//     [--no-cel]    without the compiler of CEL rules
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    servers: { type: "string", default: "v1.37.2,v1.31.14" },
    every: { type: "string", default: "1" },
    "no-cel": { type: "boolean", default: false },
    clients: { type: "string", default: "unknown,client-side,server-side,helm" },
  },
});
const folder = path.join(path.resolve(process.env.CORPUS_DIR || path.join(root, "../shared/data")), "corpus");

const work = fs.mkdtempSync(path.join(os.tmpdir(), "undecided-"));
try {
  const outfile = path.join(work, "undecided.mjs");
  await build({
    absWorkingDir: root,
    stdin: {
      contents: [
        'export { pairCases } from "./test/conformance/corpus-cases.ts";',
        'export { liveFacts } from "./test/conformance/corpus.ts";',
        'export { parseServerVersion } from "./src/base/server-version.ts";',
        'export { predict } from "./src/crd/predict.ts";',
        'export { celCompiler } from "./src/io/cel/compiler.ts";',
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
  measure(await import(pathToFileURL(outfile).href));
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

function measure({ pairCases, liveFacts, parseServerVersion, predict, celCompiler }) {
  const patience = { load: 600_000, start: 600_000, schema: 600_000, all: 36_000_000 };
  const cel = values["no-cel"] ? null : celCompiler(path.join(root, "dist"), patience);
  const asked = values.servers
    .split(",")
    .flatMap((server) => values.clients.split(",").map((client) => ({ server, client, counts: new Map() })));
  const lives = new WeakMap();
  for (const { live: object, manifest } of pairCases(folder, Number(values.every))) {
    const live = object === null ? null : (lives.get(object) ?? liveFacts(object));
    if (object !== null) lives.set(object, live);
    for (const { server, client, counts } of asked) {
      const { operation, outcome, undecided } = predict({
        manifest,
        live,
        server: parseServerVersion(server),
        client,
        cel,
      });
      const add = (key) => counts.set(key, (counts.get(key) ?? 0) + 1);
      add(`${operation}: all`);
      add(`${operation}: ${outcome}`);
      if (outcome !== "undecided") continue;
      const kinds = [...new Set(undecided.map(({ reason }) => kindOf(reason)))].sort();
      for (const kind of kinds) add(`${operation}: undecided for ${kind}`);
      if (kinds.length === 1) add(`${operation}: undecided for ${kinds[0]} alone`);
    }
  }
  for (const { server, client, counts } of asked) {
    console.log(`${server}, ${client}`);
    for (const [key, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
      console.log(`  ${String(count).padStart(6)} ${key}`);
  }
}

/** A reason without what differs from one CRD to the next. */
function kindOf(reason) {
  if (/CEL rule/.test(reason)) return "CEL rules";
  return reason
    .replaceAll(/`[^`]*annotations: Too long[^`]*`/g, "the size of annotations")
    .replaceAll(/\d+/g, "N")
    .slice(0, 140);
}
