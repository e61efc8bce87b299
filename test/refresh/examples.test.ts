import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { load, loadAll } from "js-yaml";
import { describe, expect, it } from "vitest";
import { isObject, type JsonValue, member } from "../../src/base/json.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { actionDefaults } from "./runner.ts";

const EXAMPLES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../examples");
const files = fs.readdirSync(path.join(EXAMPLES, "workflows")).filter((name) => name.startsWith("refresh-"));

describe("what the examples ask for", () => {
  const read = (file: string): JsonValue =>
    JSON.parse(JSON.stringify(load(fs.readFileSync(path.join(EXAMPLES, "workflows", file), "utf8"))));

  it.each(files)("%s: no permission for the whole workflow, and inputs that refresh/action.yml has", (file) => {
    const workflow = read(file);
    expect(member(workflow, "permissions")).toEqual({});
    const jobs = member(workflow, "jobs");
    const steps = Object.values(isObject(jobs) ? jobs : {}).flatMap((job) => {
      const own = member(job, "steps");
      return Array.isArray(own) ? own : [];
    });
    const given = steps
      .filter((step) => member(step, "uses") === "crd-upgrade-guard/crd-upgrade-guard/refresh@v0")
      .flatMap((step) => Object.keys(Object(member(step, "with"))));
    expect(given.filter((name) => !Object.hasOwn(actionDefaults(), name))).toEqual([]);
    expect(given.length).toBeGreaterThan(0);
  });

  it("the role reads CRDs and nothing else", () => {
    const documents = loadAll(fs.readFileSync(path.join(EXAMPLES, "rbac/crd-reader.yaml"), "utf8"));
    const [role] = JSON.parse(JSON.stringify(documents));
    expect(member(role, "rules")).toEqual([
      { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: ["get", "list"] },
    ]);
  });
});

it.skipIf(tool("actionlint") === undefined)(`actionlint finds nothing${skippedWithout("actionlint")}`, () => {
  const paths = files.map((name) => path.join(EXAMPLES, "workflows", name));
  const run = spawnSync(tool("actionlint") ?? "", ["-no-color", ...paths], { encoding: "utf8" });
  expect([run.status, run.stdout]).toEqual([0, ""]);
});
