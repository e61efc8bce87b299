import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll } from "vitest";
import { tool } from "../../tools/tools.ts";

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-sources-")));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function required(name: Parameters<typeof tool>[0]): string {
  const file = tool(name);
  if (file === undefined) throw new Error(`${name} is not built`);
  return file;
}

/** Charts packed by the real helm. @returns their files */
export function packCharts(
  folder: string,
  charts: readonly (readonly [name: string, version: string])[],
): readonly string[] {
  return charts.map(([name, version]) => packChart(folder, name, version, { "crds/.gitkeep": "", "values.yaml": "" }));
}

/** A chart with these files, packed by the real helm into the folder. @returns its file */
export function packChart(
  folder: string,
  name: string,
  version: string,
  files: Readonly<Record<string, string>>,
): string {
  fs.mkdirSync(folder, { recursive: true });
  const source = fs.mkdtempSync(path.join(folder, "source-"));
  const all = { "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: ${version}\n`, ...files };
  for (const [file, text] of Object.entries(all)) {
    fs.mkdirSync(path.dirname(path.join(source, name, file)), { recursive: true });
    fs.writeFileSync(path.join(source, name, file), text);
  }
  execFileSync(required("helm4"), ["package", path.join(source, name), "--destination", folder]);
  fs.rmSync(source, { recursive: true });
  return path.join(folder, `${name}-${version}.tgz`);
}

/** `index.yaml` as the real helm makes it of the charts in a folder. */
export function indexCharts(folder: string): string {
  execFileSync(required("helm4"), ["repo", "index", folder]);
  return fs.readFileSync(path.join(folder, "index.yaml"), "utf8");
}

export interface Registry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly pushChart: (file: string, folder: string) => void;
  /** Puts files as Flux does: one layer, an archive of them. @returns the manifest's digest */
  readonly pushFiles: (name: string, files: Readonly<Record<string, string>>) => string;
  readonly stop: () => void;
}

/** The real registry (distribution) on a free port. @param htpasswd users as `user:bcrypt` lines; without them it asks nobody */
export async function startRegistry(folder: string, htpasswd?: string): Promise<Registry> {
  const config = path.join(folder, "registry.yml");
  const users = path.join(folder, "htpasswd");
  if (htpasswd !== undefined) fs.writeFileSync(users, htpasswd);
  const auth = htpasswd === undefined ? "" : `auth: {htpasswd: {realm: tests, path: ${users}}}\n`;
  const storage = path.join(folder, "registry");
  fs.writeFileSync(
    config,
    `version: 0.1\nlog: {level: info, formatter: text, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: ${storage}}}\nhttp: {addr: "127.0.0.1:0"}\n${auth}`,
  );
  const child = spawn(required("registry"), ["serve", config], {
    env: { ...process.env, OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const host = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stderr.on("data", (part: Buffer) => {
      text += part.toString();
      const [, found] = /listening on (127\.0\.0\.1:\d+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`the registry ended: ${text}`)));
  });
  return {
    host,
    pushChart: (file, to) => {
      execFileSync(required("helm4"), ["push", "--plain-http", file, `oci://${host}/${to}`], { stdio: "pipe" });
    },
    pushFiles: (name, files) => {
      const layer = path.join(folder, "layer.tar.gz");
      const source = fs.mkdtempSync(path.join(folder, "files-"));
      for (const [file, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(source, file)), { recursive: true });
        fs.writeFileSync(path.join(source, file), text);
      }
      const tar = execFileSync("tar", [
        "--sort=name",
        "--mtime=@0",
        "--owner=0",
        "--group=0",
        "-cf",
        "-",
        "-C",
        source,
        ".",
      ]);
      fs.writeFileSync(layer, gzipSync(tar));
      const type = "application/vnd.cncf.flux.content.v1.tar+gzip";
      const args = ["push", "--plain-http", `${host}/${name}`, `layer.tar.gz:${type}`, "--format=json"];
      const annotations = ["--annotation", "org.opencontainers.image.created=2026-01-01T00:00:00Z"];
      const printed = execFileSync(required("oras"), [...args, ...annotations], { cwd: folder, stdio: "pipe" });
      const { digest } = JSON.parse(printed.toString());
      if (typeof digest !== "string") throw new Error("oras printed no digest");
      return digest;
    },
    stop: () => child.kill(),
  };
}

export interface GitServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The `authorization` of every request, or "". */
  readonly logins: readonly string[];
  readonly close: () => Promise<void>;
}

/** Repositories below a folder, served by git's own http-backend. */
export async function startGitServer(root: string): Promise<GitServer> {
  const logins: string[] = [];
  const server = http.createServer((request, response) => {
    logins.push(request.headers.authorization ?? "");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH ?? "",
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: decodeURIComponent(pathname),
        QUERY_STRING: searchParams.toString(),
        REQUEST_METHOD: request.method ?? "GET",
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "safe.directory",
        GIT_CONFIG_VALUE_0: "*",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    backend.stdin.on("error", () => {});
    request.pipe(backend.stdin);
    const parts: Buffer[] = [];
    backend.stdout.on("data", (part: Buffer) => parts.push(part));
    backend.on("close", () => {
      const whole = Buffer.concat(parts);
      const end = whole.indexOf("\r\n\r\n");
      const headers = whole.subarray(0, end).toString().split("\r\n");
      for (const header of headers) {
        const [name = "", ...value] = header.split(": ");
        if (name === "Status") response.statusCode = Number.parseInt(value.join(": "), 10);
        else response.setHeader(name, value.join(": "));
      }
      response.end(whole.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    logins,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
