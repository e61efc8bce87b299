import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import micromatch from "micromatch";
import { describe, expect, it } from "vitest";
import { headFiles } from "../../src/io/files/head-files.ts";
import { walkedPath } from "../../src/io/files/names.ts";
import { matchesSuffix, suffixPatterns } from "../../src/io/files/suffix-patterns.ts";
import { workspace } from "../dist/bundle.ts";

const NAMES = [
  ...["a.yaml", ".yaml", "..yaml", "b.yml", "c.json", "d.tpl", "e.yaml.tmpl", "f.YAML", "g.yaml.bak", "line\nend.yaml"],
  ...["é.yaml", "yaml", "x", "docs", "vendor", "vendor.yaml", "node_modules", ".git", ".github", "a b.json"],
];
const name = fc.constantFrom(...NAMES);
const file = fc.array(name, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));
const include = fc.constantFrom(
  ["**/*.{yaml,yml,json}"],
  ["**/*.{yaml,yml,json}", "**/*.{tgz,tpl,yaml.gotmpl}", "**/*.{{yaml,json}.{tmpl,in},YAML}"],
  ["**/*.json"],
);
const exclude = fc.subarray([
  "**/.git/**",
  "**/node_modules/**",
  "**/vendor/**",
  "docs/**",
  ".github/docs/**",
  "x/vendor.yaml/**",
]);

/** Is matched by nothing, and no ending of a name: all patterns are matched then. */
const NO_ENDING = "**/[n]othing-is-called-so";

describe("patterns that ask for the end of a name", () => {
  it("find in a folder what fast-glob finds, and tell of the same links", () => {
    const entry = fc.record({
      path: file,
      is: fc.constantFrom("file", "folder", "link to a file", "link to a folder", "link"),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 14 }), include, exclude, (entries, wanted, left) => {
        const { root, remove } = workspace({ "real.yaml": "", "real/r.yaml": "" });
        try {
          for (const { path: at, is } of entries) make(root, at, is);
          const { find } = headFiles(root);
          expect(suffixPatterns(wanted, left)).not.toBeNull();
          expect(suffixPatterns([...wanted, NO_ENDING], left)).toBeNull();
          expect(find(wanted, left)).toEqual(find([...wanted, NO_ENDING], left));
        } finally {
          remove();
        }
      }),
      { numRuns: 150 },
    );
  });

  it("match what micromatch matches", () => {
    fc.assert(
      fc.property(file, include, exclude, (at, wanted, left) => {
        const suffixes = suffixPatterns(wanted, left);
        const expected = micromatch([walkedPath(at)], [...wanted], { dot: true, ignore: [...left] }).length === 1;
        expect(suffixes !== null && matchesSuffix(suffixes, walkedPath(at))).toBe(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[readonly string[], readonly string[]]>([
    [[], []],
    [["**"], []],
    [["*.yaml"], []],
    [["apps/**/*.yaml"], []],
    [["**/*.yaml", "!**/b.yaml"], []],
    [["**/*.y?ml"], []],
    [["**/*.yaml"], ["**/*-test.yaml"]],
    [["**/*.yaml"], ["docs/*"]],
    [["**/*.yaml"], ["./docs/**"]],
    [["**/*.yaml"], ["**/../**"]],
    [["**/*.yaml"], ["docs/{a,b}/**"]],
  ])("are not %j without %j", (wanted, left) => {
    expect(suffixPatterns(wanted, left)).toBeNull();
  });
});

/** What cannot be made where it should be, since another thing is there, is left out. */
function make(root: string, at: string, is: string): void {
  const place = path.join(root, at);
  try {
    fs.mkdirSync(is === "folder" ? place : path.dirname(place), { recursive: true });
    if (is === "file") fs.writeFileSync(place, "");
    const targets: Readonly<Record<string, string>> = {
      "link to a file": "real.yaml",
      "link to a folder": "real",
      link: "gone",
    };
    const target = targets[is];
    if (target !== undefined) fs.symlinkSync(path.join(root, target), place);
  } catch (error) {
    const codes = ["EEXIST", "ENOTDIR", "EISDIR", "ENOENT", "ELOOP"];
    if (!(error instanceof Error && "code" in error && codes.includes(String(error.code)))) throw error;
  }
}
