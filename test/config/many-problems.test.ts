import { expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";

const load = (text: string) => loadConfig("config.yaml", new TextEncoder().encode(text), []);
const problemsOf = (reading: ReturnType<typeof load>) => (reading.ok ? [] : reading.problems);
const MANY = 11_000;
const many = (line: (index: number) => string) => Array.from({ length: MANY }, (_, index) => line(index)).join("");

it.each([
  ["unknown keys", many((index) => `key${index}: 1\n`)],
  ["rules that do not exist", `rules:\n${many((index) => `  a${index}: error\n`)}`],
  ["patterns that cost too much", `rendered:\n${many(() => '- "{1..9999}"\n')}`],
])("tells the first 100 %s, and how many there are more", (_, text) => {
  const problems = problemsOf(load(text));
  expect(problems.length).toBe(101);
  expect(problems.at(-1)).toMatchObject({
    path: "config.yaml",
    message: "There are 10900 more problems from here on.",
    remedy: "Mend those that are named first.",
  });
});

it.each(["helm", "kustomize", "targets", "waivers"])("takes no list of more than 2,000 %s", (key) => {
  expect(problemsOf(load(`${key}:\n${"- {}\n".repeat(2_001)}`))).toEqual([
    {
      path: "config.yaml",
      line: 2_002,
      column: 3,
      message: `\`${key}\` has 2001 entries; 2000 is the most.`,
      remedy: "Say more with fewer entries: they take patterns.",
    },
  ]);
});
