import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { CelQuestion } from "../../../src/crd/cel-compiler.ts";
import { celCompiler } from "../../../src/io/cel/compiler.ts";
import { CEL_FOLDER, patientCompiler } from "../../cel-compiler.ts";
import { workspace } from "../../dist/bundle.ts";

const STRICT = { invalidTypes: false, unprunedDefaults: false, nonAtomicSets: false, invalidMapKeys: false };
const ROOT = "spec.validation.openAPIV3Schema";

function question(rule: string, more: Partial<CelQuestion> = {}): CelQuestion {
  const spec = { type: "object", properties: { n: { type: "integer" } }, "x-kubernetes-validations": [{ rule }] };
  return {
    schema: JSON.stringify({ type: "object", properties: { spec } }),
    field: ROOT,
    minor: 37,
    newMinor: 36,
    allows: STRICT,
    liveRules: [],
    liveMessages: [],
    ...more,
  };
}

/** What the type checker takes minutes for. */
const HOSTILE = `${"[".repeat(245)}${"]".repeat(245)} == []`;
/** (module (func (export "_start") unreachable) (memory (export "memory") 1)) */
const OTHER = [
  "0061736d01000000",
  "010401600000",
  "03020100",
  "0503010001",
  "071302066d656d6f72790200065f73746172740000",
  "0a05010300000b",
];
const COMPILED = { kind: "compiled", errors: [] };

describe("the compiler of CEL rules", () => {
  const cel = patientCompiler();

  it("has the server's words, place and value", () => {
    const value =
      '{"Rule":"self.m \\u003e 0","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}';
    expect(cel.compile(question("self.n > 0"))).toEqual(COMPILED);
    expect(cel.compile(question("self.m > 0"))).toEqual({
      kind: "compiled",
      errors: [
        {
          type: "FieldValueInvalid",
          field: `${ROOT}.properties[spec].x-kubernetes-validations[0].rule`,
          detail: "compilation failed: ERROR: <input>:1:5: undefined field 'm'\n | self.m > 0\n | ....^",
          value,
        },
      ],
    });
  });

  it("says the same each time, also where the server prints a name that it makes of the time", () => {
    const [first, second] = [patientCompiler(), cel].map((one) => one.compile(question("self == 1")));
    expect(first).toEqual(second);
    expect(first).toMatchObject({
      errors: [{ detail: expect.stringContaining("applied to '(selfType0, int)'") }],
    });
  });

  it.each([
    ["what came later is unknown", 29, 28, false, ["compilation failed"]],
    ["what the server knows is not taken where it is new", 30, 29, false, ["compilation failed"]],
    ["what the server knows is taken where it is live", 30, 29, true, []],
    ["what the version before knows is taken", 31, 30, false, []],
  ])("goes by the server's version: %s", (_name, minor, newMinor, isLive, found) => {
    const rule = "isIP('10.0.0.1') && self.n > 0";
    const answer = cel.compile(question(rule, { minor, newMinor, liveRules: isLive ? [rule] : [] }));
    expect(answer.kind === "compiled" && answer.errors.map(({ detail }) => detail.split(":")[0])).toEqual(found);
  });

  it("is nowhere where a file is missing, and says so once", () => {
    const { root, remove } = workspace({ "cel.cjs": "" });
    try {
      const absent = celCompiler(root);
      expect(absent.problem()).toBeNull();
      expect(absent.compile(question("true"))).toEqual({ kind: "unknown", reason: null });
      expect(absent.problem()).toBe(
        "CEL rules that clusters do not have yet were not compiled: `cel.wasm.br` is not beside the program.",
      );
    } finally {
      remove();
    }
  });

  it.each<[string, (root: string) => void, string]>([
    ["broken", (root) => fs.writeFileSync(path.join(root, "cel.wasm.br"), "x"), "unexpected end of file"],
    [
      "another program",
      (root) =>
        fs.writeFileSync(path.join(root, "cel.wasm.br"), brotliCompressSync(Buffer.from(OTHER.join(""), "hex"))),
      "unreachable",
    ],
  ])("says what is wrong where its file is %s", (_name, spoil, words) => {
    const { root, remove } = workspace({});
    try {
      fs.copyFileSync(path.join(CEL_FOLDER, "cel.cjs"), path.join(root, "cel.cjs"));
      spoil(root);
      const broken = celCompiler(root, { start: 600_000, schema: 600_000, all: 600_000 });
      expect(broken.compile(question("true"))).toEqual({ kind: "unknown", reason: null });
      expect(broken.problem()).toContain(
        "CEL rules that clusters do not have yet were not compiled: the compiler does not start (",
      );
      expect(broken.problem()).toContain(words);
    } finally {
      remove();
    }
  });

  it("gives up what takes too long, and goes on with the next", () => {
    const busy = celCompiler(CEL_FOLDER, { start: 600_000, schema: 2_000, all: 3_600_000 });
    const late = { kind: "unknown", reason: "they take more than 2 s to compile" };
    expect(busy.compile(question(HOSTILE))).toEqual(late);
    // Remembered: it is not tried again.
    expect(busy.compile(question(HOSTILE))).toEqual(late);
    expect(busy.compile(question("self.n > 1"))).toEqual(COMPILED);
    expect(busy.problem()).toBeNull();
  });

  it("gives up where all take too long", () => {
    const busy = celCompiler(CEL_FOLDER, { start: 600_000, schema: 600_000, all: 0 });
    expect(busy.compile(question("true"))).toEqual(COMPILED);
    expect(busy.compile(question("self.n > 1"))).toEqual({
      kind: "unknown",
      reason: "all of them take more than 0 s to compile",
    });
  });

  it("says where the program ends, and starts it anew", () => {
    const one = patientCompiler();
    expect(one.compile(question("true"))).toEqual(COMPILED);
    expect(one.compile({ ...question("true"), schema: "{" })).toEqual({
      kind: "unknown",
      reason: expect.stringContaining("the compiler ended: no question: "),
    });
    expect(one.compile(question("self.n > 1"))).toEqual(COMPILED);
  });

  it("keeps no process alive", () => {
    const source = path.join(import.meta.dirname, "../../../src/io/cel/compiler.ts");
    const { root, remove } = workspace({
      "run.ts": `import { celCompiler } from ${JSON.stringify(source)};
        const limits = { start: 600000, schema: 600000, all: 600000 };
        const answer = celCompiler(${JSON.stringify(CEL_FOLDER)}, limits).compile(${JSON.stringify(question("true"))});
        console.log(answer.kind);`,
    });
    try {
      const esbuild = path.resolve(import.meta.dirname, "../../../node_modules/.bin/esbuild");
      const args = ["run.ts", "--bundle", "--platform=node", "--format=cjs", "--outfile=run.cjs", "--log-level=error"];
      spawnSync(esbuild, args, { cwd: root });
      const { status, stdout, stderr } = spawnSync(process.execPath, ["run.cjs"], { cwd: root, encoding: "utf8" });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "compiled\n", stderr: "" });
    } finally {
      remove();
    }
  });

  it("has a limit to its memory", () => {
    const program = new WebAssembly.Module(brotliDecompressSync(fs.readFileSync(path.join(CEL_FOLDER, "cel.wasm.br"))));
    const nothing = Object.fromEntries(WebAssembly.Module.imports(program).map(({ name }) => [name, () => 0]));
    const { memory } = new WebAssembly.Instance(program, { wasi_snapshot_preview1: nothing }).exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error("there is no memory");
    expect(() => Reflect.apply(Reflect.get(memory, "grow"), memory, [8192])).toThrow(RangeError);
  });
});
