import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { dumpOf } from "../refresh/world.ts";
import { SNAPSHOT } from "./bad-input.ts";
import { type RunBundleOptions, runBundle, workspace } from "./bundle.ts";

function manifest(rule: string | null): string {
  const rules: JsonObject = rule === null ? {} : { "x-kubernetes-validations": [{ rule }] };
  const spec = { type: "object", properties: { n: { type: "integer" } }, ...rules };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  return dump({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "routes.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "routes", kind: "Route" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  });
}

/** What is said of the CRD, and the notices about its rules. */
function checked(rule: string | null, options: Pick<RunBundleOptions, "withoutCompiler"> = {}) {
  const prod = ".github/crd-upgrade-guard/clusters/prod.json";
  const { root, remove } = workspace({ "crd.yaml": manifest(rule), [prod]: SNAPSHOT });
  try {
    const { status, stdout } = runBundle("cli.cjs", ["check", "--format", "json"], { cwd: root, ...options });
    const { predictions, notices } = JSON.parse(stdout);
    const [{ outcome, errors, undecided }] = predictions;
    return {
      status,
      outcome,
      errors: errors.map(({ detail }: { detail: string }) => detail.split("\n")[0]),
      undecided: undecided.map(({ reason }: { reason: string }) => reason),
      notices: notices.filter((text: string) => text.includes("CEL")),
    };
  } finally {
    remove();
  }
}

const NOBODY = "CEL rules that clusters do not have yet were not compiled: `cel.wasm.br` is not beside the program.";
const TAKEN = { status: 0, outcome: "accepted", errors: [], undecided: [], notices: [] };

describe("a bundle and its compiler of CEL rules", () => {
  it("decides what is new", () => {
    expect(checked("self.n > 1")).toEqual(TAKEN);
    expect(checked("self.m > 1")).toEqual({
      ...TAKEN,
      status: 1,
      outcome: "rejected",
      errors: ["compilation failed: ERROR: <input>:1:5: undefined field 'm'"],
    });
  });

  it("does not look for it where nothing is new", () => {
    expect(checked(null, { withoutCompiler: true })).toEqual(TAKEN);
  });

  it("says so once where it is not there", () => {
    expect(checked("self.n > 1", { withoutCompiler: true })).toEqual({
      ...TAKEN,
      outcome: "undecided",
      undecided: [
        "the snapshot does not tell which of 1 CEL rule the cluster has taken already; one that is recorded anew does",
      ],
      notices: [NOBODY],
    });
  });

  it.each([
    ["records a cluster", []],
    ["compares one with what is recorded", ["--diff"]],
  ])("says so once where a snapshot %s", (_name, args) => {
    const list = dumpOf(["v1"]);
    const files = { ".git/HEAD": "ref: refs/heads/main\n", "crd.yaml": manifest("self.n > 1"), "dump.json": list };
    const { root, remove } = workspace(files);
    try {
      const given = [
        "snapshot",
        "--cluster",
        "prod",
        "--from-dump",
        "dump.json",
        "--server-version",
        "v1.37.0",
        ...args,
      ];
      const { status, stderr } = runBundle("cli.cjs", given, { cwd: root, withoutCompiler: true });
      expect([status, stderr]).toEqual([0, `warning: ${NOBODY}\n`]);
      expect(runBundle("cli.cjs", given, { cwd: root }).stderr).toBe("");
    } finally {
      remove();
    }
  });
});
