import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTar } from "../../../src/manifests/charts/tar.ts";
import type { FetchableOrigin, OciArtifact } from "../../../src/sources/reference.ts";
import { putOnPath, toolFolder } from "../../tools/tool-path.ts";
import { skippedWithout, tool } from "../../tools/tools.ts";
import { fetching } from "./fetching.ts";
import { packCharts, type Registry, startRegistry, temporaryFolder } from "./servers.ts";

const needed = ["helm3", "helm4", "oras", "registry"] as const;
const missing = needed.some((name) => tool(name) === undefined);

describe.skipIf(missing)(`charts and files of a real registry${skippedWithout(...needed)}`, () => {
  const folder = temporaryFolder();
  let registry: Registry;
  let digest = "";
  const packed = new Map<string, Buffer>();

  beforeAll(async () => {
    registry = await startRegistry(folder);
    for (const file of packCharts(folder, [
      ["app", "1.0.0"],
      ["app", "1.2.0"],
      ["app", "1.3.0+b1"],
      ["app", "2.0.0-rc.1"],
    ])) {
      registry.pushChart(file, "charts");
      packed.set(path.basename(file, ".tgz").replace("app-", ""), fs.readFileSync(file));
    }
    const head = await fetch(`http://${registry.host}/v2/charts/app/manifests/1.2.0`, {
      headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
    });
    digest = head.headers.get("docker-content-digest") ?? "";
    const manifest = await head.text();
    await fetch(`http://${registry.host}/v2/charts/app/manifests/stable`, {
      method: "PUT",
      headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
      body: manifest,
    });
  });
  afterAll(() => registry.stop());

  function chart(ref: OciArtifact["ref"], more: Partial<OciArtifact> = {}): OciArtifact {
    return { kind: "oci", repository: `${registry.host}/charts/app`, ref, content: "chart", insecure: true, ...more };
  }

  async function tried(origin: FetchableOrigin) {
    const allow = [`http://${registry.host}/**`];
    const { entries, contents } = await fetching({
      allow,
      origins: [origin],
      folder: fs.mkdtempSync(path.join(folder, "t-")),
    });
    const [entry] = entries;
    return { entry, bytes: contents[0] ?? null };
  }

  describe.each(["helm3", "helm4"] as const)("by %s", (helm) => {
    putOnPath(toolFolder({ helm, oras: "oras" }));

    it.each([
      [{ tag: "1.2.0" }, "1.2.0"],
      [{ tag: "1.3.0+b1" }, "1.3.0+b1"],
      [{ tag: "1.3.0_b1" }, "1.3.0+b1"],
      [{ tag: "stable" }, "1.2.0"],
      [{ semver: "~1.0" }, "1.0.0"],
      [{ semver: ">1.0.0, <1.3.0" }, "1.2.0"],
      [{ semver: ">=1-0" }, "2.0.0-rc.1"],
    ])("brings %j", async (ref, version) => {
      const { entry, bytes } = await tried(chart(ref));
      const expected = packed.get(version) ?? Buffer.alloc(0);
      expect(entry).toEqual({
        digest: `sha256:${createHash("sha256").update(expected).digest("hex")}`,
        content: "chart",
        resolved: version,
        url: `oci://${registry.host}/charts/app`,
      });
      expect(bytes === null ? null : Buffer.from(bytes).equals(expected)).toBe(true);
    });

    it("brings a digest, and tells that nobody verified what was to be", async () => {
      const { entry } = await tried(chart({ digest }, { verify: true }));
      expect(entry).toMatchObject({ resolved: "1.2.0", unverified: true });
    });

    it.each([
      [{ tag: "9.9.9" }, "has no version `9.9.9`"],
      [{ tag: "nightly" }, "has no version `nightly`"],
      [{ semver: "9.x" }, "has no version `9.x`"],
      [{ digest: `sha256:${"0".repeat(64)}` }, `has no \`sha256:${"0".repeat(64)}\``],
    ])("says what is missing of %j", async (ref, words) => {
      const { entry } = await tried(chart(ref));
      expect(entry).toEqual({ error: `\`${registry.host}/charts/app\` ${words}`, cause: "failed" });
    });

    it("says that there is no such chart", async () => {
      const { entry } = await tried(chart({ semver: null }, { repository: `${registry.host}/charts/none` }));
      expect(entry).toEqual({ error: `there is no chart at \`${registry.host}/charts/none\``, cause: "failed" });
    });
  });

  describe("files", () => {
    putOnPath(toolFolder({ oras: "oras" }));
    const files = { "a.yaml": "a: 1\n", "crds/b.yaml": "b: 1\n" };
    let pushed = "";
    beforeAll(() => {
      pushed = registry.pushFiles("bundles/app:1.0.0", files);
      registry.pushFiles("bundles/app:latest", { "a.yaml": "a: 2\n" });
    });
    const artifact = (ref: OciArtifact["ref"]): OciArtifact => ({
      ...chart(ref, { content: "files" }),
      repository: `${registry.host}/bundles/app`,
    });

    it.each([[{ tag: "1.0.0" }], [{ semver: "1.x" }], [{ semver: null }]])("are brought by %j", async (ref) => {
      const { entry, bytes } = await tried(artifact(ref));
      expect(entry).toMatchObject({ content: "tree", resolved: pushed, url: `oci://${registry.host}/bundles/app` });
      const tar = readTar(gunzipSync(bytes ?? new Uint8Array()), 100);
      const found = tar.ok ? tar.value.filter(({ type }) => type === "file") : [];
      expect(
        Object.fromEntries(found.map((one) => [one.name.replace("./", ""), Buffer.from(one.bytes).toString()])),
      ).toEqual(files);
    });

    it("are brought by their digest", async () => {
      expect((await tried(artifact({ digest: pushed }))).entry).toMatchObject({ resolved: pushed });
    });

    it.each([
      [{ tag: "2.0.0" }, "has no `2.0.0`"],
      [{ semver: "2.x" }, "has no tag in the range `2.x`"],
    ])("say what is missing of %j", async (ref, words) => {
      expect((await tried(artifact(ref))).entry).toEqual({
        error: `\`${registry.host}/bundles/app\` ${words}`,
        cause: "failed",
      });
    });
  });

  describe("without the program that is needed", () => {
    putOnPath("/nowhere");
    it("says which", async () => {
      const before = process.env.PATH;
      process.env.PATH = "/usr/sbin";
      try {
        expect((await tried(chart({ tag: "1.2.0" }))).entry).toEqual({
          error: "helm is not installed",
          cause: "failed",
        });
        const files = await tried(chart({ tag: "1.2.0" }, { content: "files" }));
        expect(files.entry).toEqual({
          error: "`oras` is needed for it, and is not on PATH: helm pulls charts alone",
          cause: "failed",
        });
      } finally {
        process.env.PATH = before;
      }
    });
  });
});
