// Bundles every entry into dist/: self-contained CommonJS that starts without node_modules.
// CommonJS as .cjs, since an ES module bundle of @actions/core cannot require Node's modules and a .js one would be read
// as ES module under this package's "type".
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { CEL_FILE, CEL_LICENSES } from "./build-cel.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const ENTRIES = ["cel", "check", "cli", "cluster", "fetch", "fetching", "github", "migration", "refresh", "report"];

/** What is imported when it is needed, and an entry itself, stays beside the bundle instead of making it a third larger. */
const beside = {
  name: "beside",
  setup(builder) {
    builder.onResolve({ filter: /^\.\/\w+\.ts$/ }, ({ path: file, kind }) => {
      const name = path.basename(file, ".ts");
      return kind === "dynamic-import" && ENTRIES.includes(name)
        ? { path: `./${name}.cjs`, external: true }
        : undefined;
    });
  },
};

/**
 * The packages of GitHub's toolkit do nothing when they are loaded, and do not say so. Told that, the bundler leaves out
 * what nobody calls: of `@actions/core` the client for OIDC tokens, which loads undici and node:http2 at every start.
 */
const toolkit = {
  name: "toolkit",
  setup(builder) {
    builder.onResolve({ filter: /./ }, async (args) => {
      if (args.pluginData === toolkit || !(isToolkit(args.importer) || isToolkit(`node_modules/${args.path}`))) return;
      const {
        path: file,
        external,
        errors,
      } = await builder.resolve(args.path, {
        importer: args.importer,
        kind: args.kind,
        resolveDir: args.resolveDir,
        pluginData: toolkit,
      });
      return { path: file, external, errors, sideEffects: !isToolkit(file) };
    });
  },
};

function isToolkit(file) {
  return /\bnode_modules[\\/]@actions[\\/](core|exec|http-client|io)\b/.test(file);
}

/**
 * @param {string} outdir where the bundles go; the folder is emptied first. The compiler of CEL rules, which needs Go, is
 * built by build-cel.mjs: what is committed goes along.
 */
export async function buildDist(outdir) {
  const compiler = fs.readFileSync(CEL_FILE);
  fs.rmSync(outdir, { recursive: true, force: true });
  const result = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, `src/entry/${name}.ts`])),
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Node.js reads a file of nothing else in half the time, and keeps it in half the room.
    charset: "ascii",
    // `require`, which needs no loader of ES modules.
    supported: { "dynamic-import": false },
    legalComments: "none",
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: "warning",
    plugins: [toolkit, beside],
    // In a bundle that is CommonJS only the latter is there.
    define: { "import.meta.dirname": "__dirname" },
  });
  fs.writeFileSync(path.join(outdir, path.basename(CEL_FILE)), compiler);
  const texts = [licenses(Object.keys(result.metafile.inputs)), fs.readFileSync(CEL_LICENSES, "utf8")];
  fs.writeFileSync(path.join(outdir, "LICENSES.txt"), texts.join(SEPARATOR));
}

const SEPARATOR = `\n${"-".repeat(80)}\n\n`;

/** The licence of every package that is in a bundle, since their notices must travel with them. */
function licenses(inputs) {
  const folders = new Set(inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, "package.json"), "utf8"));
    const file = fs.readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text =
      file === undefined ? "" : fs.readFileSync(path.join(root, folder, file), "utf8").replaceAll("\r\n", "\n");
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return texts.join(SEPARATOR);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDist(path.join(root, "dist"));
