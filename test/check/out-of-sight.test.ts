import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { crd, live } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { recorded } from "./recorded.ts";

/** Ways to keep a refused CRD from being read, or a change of one from being seen, on a real repository. */
const NAME = "routes.example.com";
const SNAPSHOT = ".github/crd-upgrade-guard/clusters/prod.json";
const GOOD = dump(crd({ versions: "v1beta1! v1*" }));
/** prod has objects at v1beta1. */
const BAD = dump(crd({ versions: "v1*" }));
const REFUSED = "stored-version-removed crds/w.yaml introduced";

let repo: Repository;
beforeEach(() => {
  repo = repository();
  const snapshot = recorded(
    "prod",
    { [NAME]: { ...live({ versions: "v1beta1! v1*" }, ["v1beta1", "v1"]), hasObjects: true } },
    { serverVersion: "v1.32.1", capturedAt: "2026-11-23T11:00:00Z" },
  );
  repo.write({ [SNAPSHOT]: snapshot, "README.md": "" });
});
afterEach(() => repo.remove());

type Files = Readonly<Record<string, string | Uint8Array | { readonly to: string } | null>>;

function put(files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(repo.root, name);
    fs.rmSync(file, { force: true, recursive: true });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (content === null) continue;
    if (typeof content === "object" && "to" in content) fs.symlinkSync(content.to, file);
    else fs.writeFileSync(file, content);
  }
}

function commit(files: Files): void {
  put(files);
  repo.git("add", "-A");
  repo.git("commit", "-q", "--allow-empty", "-m", "files");
}

/** What a change of these files comes to, after a base of those. */
function changed(base: Files, change: Files, mode: Report["mode"] = "check"): Report {
  commit(base);
  repo.git("checkout", "-q", "-b", "change");
  commit(change);
  return checked(mode);
}

function checked(mode: Report["mode"] = "check"): Report {
  return checkedIn(repo.root, "main", { mode });
}

function told({ findings }: Report): readonly string[] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ rule, location, state }) => `${rule} ${location.path} ${state}`)
    .sort();
}

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const escaped = (spelling: string) => BAD.replace("CustomResourceDefinition", spelling);

it("finds the refused CRD where nothing hides it", () => {
  expect(told(changed({}, { "crds/w.yaml": BAD }))).toEqual([REFUSED]);
});

describe("a refused CRD is judged", () => {
  it.each<[string, Files]>([
    ["beside a link that loops", { "crds/w.yaml": BAD, "crds/x": { to: "x" } }],
    ["beside a link at the root that loops", { "crds/w.yaml": BAD, x: { to: "x" } }],
    ["beside a link whose target is too long", { "crds/w.yaml": BAD, "crds/x": { to: "y".repeat(300) } }],
    ["before a document with a zero byte", { "crds/w.yaml": `${BAD}---\n\0\n` }],
    ["before a comment with a zero byte", { "crds/w.yaml": `${BAD}---\n# \0\n` }],
    ["before a document that is no UTF-8", { "crds/w.yaml": bytes(BAD, "---\na: ", [0xff], "\n") }],
    ["before a document that breaks off", { "crds/w.yaml": `${BAD}---\na: [\n` }],
    [
      "that a kustomization names as a patch",
      { "crds/w.yaml": BAD, "crds/kustomization.yaml": "patches: [{path: w.yaml}]\n" },
    ],
    [
      "that a kustomization names as resource and patch",
      { "crds/w.yaml": BAD, "kustomization.yaml": "resources: [crds/w.yaml]\npatchesStrategicMerge: [crds/w.yaml]\n" },
    ],
    ["beside items", { "crds/w.yaml": `${BAD}items: []\n` }],
    [
      "as an item of what is called no list",
      { "crds/w.yaml": JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", items: [crd({ versions: "v1*" })] }) },
    ],
    ["with an escape in its kind", { "crds/w.yaml": escaped('"CustomResourceDefinitio\\x6e"') }],
    ["with a folded quote for its kind", { "crds/w.yaml": escaped('"CustomResource\\\n  Definition"') }],
    ["with base64 for its kind", { "crds/w.yaml": escaped(`!!binary ${btoa("CustomResourceDefinition")}`) }],
    [
      "with an escape in JSON",
      { "crds/w.yaml": JSON.stringify(crd({ versions: "v1*" })).replace("CustomResourceD", "CustomResource\\u0044") },
    ],
  ])("%s", (_, files) => {
    expect(told(changed({}, files))).toEqual([REFUSED]);
  });

  it.each([
    ["kustomization.yaml"],
    ["crds/kustomization.yml"],
    ["requirements.yaml"],
    ["Chart.yaml"],
    ["a\nb/w.yaml"],
  ])("in %j", (file) => {
    expect(told(changed({}, { [file]: BAD }))).toEqual([`stored-version-removed ${file} introduced`]);
  });

  it("in a file of another kind that a kustomization names", () => {
    const files = { "crds/w.txt": BAD, "crds/kustomization.yaml": "resources: [w.txt]\n" };
    expect(told(changed({}, files))).toEqual(["stored-version-removed crds/w.txt introduced"]);
  });

  it("in a file whose name is no UTF-8", () => {
    commit({});
    repo.git("checkout", "-q", "-b", "change");
    fs.writeFileSync(bytes(`${repo.root}/w`, [0xff], ".yaml"), BAD);
    commit({});
    expect(told(checked())).toEqual(["stored-version-removed w\ufffd.yaml introduced"]);
  });
});

describe("what cannot be read in whole is told of", () => {
  const large = `${BAD}# ${"x".repeat(64 * 1024 * 1024)}\n`;
  it.each<[string, Files, string]>([
    ["a file that is too large", { "crds/w.yaml": large }, "file-not-read crds/w.yaml introduced"],
    [
      "a CRD that breaks off",
      { "bad.yaml": "kind: CustomResourceDefinition\n  x: [" },
      "manifest-unreadable bad.yaml introduced",
    ],
    ["a zero byte in it", { "crds/w.yaml": `${BAD}# \0\n` }, "manifest-unreadable crds/w.yaml introduced"],
    [
      "bytes that are no UTF-8",
      { "crds/w.yaml": bytes(BAD, "# ", [0xff], "\n") },
      "manifest-unreadable crds/w.yaml introduced",
    ],
    ["UTF-16", { "crds/w.yaml": Buffer.from(`\ufeff${BAD}`, "utf16le") }, "manifest-unreadable crds/w.yaml introduced"],
    [
      "a broken one that spells its kind by escapes",
      { "crds/w.yaml": `${escaped('"CustomResourceDefinitio\\x6e"')}x: [\n` },
      "manifest-unreadable crds/w.yaml introduced",
    ],
    [
      "JSON whose kind stands twice",
      { "crds/w.json": `{"kind":"ConfigMap",\n${JSON.stringify(crd({ versions: "v1*" })).slice(1)}` },
      "manifest-unreadable crds/w.json introduced",
    ],
    [
      "a pointer of Git LFS",
      { "crds/w.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n" },
      "file-not-read crds/w.yaml introduced",
    ],
  ])("%s", (_, files, finding) => {
    const report = changed({}, files);
    expect([told(report), report.result]).toEqual([[finding], "fail"]);
    expect(report.coverage.notRead.map(({ path: file, mayHoldCrds }) => [file, mayHoldCrds])).toEqual([
      [Object.keys(files)[0], true],
    ]);
  });

  it("and old where the change leaves it as it is", () => {
    const report = changed({ "bad.yaml": `${BAD}x: [\n`, "big.yaml": large }, { "other.yaml": "a: 1\n" });
    expect(told(report)).toEqual(["file-not-read big.yaml preexisting", "manifest-unreadable bad.yaml preexisting"]);
  });

  it("and new where the change alters it", () => {
    const report = changed(
      { "bad.yaml": `${BAD}x: [\n`, "big.yaml": large },
      { "bad.yaml": `${GOOD}x: [\n`, "big.yaml": `${large}#\n` },
    );
    expect(told(report)).toEqual(["file-not-read big.yaml introduced", "manifest-unreadable bad.yaml introduced"]);
  });

  it("at the gate too", () => {
    const files = { "bad.yaml": `${BAD}x: [\n`, "big.yaml": large };
    expect(changed(files, {}, "gate").result).toBe("fail");
  });

  it("unless it holds no CRD", () => {
    const report = changed(
      {},
      {
        "data.json": `"${"x".repeat(65 * 1024 * 1024)}"`,
        "cat.yaml": "a: \0\n",
        "pointer.json": "version https://git-lfs.github.com/spec/v1\n",
        out: { to: "/etc" },
      },
    );
    expect(told(report)).toEqual([]);
    expect(report.coverage.notRead).toEqual([
      { path: "data.json", reason: "65 MiB, more than the 64 MiB that are read" },
      {
        path: "out",
        reason: "a symbolic link to a directory that leads out of the workspace, which is not followed",
        mayHoldCrds: true,
        isFolder: true,
      },
      { path: "pointer.json", reason: "a Git LFS pointer, whose contents are not checked out" },
    ]);
  });
});

describe("a CRD that goes out of sight is told of", () => {
  const base = { "crds/w.yaml": GOOD };
  it.each<[string, Files, string]>([
    ["by another end of its name", { "crds/w.yaml": null, "crds/w.YAML": BAD }, "file-not-read crds/w.YAML introduced"],
    ["by an end more", { "crds/w.yaml": null, "crds/w.yaml.txt": BAD }, "file-not-read crds/w.yaml.txt introduced"],
    [
      "in a folder that is never read",
      { "crds/w.yaml": null, "node_modules/w.yaml": BAD },
      "file-not-read node_modules/w.yaml introduced",
    ],
    [
      "behind a copy that is in sight",
      { "crds/w.yaml": null, "crds/w.YAML": BAD, "examples/w.yaml": GOOD },
      "file-not-read crds/w.YAML introduced",
    ],
    [
      "as a pointer of Git LFS",
      { "crds/w.yaml": "version https://git-lfs.github.com/spec/v1\n" },
      "file-not-read crds/w.yaml introduced",
    ],
    [
      "as a part of itself",
      {
        "crds/w.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${NAME}}\n`,
      },
      "file-not-read crds/w.yaml introduced",
    ],
    ["as a link out", { "crds/w.yaml": { to: "/etc/hosts" } }, "file-not-read crds/w.yaml introduced"],
    ["as a link that leads nowhere", { "crds/w.yaml": { to: "gone.yaml" } }, "file-not-read crds/w.yaml introduced"],
    ["as a folder that is a link", { "crds/w.yaml": null, crds: { to: "/etc" } }, "file-not-read crds introduced"],
    [
      "as a template",
      {
        "crds/w.yaml": null,
        "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
        "chart/templates/w.yaml": `# {{ . }}\n${BAD}`,
      },
      "chart-not-rendered chart/templates/w.yaml introduced",
    ],
    [
      "behind metadata of the same name",
      {
        "crds/w.yaml": null,
        "x.yaml": `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${NAME}}\n`,
      },
      "crd-removed crds/w.yaml introduced",
    ],
  ])("%s", (_, change, finding) => {
    const report = changed(base, change);
    expect([told(report), report.result]).toEqual([[finding], "fail"]);
  });

  it("behind a broken document that was there before", () => {
    const broken = `${BAD}x: [\n`;
    const report = changed({ ...base, "broken.yaml": broken }, { "crds/w.yaml": null });
    expect(told(report)).toEqual(["crd-removed crds/w.yaml introduced", "manifest-unreadable broken.yaml preexisting"]);
  });

  it("by an encoding that git writes it in", () => {
    const attributes = "*.yaml working-tree-encoding=UTF-16\n";
    const report = changed(base, {
      ".gitattributes": attributes,
      "crds/w.yaml": Buffer.from(`\ufeff${GOOD}`, "utf16le"),
    });
    expect(repo.git("diff", "--name-only", "main")).toBe(".gitattributes");
    expect(told(report)).toEqual(["manifest-unreadable crds/w.yaml introduced"]);
  });

  it("by a checkout that leaves it out", () => {
    commit({ ...base, "src/a.ts": "" });
    repo.git("checkout", "-q", "-b", "change");
    commit({ "src/a.ts": "1" });
    repo.git("sparse-checkout", "set", "src", ".github");
    const { findings } = checked();
    expect(findings.filter(({ severity }) => severity === "error").map(({ rule, message }) => [rule, message])).toEqual(
      [
        [
          "file-not-read",
          "`routes.example.com` stood here before this change and is not read any more, so that what becomes of it in a cluster is unknown: it is not checked out.",
        ],
      ],
    );
  });

  it("in a submodule that nobody checked out", () => {
    commit({ ...base, "src/a.ts": "" });
    repo.git("checkout", "-q", "-b", "change");
    put({ "crds/w.yaml": null });
    repo.git("rm", "-q", "-r", "--cached", "crds");
    repo.git("update-index", "--add", "--cacheinfo", `160000,${repo.git("rev-parse", "HEAD")},crds`);
    repo.git("commit", "-q", "-m", "submodule");
    expect(told(checked())).toEqual(["file-not-read crds introduced"]);
  });

  it("but not one that is deleted, or that moves where it is read", () => {
    expect(told(changed(base, { "crds/w.yaml": null, "docs.md": BAD.split("\n")[0] ?? "" }))).toEqual([
      "crd-removed crds/w.yaml introduced",
    ]);
    repo.git("checkout", "-q", "main");
    repo.git("branch", "-q", "-D", "change");
    expect(told(changed(base, { "crds/w.yaml": null, "deploy/w.yaml": GOOD }))).toEqual([]);
  });

  it("but not a copy that nobody read before either", () => {
    const copy = { "node_modules/w.yaml": GOOD };
    expect(told(changed({ ...base, ...copy }, { "crds/w.yaml": null }))).toEqual([
      "crd-removed crds/w.yaml introduced",
    ]);
  });
});

describe("a link to a file", () => {
  const targets = (text: string) => ({ ".github/crd-upgrade-guard/config.yaml": text });
  it.each<[string, Files, readonly string[]]>([
    ["is read as that file", { "data/w.txt": BAD, "crds/w.yaml": { to: "../data/w.txt" } }, [REFUSED]],
    ["is read once where its target is", { "crds/w.yaml": BAD, "a/w.yaml": { to: "../crds/w.yaml" } }, [REFUSED]],
    [
      "is read once with another link",
      { "data/w.txt": BAD, "crds/w.yaml": { to: "../data/w.txt" }, "crds/x.yaml": { to: "w.yaml" } },
      [REFUSED],
    ],
    [
      "is read where it brings the file to a cluster that its own path does not",
      {
        ...targets("targets: [{paths: [base/**], clusters: []}]\n"),
        "base/w.yaml": BAD,
        "crds/w.yaml": { to: "../base/w.yaml" },
      },
      [REFUSED],
    ],
    ["is never read in `.git`", { "crds/w.yaml": { to: "../.git/w" } }, []],
  ])("%s", (_, files, findings) => {
    fs.writeFileSync(path.join(repo.root, ".git/w"), BAD);
    expect(told(changed({}, files))).toEqual(findings);
  });

  it("gives the base's state: unchanged, altered behind it, turned to another file", () => {
    const base = { "data/w.txt": GOOD, "data/v.txt": BAD, "crds/w.yaml": { to: "../data/w.txt" } };
    expect(told(changed(base, { "README.md": "1" }))).toEqual([]);
    commit({ "data/w.txt": BAD });
    expect(told(checked())).toEqual([REFUSED]);
    commit({ "data/w.txt": GOOD, "crds/w.yaml": { to: "../data/v.txt" } });
    expect(told(checked())).toEqual([REFUSED]);
    commit({ "crds/w.yaml": BAD });
    expect(told(checked())).toEqual([REFUSED]);
  });

  it("is a place of its own where the base had another file, also when its target is read", () => {
    const base = { "old/w.yaml": BAD, "crds/w.yaml": GOOD };
    const old = "stored-version-removed old/w.yaml preexisting";
    expect(told(changed(base, { "crds/w.yaml": { to: "../old/w.yaml" } }))).toEqual([REFUSED, old]);
    commit({ "old/w.yaml": GOOD });
    expect(told(checked())).toEqual([]);
  });

  it("is a place of its own where the base had none, as a copy is", () => {
    const change = { "crds/w.yaml": { to: "../test/fixtures/w.yaml" } };
    expect(told(changed({ "test/fixtures/w.yaml": BAD }, change))).toEqual([
      REFUSED,
      "stored-version-removed test/fixtures/w.yaml preexisting",
    ]);
  });

  it("is old where it becomes the file that it led to", () => {
    const base = { "old/w.yaml": BAD, "crds/w.yaml": { to: "../old/w.yaml" } };
    expect(told(changed(base, { "crds/w.yaml": BAD }))).toEqual(["stored-version-removed crds/w.yaml preexisting"]);
  });

  it("is new beside one of the same file that was there", () => {
    const base = { "data/w.txt": BAD, "crds/w.yaml": { to: "../data/w.txt" } };
    expect(told(changed(base, { "a.yaml": { to: "data/w.txt" } }))).toEqual([
      "stored-version-removed a.yaml introduced",
      "stored-version-removed crds/w.yaml preexisting",
    ]);
  });

  it("takes nothing out of sight as a folder that leads to another copy", () => {
    const change = { crds: { to: "old" } };
    expect(told(changed({ "old/w.yaml": BAD, "crds/w.yaml": GOOD }, change))).toEqual([
      "file-not-read crds introduced",
      "stored-version-removed old/w.yaml preexisting",
    ]);
  });

  it("is a move as a folder that leads to where its files went", () => {
    expect(told(changed({ "crds/w.yaml": GOOD }, { "lib/w.yaml": GOOD, crds: { to: "lib" } }))).toEqual([]);
  });

  it("is old where the base's own link led to the same", () => {
    const base = { "data/w.txt": BAD, "crds/w.yaml": { to: "../data/w.txt" } };
    expect(told(changed(base, { "README.md": "1" }))).toEqual(["stored-version-removed crds/w.yaml preexisting"]);
  });
});

describe("an archive that is not read", () => {
  const chart = { name: "a/Chart.yaml", content: "name: a\nversion: 1.0.0\n" };
  const archive = (content: string) => tgz([chart, { name: "a/crds/w.yaml", content }]);
  const cutOff = (content: string) => archive(content).subarray(0, -20);

  it("is old where the change does not touch it, and fails the gate", () => {
    expect(told(changed({ "a.tgz": cutOff(BAD) }, { "b.txt": "" }))).toEqual(["file-not-read a.tgz preexisting"]);
    expect(checked("gate").result).toBe("fail");
  });

  it.each<[string, Files, Files, string]>([
    ["is added", {}, { "a.tgz": cutOff(BAD) }, "file-not-read a.tgz introduced"],
    ["is altered", { "a.tgz": cutOff(GOOD) }, { "a.tgz": cutOff(BAD) }, "file-not-read a.tgz introduced"],
    ["was read before", { "a.tgz": archive(GOOD) }, { "a.tgz": cutOff(BAD) }, "file-not-read a.tgz introduced"],
  ])("fails the check where it %s", (_, base, change, expected) => {
    const report = changed(base, change);
    expect([report.result, told(report)]).toEqual(["fail", [expected]]);
  });
});
