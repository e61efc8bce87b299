import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A web server on the loopback that notes who connects, in a process of its own: tools are run while ours stands still. */
export interface Listener {
  readonly port: number;
  /** What was asked for so far. */
  readonly asked: () => readonly string[];
  readonly stop: () => void;
}

const SERVER = `
const fs = require("node:fs");
const server = require("node:http").createServer((request, response) => {
  fs.appendFileSync(process.argv[1], request.url + "\\n");
  response.end("a: b\\n");
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

export async function listen(): Promise<Listener> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-listener-"));
  const log = path.join(folder, "asked");
  fs.writeFileSync(log, "");
  const child = spawn(process.execPath, ["-e", SERVER, log], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => resolve(Number(line.toString())));
    child.once("error", reject);
  });
  return {
    port,
    asked: () =>
      fs
        .readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    stop: () => {
      child.kill();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
