import fs from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { bundleFile, runBundle, workspace } from "./bundle.ts";

describe("migrate, as it is built", () => {
  const { root, remove } = workspace({});
  afterAll(remove);
  const migrate = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runBundle("cli.cjs", ["migrate", ...args], { cwd: root, env });

  it("is in no bundle of an action: what reads clusters there cannot write to one", () => {
    const writes = "application/json-patch+json";
    expect(fs.readFileSync(bundleFile("migration.cjs"), "utf8")).toContain(writes);
    for (const bundle of [
      "check.cjs",
      "cli.cjs",
      "cluster.cjs",
      "fetch.cjs",
      "fetching.cjs",
      "github.cjs",
      "refresh.cjs",
      "report.cjs",
    ] as const)
      expect(fs.readFileSync(bundleFile(bundle), "utf8")).not.toContain(writes);
  });

  it("does not run in a workflow", () => {
    expect(migrate(["lanes.example.com", "--context", "prod", "--yes"], { GITHUB_ACTIONS: "true" })).toEqual({
      status: 2,
      stdout: "",
      stderr:
        "error: `migrate` writes to a cluster with a person's own rights, and does not run in a GitHub workflow. Run it from a terminal.\n",
    });
  });

  it("names no cluster by itself", () => {
    const run = migrate(["lanes.example.com"]);
    expect([run.status, run.stderr.split("\n")[0]]).toEqual([
      2,
      "error: required option '--context <name>' not specified",
    ]);
    expect(migrate(["lanes.example.com", "--context", ""])).toEqual({
      status: 2,
      stdout: "",
      stderr: "error: --context is empty: name the context of the cluster that is meant.\n",
    });
  });

  it.each(["0", "-1", "x", "1e3", "100000"])("takes no --qps of %s", (qps) => {
    const run = migrate(["lanes.example.com", "--context", "prod", "--qps", qps]);
    expect([run.status, run.stderr.split("\n")[0]]).toEqual([
      2,
      `error: option '--qps <n>' argument '${qps}' is invalid. It takes a number above 0: 20, or 0.5 for one request in two seconds.`,
    ]);
  });

  it("says what is wrong with a kubeconfig", () => {
    expect(migrate(["lanes.example.com", "--context", "prod", "--kubeconfig", "none"])).toEqual({
      status: 2,
      stdout: "",
      stderr: "error: The kubeconfig none does not exist. Give the path of a kubeconfig that this user may read.\n",
    });
  });
});
