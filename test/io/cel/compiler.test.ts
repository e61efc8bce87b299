import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { CelObjectQuestion, CelQuestion } from "../../../src/crd/cel-compiler.ts";
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

function objectQuestion(rule: string, n: number, more: Partial<CelObjectQuestion> = {}): CelObjectQuestion {
  const { schema, minor, newMinor } = question(rule);
  const object = JSON.stringify({ spec: { n } });
  return { schema, object, oldObject: null, minor, newMinor, ratchets: false, ...more };
}

/** What the type checker takes minutes for. */
const HOSTILE = `${"[".repeat(245)}${"]".repeat(245)} == []`;
/** In the place of the thread that is watched: it is loaded, notes what it is asked, and answers but for what is slow. */
const NOTING = watched(`const { receiveMessageOnPort, workerData } = require("node:worker_threads");
const fs = require("node:fs");
const { port, counters, wasm } = workerData;
const say = (message) => {
  port.postMessage(message);
  Atomics.add(counters, 1, 1);
  Atomics.notify(counters, 1);
};
say({ loaded: true });
for (let taken = 0; ; taken++) {
  Atomics.wait(counters, 0, taken);
  const { schema, minor } = JSON.parse(receiveMessageOnPort(port).message);
  const text = JSON.stringify(schema);
  const what = text.includes("slow") ? "slow" : text.includes("quick") ? "quick" : "its own";
  fs.appendFileSync(wasm, what + " " + minor + "\\n");
  if (text.includes("exit")) process.exit(3);
  for (const hog = []; text.includes("greedy"); ) hog.push(Array.from({ length: 100_000 }, () => ({})));
  if (what !== "slow") say({ line: '{"errors":[]}\\n' });
}
`);

function watched(source: string): string {
  const real = JSON.stringify(path.join(CEL_FOLDER, "cel.cjs"));
  return `if (require("node:worker_threads").workerData.watched) require(${real});\nelse {\n${source}}\n`;
}

/** Time enough for all. */
const LONG = { load: 600_000, start: 600_000, schema: 600_000, all: 3_600_000 };
/** (module (func (export "_start") unreachable) (memory (export "memory") 1)) */
const OTHER = [
  "0061736d01000000",
  "010401600000",
  "03020100",
  "0503010001",
  "071302066d656d6f72790200065f73746172740000",
  "0a05010300000b",
];
const COMPILED = { kind: "answered", errors: [] };

describe("the compiler of CEL rules", () => {
  const cel = patientCompiler();

  it("has the server's words, place and value", () => {
    const value =
      '{"Rule":"self.m \\u003e 0","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}';
    expect(cel.compile(question("self.n > 0"))).toEqual(COMPILED);
    expect(cel.compile(question("self.m > 0"))).toEqual({
      kind: "answered",
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

  it("runs rules on an object, and prints what the server of the question prints", () => {
    const detail = "failed rule: self.n > 0";
    const older = { minor: 34, newMinor: 33 };
    const failed = { type: "FieldValueInvalid", field: "spec", detail };
    expect(cel.evaluate(objectQuestion("self.n > 0", 1))).toEqual(COMPILED);
    expect(cel.evaluate(objectQuestion("self.n > 0", 0))).toEqual({ kind: "answered", errors: [failed] });
    expect(cel.evaluate(objectQuestion("self.n > 0", 0, older))).toEqual({
      kind: "answered",
      errors: [{ ...failed, value: '"object"' }],
    });
    // The first server again, whose programs are remembered.
    expect(cel.evaluate(objectQuestion("self.n > 0", -1))).toEqual({ kind: "answered", errors: [failed] });
  });

  it("compares an object with what it replaces, whose faults may stay", () => {
    const oldObject = '{"spec":{"n":0}}';
    const failed = { type: "FieldValueInvalid", field: "spec", detail: "failed rule: self.n > oldSelf.n" };
    expect(cel.evaluate(objectQuestion("self.n > oldSelf.n", 0, { oldObject }))).toEqual({
      kind: "answered",
      errors: [failed],
    });
    expect(cel.evaluate(objectQuestion("self.n > 0", 0, { oldObject, ratchets: true }))).toEqual(COMPILED);
    expect(cel.evaluate(objectQuestion("self.n > 0", 0, { oldObject }))).toMatchObject({ errors: [{ field: "spec" }] });
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
    expect(answer.kind === "answered" && answer.errors.map(({ detail }) => detail.split(":")[0])).toEqual(found);
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
      expect(absent.evaluate(objectQuestion("true", 1))).toEqual({ kind: "unknown", reason: null });
      expect(absent.problem()).toBe(
        "CEL rules that clusters do not have yet were not compiled, and CEL rules were not run on objects: " +
          "`cel.wasm.br` is not beside the program.",
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
      const broken = celCompiler(root, LONG);
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
    const busy = celCompiler(CEL_FOLDER, { ...LONG, schema: 2_000 });
    const late = { kind: "unknown", reason: "they take more than 2 s to compile" };
    // The first that it is asked, and after it one more.
    expect(busy.compile(question(HOSTILE))).toEqual(late);
    expect(busy.compile(question(`true && ${HOSTILE}`))).toEqual(late);
    expect(busy.compile(question("self.n > 1"))).toEqual(COMPILED);
    expect(busy.compile(question("self.m > 1"))).toMatchObject({ errors: [{ type: "FieldValueInvalid" }] });
    expect(busy.problem()).toBeNull();
  });

  it("gives up an object whose rules take too long, and others of its schema", () => {
    const busy = celCompiler(CEL_FOLDER, { ...LONG, schema: 2_000 });
    const late = { kind: "unknown", reason: "they take more than 2 s to run" };
    const object = objectQuestion(HOSTILE, 1);
    expect(busy.evaluate(object)).toEqual(late);
    expect(busy.evaluate({ ...object, object: '{"spec":{"n":2}}' })).toEqual(late);
    expect(busy.evaluate(objectQuestion("self.n > 0", 1))).toEqual(COMPILED);
    expect(busy.problem()).toBeNull();
  });

  it("gives up once where all take too long", () => {
    const busy = celCompiler(CEL_FOLDER, { ...LONG, all: 1_000 });
    const late = { kind: "unknown", reason: "all of them take more than 1 s to compile" };
    expect(busy.compile(question(HOSTILE))).toEqual(late);
    expect(busy.compile(question("self.n > 1"))).toEqual(late);
    expect(busy.problem()).toBe(
      "CEL rules that clusters do not have yet were not all compiled: all of them take more than 1 s.",
    );
  });

  it("has started when a question of its own is answered, and tries nothing slow again", () => {
    const { root, remove } = workspace({ "cel.cjs": NOTING, "cel.wasm.br": "" });
    try {
      const noting = celCompiler(root, { ...LONG, schema: 2_000 });
      const late = { kind: "unknown", reason: "they take more than 2 s to compile" };
      expect(noting.compile(question("'slow'"))).toEqual(late);
      // On another server, and in another place of the CRD.
      expect(noting.compile(question("'slow'", { minor: 34 }))).toEqual(late);
      expect(noting.compile(question("'slow'", { field: `spec.versions[0].schema` }))).toEqual(late);
      expect(noting.compile(question("'quick'", { minor: 34 }))).toEqual(COMPILED);
      expect(noting.compile(question("'quick'"))).toEqual(COMPILED);
      expect(fs.readFileSync(path.join(root, "cel.wasm.br"), "utf8")).toBe(
        ["its own 37", "slow 37", "its own 34", "quick 34", "quick 37", ""].join("\n"),
      );
    } finally {
      remove();
    }
  });

  it.each([
    ["is silent", "", { load: 100 }, "(`cel.cjs` says nothing within 0.1 s)"],
    ["does not answer", NOTING.replace('!== "slow"', '=== "quick"'), { start: 100 }, "within 0.1 s"],
    ["answers something else", NOTING.replace("errors", "faults"), {}, "(the compiler's answer cannot be read)"],
    ["dies at once", watched("process.exit(3);"), {}, "(it died: it ended with 3)"],
    [
      "dies of the first question",
      NOTING.replace("fs.append", "process.exit(4); fs.append"),
      {},
      "(it died: it ended with 4)",
    ],
  ])("says what is wrong where its thread %s", (_name, source, limits, words) => {
    const { root, remove } = workspace({ "cel.cjs": source, "cel.wasm.br": "" });
    try {
      const broken = celCompiler(root, { ...LONG, ...limits });
      expect(broken.compile(question("true"))).toEqual({ kind: "unknown", reason: null });
      expect(broken.compile(question("'quick'"))).toEqual({ kind: "unknown", reason: null });
      expect(broken.problem()).toBe(
        `CEL rules that clusters do not have yet were not compiled: the compiler does not start ${words}.`,
      );
    } finally {
      remove();
    }
  });

  it("says where the program ends, also of the first that it is asked, and starts it anew", () => {
    const one = patientCompiler();
    const ended = { kind: "unknown", reason: expect.stringContaining("the compiler ended: no question: ") };
    expect(one.compile({ ...question("true"), schema: "{" })).toEqual(ended);
    expect(one.compile({ ...question("true"), schema: "[" })).toEqual(ended);
    expect(one.compile(question("self.n > 1"))).toEqual(COMPILED);
    expect(one.problem()).toBeNull();
  });

  it.each([
    ["that ends", "exit", "it ended with 3"],
    ["out of memory", "greedy", "Worker terminated due to reaching memory limit: JS heap out of memory"],
  ])("says that its thread died, and starts it anew: %s", (_name, rule, why) => {
    const { root, remove } = workspace({ "cel.cjs": NOTING, "cel.wasm.br": "" });
    try {
      const dying = celCompiler(root, LONG);
      const died = { kind: "unknown", reason: `the compiler died: ${why}` };
      expect(dying.compile(question("'quick'"))).toEqual(COMPILED);
      expect(dying.compile(question(`'${rule}'`))).toEqual(died);
      expect(dying.compile(question(`'${rule}'`, { minor: 34 }))).toEqual(died);
      expect(dying.compile(question("'quick' == 'quick'"))).toEqual(COMPILED);
      expect(dying.problem()).toBeNull();
    } finally {
      remove();
    }
  });

  it("keeps no process alive", () => {
    const source = path.join(import.meta.dirname, "../../../src/io/cel/compiler.ts");
    const { root, remove } = workspace({
      "run.ts": `import { celCompiler } from ${JSON.stringify(source)};
        const limits = ${JSON.stringify(LONG)};
        const answer = celCompiler(${JSON.stringify(CEL_FOLDER)}, limits).compile(${JSON.stringify(question("true"))});
        console.log(answer.kind);`,
    });
    try {
      const esbuild = path.resolve(import.meta.dirname, "../../../node_modules/.bin/esbuild");
      const args = ["run.ts", "--bundle", "--platform=node", "--format=cjs", "--outfile=run.cjs", "--log-level=error"];
      spawnSync(esbuild, args, { cwd: root });
      const { status, stdout, stderr } = spawnSync(process.execPath, ["run.cjs"], { cwd: root, encoding: "utf8" });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "answered\n", stderr: "" });
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
