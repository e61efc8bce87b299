import { dump } from "js-yaml";
import { beforeEach, expect, it, vi } from "vitest";
import { parseJson } from "../../src/yaml/json-parser.ts";
import { parseYaml } from "../../src/yaml/yaml-parser.ts";
import { crd, live } from "../rules/evaluated.ts";
import { type Files, judged } from "./in-memory.ts";
import { recordedFile } from "./recorded.ts";

/** A text is parsed once in each tree to be judged, and once more for the places of what is found in it: nothing of the parser is kept. */

vi.mock(import("../../src/yaml/yaml-parser.ts"), { spy: true });
vi.mock(import("../../src/yaml/json-parser.ts"), { spy: true });

const PROD: Files = recordedFile("prod", {
  "routes.example.com": live({ versions: "v1* v1beta1!" }, ["v1beta1", "v1"]),
});
const fine = crd({ versions: "v1* v1beta1!" });
const broken = crd({ versions: "v1*" });

beforeEach(() => {
  vi.mocked(parseYaml).mockClear();
  vi.mocked(parseJson).mockClear();
});

/** How often the texts of these files were parsed, and how often others: what is put into a file to try it. */
function parses(base: Files, head: Files) {
  const { findings } = judged({ ...PROD, ...base }, { ...PROD, ...head });
  const texts = [...vi.mocked(parseYaml).mock.calls, ...vi.mocked(parseJson).mock.calls].map(([text]) => text);
  const times = (files: Files) => Object.values(files).map((file) => texts.filter((text) => text === file).length);
  const known = new Set<unknown>([...Object.values(base), ...Object.values(head), ...Object.values(PROD)]);
  return {
    findings: findings.map(({ rule, state }) => `${rule} ${state}`),
    base: times(base),
    head: times(head),
    others: texts.filter((text) => !known.has(text)).length,
  };
}

it.each([
  ["YAML", dump, 3],
  ["JSON", (value: unknown) => `${JSON.stringify(value, null, 2)}\n`, 0],
] as const)("parses a %s file with a new finding twice in the base and twice in the change", (_, text, others) => {
  // In YAML: the versions to keep, and each place for them tried.
  expect(parses({ "w.yaml": text(fine) }, { "w.yaml": text(broken) })).toEqual({
    findings: ["stored-version-removed introduced"],
    base: [2],
    head: [2],
    others,
  });
});
