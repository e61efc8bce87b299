import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { tgz } from "../manifests/charts/archives.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { GUARD, recordedFile } from "./recorded.ts";

/** When a finding is the same as one of the base: by what it is about and where it stands. */

const NAME = "routes.example.com";
const CONFIG = `${GUARD}/config.yaml`;

function snapshot(stored: readonly string[], cluster = "prod"): Files {
  return recordedFile(cluster, { [NAME]: live({ versions: "v1* v1beta1!" }, stored) });
}

const PROD = snapshot(["v1beta1", "v1"]);
const fine = dump(crd({ versions: "v1* v1beta1!" }));
const broken = dump(crd({ versions: "v1*" }));
const fineToo = dump(crd({ versions: "v1* v1beta1! v2" }));
/** Refused for the same reason, and other bytes. */
const brokenToo = dump(crd({ versions: "v1* v2" }));

/** `path state` of each place of the refusal; other rules aside. */
function states(base: Files, head: Files, guards: { base?: Files; head?: Files } = {}): readonly string[] {
  const report = judged({ ...(guards.base ?? PROD), ...base }, { ...(guards.head ?? PROD), ...head });
  const notices = report.notices.filter((notice) => !notice.includes("look like test data"));
  expect([report.problems, notices]).toEqual([[], []]);
  return report.findings
    .filter(({ rule }) => rule === "stored-version-removed" || rule === "guard-weakened")
    .flatMap(({ rule, location, otherPlaces = [], state }) =>
      rule === "guard-weakened"
        ? [rule]
        : [location, ...otherPlaces.map((other) => other.location)].map(({ path }) => `${path} ${state}`),
    )
    .sort();
}

describe("a CRD that other files of the base were refused for already", () => {
  it.each<[string, Files, Files, readonly string[]]>([
    [
      "is broken anew where it was right",
      { "fixtures/w.yaml": broken, "deploy/w.yaml": fine },
      { "fixtures/w.yaml": broken, "deploy/w.yaml": broken },
      ["deploy/w.yaml introduced", "fixtures/w.yaml preexisting"],
    ],
    [
      "is broken anew in a second file of the same kind",
      { "a/w.yaml": broken, "b/w.yaml": fine },
      { "a/w.yaml": broken, "b/w.yaml": broken },
      ["a/w.yaml preexisting", "b/w.yaml introduced"],
    ],
    [
      "is copied: the copy is new",
      { "a/w.yaml": broken },
      { "a/w.yaml": broken, "b/w.yaml": broken },
      ["a/w.yaml preexisting", "b/w.yaml introduced"],
    ],
    ["moves", { "a/w.yaml": broken }, { "b/w.yaml": broken }, ["b/w.yaml preexisting"]],
    ["moves and changes", { "a/w.yaml": broken }, { "b/w.yaml": brokenToo }, ["b/w.yaml preexisting"]],
    [
      "moves and is copied: as many are old as moved, those that say the same first",
      { "a/w.yaml": broken },
      { "b/w.yaml": brokenToo, "c/w.yaml": broken },
      ["b/w.yaml introduced", "c/w.yaml preexisting"],
    ],
    [
      "is taken away where it was refused, and broken where it was right",
      { "a/w.yaml": broken, "b/w.yaml": fine },
      { "b/w.yaml": broken },
      ["b/w.yaml introduced"],
    ],
    [
      "moves over one that was right",
      { "a/w.yaml": broken, "b/w.yaml": fine },
      { "b/w.yaml": brokenToo },
      ["b/w.yaml introduced"],
    ],
    [
      "moves from test data to where it is delivered",
      { "test/fixtures/w.yaml": broken },
      { "deploy/w.yaml": broken },
      ["deploy/w.yaml introduced"],
    ],
    ["moves into test data", { "deploy/w.yaml": broken }, { "e2e/w.yaml": broken }, ["e2e/w.yaml preexisting"]],
    [
      "goes from a bundle to a file of its own",
      { "all.yaml": `${dump(crd({ versions: "v1*", name: "ways.example.com", kind: "Way" }))}---\n${broken}` },
      { "all.yaml": dump(crd({ versions: "v1*", name: "ways.example.com", kind: "Way" })), "w.yaml": broken },
      ["w.yaml preexisting"],
    ],
    [
      "goes with one that was right, and nobody can tell which of them moved",
      { "a/w.yaml": broken, "b/w.yaml": fine },
      { "c/w.yaml": broken },
      ["c/w.yaml introduced"],
    ],
    [
      "moves beside one that was right and moves too",
      { "a/w.yaml": broken, "b/w.yaml": fine },
      { "c/a/w.yaml": brokenToo, "c/b/w.yaml": fineToo },
      ["c/a/w.yaml preexisting"],
    ],
    [
      "moves while one of test data goes that was right",
      { "deploy/w.yaml": broken, "fixtures/w.yaml": fine },
      { "crds/w.yaml": broken },
      ["crds/w.yaml preexisting"],
    ],
    [
      "moves while one that was right is put aside",
      { "a/w.yaml": broken, "deploy/w.yaml": fine },
      { "archive/w.yaml": fine, "crds/w.yaml": broken },
      ["crds/w.yaml introduced"],
    ],
  ])("%s", (_, base, head, expected) => {
    expect(states(base, head)).toEqual(expected);
  });
});

describe("an archive whose name has a version in it", () => {
  const archive = (version: string, manifest: string) => ({
    [`charts/k-${version}.tgz`]: tgz([
      { name: "k/Chart.yaml", content: `apiVersion: v2\nname: k\nversion: ${version}\n` },
      { name: "k/crds/w.yaml", content: manifest },
    ]),
  });

  it.each<[string, Files, Files, readonly string[]]>([
    [
      "takes the place of the one before",
      archive("1.0.0", broken),
      archive("1.1.0", brokenToo),
      ["charts/k-1.1.0.tgz preexisting"],
    ],
    [
      "is another one beside it",
      archive("1.0.0", broken),
      { ...archive("1.0.0", broken), ...archive("1.1.0", broken) },
      ["charts/k-1.0.0.tgz preexisting", "charts/k-1.1.0.tgz introduced"],
    ],
    [
      "brings the break",
      { ...archive("1.0.0", fine), "w.yaml": broken },
      { ...archive("1.1.0", broken), "w.yaml": broken },
      ["charts/k-1.1.0.tgz introduced", "w.yaml preexisting"],
    ],
  ])("%s", (_, base, head, expected) => {
    expect(states(base, head)).toEqual(expected);
  });
});

describe("several documents of one CRD in one file", () => {
  const file = (...documents: readonly string[]) => ({ "w.yaml": documents.join("---\n") });

  it.each<[string, Files, Files, readonly string[]]>([
    ["that change their places are the same", file(broken, fine), file(fine, broken), ["w.yaml preexisting"]],
    ["are paired in their order", file(broken, fine), file(fineToo, brokenToo), ["w.yaml introduced"]],
    ["shift when another one is put in front", file(broken), file(fine, brokenToo), ["w.yaml preexisting"]],
    [
      "are no place for one that moves in beside the right one",
      { ...file(fine), "a.yaml": broken },
      file(fine, broken),
      ["w.yaml introduced"],
    ],
    ["count", file(broken), file(broken, brokenToo), ["w.yaml introduced", "w.yaml preexisting"]],
    ["may be any where one went", file(broken, fine), file(brokenToo), ["w.yaml introduced"]],
    ["may be any where one went, and all were refused", file(broken, broken), file(brokenToo), ["w.yaml preexisting"]],
  ])("%s", (_, base, head, expected) => {
    expect(states(base, head)).toEqual(expected);
  });
});

describe("edits of the guard", () => {
  const exclude = (glob: string) => ({ ...PROD, [CONFIG]: `manifests: {exclude: ["${glob}"]}\n` });

  it("hide the copy that is delivered, and the copy in a test does not stand for it", () => {
    const files = { "fixtures/w.yaml": broken, "deploy/w.yaml": broken };
    expect(states(files, files, { head: exclude("deploy/**") })).toEqual([
      "fixtures/w.yaml preexisting",
      "guard-weakened",
    ]);
    const others = { "a/w.yaml": broken, "b/w.yaml": broken };
    expect(states(others, others, { head: exclude("b/**") })).toEqual(["a/w.yaml preexisting", "guard-weakened"]);
  });

  it("reveal one copy, and say of the other that it was there", () => {
    const files = { "a/w.yaml": broken, "b/w.yaml": broken };
    expect(states(files, files, { base: exclude("b/**") })).toEqual(["a/w.yaml preexisting", "b/w.yaml revealed"]);
  });

  it("exclude an old copy, which is then no move", () => {
    const base = { "old/w.yaml": broken };
    expect(states(base, { ...base, "new/w.yaml": broken }, { head: exclude("old/**") })).toEqual([
      "guard-weakened",
      "new/w.yaml introduced",
    ]);
  });

  it.each([
    ["switched off", "off"],
    ["taken for information", "info"],
    ["taken for a warning", "warning"],
  ])("reveal by a rule that was %s and is an error now", (_, severity) => {
    const rule = (value: string) => ({ ...PROD, [CONFIG]: `rules: {stored-version-removed: ${value}}\n` });
    const files = { "w.yaml": broken };
    expect(states(files, files, { base: rule(severity) })).toEqual(["w.yaml revealed"]);
    expect(states(files, files, { base: rule("error") })).toEqual(["w.yaml preexisting"]);
    expect(states({ "w.yaml": fine }, files, { base: rule(severity) })).toEqual(["w.yaml introduced"]);
  });
});

describe("what could not be read", () => {
  const unread = (text: string) => `kind: CustomResourceDefinition\nmetadata: {name: ${NAME}}\nx: [${text}\n`;
  const told = (base: Files, head: Files) =>
    judged({ ...PROD, ...base }, { ...PROD, ...head })
      .findings.filter(({ rule }) => rule === "manifest-unreadable")
      .map(({ location, state }) => `${location.path} ${state}`)
      .sort();

  it("is old with the same bytes alone, at its path or at one that takes its place", () => {
    const [a, b] = [unread("1"), unread("2")];
    const other = { "other.yaml": fine };
    expect(told({ ...other, "w.yaml": a }, { ...other, "w.yaml": a })).toEqual(["w.yaml preexisting"]);
    expect(told({ ...other, "w.yaml": a }, { ...other, "w.yaml": b })).toEqual(["w.yaml introduced"]);
    expect(told({ ...other, "w.yaml": a }, { ...other, "v.yaml": a })).toEqual(["v.yaml preexisting"]);
    expect(told({ ...other, "w.yaml": a }, { ...other, "w.yaml": a, "v.yaml": a })).toEqual([
      "v.yaml introduced",
      "w.yaml preexisting",
    ]);
    expect(told({ ...other, "w.yaml": a, "v.yaml": fine }, { ...other, "v.yaml": a })).toEqual(["v.yaml introduced"]);
  });
});

it("fails no check for what a changed guard reveals, also where what was there before fails", () => {
  const files = { "w.yaml": broken };
  const reveal = [
    { ...snapshot(["v1"]), ...files },
    { ...PROD, ...files },
  ] as const;
  const strict = { failOnPreexisting: true };
  expect(judged(...reveal, "check", strict).result).toBe("warn");
  expect(judged(...reveal, "gate", strict).result).toBe("fail");
  expect(judged(reveal[1], reveal[1], "check", strict).result).toBe("fail");
});
