import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../src/check/check.ts";
import { kustomizationInputs } from "../../src/check/rendering/kustomization-inputs.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { buildKustomization } from "../../src/io/kustomize/build.ts";
import { type Repository, repository } from "../git/repository.ts";
import { type Listener, listen } from "../tools/listener.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";

const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const CRD = dump({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "a.b.c" },
  spec: { group: "b.c", names: { plural: "a", kind: "A" }, scope: "Cluster", versions: [] },
});

let repo: Repository;
let server: Listener;
beforeAll(async () => {
  server = await listen();
});
afterAll(() => server.stop());
beforeEach(() => {
  repo = repository();
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(`${repo.root}-git`, { recursive: true, force: true });
  repo.remove();
});

const generator = (files: readonly string[]) =>
  dump({ apiVersion: "builtin", kind: "ConfigMapGenerator", metadata: { name: "m" }, name: "m", files });

/** Ways to name an address in a kustomization, with the files that they take. */
const WAYS: readonly (readonly [string, (address: string) => Readonly<Record<string, unknown>>])[] = [
  ["a resource", (address) => ({ "kustomization.yaml": { resources: [`http://${address}`] } })],
  [
    "a resource whose name is a folder too",
    (address) => ({
      "kustomization.yaml": { resources: [`HTTP://${address}`] },
      [`HTTP:/${address}`]: CRD,
    }),
  ],
  [
    "a file in capitals",
    (address) => ({ "kustomization.yaml": { configMapGenerator: [{ name: "m", files: [`a=HTTP://${address}`] }] } }),
  ],
  [
    "an environment file",
    (address) => ({ "kustomization.yaml": { secretGenerator: [{ name: "m", envs: [`hTtp://${address}`] }] } }),
  ],
  ["a patch", (address) => ({ "kustomization.yaml": { patches: [{ path: `Http://${address}` }] } })],
  ["a patch of old", (address) => ({ "kustomization.yaml": { patchesStrategicMerge: [`HTTP://${address}`] } })],
  ["a replacement", (address) => ({ "kustomization.yaml": { replacements: [{ path: `HTTP://${address}` }] } })],
  ["an openapi file", (address) => ({ "kustomization.yaml": { openapi: { path: `HTTP://${address}` } } })],
  [
    "a base64 text",
    (address) => ({
      "kustomization.yaml": `resources: [crd.yaml]\ncrds: [!!binary ${Buffer.from(`http://${address}`).toString("base64")}]\n`,
    }),
  ],
  [
    "a generator's file",
    (address) => ({
      "kustomization.yaml": { generators: ["g.yaml"] },
      "g.yaml": generator([`a=HTTP://${address}`]),
    }),
  ],
  [
    "a generator's file, named as Go reads names",
    (address) => ({
      "kustomization.yaml": { generatorſ: ["g.yaml"] },
      "g.yaml": generator([`a=HTTP://${address}`]),
    }),
  ],
  [
    "a generator on many lines",
    (address) => ({ "kustomization.yaml": { generators: [generator([`a=HTTP://${address}`])] } }),
  ],
  [
    "a generator on one line",
    (address) => ({
      "kustomization.yaml": {
        generators: [
          `{kind: ConfigMapGenerator, apiVersion: builtin, metadata: {name: m}, files: ["HTTP://${address}"]}`,
        ],
      },
    }),
  ],
  [
    "a generator in a folder",
    (address) => ({
      "kustomization.yaml": { generators: ["g"] },
      "g/kustomization.yaml": { resources: ["g.yaml"] },
      "g/g.yaml": generator([`a=HTTP://${address}`]),
    }),
  ],
  [
    "a generator that a kustomization makes",
    (address) => ({
      "kustomization.yaml": { generators: ["g"] },
      "g/kustomization.yaml": {
        resources: ["g.yaml"],
        patches: [
          {
            target: { kind: "ConfigMapGenerator" },
            patch: `[{"op": "replace", "path": "/files/0", "value": "a=HTTP://${address}"}]`,
          },
        ],
      },
      "g/g.yaml": generator(["a=b"]),
    }),
  ],
  [
    "a generator that nobody can read",
    (address) => ({
      "kustomization.yaml": { generators: ["g.yaml"] },
      "g.yaml": `${generator([`a=HTTP://${address}`])}metadata: {name: twice}\n`,
    }),
  ],
];

function write(folder: string, files: Readonly<Record<string, unknown>>): void {
  const texts = { "crd.yaml": CRD, ...files };
  for (const [name, content] of Object.entries(texts))
    repo.write({ [`${folder}/${name}`]: typeof content === "string" ? content : dump(content) });
}

describe.skipIf(tool("kustomize") === undefined)(`kustomize${skippedWithout("kustomize")}`, () => {
  const kustomizeOnly = toolFolder({ kustomize: "kustomize" });

  it.each(WAYS)("is not run for what it would fetch: %s", (_, files) => {
    const way = files(`127.0.0.1:${server.port}/${encodeURIComponent(_)}`);
    write("k", way);
    repo.write({ [CONFIG]: dump({ kustomize: [{ path: "k" }] }) });
    // Without unshare, so that the words of the files are all that stands against it.
    vi.stubEnv("PATH", `${kustomizeOnly}${path.delimiter}${gitOnly()}`);
    const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
    const report = check(request, checkPorts(repo.root, NO_BASE));
    expect(report.findings.filter(({ rule }) => rule === "render-failed").map(({ location }) => location.path)).toEqual(
      [expect.stringMatching(/^k\//)],
    );
    expect(server.asked()).toEqual([]);
  });

  it.skipIf(!canUnshare())("has no network, not even this machine's own", () => {
    vi.stubEnv("PATH", `${kustomizeOnly}${path.delimiter}${process.env.PATH ?? ""}`);
    const named = { resources: [`http://127.0.0.1:${server.port}/loopback`] };
    const files = [{ path: "k/kustomization.yaml", bytes: new TextEncoder().encode(dump(named)) }];
    expect(buildKustomization({ files, path: "k" }).ok).toBe(false);
    expect(server.asked()).toEqual([]);
  });
});

it("takes addresses for what they are where they are values", () => {
  write("k", {
    "kustomization.yaml": {
      resources: ["crd.yaml"],
      commonAnnotations: { home: "https://example.com" },
      configMapGenerator: [
        { name: "m", literals: ["URL=https://example.com"], options: { annotations: { home: "https://example.com" } } },
      ],
      patches: [{ target: { kind: "A" }, patch: '[{"op": "add", "path": "/a", "value": "x=https://example.com"}]' }],
      transformers: ["t.yaml"],
    },
    "t.yaml": {
      apiVersion: "builtin",
      kind: "AnnotationsTransformer",
      metadata: { name: "t" },
      annotations: { home: "https://example.com" },
    },
  });
  const { inputs, remote } = kustomizationInputs(headFiles(repo.root), "k");
  expect([inputs.problem, remote, [...inputs.files.keys()]]).toEqual([
    null,
    null,
    ["k/kustomization.yaml", "k/crd.yaml", "k/t.yaml"],
  ]);
});

describe("kustomizations that multiply", () => {
  it("by taking in themselves", () => {
    write("k", { "kustomization.yaml": { resources: ["loop"] } });
    fs.symlinkSync(".", path.join(repo.root, "k/loop"));
    expect(kustomizationInputs(headFiles(repo.root), "k").inputs.problem).toBe("`k/loop` takes in itself");
  });

  it("by links to links", () => {
    for (let level = 0; level < 12; level++) {
      const next = level < 11 ? ["a", "b", "c"] : [];
      write(`k/${level}`, { "kustomization.yaml": { resources: next } });
      for (const name of next) fs.symlinkSync(`../${level + 1}`, path.join(repo.root, `k/${level}/${name}`));
    }
    const head = headFiles(repo.root);
    let reads = 0;
    const read = (file: string) => {
      reads++;
      return head.read(file);
    };
    const { inputs } = kustomizationInputs({ ...head, read }, "k/0");
    expect(inputs.problem).toBe("it takes in more than 1000 kustomizations");
    expect(reads).toBe(12);
  });

  it("by texts that could name files", () => {
    const literals = Array.from({ length: 50_001 }, (_, index) => `k${index}=v`);
    write("k", { "kustomization.yaml": { configMapGenerator: [{ name: "m", literals }] } });
    const { inputs } = kustomizationInputs(headFiles(repo.root), "k");
    expect(inputs.problem).toBe("it has more than 50000 texts that could name files");
  });
});

/** A folder with git and nothing else. */
function gitOnly(): string {
  const folder = `${repo.root}-git`;
  const file = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  fs.mkdirSync(folder, { recursive: true });
  fs.rmSync(path.join(folder, "git"), { force: true });
  fs.symlinkSync(file, path.join(folder, "git"));
  return folder;
}

function canUnshare(): boolean {
  try {
    execFileSync("unshare", ["--map-root-user", "--net", "--", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
