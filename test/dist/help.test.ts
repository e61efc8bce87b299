import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../../src/entry/command-line.ts";
import { runBundle, workspace } from "./bundle.ts";

/** What the help of each command shows, held against the command line itself. */
const folder = workspace({});
afterAll(folder.remove);

const COMMANDS = commandLine().commands.map((command) => command.name());

function helpOf(command: string): string {
  const { status, stdout, stderr } = runBundle("cli.cjs", [command, "--help"], { cwd: folder.root });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

/** The lines of a section of a help text. */
function section(help: string, title: string): readonly string[] {
  const lines = help.split("\n");
  const start = lines.indexOf(title);
  if (start < 0) return [];
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("  "));
  return lines.slice(start + 1, end < 0 ? lines.length : end);
}

/** The arguments that a shell gives the command of an example: quotes, pipes, redirections and `<(...)` are all that ours have. */
function argumentsIn(example: string): readonly string[] {
  const call = /(?:^|[|(] ?)crd-upgrade-guard ([^>|)]*)/.exec(example)?.[1];
  if (call === undefined) throw new Error(`no call of the program in: ${example}`);
  return [...call.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, ...words]) => words.find((word) => word !== undefined) ?? "",
  );
}

/** Which command takes these arguments, whatever it would do then. */
function takenBy(args: readonly string[]): string {
  const taken: string[] = [];
  const program = commandLine().configureOutput({ writeErr: () => {} });
  for (const command of program.commands) {
    command.configureOutput({ writeErr: () => {} }).action(() => {
      taken.push(command.name());
    });
  }
  program.parse([...args], { from: "user" });
  return taken.join();
}

describe.each(COMMANDS)("%s --help", (name) => {
  const help = helpOf(name);

  it("shows one to three examples that the command takes", () => {
    const examples = section(help, "Examples:").map((line) => line.trim());
    expect(examples.length).toBeGreaterThanOrEqual(1);
    expect(examples.length).toBeLessThanOrEqual(3);
    expect(examples.map((example) => takenBy(argumentsIn(example)))).toEqual(examples.map(() => name));
  });

  it("says its exit codes, and names variables that are read somewhere", () => {
    expect(help).toMatch(/^Exit codes: 0\b/m);
    const variables =
      section(help, "Environment:")
        .join("\n")
        .match(/\b[A-Z][A-Z_]+\b/g) ?? [];
    expect(variables.filter((variable) => !sources().includes(variable))).toEqual([]);
  });
});

it("names every variable of the environment by which the base of a change is found", () => {
  const read = fs.readFileSync(fileURLToPath(new URL("../../src/entry/ci-base.ts", import.meta.url)), "utf8");
  const named = [...read.matchAll(/(?:commits|branch): \[?([^\]}]+)/g)].flatMap(
    ([, list = ""]) => list.match(/[A-Z_]{6,}/g) ?? [],
  );
  expect(named).toHaveLength(5);
  const check = section(helpOf("check"), "Environment:").join("\n");
  expect(named.filter((variable) => !check.includes(variable))).toEqual([]);
});

it("shows examples of the whole program that it takes", () => {
  const { stdout } = runBundle("cli.cjs", ["--help"], { cwd: folder.root });
  const examples = section(stdout, "Examples:");
  expect(examples.map((example) => takenBy(argumentsIn(example.trim())))).toEqual(
    expect.arrayContaining(["init", "snapshot", "check", "explain"]),
  );
});

it("knows an example with an option that is not there", () => {
  expect(() => takenBy(argumentsIn("crd-upgrade-guard check --nothing"))).toThrow(/unknown option '--nothing'/);
});

let text: string | undefined;

/** All that may read the environment. */
function sources(): string {
  const root = fileURLToPath(new URL("../../src/", import.meta.url));
  text ??= ["entry", "io"]
    .flatMap((room) =>
      fs
        .readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
        .map((file) => path.join(root, room, file)),
    )
    .filter((file) => file.endsWith(".ts") && path.basename(file) !== "help.ts")
    .map((file) => fs.readFileSync(file, "utf8"))
    .join("\n");
  return text;
}
