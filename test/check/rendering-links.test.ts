import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { TreeFiles } from "../../src/check/ports.ts";
import { shownWords } from "../../src/check/rendering/failures.ts";
import { addFile, addFolder, noInputs } from "../../src/check/rendering/tool-files.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { headFiles } from "../../src/io/files/head-files.ts";
import { render } from "../../src/report/formats.ts";
import { type Repository, repository } from "../git/repository.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";

/** What a checkout leaves in `.git/config`. */
const SECRET = "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46Z2hzX3NlY3JldA==";
const CONFIG = ".github/crd-upgrade-guard/config.yaml";
const LEAK = '{{ fail (.Files.Get "cfg" | b64enc) }}\n';
const CHART = { "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n", "charts/x/templates/a.yaml": LEAK };

let repo: Repository;
beforeEach(() => {
  repo = repository();
  repo.git("config", "http.https://github.com/.extraheader", SECRET);
});
afterEach(() => repo.remove());

function link(file: string, target: string): void {
  fs.mkdirSync(path.dirname(path.join(repo.root, file)), { recursive: true });
  fs.symlinkSync(target, path.join(repo.root, file));
}

/** The messages of the findings; nothing of a secret is in any format of the report. */
function messages(...secrets: readonly string[]): readonly string[] {
  const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
  const report = check(request, checkPorts(repo.root, NO_BASE));
  for (const format of ["text", "json", "markdown", "github", "sarif"] as const) {
    const text = render(report, format, { color: false, width: 100 });
    for (const secret of [SECRET, ...secrets]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("base64").slice(0, 20));
    }
  }
  return report.findings.filter(({ rule }) => rule === "render-failed").map(({ message }) => message);
}

const NOT_RENDERED = (reason: string, source = "charts/x") => [
  `\`${source}\` could not be rendered, so its CRDs were not checked: ${reason}.`,
];

describe.each(["helm3", "helm4"] as const)("%s", (helm) => {
  describe.skipIf(tool(helm) === undefined)(`a chart with links${skippedWithout(helm)}`, () => {
    putOnPath(toolFolder({ helm }));
    beforeEach(() => {
      repo.write({ ...CHART, [CONFIG]: dump({ helm: [{ chart: "charts/x", release: "x" }] }) });
    });

    it.each([
      ["a link", () => link("charts/x/cfg", "../../.git/config"), "`charts/x/cfg`"],
      [
        "a link to a link",
        () => {
          link("charts/x/cfg", "../../other/step");
          link("other/step", "../.git/config");
        },
        "`charts/x/cfg`",
      ],
      ["a link to the folder", () => link("charts/x/git", "../../.git"), /`charts\/x\/git\/[^`]+`/],
      ["a link above the chart", () => link("charts/x/up", "../../.git/.."), null],
    ])("reads nothing of git's by %s", (_, prepare, place) => {
      prepare();
      repo.git("add", "-A");
      const [message, ...others] = messages();
      expect(others).toEqual([]);
      if (place === null) expect(message).toContain("`charts/x/up` is a link to a folder that it is in itself");
      else expect(message).toMatch(place);
      if (place !== null) expect(message).toContain("is a file of git's own, which no tool is given");
    });

    it("reads nothing by a link that git does not track", () => {
      repo.commit({ ".gitignore": "kubeconfig\n" });
      repo.write({ kubeconfig: "password: hunter2", "secrets/a": "hunter2" });
      link("charts/x/cfg", "../../kubeconfig");
      expect(messages("hunter2")).toEqual(
        NOT_RENDERED(
          "`charts/x/cfg` leads to `kubeconfig` by a link, and git does not track that: by a link a tool gets tracked files only",
        ),
      );
      fs.rmSync(path.join(repo.root, "charts/x/cfg"));
      link("charts/x/files", "../../secrets");
      expect(messages("hunter2")).toEqual(
        NOT_RENDERED(
          "`charts/x/files/a` leads to `secrets/a` by a link, and git does not track that: by a link a tool gets tracked files only",
        ),
      );
    });

    it("follows no link where there is no git", () => {
      repo.write({ "shared/a": "hello" });
      link("charts/x/cfg", "../../shared/a");
      fs.rmSync(path.join(repo.root, ".git"), { recursive: true });
      expect(messages()).toEqual(
        NOT_RENDERED(
          "`charts/x/cfg` is a link, and none is followed where git cannot tell which files are the repository's (not a git repository (or any of the parent directories): .git)",
        ),
      );
    });

    it("reads tracked files by links, and what a generator made in the chart's own folder", () => {
      repo.write({
        "charts/x/templates/a.yaml": '{{ fail (print (.Files.Get "cfg") (.Files.Get "files/b.yaml")) }}\n',
        "shared/a": "hello ",
        ".gitignore": "b.yaml\n",
        "charts/x/files/b.yaml": `---\n${dump({ kind: "CustomResourceDefinition" })}`,
      });
      link("charts/x/cfg", "../../shared/a");
      repo.git("add", "-A");
      expect(messages()[0]).toContain("hello --- kind: CustomResourceDefinition");
    });

    it.each([
      [".", ""],
      ["charts/x", "charts/x/"],
    ])("reads nothing else that earlier steps put into the chart's own folder: %s", (chart, folder) => {
      repo.write({
        [CONFIG]: dump({ helm: [{ chart, release: "x" }] }),
        [`${folder}Chart.yaml`]: CHART["charts/x/Chart.yaml"],
        [`${folder}templates/a.yaml`]: '{{ fail (print (index . (printf "Fil%s" "es")).AsConfig) }}\n',
        ".gitignore": "ignored.json\n",
      });
      repo.git("add", "-A");
      repo.write({ [`${folder}ignored.json`]: "hunter2", [`${folder}loose`]: "hunter2" });
      expect(messages("hunter2")[0]).toContain("execution error at (x/");
      repo.write({ [`${folder}templates/a.yaml`]: LEAK });
      expect(messages("hunter2")).toEqual(
        NOT_RENDERED(
          `its templates read \`.Files\`, git does not track \`${folder}ignored.json\`, and no tool is given what an earlier step left: add the file to git, or remove it`,
          chart,
        ),
      );
    });

    it("reads no values that git does not track", () => {
      repo.write({ [CONFIG]: dump({ helm: [{ chart: "charts/x", release: "x", values: ["creds.json"] }] }) });
      repo.git("add", "-A");
      repo.write({ "creds.json": '{"a": "hunter2"}', "charts/x/templates/a.yaml": "{{ fail .Values.a }}\n" });
      expect(messages("hunter2")).toEqual(
        NOT_RENDERED(
          "git does not track `creds.json`, and no tool is given what an earlier step left: add the file to git, or remove it",
        ),
      );
    });

    it("reads a chart in a submodule that is checked out", () => {
      const sub = repository();
      sub.commit({
        "Chart.yaml": CHART["charts/x/Chart.yaml"],
        values: "hello",
        "templates/a.yaml": LEAK.replace("cfg", "values"),
      });
      fs.rmSync(path.join(repo.root, "charts"), { recursive: true });
      repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", `file://${sub.root}`, "charts/x");
      sub.remove();
      expect(messages()[0]).toContain(Buffer.from("hello").toString("base64"));
    });

    it("shows a few of a template's words, and no long run of letters", () => {
      repo.write({ "charts/x/templates/a.yaml": `{{ fail (repeat 5000 "hunter2 a ") }}\n` });
      repo.git("add", "-A");
      const [long = ""] = messages();
      expect(long.length).toBeLessThan(400);
      repo.write({ "charts/x/templates/a.yaml": `{{ fail (printf "%s.." (repeat 9 "hunter20" | b64enc)) }}\n` });
      expect(messages("hunter20")[0]).toContain("aHVudGVy…..");
    });
  });
});

describe.skipIf(tool("kustomize") === undefined)(`kustomizations${skippedWithout("kustomize")}`, () => {
  putOnPath(toolFolder({ kustomize: "kustomize" }));

  it.each([
    ["a linked file", "k", "cfg", "k/cfg"],
    ["a file of git's", ".", ".git/config", ".git/config"],
  ])("read nothing of git's by %s", (_, folder, named, place) => {
    repo.write({
      [CONFIG]: dump({ kustomize: [{ path: folder }] }),
      [path.join(folder, "kustomization.yaml")]: dump({
        configMapGenerator: [{ name: "c", files: [`cfg=${named}`], options: { disableNameSuffixHash: true } }],
        resources: ["crd.yaml"],
        replacements: [
          {
            source: { kind: "ConfigMap", name: "c", fieldPath: "data.cfg" },
            targets: [{ select: { kind: "CustomResourceDefinition" }, fieldPaths: ["spec.group"] }],
          },
        ],
      }),
      [path.join(folder, "crd.yaml")]: dump({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: "a.b.c" },
        spec: { group: "x" },
      }),
    });
    if (folder === "k") link("k/cfg", "../.git/config");
    repo.git("add", "-A");
    expect(messages()).toEqual(NOT_RENDERED(`\`${place}\` is a file of git's own, which no tool is given`, folder));
  });
});

describe.skipIf(tool("kustomize") === undefined)(`files that git does not track${skippedWithout("kustomize")}`, () => {
  putOnPath(toolFolder({ kustomize: "kustomize" }));
  const crd = dump({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "a.b.c" },
  });

  it("are given to kustomize where they hold CRDs alone", () => {
    repo.write({
      [CONFIG]: dump({ kustomize: [{ path: "k" }] }),
      "k/kustomization.yaml": dump({
        resources: ["made.yaml"],
        configMapGenerator: [{ name: "c", files: ["../creds"] }],
      }),
    });
    repo.git("add", "-A");
    repo.write({ "k/made.yaml": crd, creds: "hunter2" });
    expect(messages("hunter2")).toEqual(
      NOT_RENDERED(
        "git does not track `creds`, and no tool is given what an earlier step left: add the file to git, or remove it",
        "k",
      ),
    );
    repo.write({ "k/kustomization.yaml": dump({ resources: ["made.yaml"] }) });
    expect(messages()).toEqual([]);
    repo.write({ "k/made.yaml": `${crd}---\nkind: Secret\n` });
    expect(messages()[0]).toContain("git does not track `k/made.yaml`");
  });
});

describe("links to folders with links to folders", () => {
  /** Each folder has a link to every one of the next level: files multiply, and nobody walks them all. */
  function levels(width: number): { readonly problem: string | null; readonly lists: number; readonly links: number } {
    for (let level = 0; level < 8; level++) {
      for (let index = 0; index < width; index++) {
        const folder = `charts/x/${level}/${index}`;
        repo.write({ [`${folder}/a`]: "" });
        for (let to = 0; to < width && level < 7; to++) link(`${folder}/l${to}`, `../../${level + 1}/${to}`);
      }
    }
    const head = headFiles(repo.root);
    let lists = 0;
    const counting: TreeFiles = {
      ...head,
      find: (include, exclude) => {
        lists++;
        return head.find(include, exclude);
      },
    };
    const inputs = noInputs();
    addFolder(counting, "charts/x", inputs);
    return { problem: inputs.problem, lists, links: inputs.links };
  }

  it("are a few steps each, and refused above a number", () => {
    const { problem, lists, links } = levels(4);
    expect(problem).toBe("it has more than 500 links to folders");
    expect(links).toBe(501);
    expect(lists).toBeLessThanOrEqual(1 + 8 * 4);
  });
});

it("links whose paths no file system takes are refused", () => {
  const long = "x".repeat(250);
  for (let level = 0; level < 6; level++) {
    repo.write({ [`charts/x/${level}/a`]: "" });
    if (level < 5) link(`charts/x/${level}/${long}`, `../${level + 1}`);
  }
  const inputs = noInputs();
  addFolder(headFiles(repo.root), "charts/x", inputs);
  expect(inputs.problem).toBe(`it has a path of more than 1024 letters: \`charts/x/0/${"x".repeat(69)}…\``);
});

it.each([
  ".git/config",
  "a/.GIT/config",
  ".g\u200cit/config",
  ".git./config",
  ".git::$INDEX_ALLOCATION/x",
  "GIT~1/config",
])("git's folder is known by the name %j, which some file system takes for it", (file) => {
  const inputs = noInputs();
  const tree: TreeFiles = { ...headFiles(repo.root), follow: (path) => ({ kind: "file", path }) };
  addFile(tree, file, inputs);
  expect(inputs.problem).toBe(`\`${file}\` is a file of git's own, which no tool is given`);
  addFile(tree, "a/.github/git~x/.gitkeep", inputs);
  expect(inputs.files.size).toBe(1);
});

it("a path that a tool names is shown whole", () => {
  const named = "charts/parts/charts/engine/charts/deeper/charts/deepest/templates/crds";
  expect(shownWords(`cannot read ${named}: ${"A1/".repeat(40)}${"b".repeat(60)}`)).toBe(
    `cannot read ${named}: A1/A1/A1…`,
  );
});
