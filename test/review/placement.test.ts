import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/report/report.ts";
import type { Anchor, DiffFile, FileRelation, HunkLine } from "../../src/review/model.ts";
import { type PlacementContext, placesOf } from "../../src/review/placement.ts";
import { finding } from "./findings.ts";

const PATH = "crds/routes.yaml";
const SAME: FileRelation = { kind: "same" };

/** `+` added, `-` removed, ` ` context; numbers count from the given first lines. */
function hunk(oldLine: number, newLine: number, lines: readonly string[]) {
  let [left, right] = [oldLine, newLine];
  const read = lines.map((line): HunkLine => {
    const text = line.slice(1);
    if (line.startsWith("+")) return { kind: "added", text, newLine: right++ };
    if (line.startsWith("-")) return { kind: "removed", text, oldLine: left++ };
    return { kind: "context", text, oldLine: left++, newLine: right++ };
  });
  return { newStart: newLine, lines: read };
}

interface Scene {
  readonly file?: Partial<DiffFile>;
  readonly head?: FileRelation;
  readonly base?: FileRelation;
  readonly finding?: Partial<Finding>;
  readonly folder?: string;
}

function places({ file = {}, head = SAME, base, finding: changes = {}, folder = "." }: Scene): readonly Anchor[] {
  const changed: DiffFile = { path: PATH, status: "modified", hunks: [], ...file };
  const context: PlacementContext = {
    diff: { files: [changed], complete: true },
    relations: { head: new Map([[PATH, head]]), base: new Map(base === undefined ? [] : [[PATH, base]]) },
    folder,
  };
  const document = changes.location?.inBase === true ? {} : { document: { startLine: 1, endLine: 40 } };
  return placesOf(finding(1, { ...document, ...changes }), context);
}

const right = (line: number): Anchor => ({ kind: "line", path: PATH, side: "RIGHT", line });
const left = (line: number): Anchor => ({ kind: "line", path: PATH, side: "LEFT", line });
const FILE: Anchor = { kind: "file", path: PATH };
const REMOVED = { removed: [{ version: "v1alpha2", path: PATH, line: 20 }] };
const REMOVAL = hunk(19, 19, ["     storage: true", "-  - name: v1alpha2", "-    served: true"]);

describe("a finding stands", () => {
  it.each<[string, Scene, readonly Anchor[]]>([
    [
      "on its own line, added or context",
      { file: { hunks: [hunk(11, 11, [" a", "+b", " versions:"])] } },
      [right(13), right(12), FILE],
    ],
    [
      "on the base's line of what is removed",
      { file: { hunks: [REMOVAL] }, base: SAME, finding: REMOVED },
      [left(20), FILE],
    ],
    [
      "on that line where the base branch moved it",
      {
        file: { hunks: [hunk(13, 13, ["-a"]), REMOVAL] },
        base: { kind: "changed", hunks: [hunk(1, 1, [" a", "+b", "+c"])] },
        finding: { removed: [{ version: "v1alpha2", path: PATH, line: 22 }] },
      },
      [left(20), left(13), FILE],
    ],
    [
      "there too where the two bases cannot be compared, since its text is the version's",
      { file: { hunks: [hunk(13, 13, ["-a"]), REMOVAL] }, finding: REMOVED },
      [left(20), left(13), FILE],
    ],
    [
      "on no removed line of the same number that says something else",
      { file: { hunks: [hunk(19, 19, ["-  a: b", "-  - name: v1alpha20", "-    v1alpha2x: y"])] }, finding: REMOVED },
      [left(19), FILE],
    ],
    [
      "on no line of the base that the base branch changed",
      {
        file: { hunks: [REMOVAL] },
        base: { kind: "changed", hunks: [hunk(18, 18, [" a", "+b", "+c"])] },
        finding: { ...REMOVED, document: { startLine: 20, endLine: 40 } },
      },
      [FILE],
    ],
    [
      "on the changed line nearest to it",
      { file: { hunks: [hunk(2, 2, ["-a", "+b"]), hunk(30, 30, ["-c", "+d", "+e"])] } },
      [right(2), FILE],
    ],
    ["on the removed line nearest to it", { file: { hunks: [hunk(14, 14, [" a", "-b", " c"])] } }, [left(15), FILE]],
    [
      "on no change of another document",
      { file: { hunks: [hunk(41, 41, ["+---", "+kind: Other"]), hunk(50, 52, ["+a"])] } },
      [FILE],
    ],
    [
      "on no change of the document before it",
      { file: { hunks: [hunk(5, 5, ["-a", "+b"])] }, finding: { document: { startLine: 10, endLine: 40 } } },
      [FILE],
    ],
    [
      "on the change nearest to its document's first line where the base branch brought its own",
      {
        head: { kind: "changed", hunks: [hunk(12, 12, [" a", "+versions:"])] },
        file: { hunks: [hunk(2, 2, ["-a", " b"]), hunk(30, 30, ["+c"])] },
      },
      [left(2), FILE],
    ],
    [
      "on a line taken off in front of its document's last",
      { file: { hunks: [hunk(40, 40, ["-b", " c"])] } },
      [left(40), FILE],
    ],
    ["on a line added as its document's last", { file: { hunks: [hunk(40, 40, ["+a"])] } }, [right(40), FILE]],
    ["on a line added as its document's first", { file: { hunks: [hunk(1, 1, ["+a"])] } }, [right(1), FILE]],
    ["on no removal of the document behind it", { file: { hunks: [hunk(41, 41, ["----", "-kind: Other"])] } }, [FILE]],
    [
      "on no removal of the document behind it, whose mark has a comment",
      { file: { hunks: [hunk(41, 41, ["---- # other", "-kind: Other"])] } },
      [FILE],
    ],
    [
      "on the last lines that were taken off its document",
      { file: { hunks: [hunk(40, 40, [" a", "-b", "-c"])] } },
      [left(41), FILE],
    ],
    ["at its file where only its name or mode changed", { file: { hunks: [] } }, [FILE]],
    ["at its file where no patch is to be had", { file: { hunks: null } }, [FILE]],
    [
      "nowhere in a file that is not in the diff",
      { file: { path: "other.yaml", hunks: [hunk(11, 11, ["+a", "+b", "+c"])] } },
      [],
    ],
    [
      "at its file alone where its lines cannot be told",
      { head: { kind: "unknown" }, file: { hunks: [hunk(11, 11, ["+a", "+b", "+c"])] } },
      [FILE],
    ],
    [
      "on the head's line where the base branch moved it",
      {
        head: { kind: "changed", hunks: [hunk(1, 1, ["+new", "+new", " a"])] },
        file: { hunks: [hunk(11, 11, ["+versions:"])] },
      },
      [right(11), FILE],
    ],
    [
      "on no line that the base branch brought",
      {
        head: { kind: "changed", hunks: [hunk(12, 12, [" a", "+versions:"])] },
        file: { hunks: [hunk(11, 11, ["+a", "+b", "+c"])] },
      },
      [right(11), FILE],
    ],
    [
      "from the repository's root",
      {
        folder: "./crds/",
        file: { hunks: [hunk(11, 11, [" a", " b", " versions:"])] },
        finding: {
          location: { path: "routes.yaml", startLine: 13, startColumn: 1, endLine: 13, endColumn: 2, yamlPath: "" },
        },
      },
      [right(13), FILE],
    ],
    [
      "on the base's line of a document that is gone",
      {
        base: SAME,
        file: { hunks: [hunk(11, 11, [" ---", "-kind: x", "-a: b"])] },
        finding: { location: { ...finding(1).location, startLine: 12, inBase: true } },
      },
      [left(12), FILE],
    ],
    [
      "on no line of the base that is still there",
      {
        base: SAME,
        file: { hunks: [hunk(20, 20, ["-a"])] },
        finding: { location: { ...finding(1).location, inBase: true } },
      },
      [FILE],
    ],
    ...(
      [
        ["the first line taken off a document of the base", SAME, [8, 9, 11, 12], [left(11), FILE]],
        ["no line of the document before it", SAME, [8, 9], [FILE]],
        ["no line of the document behind it", SAME, [21, 22], [FILE]],
        ["its last line, where that alone is gone", SAME, [20], [left(20), FILE]],
        ["no line where nobody knows the merge base's", { kind: "unknown" }, [11], [FILE]],
        [
          "no line where the base branch brought its end",
          { kind: "changed", hunks: [hunk(19, 19, [" a", "+b"])] },
          [11],
          [FILE],
        ],
      ] as const
    ).map(([what, base, lines, expected]): [string, Scene, readonly Anchor[]] => [
      `on ${what}`,
      {
        base,
        file: { hunks: lines.map((line) => hunk(line, line, ["-a"])) },
        finding: {
          location: { ...finding(1).location, startLine: 15, inBase: true },
          document: { startLine: 10, endLine: 20 },
        },
      },
      expected,
    ]),
    [
      "on no line that merely has the number of the base's",
      {
        base: { kind: "unknown" },
        file: { hunks: [hunk(11, 11, ["+a", "+b", "+c"])] },
        finding: { location: { ...finding(1).location, inBase: true } },
      },
      [FILE],
    ],
    [
      "on the first line that is shown of those it bundles",
      {
        file: { hunks: [hunk(30, 30, ["+a"])] },
        finding: {
          lines: [
            { path: "other.yaml", startLine: 1, text: "x" },
            { path: PATH, startLine: 30, text: "y" },
          ],
        },
      },
      [right(30), FILE],
    ],
    [
      "on what its template is rendered to, where that alone is in the diff",
      {
        file: { hunks: [hunk(11, 11, ["+a", "+b", "+c"])] },
        finding: {
          location: { ...finding(1).location, path: "charts/x/templates/crd.yaml" },
          rendered: { path: PATH, startLine: 12 },
        },
      },
      [right(12), FILE],
    ],
    [
      "on what its template was rendered to, where that alone is in the diff and its line is the base's",
      {
        base: SAME,
        file: { hunks: [hunk(11, 11, ["-a", "-b", "+c", "+d"])] },
        finding: {
          location: { ...finding(1).location, path: "charts/x/templates/crd.yaml", inBase: true },
          rendered: { path: PATH, startLine: 12 },
        },
      },
      [left(12), FILE],
    ],
    [
      "on the removed lines of a file that is gone",
      { head: { kind: "absent" }, base: SAME, file: { status: "removed", hunks: [REMOVAL] }, finding: REMOVED },
      [left(20), FILE],
    ],
  ])("%s", (_, scene, expected) => {
    expect(places(scene)).toEqual(expected);
  });
});

describe("a finding of several places stands", () => {
  const OTHER = "deploy/routes.yaml";
  const file = (path: string, lines: readonly string[]): DiffFile => ({
    path,
    status: "modified",
    hunks: [hunk(11, 11, lines)],
  });
  const location = { ...finding(1).location, path: OTHER };
  const of = finding(1, { otherPlaces: [{ location, document: { startLine: 1, endLine: 40 } }] });
  const at = (...files: readonly DiffFile[]) =>
    placesOf(of, {
      diff: { files, complete: true },
      relations: { head: new Map(files.map(({ path }) => [path, SAME])), base: new Map() },
      folder: ".",
    });

  it("at the first of them that the diff shows", () => {
    const shown = [" a", "+b", " versions:"];
    expect(at(file(OTHER, shown))[0]).toEqual({ kind: "line", path: OTHER, side: "RIGHT", line: 13 });
    expect(at(file(OTHER, shown), file(PATH, shown))[0]).toEqual(right(13));
  });

  it("on a line of any of them rather than on a file", () => {
    expect(at({ path: PATH, status: "modified", hunks: null }, file(OTHER, ["+b"]))).toEqual([
      { kind: "line", path: OTHER, side: "RIGHT", line: 11 },
      FILE,
      { kind: "file", path: OTHER },
    ]);
  });
});

describe("a finding whose template lost a version stands", () => {
  it.each<[string, readonly string[], Partial<Finding>, readonly Anchor[]]>([
    ["on the line that names it", ["-  - name: v1alpha2"], {}, [left(30), FILE]],
    ["on that line in quotes, with a comment", [" a", '-    name: "v1alpha2"  # old'], {}, [left(31), FILE]],
    ["on no line where two of them name it", ["-  - name: v1alpha2", "-  - name: v1alpha2"], {}, [FILE]],
    [
      "on no line that names another",
      ["-  - name: v1alpha20", "-  names: v1alpha2", "-  - name: {{ .v1alpha2 }}"],
      {},
      [FILE],
    ],
    ["on no line that it gained", ["+  - name: v1alpha2"], {}, [FILE]],
    [
      "on the lines of all its versions",
      ["-  - name: v1", "-  - name: v2"],
      { versions: ["v2", "v1"] },
      [left(31), left(30), FILE],
    ],
    ["on no line where it is known what was removed", ["-  - name: v1alpha2"], { removed: [] }, [FILE]],
  ])("%s", (_, lines, changes, expected) => {
    const file: DiffFile = { path: PATH, status: "modified", hunks: [hunk(30, 30, lines)] };
    const context = {
      diff: { files: [file], complete: true },
      relations: { head: new Map(), base: new Map() },
      folder: ".",
    };
    expect(placesOf(finding(1, changes), context)).toEqual(expected);
  });
});

it("stands on the line that names the version in a template that is gone, where the two bases cannot be compared", () => {
  const file: DiffFile = { path: PATH, status: "removed", hunks: [hunk(30, 30, [" a", "-  - name: v1alpha2"])] };
  const location = { ...finding(1).location, inBase: true } as const;
  const diff = { files: [file], complete: true };
  const relations = { head: new Map(), base: new Map([[PATH, { kind: "unknown" }] as const]) };
  expect(placesOf(finding(1, { location }), { diff, relations, folder: "." })).toEqual([left(31), FILE]);
});

it("looks for a removed line in the file that had its name, not in the one that has it now", () => {
  const added: DiffFile = { path: PATH, status: "added", hunks: [hunk(19, 19, ["+a", "+b"])] };
  const moved: DiffFile = { path: "moved.yaml", previousPath: PATH, status: "modified", hunks: [REMOVAL] };
  const relations = { head: new Map(), base: new Map([[PATH, SAME]]) };
  const diff = { files: [added, moved], complete: true };
  expect(placesOf(finding(1, REMOVED), { diff, relations, folder: "." })).toEqual([
    { kind: "line", path: "moved.yaml", side: "LEFT", line: 20 },
    FILE,
  ]);
});

it("looks for a hundred further places of a finding, and no more", () => {
  const location = (path: string) => ({ ...finding(1).location, path });
  const of = finding(1, {
    otherPlaces: Array.from({ length: 101 }, (_, at) => ({ location: location(`${at}.yaml`) })),
  });
  const files = ["99.yaml", "100.yaml"].map((path): DiffFile => ({ path, status: "modified", hunks: null }));
  const relations = { head: new Map(), base: new Map() };
  expect(placesOf(of, { diff: { files, complete: true }, relations, folder: "." })).toEqual([
    { kind: "file", path: "99.yaml" },
  ]);
});
