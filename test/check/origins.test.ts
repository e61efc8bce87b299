import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOrigins } from "../../src/check/reading/origins.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { open, temporaryFolder } from "../git/repository.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { crd } from "../rules/evaluated.ts";
import { skippedWithout, tool } from "../tools/tools.ts";

function text(name: string, versions = "v1*"): string {
  return dump(crd({ name: `${name}.example.com`, versions }));
}

const chart = (name: string, more = "") => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;

/** Templated names and versions, an alias twice, a library, archives, and every way to bring a CRD into a template. */
const PARTS: Readonly<Record<string, string>> = {
  "charts/parts/Chart.yaml": chart(
    "parts",
    dump({
      dependencies: [
        { name: "sub", version: "1.0.0", alias: "engine" },
        { name: "sub", version: "1.0.0", alias: "motor" },
        { name: "lib", version: "1.0.0" },
        { name: "packed", version: "1.0.0", alias: "box" },
      ],
    }),
  ),
  "charts/parts/crds/nested/two.yaml": `---\n${text("firsts")}---\n${text("seconds")}`,
  "charts/parts/crds/plain.yaml": text("plains"),
  "charts/parts/templates/crds/named.yaml": `{{- if true }}\n${text("nameds", "v1* v2")}{{- end }}\n`,
  "charts/parts/templates/files.yaml": `{{ range $path, $_ := .Files.Glob "files/crds/*" }}\n---\n{{ $.Files.Get $path }}{{ end }}\n`,
  "charts/parts/files/crds/loaded.yaml": `---\n${text("loadeds")}`,
  "charts/parts/templates/library.yaml": '{{ include "lib.crd" . }}\n',
  "charts/parts/charts/lib/Chart.yaml": chart("lib", "type: library\n"),
  "charts/parts/charts/lib/templates/_crd.tpl": `{{- define "lib.crd" }}\n${text("libs")}{{- end }}\n`,
  "charts/parts/charts/the-sub/Chart.yaml": chart("sub"),
  "charts/parts/charts/the-sub/crds/crd.yaml": text("subs"),
  "charts/parts/charts/the-sub/templates/crd.yaml": text("called").replaceAll("called", "{{ .Chart.Name }}s"),
  "charts/parts/charts/the-sub/charts/deep/Chart.yaml": chart("deep"),
  "charts/parts/charts/the-sub/charts/deep/crds/crd.yaml": text("deeps"),
  "charts/parts/charts/the-sub/charts/deep/templates/crd.yaml": text("deepest"),
};

const PACKED = tgz([
  { name: "packed/Chart.yaml", content: chart("packed") },
  { name: "packed/crds/crd.yaml", content: text("boxes") },
  { name: "packed/templates/crd.yaml", content: text("lids") },
  { name: "packed/charts/inner/Chart.yaml", content: chart("inner") },
  { name: "packed/charts/inner/templates/crd.yaml", content: text("inners") },
]);
const ARCHIVE = "charts/parts/charts/packed-1.0.0.tgz";

let root: string;
beforeAll(() => {
  root = temporaryFolder();
  open(root).write({ ...PARTS, "rendered/.keep": "" });
  fs.writeFileSync(path.join(root, ARCHIVE), PACKED);
  fs.symlinkSync("crds", path.join(root, "charts/parts/link"));
  fs.symlinkSync("crds/plain.yaml", path.join(root, "charts/parts/linked.yaml"));
});
afterAll(() => fs.rmSync(root, { recursive: true }));

/** Where the place of `at` in each CRD comes from, by its name. */
function origins(
  output: string,
  at: readonly (string | number)[] = ["metadata", "name"],
  chartPath: string | null = null,
) {
  const reading = readManifests("rendered/all.yaml", Buffer.from(output));
  const { ofHelm } = createOrigins(headFiles(root), []);
  return ofHelm(reading, chartPath).crds.map(({ name, origin }) => {
    const place = origin?.(at) ?? null;
    const within = place?.within == null ? "" : `!${place.within}`;
    return `${name.split(".")[0]} ${place === null ? "-" : `${place.path}${within}:${place.range.startLine}`}`;
  });
}

const BASE = "charts/parts";
/** Lines: 4 is `name:` in a CRD of ours, one more behind a `---` or an action. */
const EVERYWHERE = [
  `boxes ${ARCHIVE}!crds/crd.yaml:1`,
  `deepest ${BASE}/charts/the-sub/charts/deep/templates/crd.yaml:4`,
  `deeps ${BASE}/charts/the-sub/charts/deep/crds/crd.yaml:4`,
  `engines ${BASE}/charts/the-sub/templates/crd.yaml:1`,
  `firsts ${BASE}/crds/nested/two.yaml:5`,
  `inners ${ARCHIVE}!charts/inner/templates/crd.yaml:1`,
  `libs ${BASE}/charts/lib/templates/_crd.tpl:5`,
  `lids ${ARCHIVE}!templates/crd.yaml:1`,
  `loadeds ${BASE}/files/crds/loaded.yaml:5`,
  `motors ${BASE}/charts/the-sub/templates/crd.yaml:1`,
  `nameds ${BASE}/templates/crds/named.yaml:5`,
  `plains ${BASE}/crds/plain.yaml:4`,
  `seconds ${BASE}/crds/nested/two.yaml:23`,
  `subs ${BASE}/charts/the-sub/crds/crd.yaml:4`,
];

describe.each(["helm3", "helm4"] as const)("what %s prints", (name) => {
  const helm = tool(name);
  const render = (...more: string[]) =>
    execFileSync(helm ?? "", ["template", "r", BASE, "--include-crds", "--kube-version", "1.33.1", ...more], {
      cwd: root,
      encoding: "utf8",
      // Helm notes the links on standard error.
      stdio: ["ignore", "pipe", "ignore"],
      env: { PATH: process.env.PATH, HOME: root },
    });
  it.skipIf(helm === undefined)(`is traced to the file it comes from${skippedWithout(name)}`, () => {
    expect([...new Set(origins(render()))].sort()).toEqual(EVERYWHERE);
    expect([...new Set(origins(render(), ["metadata", "name"], BASE))].sort()).toEqual(EVERYWHERE);
  });
  it.skipIf(helm === undefined)(`to a folder is traced as well${skippedWithout(name)}`, () => {
    const folder = path.join(root, "rendered", name);
    render("--output-dir", folder);
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml"));
    const found = files.flatMap((file) => origins(fs.readFileSync(path.join(folder, file), "utf8")));
    expect([...new Set(found)].sort()).toEqual(EVERYWHERE);
  });
});

describe("a place in the file", () => {
  const rendered = (source: string, ...documents: readonly string[]) =>
    documents.map((document) => `---\n# Source: ${source}\n${document}`).join("");

  it.each<[string, string, readonly (string | number)[], string]>([
    ["the value's own, where the file holds the CRD", text("plains"), ["spec", "versions", 0, "schema"], "plains 15"],
    [
      "the same version's, where others stand around it",
      text("plains", "v0 v1*"),
      ["spec", "versions", 1, "storage"],
      "plains 14",
    ],
    ["its ancestor's, where it has no such value", text("plains"), ["spec", "conversion"], "plains 5"],
  ])("is %s", (_, document, at, expected) => {
    expect(lines(rendered("parts/crds/plain.yaml", document), at)).toEqual([expected]);
  });

  it.each<[string, readonly (string | number)[], string | undefined, string]>([
    ["the version's name", ["spec", "versions", 1, "schema"], undefined, "nameds 19"],
    ["the name of the version that is asked for", ["spec", "versions"], "v1", "nameds 13"],
    ["the CRD's name, where the version is not in it", ["spec", "versions"], "v1alpha1", "nameds 5"],
    ["the CRD's name, where no version is asked for", ["spec", "scope"], undefined, "nameds 5"],
  ])("of a template is %s", (_, at, version, expected) => {
    expect(lines(rendered("parts/templates/crds/named.yaml", text("nameds", "v1* v2")), at, version)).toEqual([
      expected,
    ]);
  });

  it.each([
    ["../../etc/passwd"],
    ["parts/../../secret.yaml"],
    ["parts/crds/../crds/plain.yaml"],
    ["parts/crds/missing.yaml"],
    ["parts//etc/passwd"],
    ["unknown/crds/plain.yaml"],
    ["parts/link/plain.yaml"],
    ["parts/linked.yaml"],
  ])("is none for what names no file of a chart: %s", (source) => {
    expect(lines(rendered(source, text("plains")), ["spec"])).toEqual(["plains -"]);
  });
});

function lines(output: string, at: readonly (string | number)[], version?: string) {
  const { ofHelm } = createOrigins(headFiles(root), []);
  return ofHelm(readManifests("rendered/all.yaml", Buffer.from(output)), null).crds.map(({ name, origin }) => {
    const place = origin?.(at, version) ?? null;
    return `${name.split(".")[0]} ${place === null ? "-" : place.range.startLine}`;
  });
}

describe("two charts of one name", () => {
  const release = (versions: string) => ({
    [`${versions}/Chart.yaml`]: chart("twin"),
    [`${versions}/crds/crd.yaml`]: text("twins", versions),
  });
  let folder: string;
  beforeAll(() => {
    folder = temporaryFolder();
    open(folder).write({ ...release("v1*"), ...release("v1* v2"), ...release("v3*") });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  it.each([
    ["are told apart by the versions", "v1* v2", "v1* v2/crds/crd.yaml"],
    ["that both fit give no place", "v1*", undefined],
  ])("%s", (_, versions, expected) => {
    const output = `---\n# Source: twin/crds/crd.yaml\n${text("twins", versions)}`;
    const { ofHelm } = createOrigins(headFiles(folder), []);
    const [manifest] = ofHelm(readManifests("r.yaml", Buffer.from(output)), null).crds;
    expect(manifest?.origin?.(["spec"])?.path).toBe(expected);
  });
});

describe("what kustomize prints", () => {
  const kustomize = tool("kustomize");
  const patch =
    "- {op: add, path: /spec/versions/-, value: {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}}\n";
  const FILES = {
    "base/crd.yaml": text("bases"),
    "base/kustomization.yaml": "resources: [crd.yaml]\n",
    "parts/Kustomization": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [comp.yml]\n",
    "parts/comp.yml": `---\n${text("ways")}`,
    "overlay/patch.yaml": patch,
  };
  const overlay = (more: string) =>
    `resources: [../base]\ncomponents: [../parts]\npatches: [{target: {name: bases.example.com}, path: patch.yaml}]\n${more}`;
  let folder: string;
  beforeAll(() => {
    folder = temporaryFolder();
    open(folder).write({
      ...FILES,
      "overlay/kustomization.yaml": overlay(""),
      "annotated/kustomization.yaml": overlay("buildMetadata: [originAnnotations]\n"),
      "annotated/patch.yaml": patch,
      // The same CRD again, in a file that comes first.
      "base/another.yaml": text("bases"),
    });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it.skipIf(kustomize === undefined).each(["overlay", "annotated"])(
    `is traced to resources and patches: %s${skippedWithout("kustomize")}`,
    (built) => {
      const output = execFileSync(kustomize ?? "", ["build", built], { cwd: folder, encoding: "utf8" });
      const reading = readManifests("rendered.yaml", Buffer.from(output));
      const { crds } = createOrigins(headFiles(folder), []).ofKustomize(reading, built);
      const places = crds.flatMap(({ origin }) =>
        [
          ["metadata", "name"],
          ["spec", "versions", 0],
          ["spec", "versions", 1],
        ].map((at) => {
          const place = origin?.(at) ?? null;
          return place === null ? "-" : `${place.path}:${place.range.startLine}`;
        }),
      );
      const patched = `${built}/patch.yaml:1`;
      expect(places).toEqual([
        "base/crd.yaml:4",
        "base/crd.yaml:12",
        patched,
        "parts/comp.yml:5",
        "parts/comp.yml:13",
        "parts/comp.yml:12",
      ]);
    },
  );

  const annotated = (shape: { name: string }, origin: string | null) => {
    const made = crd({ name: `${shape.name}.example.com`, versions: "v1*" });
    const annotations = origin === null ? {} : { "config.kubernetes.io/origin": origin };
    return dump({ ...made, metadata: { ...made.metadata, annotations } });
  };
  it.each<[string, string, string | null, readonly string[]]>([
    ["by the path in its annotation, from any kustomization", "bases", "path: ../base/crd.yaml\n", ["base/crd.yaml:4"]],
    ["by its name, where one kustomization has it", "ways", null, ["parts/comp.yml:5"]],
    ["not where two files have it", "bases", null, []],
    ["not where it comes from elsewhere", "ways", "path: comp.yml\nrepo: https://example.com/far\n", []],
    ["not where no kustomization has it", "strays", null, []],
  ])("is traced when an earlier step printed it: %s", (_, name, origin, expected) => {
    const { ofOutput } = createOrigins(headFiles(folder), []);
    const files: Readonly<Record<string, readonly string[]>> = {
      "bases.example.com": ["base/another.yaml", "base/crd.yaml"],
      "ways.example.com": ["parts/comp.yml"],
      "strays.example.com": ["stray.yaml"],
    };
    const resources = ["base/another.yaml", "base/crd.yaml", "parts/comp.yml"];
    const plain = {
      filesWith: (crd: string) => files[crd] ?? [],
      isResource: (path: string) => resources.includes(path),
    };
    const output = readManifests("rendered.yaml", Buffer.from(annotated({ name }, origin)));
    const places = ofOutput(output, plain).crds.map(({ origin: place }) => place?.(["metadata", "name"]) ?? null);
    expect(places.flatMap((place) => (place === null ? [] : [`${place.path}:${place.range.startLine}`]))).toEqual(
      expected,
    );
  });

  it("reads no resource through a link", () => {
    const outside = temporaryFolder();
    open(outside).write({ "crd.yaml": text("linkeds") });
    open(folder).write({ "linked/kustomization.yaml": "resources: [crd.yaml]\n" });
    fs.symlinkSync(path.join(outside, "crd.yaml"), path.join(folder, "linked/crd.yaml"));
    const reading = readManifests("rendered.yaml", Buffer.from(text("linkeds")));
    const [manifest] = createOrigins(headFiles(folder), []).ofKustomize(reading, "linked").crds;
    expect(manifest?.origin?.(["spec"])?.path).toBe("linked/kustomization.yaml");
    fs.rmSync(outside, { recursive: true });
  });

  it("gives the kustomization, where a resource comes from elsewhere", () => {
    const annotations = {
      "config.kubernetes.io/origin": "path: config/crd.yaml\nrepo: https://example.com/far\nref: v1\n",
    };
    const remote = crd({ name: "bases.example.com", versions: "v1*" });
    const output = dump({ ...remote, metadata: { ...remote.metadata, annotations } });
    const reading = readManifests("rendered.yaml", Buffer.from(output));
    const [manifest] = createOrigins(headFiles(folder), []).ofKustomize(reading, "base").crds;
    expect(manifest?.origin?.(["spec"])?.path).toBe("base/kustomization.yaml");
  });
});

describe("what is left out as manifests", () => {
  const output = `# Source: parts/crds/plain.yaml\n${text("plains")}`;
  const at = (files: Readonly<Record<string, string>>, exclude: readonly string[]) => {
    const folder = temporaryFolder();
    try {
      open(folder).write(files);
      const reading = readManifests("rendered/all.yaml", Buffer.from(output));
      const [manifest] = createOrigins(headFiles(folder), exclude).ofHelm(reading, null).crds;
      return manifest?.origin?.(["metadata", "name"])?.path ?? null;
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  };
  const parts = (folder: string) => ({
    [`${folder}/Chart.yaml`]: chart("parts"),
    [`${folder}/crds/plain.yaml`]: text("plains"),
  });

  it("is where rendered output comes from all the same", () => {
    expect(at(parts("charts/parts"), ["charts/**"])).toBe("charts/parts/crds/plain.yaml");
  });

  it("stands behind a chart of the same name that is not left out", () => {
    const both = { ...parts("archive/parts"), ...parts("charts/parts") };
    expect(at(both, ["archive/**"])).toBe("charts/parts/crds/plain.yaml");
    expect(at(both, ["charts/**"])).toBe("archive/parts/crds/plain.yaml");
  });
});
