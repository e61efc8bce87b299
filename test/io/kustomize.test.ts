import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { loadAll } from "js-yaml";
import { describe, expect, it, vi } from "vitest";
import { buildKustomization } from "../../src/io/kustomize/build.ts";
import { repository } from "../git/repository.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";

const FILES = {
  "base/kustomization.yaml": "resources: [map.yaml]\n",
  "base/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n",
  "overlays/prod/kustomization.yaml": "resources: [../../base]\nnameSuffix: -prod\n",
};

function build(at: string, files: Readonly<Record<string, string>> = FILES) {
  const given = Object.entries(files).map(([name, text]) => ({ path: name, bytes: new TextEncoder().encode(text) }));
  return buildKustomization({ files: given, path: at });
}

function objects(at: string): unknown {
  const run = build(at);
  return run.ok ? loadAll(new TextDecoder().decode(run.value)) : run;
}

const BUILT = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "a-prod",
      annotations: { "config.kubernetes.io/origin": "path: ../workspace/base/map.yaml\n" },
    },
    data: { k: "v" },
  },
];

const KUBECTL = (process.env.PATH ?? "")
  .split(path.delimiter)
  .find((folder) => fs.existsSync(path.join(folder, "kubectl")));

/** An address of this machine that is not the loopback, for which Go's HTTP client would use no proxy. */
const OWN_ADDRESS = Object.values(os.networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

describe.skipIf(tool("kustomize") === undefined)(`kustomize${skippedWithout("kustomize")}`, () => {
  const folder = toolFolder({ kustomize: "kustomize" });

  it("builds an overlay with the file that each object comes from", () => {
    vi.stubEnv("PATH", folder);
    expect(objects("overlays/prod")).toEqual(BUILT);
    expect(objects("./overlays//prod/")).toEqual(BUILT);
    vi.unstubAllEnvs();
  });

  it("says what is wrong in kustomize's words, and names no temporary folder", () => {
    vi.stubEnv("PATH", folder);
    const run = build("overlays/prod", { ...FILES, "base/kustomization.yaml": "resources: [gone.yaml]\n" });
    vi.unstubAllEnvs();
    expect(run).toMatchObject({ ok: false, reason: "failed" });
    const message = run.ok || run.reason === "not-installed" ? "" : run.message;
    expect(message).toContain("gone.yaml");
    expect(message).not.toMatch(/\/tmp\/|crd-upgrade-guard-render/);
  });

  it.skipIf(OWN_ADDRESS === undefined)("fetches nothing, neither by HTTP nor by git", async () => {
    const asked: string[] = [];
    const server = http.createServer((message, answer) => {
      asked.push(message.url ?? "");
      answer.end(FILES["base/map.yaml"]);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    const host = `${OWN_ADDRESS}:${typeof address === "object" ? address?.port : 0}`;
    vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env.PATH ?? ""}`);
    const repo = repository();
    repo.commit(FILES);
    const named = [`http://${host}/map.yaml`, `file://${repo.root}//base?ref=main`];
    const runs = named.map((resource) =>
      build("a", { "a/kustomization.yaml": JSON.stringify({ resources: [resource] }) }),
    );
    vi.unstubAllEnvs();
    server.close();
    repo.remove();
    expect(runs.map((run) => run.ok)).toEqual([false, false]);
    expect(asked).toEqual([]);
  });
});

describe.skipIf(KUBECTL === undefined)(
  `kubectl kustomize${KUBECTL === undefined ? " (skipped: no kubectl on PATH)" : ""}`,
  () => {
    it("takes the place of a kustomize that is not there", () => {
      vi.stubEnv("PATH", kubectlOnly());
      expect(objects("overlays/prod")).toEqual(BUILT);
      vi.unstubAllEnvs();
    });
  },
);

it("knows that neither is there", () => {
  vi.stubEnv("PATH", toolFolder({}));
  expect(build("base")).toEqual({ ok: false, reason: "not-installed" });
  vi.unstubAllEnvs();
});

function kubectlOnly(): string {
  const folder = toolFolder({});
  fs.symlinkSync(path.join(KUBECTL ?? "", "kubectl"), path.join(folder, "kubectl"));
  return folder;
}
