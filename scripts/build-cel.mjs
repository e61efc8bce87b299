// Builds dist/cel.wasm.br, the API server's CEL compiler, from cel/. Needs Go; everything else needs only what it wrote.
//
//   build-cel.mjs           write dist/cel.wasm.br, cel/LICENSES.txt and cel/built.json
//   build-cel.mjs --check   build, and compare with what is committed, bit for bit
//
// Exit 3: Go is not there, or not the version that cel/go.mod names.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const SOURCES = path.join(root, "cel");
const RECORD = path.join(SOURCES, "built.json");
export const CEL_LICENSES = path.join(SOURCES, "LICENSES.txt");
export const CEL_FILE = path.join(root, "dist", "cel.wasm.br");
/** Pages of 64 KiB: 512 MiB. A schema of the largest CRD that is released takes 200. */
const MOST_PAGES = 8192;

/** What is wrong with the committed file, as far as can be told without Go. */
export function celFaults() {
  const record = JSON.parse(fs.readFileSync(RECORD, "utf8"));
  if (!fs.existsSync(CEL_FILE)) return ["dist/cel.wasm.br is missing"];
  return [
    ...(record.sources === sourcesDigest() ? [] : ["cel/ is not what dist/cel.wasm.br was built from"]),
    ...(record.file === sha256(fs.readFileSync(CEL_FILE)) ? [] : ["dist/cel.wasm.br is not the file that was built"]),
  ];
}

/** Of every file that the build reads. */
function sourcesDigest() {
  const written = [RECORD, CEL_LICENSES];
  const files = fs
    .readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !written.includes(file))
    .map((file) => `${path.relative(SOURCES, file).replaceAll("\\", "/")} ${sha256(fs.readFileSync(file))}\n`);
  return sha256(files.sort().join(""));
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The module with a limit to its memory, which Go's linker cannot be told. */
function limited(module) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < module.length) {
    const start = at;
    const id = module[at++];
    const size = number();
    const body = at;
    if (id === 5) {
      const [count, flags, least] = [number(), number(), number()];
      if (count !== 1 || flags !== 0) throw new Error("the module's memory is not what Go's linker makes");
      const section = [1, 1, ...leb(least), ...leb(MOST_PAGES)];
      const header = [5, ...leb(section.length)];
      return Buffer.concat([
        module.subarray(0, start),
        Buffer.from([...header, ...section]),
        module.subarray(body + size),
      ]);
    }
    at = body + size;
  }
  throw new Error("the module has no memory");
}

function leb(value) {
  return value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))];
}

function built() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-cel-"));
  try {
    const [wasm, licenses] = [path.join(folder, "cel.wasm"), path.join(folder, "LICENSES.txt")];
    const run = spawnSync("bash", [path.join(SOURCES, "build.sh"), wasm, licenses], { stdio: ["ignore", 2, 2] });
    if (run.status !== 0) process.exit(run.status ?? 1);
    return { module: limited(fs.readFileSync(wasm)), licenses: fs.readFileSync(licenses) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function compressed(module) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  return brotliCompressSync(module, {
    params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: module.length },
  });
}

/** Not byte for byte as it is compressed: that is the work of minutes, and no two releases of brotli need do it alike. */
function check() {
  const { module, licenses } = built();
  const faults = celFaults();
  if (!module.equals(brotliDecompressSync(fs.readFileSync(CEL_FILE))))
    faults.push("dist/cel.wasm.br is not what cel/ builds to");
  if (!licenses.equals(fs.readFileSync(CEL_LICENSES))) faults.push("cel/LICENSES.txt is not what cel/ builds to");
  if (faults.length === 0) return console.log(`dist/cel.wasm.br is what cel/ builds to: sha256 ${sha256(module)}`);
  console.error(`${faults.join("\n")}\nRun npm run build:cel and npm run build, and commit what they wrote.`);
  process.exitCode = 1;
}

function write() {
  const { module, licenses } = built();
  // Compressing takes minutes, and changes of comments nothing.
  const old = fs.existsSync(CEL_FILE) ? fs.readFileSync(CEL_FILE) : null;
  const file = old !== null && module.equals(brotliDecompressSync(old)) ? old : compressed(module);
  fs.writeFileSync(CEL_FILE, file);
  fs.writeFileSync(CEL_LICENSES, licenses);
  const record = { sources: sourcesDigest(), module: sha256(module), file: sha256(file) };
  fs.writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) check();
  else write();
}
