import { describe, expect, it } from "vitest";
import { withoutFillIns } from "../../src/check/judging/fill-ins.ts";
import { amongFindings } from "../../src/check/judging/states.ts";
import { objectFiles } from "../../src/check/reading/object-files.ts";
import type { Origins } from "../../src/check/reading/origins.ts";
import { placeOfWords } from "../../src/check/rendering/failures.ts";
import type { PlannedSource } from "../../src/check/rendering/plan.ts";
import { addFile, noInputs } from "../../src/check/rendering/tool-files.ts";
import { findingLines } from "../../src/check/reporting/finding-lines.ts";
import { sourceKey } from "../../src/check/reporting/source-words.ts";
import type { ObjectAnswer } from "../../src/crd/objects/answer.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import type { RuleFinding } from "../../src/rules/rule.ts";
import { crd } from "../rules/evaluated.ts";
import { treeFiles } from "./in-memory.ts";

const RANGE = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 };

describe("an answer about values that somebody may fill in", () => {
  const object = { spec: { a: "x", b: "$(b)" } };
  const answer: ObjectAnswer = {
    outcome: "accepted",
    errors: [],
    undecided: [],
    dropped: [["spec", "a"]],
    lost: [],
    object,
  };

  it("is as it was where nothing of it is about such a value", () => {
    expect(withoutFillIns(object, answer)).toEqual(answer);
    expect(withoutFillIns(object, { ...answer, dropped: [] })).toEqual({ ...answer, dropped: [] });
  });

  it("leaves open what is about one", () => {
    const name = "{{ .Values.name }}";
    const dropped = [
      ["spec", "a"],
      ["spec", name],
    ];
    expect(withoutFillIns({ spec: { [name]: 1 } }, { ...answer, dropped })).toEqual({
      ...answer,
      outcome: "undecided",
      undecided: [{ path: ["spec", name], reason: "a value is an action of a template, or needs a variable" }],
    });
  });
});

it("looks for objects in all folders but git's own", () => {
  const tree = treeFiles({ "a.yaml": "a", ".git/b.yaml": "b", "sub/.git/c.yaml": "c", "sub/d.json": "d" });
  const { files, folders } = objectFiles(["."], { ...tree, kindOf: () => "directory" });
  expect([files.map(({ path }) => path), folders]).toEqual([["a.yaml", "sub/d.json"], ["."]]);
});

describe("the place that a tool's words speak of", () => {
  const source: PlannedSource = {
    kind: "kustomize",
    place: ["kustomize", 0],
    path: "apps",
    chart: null,
    clusters: [],
    because: "",
  };
  const same: Origins["ofHelm"] = (reading) => reading;
  const origins: Origins = { ofHelm: same, ofKustomize: same, ofOutput: (reading) => reading };
  const placed = (words: string) => {
    const inputs = noInputs();
    const tree = treeFiles({ "b.yaml": "", "apps/b.yaml": "", "apps/kustomization.yaml": "" });
    for (const path of ["b.yaml", "apps/b.yaml", "apps/kustomization.yaml"]) addFile(tree, path, inputs);
    return placeOfWords(source, words, inputs, origins).path;
  };

  it.each([
    ["open apps/b.yaml: it is no YAML", "apps/b.yaml"],
    ["open b.yaml: it is no YAML", "b.yaml"],
    ["something is wrong", "apps/kustomization.yaml"],
  ])("is the file with the longest name in them, else the source's own: %s", (words, path) => {
    expect(placed(words)).toBe(path);
  });
});

it("knows a file that a link leads to from one that stands where it is named", () => {
  const follow = () => ({ kind: "file", path: "real.yaml" }) as const;
  const inputs = noInputs();
  const tree = { ...treeFiles({ "real.yaml": "a" }), follow };
  addFile(tree, "link.yaml", inputs);
  addFile(tree, "real.yaml", inputs);
  addFile(tree, "./real.yaml", inputs, "other.yaml");
  expect([...inputs.files.values()].map(({ path, from, linked }) => [path, from, linked])).toEqual([
    ["link.yaml", "real.yaml", true],
    ["real.yaml", "real.yaml", false],
    ["other.yaml", "real.yaml", false],
  ]);
});

describe("what a tool printed and nobody can read", () => {
  const standing = (...findings: readonly RuleFinding[]) => ({ findings, cases: () => [], bytesOf: () => null });
  const unread = (path: string, message: string): RuleFinding => {
    const document = { source: { path, line: 1, document: 0 }, range: RANGE, name: null, message, remedy: "" };
    const detail = { kind: "manifest-unreadable", message, remedy: "" } as const;
    const place = { path, range: RANGE, yamlPath: [], document };
    return { rule: "manifest-unreadable", subject: `${path}#0`, place, related: [], detail };
  };
  const asked = unread("linked", "The value at line 9 is no object.");

  it.each<[string, RuleFinding, boolean]>([
    [
      "is as it was where the same is wrong, at whatever line",
      unread("linked", "The value at line 12 is no object."),
      true,
    ],
    ["is new where something else was wrong", unread("linked", "The value at line 9 is no list."), false],
    ["is new where it was wrong elsewhere", unread("other", "The value at line 9 is no object."), false],
  ])("%s", (_, before, isOld) => {
    expect(amongFindings(standing(asked), standing(before))(asked)).toBe(isOld);
  });
});

describe("findings of references", () => {
  const notCompared = (name: string, startLine: number): RuleFinding => ({
    rule: "source-not-compared",
    place: { path: "apps.yaml", range: { ...RANGE, startLine }, yamlPath: [] },
    related: [],
    detail: {
      kind: "source-not-compared",
      cause: "not-fetched",
      what: `Application \`${name}\``,
      outOf: "",
      version: "1.0.0",
      from: "",
      reason: "it is not at hand",
      isGone: false,
      stakes: [],
    },
  });

  it("have a line for each reference, once, and none where there is one", () => {
    const [a, b] = [notCompared("a", 3), notCompared("b", 9)];
    const line = (name: string, startLine: number) => ({
      path: "apps.yaml",
      startLine,
      text: `Application \`${name}\` 1.0.0; it is not at hand`,
    });
    expect(findingLines([a, b, a])).toEqual([line("a", 3), line("b", 9)]);
    expect(findingLines([a, a])).toEqual([]);
  });

  it("are one by the line of the version and by what their rule tells apart", () => {
    const [manifest] = readManifests("-", new TextEncoder().encode(JSON.stringify(crd({ versions: "v1*" }))), {
      patch: false,
    }).crds;
    if (manifest === undefined) throw new Error("there is a CRD");
    const source = {
      name: "",
      fullName: "",
      by: [],
      version: null,
      id: "",
      crds: [],
      appliesCrds: false,
      ownership: null,
      client: "unknown",
    } as const;
    const document = { ...manifest, printed: { path: "", meantFor: { clusters: [], because: "" }, source } };
    const [first] = [notCompared("a", 3)];
    const of = (together: string | undefined): RuleFinding => ({
      ...first,
      rule: "foreign-owner",
      ...(together === undefined ? {} : { together }),
      place: { ...first.place, document },
      detail: { kind: "foreign-owner", cause: "no-release", owner: "net/app", source: "" },
    });
    const keys = [of("x"), of("x"), of("y"), of(undefined)].map(sourceKey);
    const place = JSON.stringify(["apps.yaml", RANGE, false]);
    const key = (cause: string) => JSON.stringify([place, cause]);
    expect(keys).toEqual([key("x"), key("x"), key("y"), key("")]);
    expect(sourceKey(first)).toBe(undefined);
  });
});
