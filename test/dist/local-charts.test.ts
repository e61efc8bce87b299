import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { validateReport } from "../../src/schemas/validators.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { repository } from "../git/repository.ts";
import { live } from "../rules/evaluated.ts";
import { toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { runBundle } from "./bundle.ts";

/** An Application over a chart of the repository that makes Applications, as it is built: nothing of it passes silently. */

const OWNED = { helmRelease: "kafka/kafka" };
const KAFKAS = live({ versions: "v1 v1beta2*", name: "kafkas.example.com", kind: "Kafka" }, ["v1beta2"]);
const FILES = {
  ".github/crd-upgrade-guard/clusters/prod.json": writeSnapshot({
    formatVersion: 1,
    cluster: "prod",
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.33.1",
    capturedAt: null,
    complete: true,
    apis: [],
    crds: { "kafkas.example.com": { ...KAFKAS, owners: OWNED } },
  }),
  "argo/root.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: root, namespace: argocd}
spec:
  source:
    repoURL: https://github.com/owner/fleet.git
    path: apps
    targetRevision: HEAD
  destination: {name: prod, namespace: argocd}
`,
  "apps/Chart.yaml": "apiVersion: v2\nname: apps\nversion: 1.0.0\n",
  "apps/values.yaml": "kafka: 0.51.0\n",
  "apps/templates/kafka.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: kafka, namespace: argocd}
spec:
  source:
    repoURL: https://charts.example.com
    chart: kafka-operator
    targetRevision: {{ .Values.kafka }}
  destination: {name: prod, namespace: kafka}
`,
};

/** A folder for PATH with git, and the helm that is named. */
function onPath(helm: "helm4" | null): string {
  const folder = toolFolder(helm === null ? {} : { helm });
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  fs.symlinkSync(git, path.join(folder, "git"));
  return folder;
}

const here = repository();
afterAll(here.remove);
here.git("remote", "add", "origin", "git@github.com:owner/fleet");
here.commit(FILES);
here.git("checkout", "-q", "-b", "bump");
here.commit({ "apps/values.yaml": "kafka: 1.0.0\n" });

function run(command: readonly string[], PATH: string): readonly [number | null, string] {
  const { status, stdout, stderr } = runBundle("cli.cjs", command, { cwd: here.root, env: { PATH } });
  return [status, stdout + stderr];
}

const CHECK = ["check", "--base", "main"];
const GATE = ["gate"];

describe.skipIf(tool("helm4") === undefined)(`with helm${skippedWithout("helm4")}`, () => {
  const PATH = onPath("helm4");

  it("tells of what the raised value raises", () => {
    expect(run(CHECK, PATH)).toMatchInlineSnapshot(`
      [
        0,
        "⚠️ nothing compared: 1 of 2 sources was not compared; no CRDs were found

      ⚠ argo/root.yaml:8:5  source-not-compared (not-fetched)
        Application \`kafka\` (0.51.0 -> 1.0.0) from kafka-operator of https://charts.example.com, out of
        Application \`root\`, was not compared: its contents are not at hand; release \`kafka/kafka\` owns 1
        CRD in prod, kafkas.example.com stores [v1beta2].
        Run \`crd-upgrade-guard fetch\` before the check (in a workflow: \`fetch/action.yml\`): the check
        compares what that has brought.
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/source-not-compared.md  fp1:70be5e359594

      ⚠ .github/crd-upgrade-guard/clusters/prod.json:1:1  snapshot-stale  prod (before this change too)
        The snapshot of \`prod\` does not say when it was taken: it may be older than 7 days.
        Record the cluster again (\`npx crd-upgrade-guard snapshot --cluster prod\`), or let a scheduled
        workflow do it (docs/refresh.md).
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/snapshot-stale.md  fp1:22092b4dc726

      cluster  server   snapshot     accepted  rejected  undecided
      prod     v1.33.1  age unknown  0         0         0

      warn  0 CRDs in 0 files of 4 read, 1 cluster: 0 errors, 2 warnings (1 by this change, 1 from before
      it); nothing was compared (1 of 2 sources not compared)
      ",
      ]
    `);
  });

  it("says in its report what brings what, as the schema has it", () => {
    const [, text] = run([...CHECK, "--format", "json"], PATH);
    const report = JSON.parse(text);
    expect(validateReport(report)).toEqual([]);
    const { sources } = report.coverage;
    const own = { path: "argo/root.yaml", line: 8, clusters: ["prod"], namespace: "argocd" };
    expect(sources).toEqual([
      {
        ...own,
        kind: "Application",
        name: "root",
        from: "apps of this repository",
        version: "HEAD",
        state: "compared",
        reason: "in this repository",
        crds: [],
      },
      {
        ...own,
        kind: "Application",
        name: "kafka",
        from: "kafka-operator of https://charts.example.com",
        version: "1.0.0",
        state: "not-compared",
        reason: "its contents are not at hand",
        crds: ["kafkas.example.com"],
        changed: true,
        by: [{ kind: "Application", name: "root", namespace: "argocd" }],
      },
    ]);
  });

  it("has a gate that vouches for what it saw alone", () => {
    expect(run(GATE, PATH)).toMatchInlineSnapshot(`
      [
        1,
        "❌ blocked: 2 errors on prod (snapshot-stale, source-not-compared)

      ✖ .github/crd-upgrade-guard/clusters/prod.json:1:1  snapshot-stale  prod
        The snapshot of \`prod\` does not say when it was taken: it may be older than 7 days.
        Record the cluster again (\`npx crd-upgrade-guard snapshot --cluster prod\`), or let a scheduled
        workflow do it (docs/refresh.md).
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/snapshot-stale.md  fp1:22092b4dc726

      ✖ argo/root.yaml:8:5  source-not-compared (not-fetched)
        Application \`kafka\` (1.0.0) from kafka-operator of https://charts.example.com, out of Application
        \`root\`, was not compared: its contents are not at hand; release \`kafka/kafka\` owns 1 CRD in prod,
        kafkas.example.com stores [v1beta2].
        Run \`crd-upgrade-guard fetch\` before the check (in a workflow: \`fetch/action.yml\`): the check
        compares what that has brought.
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/source-not-compared.md  fp1:ad2737930f21

      cluster  server   snapshot     accepted  rejected  undecided
      prod     v1.33.1  age unknown  0         0         0

      Notices (1)
        Nothing to compare with: no base was given; every finding counts as introduced.

      Release
        prod: nothing was compared
        Not compared: 1 of 2 sources.

      fail  0 CRDs in 0 files of 4 read, 1 cluster: 2 errors, 0 warnings; nothing was compared (1 of 2
      sources not compared)
      ",
      ]
    `);
  });
});

describe("without helm", () => {
  const PATH = onPath(null);

  it("says that nobody knows what the raised value raises", () => {
    expect(run(CHECK, PATH)).toMatchInlineSnapshot(`
      [
        0,
        "⚠️ nothing compared: 1 of 1 source was not compared; no CRDs were found

      ⚠ argo/root.yaml:8:5  source-not-compared (rendering)
        Application \`root\` (HEAD) from apps of this repository was not compared: what its chart refers to
        is not known: \`helm\` is not on PATH, which makes its manifests.
        Render it as it is deployed to see why; an earlier step's output can be given to \`rendered\`
        instead.
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/source-not-compared.md  fp1:f09201fd58e5

      ⚠ .github/crd-upgrade-guard/clusters/prod.json:1:1  snapshot-stale  prod (before this change too)
        The snapshot of \`prod\` does not say when it was taken: it may be older than 7 days.
        Record the cluster again (\`npx crd-upgrade-guard snapshot --cluster prod\`), or let a scheduled
        workflow do it (docs/refresh.md).
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/snapshot-stale.md  fp1:22092b4dc726

      cluster  server   snapshot     accepted  rejected  undecided
      prod     v1.33.1  age unknown  0         0         0

      Not read (1)
        apps/templates/kafka.yaml: line 1: a template of objects that have manifests applied from
        elsewhere: what they refer to is only known once it is rendered

      warn  0 CRDs in 0 files of 4 read, 1 cluster: 0 errors, 2 warnings (1 by this change, 1 from before
      it); nothing was compared (1 of 1 source not compared)
      ",
      ]
    `);
  });

  it("has a gate that says so", () => {
    expect(run(GATE, PATH)).toMatchInlineSnapshot(`
      [
        1,
        "❌ blocked: 2 errors on prod (snapshot-stale, source-not-compared)

      ✖ .github/crd-upgrade-guard/clusters/prod.json:1:1  snapshot-stale  prod
        The snapshot of \`prod\` does not say when it was taken: it may be older than 7 days.
        Record the cluster again (\`npx crd-upgrade-guard snapshot --cluster prod\`), or let a scheduled
        workflow do it (docs/refresh.md).
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/snapshot-stale.md  fp1:22092b4dc726

      ✖ argo/root.yaml:8:5  source-not-compared (rendering)
        Application \`root\` (HEAD) from apps of this repository was not compared: what its chart refers to
        is not known: \`helm\` is not on PATH, which makes its manifests.
        Render it as it is deployed to see why; an earlier step's output can be given to \`rendered\`
        instead.
        https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/source-not-compared.md  fp1:d15e1d7057c6

      cluster  server   snapshot     accepted  rejected  undecided
      prod     v1.33.1  age unknown  0         0         0

      Not read (1)
        apps/templates/kafka.yaml: line 1: a template of objects that have manifests applied from
        elsewhere: what they refer to is only known once it is rendered

      Notices (1)
        Nothing to compare with: no base was given; every finding counts as introduced.

      Release
        prod: nothing was compared
        Not compared: 1 of 1 source and 1 file that was not read.

      fail  0 CRDs in 0 files of 4 read, 1 cluster: 2 errors, 0 warnings; nothing was compared (1 of 1
      source not compared)
      ",
      ]
    `);
  });
});
