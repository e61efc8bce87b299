// Turns the style and the script of the fleet page into src/report/fleet-page/assets.generated.js: minified, with the
// hashes that its Content-Security-Policy names. The file is committed; `generateFleetPage` says what it must be.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync, transformSync } from "esbuild";

const FOLDER = new URL("../src/report/fleet-page/", import.meta.url);
const OUTPUT = new URL("assets.generated.js", FOLDER);

/** @returns {string} the text of src/report/fleet-page/assets.generated.js; the same sources give the same bytes */
export function generateFleetPage() {
  const style = transformSync(readFileSync(new URL("browser/page.css", FOLDER), "utf8"), {
    loader: "css",
    minify: true,
  }).code.trim();
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL("browser/page.ts", FOLDER))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2021",
    minify: true,
    // A stray byte order or charset must not change what the hash is of.
    charset: "ascii",
    tsconfigRaw: "{}",
  });
  const script = outputFiles[0].text.trim();
  for (const text of [style, script]) {
    // These would end the element, or be obeyed by a runner whose log the page is printed to.
    if (/<\/|<!--|^\s*::|##\[/m.test(text))
      throw new Error("the fleet page's assets have a text that ends their element");
  }
  return [
    "// Made from src/report/fleet-page/browser/ by scripts/generate-fleet-page.mjs. Do not edit.",
    ...Object.entries({ style, styleHash: hash(style), script, scriptHash: hash(script) }).map(
      ([name, text]) => `export const ${name} = ${JSON.stringify(text)};`,
    ),
    "",
  ].join("\n");
}

function hash(text) {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(OUTPUT, generateFleetPage());
