import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Copy, DockerfileParser, type From, type Instruction } from "dockerfile-ast";
import { ValidationSeverity, validate } from "dockerfile-utils";
import { load, loadAll } from "js-yaml";
import { expect, it, onTestFinished } from "vitest";
import { workspace } from "../dist/bundle.ts";
import { open } from "../git/repository.ts";

/** The recipe is read, and its files are laid out as it says and run; container-build.test.ts builds it where that can be done. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8");
const TEXT = read("Dockerfile");
const FILE = DockerfileParser.parse(TEXT);

const keyword = (instruction: Instruction) => instruction.getKeyword();
const all = (name: string) => FILE.getInstructions().filter((one) => keyword(one) === name);
const words = (instruction: Instruction) => instruction.getArguments().map((one) => one.getValue());

/** Instructions of each stage, its FROM first. */
const STAGES = FILE.getInstructions().reduce<Instruction[][]>((stages, one) => {
  if (keyword(one) === "FROM") stages.push([one]);
  else stages.at(-1)?.push(one);
  return stages;
}, []);
const FINAL = STAGES.at(-1) ?? [];

/** What is copied out of the repository, and where to. */
const COPIED = FILE.getCOPYs()
  .filter((copy: Copy) => copy.getFromFlag() === null)
  .map((copy) => ({ sources: words(copy).slice(0, -1), target: words(copy).at(-1) ?? "" }));
const SOURCES = COPIED.flatMap(({ sources }) => sources);

const IMAGES = FILE.getFROMs().map((one: From) => one.getImage() ?? "");
const [GO, NODE] = IMAGES.map((image) => /:([\d.]+)-/.exec(image)?.[1] ?? "none");

/** `NAME` of `ARG NAME=value`. */
const args = new Map(all("ARG").map((one) => (words(one)[0] ?? "").split("=", 2) as [string, string | undefined]));

it("is a recipe without a fault that a linter knows", () => {
  const strict = {
    deprecatedMaintainer: ValidationSeverity.ERROR,
    directiveCasing: ValidationSeverity.ERROR,
    emptyContinuationLine: ValidationSeverity.ERROR,
    instructionCasing: ValidationSeverity.ERROR,
    instructionCmdMultiple: ValidationSeverity.ERROR,
    instructionEntrypointMultiple: ValidationSeverity.ERROR,
    instructionJSONInSingleQuotes: ValidationSeverity.ERROR,
    instructionWorkdirRelative: ValidationSeverity.ERROR,
  };
  expect(validate(TEXT, strict).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
});

it("starts from versions, without anything downloaded past a checksum", () => {
  // Without variables, which Dependabot does not look into; with the digest or without.
  expect(
    IMAGES.map((image) => /^(golang|node):\d+\.\d+\.\d+-alpine(?:@sha256:[0-9a-f]{64})?$/.exec(image)?.[1]),
  ).toEqual(["golang", "node"]);
  expect(all("ADD")).toEqual([]);
  const runs = all("RUN").map((one) => one.getTextContent());
  expect(
    runs.filter((text) => /\b(?:curl|wget|sudo|npm install|pip)\b|GONOSUMDB|GOFLAGS=-insecure|GOSUMDB=off/.test(text)),
  ).toEqual([]);
  expect(runs.filter((text) => text.includes("apk add") && !text.includes("--no-cache"))).toEqual([]);
});

it("has the versions that the tests run", () => {
  const built = read("test/tools/build.sh");
  const versions = ["HELM", "KUSTOMIZE", "ORAS"].map((name) => args.get(name) ?? "");
  expect(versions.map((version) => [version, new RegExp(`^ {2}\\w+=${version}$`, "m").test(built)])).toEqual(
    versions.map((version) => [version, true]),
  );
  // The other helm, for who asks for it.
  const [, other = "none"] = /--build-arg HELM=(\S+)/.exec(TEXT) ?? [];
  expect(built).toContain(`=${other}\n`);
  expect(read("test/tools/node24.sh")).toContain(`VERSION=${NODE}\n`);
  expect(read("cel/go.mod")).toContain(`toolchain go${GO}\n`);
});

it("builds for the architecture that is asked for, on the one that is there", () => {
  const [tools = []] = STAGES;
  expect(tools[0]?.getTextContent()).toContain("--platform=$BUILDPLATFORM");
  const declared = tools.filter((one) => keyword(one) === "ARG").map((one) => (words(one)[0] ?? "").split("=")[0]);
  expect(declared).toEqual(["TARGETOS", "TARGETARCH", "HELM", "KUSTOMIZE", "ORAS"]);
  expect(FINAL[0]?.getTextContent()).not.toContain("--platform");
});

it("runs as nobody in particular, with a shell for who wants one", () => {
  const last = (name: string) => FINAL.filter((one) => keyword(one) === name).at(-1);
  expect(words(last("USER") ?? FINAL[0] ?? expect.fail())).toEqual(["1000:1000"]);
  expect([last("ENTRYPOINT")?.getTextContent(), last("CMD")?.getTextContent()]).toEqual([
    "ENTRYPOINT []",
    'CMD ["crd-upgrade-guard", "--help"]',
  ]);
  expect(FINAL.map(keyword).indexOf("USER")).toBeGreaterThan(FINAL.map(keyword).lastIndexOf("COPY"));
});

it("takes of the repository what it copies, and leaves everything else behind", () => {
  const lines = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines[0]).toBe("*");
  expect(lines.slice(1).map((line) => line.replace(/^!/, ""))).toEqual(SOURCES);
  const tracked = open(ROOT)
    .git("ls-files", "--", ...SOURCES)
    .split("\n");
  expect(tracked.sort()).toEqual([...SOURCES].sort());
});

it("what it copies is enough: the command starts by its link, and compiles a CEL rule", () => {
  const { root, remove } = workspace({});
  onTestFinished(remove);
  for (const { sources, target } of COPIED) {
    fs.mkdirSync(path.join(root, target), { recursive: true });
    for (const source of sources)
      fs.copyFileSync(path.join(ROOT, source), path.join(root, target, path.basename(source)));
  }
  const [, from = "", to = ""] = /^RUN ln -s (\S+) (\S+)$/m.exec(TEXT) ?? [];
  fs.mkdirSync(path.join(root, path.dirname(to)), { recursive: true });
  fs.symlinkSync(path.join(root, from), path.join(root, to));
  const repository = path.join(root, "work");
  fs.cpSync(path.join(ROOT, "examples/gateway-api"), repository, { recursive: true });
  fs.writeFileSync(path.join(repository, "rule.yaml"), RULE);
  const env = {
    PATH: `${path.join(root, path.dirname(to))}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: root,
  };
  const run = (...given: readonly string[]) =>
    spawnSync("crd-upgrade-guard", given, { cwd: repository, env, encoding: "utf8" });
  expect(run("--version").stdout).toBe(`${JSON.parse(read("package.json")).version}\n`);
  const { status, stdout, stderr } = run("check", "--format", "json");
  expect([status, stderr]).toEqual([1, ""]);
  const errors = JSON.parse(stdout).predictions.flatMap((one: { errors: { detail: string }[] }) => one.errors);
  expect(errors.map(({ detail }: { detail: string }) => detail).join("\n")).toContain("undefined field 'nothing'");
});

it("the page about it shows YAML that is some, inputs that the template has, and the other helm of the recipe", () => {
  const page = read("docs/container.md");
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => load(text));
  expect(blocks.map((block) => Object.keys(Object(block)).slice(0, 2))).toEqual([
    ["include"],
    ["apiVersion", "kind"],
    ["apiVersion", "kind"],
  ]);
  const [template] = loadAll(read("templates/check.yml"));
  expect(template).toMatchObject({ spec: { inputs: { image: {}, guard: {} } } });
  expect(/--build-arg HELM=(\S+?)`/.exec(page)?.[1]).toBe(/--build-arg HELM=(\S+)/.exec(TEXT)?.[1]);
});

const RULE = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: rules.example.com}
spec:
  group: example.com
  names: {kind: Rule, plural: rules}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              x-kubernetes-validations: [{rule: "self.nothing == 1"}]
`;
