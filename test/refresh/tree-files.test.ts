import { describe, expect, it } from "vitest";
import { done } from "../../src/base/result.ts";
import { refused } from "../../src/refresh/outcome.ts";
import { settingsOf } from "../../src/refresh/settings.ts";
import { differences, fileAt, recordedFiles, remembering } from "../../src/refresh/tree-files.ts";
import { memory, nameOf, type Tree, treeName } from "./trees.ts";

const NO_ANSWER = (call: number) => refused(`no answer to call ${call}`);

describe("the files that record clusters", () => {
  const CLUSTERS = { "us.yaml": "us", "eu.json": "eu", "notes.md": "n", old: { "a.json": "a" }, "link.json": null };
  const INFRA = { clusters: CLUSTERS, profiles: { "us.json": "use" }, charts: { "x.json": "x" } };
  const ROOT: Tree = {
    "root.json": "r",
    infra: INFRA,
    deep: { a: { ".b": { "c.json": "c" } } },
  };
  const PATTERNS = ["infra/clusters/*.{json,yaml}", "deep/**/*.json", "gone/clusters/*.json"];

  it("are the regular ones that a pattern matches, and what may be profiles beside them, sorted", async () => {
    const found = await recordedFiles(memory().branches, treeName(ROOT), PATTERNS);
    expect(found.ok && [...found.value]).toEqual([
      ["deep/a/.b/c.json", nameOf("c")],
      ["infra/clusters/eu.json", nameOf("eu")],
      ["infra/clusters/us.yaml", nameOf("us")],
      ["infra/profiles/us.json", nameOf("use")],
    ]);
    const atRoot = await recordedFiles(memory().branches, treeName(ROOT), ["*.json"]);
    expect(atRoot).toEqual(done(new Map([["root.json", nameOf("r")]])));
  });

  it("take a walk to each folder, and one question for what is below it", async () => {
    const { branches, calls } = memory();
    await recordedFiles(branches, treeName(ROOT), ["infra/clusters/*.json"]);
    const toInfra = [`in ${treeName(ROOT)}`, `in ${treeName(INFRA)}`];
    expect(calls).toEqual([...toInfra, `all of ${treeName(CLUSTERS)}`, ...toInfra, 'all of {"us.json":"use"}']);
  });

  it.each([0, 1, 2])("are not known after %i answers", async (answers) => {
    const found = recordedFiles(memory(answers).branches, treeName(ROOT), ["infra/clusters/*.json"]);
    expect(await found).toEqual(NO_ANSWER(answers + 1));
  });
});

describe("one file", () => {
  const ROOT: Tree = { a: { b: { "c.yaml": "c" }, link: null }, "a.yaml": "root" };

  it.each([
    ["a/b/c.yaml", nameOf("c")],
    ["a.yaml", nameOf("root")],
    ["a/b/d.yaml", null],
    ["b/c.yaml", null],
    ["a.yaml/c.yaml", null],
    ["a/b", null],
    ["a/link", null],
  ])("is looked for at %s", async (path, name) => {
    expect(await fileAt(memory().branches, treeName(ROOT), path)).toEqual(done(name));
  });

  it("takes a walk to its folder, and nothing of what is below that", async () => {
    const { branches, calls } = memory();
    await fileAt(branches, treeName(ROOT), "a.yaml");
    expect(calls).toEqual([`in ${treeName(ROOT)}`]);
  });

  it.each([0, 1, 2])("is not known after %i answers", async (answers) => {
    expect(await fileAt(memory(answers).branches, treeName(ROOT), "a/b/c.yaml")).toEqual(NO_ANSWER(answers + 1));
  });
});

describe("the difference of two trees", () => {
  it.each<[string, Tree, Tree, readonly (readonly [string, string | null])[]]>([
    ["nothing", { a: "1", b: { c: "2" } }, { a: "1", b: { c: "2" } }, []],
    [
      "a file that is new, gone, another",
      { a: "1", b: "2" },
      { b: "3", c: "4" },
      [
        ["a", null],
        ["b", nameOf("3")],
        ["c", nameOf("4")],
      ],
    ],
    ["what is in a folder", { a: { b: { c: "1" } } }, { a: { b: { c: "2" } } }, [["a/b/c", nameOf("2")]]],
    ["all of a folder that is new", {}, { a: { b: "1" } }, [["a/b", nameOf("1")]]],
    ["all of a folder that is gone", { a: { b: "1" } }, {}, [["a/b", null]]],
    [
      "a folder for a file",
      { a: "1" },
      { a: { b: "2" } },
      [
        ["a", null],
        ["a/b", nameOf("2")],
      ],
    ],
    [
      "a file for a folder",
      { a: { b: "2" } },
      { a: "1" },
      [
        ["a", nameOf("1")],
        ["a/b", null],
      ],
    ],
    ["a link for a file", { a: "1" }, { a: null }, [["a", "of what is no file"]]],
  ])("is %s", async (_, before, after, expected) => {
    const found = await differences(memory().branches, treeName(before), treeName(after));
    expect(found.ok && [...found.value].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(expected);
  });

  it("looks into no folder that is the same", async () => {
    const { branches, calls } = memory();
    const [before, after] = [
      { a: { b: "1" }, c: "2" },
      { a: { b: "1" }, c: "3" },
    ].map(treeName);
    await differences(branches, before ?? "", after ?? "");
    expect(calls).toEqual([`in ${before}`, `in ${after}`]);
  });

  it.each([0, 1])("is not known after %i answers", async (answers) => {
    const found = differences(memory(answers).branches, treeName({ a: "1" }), treeName({ a: "2" }));
    expect(await found).toEqual(NO_ANSWER(answers + 1));
  });
});

it("asks for each tree and file once, but again for what failed", async () => {
  const { branches, calls } = memory(3);
  const once = remembering(branches);
  const ask = async () => [
    await once.entries(treeName({ a: "1" }), false),
    await once.entries(treeName({ a: "1" }), true),
    await once.blob(nameOf("1")),
  ];
  const first = await ask();
  expect(await ask()).toEqual(first);
  expect(calls).toEqual(['in {"a":"1"}', 'all of {"a":"1"}', nameOf("1")]);
  expect([await once.blob(nameOf("2")), await once.blob(nameOf("2"))]).toEqual([NO_ANSWER(4), NO_ANSWER(5)]);
});

describe("the settings of a commit", () => {
  const settings = (root: Tree, answers?: number) => {
    const read = (bytes: Uint8Array | null) => refused(bytes === null ? "no file" : new TextDecoder().decode(bytes));
    return settingsOf(memory(answers).branches, { commit: "c", tree: treeName(root) }, "a/config.yaml", read);
  };

  it("are what its configuration says, or what holds without one", async () => {
    expect(await settings({ a: { "config.yaml": "its text" } })).toEqual(refused("its text"));
    expect(await settings({})).toEqual(refused("no file"));
  });

  it.each([0, 1, 2])("are not known after %i answers", async (answers) => {
    expect(await settings({ a: { "config.yaml": "its text" } }, answers)).toEqual(NO_ANSWER(answers + 1));
  });
});
