import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { workspace } from "../dist/bundle.ts";
import { runAction } from "./runner.ts";

/** Writes, at the end, which of Node's own modules for HTTP/2 were loaded; undici loads them as soon as it is there. */
const LISTING = `process.on("exit", () => {
  const loaded = process.moduleLoadList.filter((name) => /\\bhttp2$/.test(name));
  require("node:fs").writeFileSync(process.env.LOADED_FILE, JSON.stringify(loaded));
  require("node:fs").writeFileSync(process.env.LOADED_FILE + ".all", String(process.moduleLoadList.length > 50));
});
`;

it("loads no client of HTTP/2 where nothing is to be asked of GitHub", () => {
  const folder = workspace({ "listing.cjs": LISTING, "repo/app.yaml": "kind: ConfigMap\n" });
  try {
    const at = (name: string) => path.join(folder.root, name);
    const env = { NODE_OPTIONS: `--require=${at("listing.cjs")}`, LOADED_FILE: at("loaded.json") };
    const run = runAction({ root: at("repo"), event: "workflow_dispatch", env });
    expect([run.status, readJson(at("loaded.json")), readJson(at("loaded.json.all"))]).toEqual([0, [], true]);
  } finally {
    folder.remove();
  }
});

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}
