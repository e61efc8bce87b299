import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { skippedWithoutData, wholeData } from "../data.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { runBundle, workspace } from "./bundle.ts";

/** Public upgrade failures, rebuilt small, and what is said of each: severity, rule, cause and file. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "07-int32-range-after-1.36": [
    "error object-invalid changed peers/tor.yaml",
    "warning integer-bounds-unreachable refused crds/bgppeers.yaml",
  ],
  "12-helm-adopts-unowned-crd": ["error helm-ownership-refused unowned charts/op/templates/crd.yaml"],
  "13-helm-templates-to-crds-deletes": ["error crd-deleted-by-helm moved charts/lws/crds/lws.yaml"],
  "13c-templates-to-crds-no-config": ["error crd-deleted-by-helm moved charts/lws/crds/lws.yaml"],
  "14-helm-crds-never-upgraded": ["error helm-crds-directory not-applied charts/lbc/Chart.yaml"],
  "14b-same-default-crds-applied": [
    "info helm-crds-directory folder charts/lbc/Chart.yaml",
    "info storage-version-not-burned-in  charts/lbc/crds/tg.yaml",
  ],
  "19-conversion-webhook-wrong-namespace": [
    "warning conversion-unreachable elsewhere crds/nodeclaims.yaml",
    "info storage-version-not-burned-in  crds/nodeclaims.yaml",
  ],
  "22-old-version-hollowed-out": [
    "error stored-objects-emptied everything crds/standalones.yaml",
    "info storage-version-not-burned-in  crds/standalones.yaml",
  ],
  "26-crd-terminating": ["error crd-terminating updated crds/projects.yaml"],
  "27-managedfields-at-removed-version": ["info served-version-removed not-counted crds/ks.yaml"],
  "28-cel-cost-and-compile": ["error server-rejects  crds/pipelines.yaml"],
  "33-cr-in-tree-violates-new-schema": ["warning object-invalid kept apps/kueue.yaml"],
};

const CASES = wholeData("field-cases");
const helm = tool("helm3");
const skipped = skippedWithoutData("field-cases") || skippedWithout("helm3");
const TOOLS = toolFolder({ helm: "helm3" });

describe.skipIf(helm === undefined || !fs.existsSync(CASES))(`public upgrade failures${skipped}`, () => {
  it.each(Object.entries(SAID))(
    "%s",
    (name, said) => {
      const head = filesBelow(path.join(CASES, name, "repo"));
      const base = filesBelow(path.join(CASES, name, "base"));
      const hasBase = Object.keys(base).length > 0;
      const guard = Object.fromEntries(Object.entries(head).filter(([file]) => file.startsWith(".github/")));
      const { root, remove } = workspace(hasBase ? { ...guard, ...base } : head);
      const git = (...args: readonly string[]) =>
        execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: root });
      try {
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-q", "-m", "base");
        if (hasBase) {
          git("rm", "-rq", ".");
          for (const [file, bytes] of Object.entries(head)) {
            fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
            fs.writeFileSync(path.join(root, file), bytes);
          }
          git("add", ".");
        }
        const env = { PATH: `${TOOLS}${path.delimiter}${process.env.PATH ?? ""}` };
        const args = ["check", ...(hasBase ? ["--base", "main"] : []), "--format", "json"];
        const { findings }: Report = JSON.parse(runBundle("cli.cjs", args, { cwd: root, env }).stdout);
        // The age of a snapshot is the clock's.
        const shown = findings.filter(({ rule }) => rule !== "snapshot-stale");
        expect(shown.map((one) => `${one.severity} ${one.rule} ${one.cause ?? ""} ${one.location.path}`)).toEqual(said);
      } finally {
        remove();
      }
    },
    60_000,
  );
});

function filesBelow(folder: string): Record<string, Uint8Array> {
  if (!fs.existsSync(folder)) return {};
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(folder, file))]));
}
