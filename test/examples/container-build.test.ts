import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const IMAGE = "localhost/crd-upgrade-guard-test";
/** Of a build: helm is compiled in it. */
const BUILD_MS = 1_800_000;
const BASES = [...fs.readFileSync(path.join(ROOT, "Dockerfile"), "utf8").matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(
  ([, image = ""]) => image,
);

/** `CONTAINER=docker` fetches the base images if need be; without it they have to be there, so that nothing is fetched by a test. */
const TOOL = process.env.CONTAINER ?? ["podman", "docker"].find(hasBases);
/** What building takes where the machine is itself a container: `CONTAINER_BUILD="--isolation chroot"`. */
const EXTRA = (process.env.CONTAINER_BUILD ?? "").split(" ").filter((word) => word !== "");

function hasBases(tool: string): boolean {
  return BASES.every((image) => spawnSync(tool, ["image", "inspect", image], { timeout: 30_000 }).status === 0);
}

const why =
  TOOL === undefined
    ? ` (skipped: neither podman nor docker has ${BASES.join(" and ")}; CONTAINER=docker fetches them)`
    : "";

describe.skipIf(TOOL === undefined)(`the image${why}`, () => {
  const tool = TOOL ?? "";
  let folder = "";

  beforeAll(() => {
    const built = spawnSync(tool, ["build", ...EXTRA, "--tag", IMAGE, "."], { cwd: ROOT, encoding: "utf8" });
    if (built.status !== 0) throw new Error(`${built.error?.message ?? ""}${built.stderr.slice(-4_000)}`);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "crd-upgrade-guard-image-"));
    fs.cpSync(path.join(ROOT, "examples/gateway-api"), folder, { recursive: true });
    // The image's user is another one.
    fs.chmodSync(folder, 0o755);
  }, BUILD_MS);
  afterAll(() => {
    if (folder !== "") fs.rmSync(folder, { recursive: true, force: true });
  });

  function run(...command: readonly string[]) {
    const confined = ["--network", "none", "--read-only", "--tmpfs", "/tmp", "--volume", `${folder}:/work:ro`];
    return spawnSync(tool, ["run", "--rm", ...confined, IMAGE, ...command], { encoding: "utf8" });
  }

  it("checks the example as nobody in particular, without a network and with nothing to write to", () => {
    const { status, stdout, stderr } = run("crd-upgrade-guard", "check", "--format", "json");
    expect([status, stderr]).toEqual([1, ""]);
    const { result, findings } = JSON.parse(stdout);
    expect([result, findings.map(({ rule }: { rule: string }) => rule)]).toEqual(["fail", ["stored-version-removed"]]);
    expect(run("id", "-u").stdout).toBe("1000\n");
  });

  it("says what it can do when it is not told", () => {
    expect(run().stdout).toMatch(/^Usage: crd-upgrade-guard/);
  });

  it.each([
    ["git", ["--version"], /^git version 2/],
    // Built by Go and not by its Makefile, helm knows no more of its version than this.
    ["helm", ["version", "--template", "{{.Version}}"], /^v4\.3/],
    ["kustomize", ["version"], /v5\.8\.1/],
    ["oras", ["version"], /1\.3\.6/],
    ["node", ["--version"], /^v24\.21\.0/],
  ])("has %s", (program, given, expected) => {
    const { status, stdout } = run(program, ...given);
    expect([status, expected.test(stdout) ? "" : stdout]).toEqual([0, ""]);
  });
});
