import { describe, expect, it } from "vitest";
import type { SnapshotEdit } from "../../src/rules/rule.ts";
import { sentence, teller } from "./words.ts";

describe("chart-not-rendered", () => {
  const told = teller("chart-not-rendered", {
    detail: { kind: "chart-not-rendered", path: "charts/app", name: "app", templates: ["a.yaml"], before: [] },
  });
  const TWO = [
    { crd: "a.example.com", before: "crds/a.yaml" },
    { crd: "b.example.com", before: "crds/b.yaml" },
  ];

  it("says how to have it rendered, whatever it is", () => {
    expect(told({})).toMatchInlineSnapshot(`
      "
      \`a.yaml\` of the chart \`app\` makes CRDs, and nothing renders the chart: what it brings was not checked.
      Have the chart rendered, or say that it is never installed, by one of these:
      - List it in the configuration, with the release and the values that you install it with: \`helm: [{chart: charts/app, release: app}]\`.
      - Or render it in an earlier step of the job, with \`helm template app charts/app/ --include-crds --output-dir rendered\`, and name its output: \`rendered: ["rendered/**/*.yaml"]\`.
      - Or, if it is installed nowhere: \`targets: [{paths: ["charts/app/**"], clusters: []}]\`.
      "
    `);
    expect(told({ detail: { path: "app-1.tgz", templates: ["a.yaml", "b.yaml"] } })).toMatchInlineSnapshot(`
      "
      \`a.yaml\` and \`b.yaml\` of the chart \`app\` make CRDs, and nothing renders the chart: what it brings was not checked.
      Have the chart rendered, or say that it is never installed, by one of these:
      - List it in the configuration, with the release and the values that you install it with: \`helm: [{chart: app-1.tgz, release: app}]\`.
      - Or render it in an earlier step of the job, with \`helm template app app-1.tgz --include-crds --output-dir rendered\`, and name its output: \`rendered: ["rendered/**/*.yaml"]\`.
      - Or, if it is installed nowhere: \`targets: [{paths: ["app-1.tgz"], clusters: []}]\`.
      "
    `);
    expect(told({ detail: { path: "." } })).toMatchInlineSnapshot(`
      "
      \`a.yaml\` of the chart \`app\` makes CRDs, and nothing renders the chart: what it brings was not checked.
      Have the chart rendered, or say that it is never installed, by one of these:
      - List it in the configuration, with the release and the values that you install it with: \`helm: [{chart: ., release: app}]\`.
      - Or render it in an earlier step of the job, with \`helm template app . --include-crds --output-dir rendered\`, and name its output: \`rendered: ["rendered/**/*.yaml"]\`.
      - Or, if it is installed nowhere: \`targets: [{paths: ["**"], clusters: []}]\`.
      "
    `);
  });

  it("says what was checked before", () => {
    expect(sentence(told({ detail: { before: TWO.slice(0, 1) } }))).toMatchInlineSnapshot(
      `"\`a.yaml\` of the chart \`app\` makes CRDs, and nothing renders the chart: what it brings was not checked. Before this change \`a.example.com\` was checked, as a manifest (\`crds/a.yaml\`): now nothing is known of it."`,
    );
    expect(sentence(told({ detail: { before: TWO } }))).toMatchInlineSnapshot(
      `"\`a.yaml\` of the chart \`app\` makes CRDs, and nothing renders the chart: what it brings was not checked. Before this change \`a.example.com\` and \`b.example.com\` were checked, as manifests (\`crds/a.yaml\`): now nothing is known of them."`,
    );
  });
});

describe("render-failed", () => {
  const told = teller("render-failed", {
    detail: { kind: "render-failed", tool: "helm", path: "charts/app", message: "nil", advice: "tool-words" },
  });

  it("has the tool's words in a line of its own, without what they begin and end with", () => {
    const message = "Error: a.yaml: line 3:\n  did not find.\n";
    expect(sentence(told({ detail: { message: message.trim() } }))).toMatchInlineSnapshot(
      `"\`charts/app\` could not be rendered, so its CRDs were not checked: a.yaml: line 3: did not find."`,
    );
    const long = told({ detail: { message: "x".repeat(1001) } });
    expect(sentence(long).endsWith(` ${"x".repeat(1000)} ....`)).toBe(true);
    expect(sentence(told({ detail: { message: "x".repeat(1000) } })).endsWith(`: ${"x".repeat(1000)}.`)).toBe(true);
  });

  it("says what to do", () => {
    const all = ["source-missing", "values-missing", "dependencies", "remote", "tool-words"] as const;
    const ways = all.map((advice) => `${advice}: ${told({ detail: { advice } }).split("\n")[2]}`);
    expect(ways).toMatchInlineSnapshot(`
      [
        "source-missing: Correct the path in the configuration; it is relative to the workspace.",
        "values-missing: Correct the path in the configuration; it is relative to the workspace.",
        "dependencies: Run \`helm dependency build charts/app\` in a step before this one, or commit the chart's \`charts/\` folder: the check downloads nothing, and takes what \`crd-upgrade-guard fetch\` has brought.",
        "remote: Run \`crd-upgrade-guard fetch\` before the check, which downloads nothing (in a workflow: \`fetch/action.yml\`), or build it in a step before this one (\`kustomize build charts/app > rendered.yaml\`) and name the output in \`rendered\`.",
        "tool-words: Correct what helm complains of, or take it out of the configuration; what it cannot render here (plugins, downloads, secrets) a step before this one can: name its output in \`rendered\`.",
      ]
    `);
  });
});

describe("no-crds-found", () => {
  const detail = { kind: "no-crds-found", given: [], globs: ["**/*.yaml"], filesScanned: 1, partial: 0 } as const;
  const told = teller("no-crds-found", { detail });

  it("says what was looked into", () => {
    expect(told({})).toMatchInlineSnapshot(`
      "
      No CustomResourceDefinition in the 1 file that \`**/*.yaml\` gave: nothing was compared.
      If the repository has CRDs, correct \`manifests.include\`; if a chart or a kustomization makes them, list it in the configuration (\`helm\`, \`kustomize\`), or render it in an earlier step and name the files in \`rendered\`.
      "
    `);
    expect(sentence(told({ detail: { filesScanned: 2, partial: 1 } }))).toMatchInlineSnapshot(
      `"No CustomResourceDefinition in the 2 files that \`**/*.yaml\` gave (1 document with a part of a CRD, which is not judged alone): nothing was compared."`,
    );
    expect(sentence(told({ detail: { partial: 2 } }))).toMatchInlineSnapshot(
      `"No CustomResourceDefinition in the 1 file that \`**/*.yaml\` gave (2 documents with a part of a CRD, which is not judged alone): nothing was compared."`,
    );
  });

  it("says what was given", () => {
    expect(told({ detail: { given: ["-"] } })).toMatchInlineSnapshot(`
      "
      No CustomResourceDefinition in standard input: nothing was compared.
      Correct the path; what a chart or a kustomization makes is read once it is rendered: \`helm template . --include-crds | crd-upgrade-guard check -\`.
      "
    `);
    expect(sentence(told({ detail: { given: ["a.yaml", "b"], partial: 1 } }))).toMatchInlineSnapshot(
      `"No CustomResourceDefinition in \`a.yaml\` and \`b\` (1 document with a part of a CRD, which is not judged alone): nothing was compared."`,
    );
  });

  it("says what an earlier step did not make", () => {
    const missing = teller("no-crds-found", { detail: { kind: "not-rendered", pattern: "out/*.yaml" } });
    expect(missing({})).toMatchInlineSnapshot(`
      "
      \`rendered\` names \`out/*.yaml\`, and no file matches it: what an earlier step should have put there was not compared.
      See whether that step ran, in this job and before this one, and where it puts its files; or take the pattern out of \`rendered\`.
      "
    `);
  });
});

describe("guard-weakened", () => {
  const hidden = teller("guard-weakened", {
    detail: {
      kind: "guard-weakened",
      hidden: "stored-version-removed",
      edited: "clusters/prod.json",
      deed: "edits",
      effect: "hides",
    },
  });
  const edited = teller("guard-weakened", {
    detail: { kind: "snapshot-edited", edited: "clusters/prod.json", cluster: "prod", facts: [] },
  });

  it("names each rule once that an edit hides", () => {
    expect(hidden({}, { detail: { hidden: "scope-changed" } }, {})).toMatchInlineSnapshot(`
      "
      This change edits \`clusters/prod.json\`, and thereby hides what the base branch's guard reports of these manifests: scope-changed and stored-version-removed.
      Merge the edit of the guard on its own, or say in the review why it is right: a snapshot is only ever written by a refresh.
      "
    `);
  });

  it("says what an edit did to a snapshot", () => {
    const all: readonly SnapshotEdit[] = [
      { kind: "versions-gone", crd: "a.example.com", versions: ["v1"] },
      { kind: "versions-gone", crd: "a.example.com", versions: ["v1", "v2"] },
      { kind: "crd-gone", crd: "a.example.com" },
      { kind: "left-out", groups: ["example.com"] },
      { kind: "left-out", groups: ["example.com", "example.org"] },
      { kind: "facts-changed", crd: "a.example.com" },
      { kind: "origin", before: "cluster", after: "dump" },
      { kind: "identity" },
      { kind: "server", before: "v1.32.1", after: null },
      { kind: "server", before: "v1.32.1", after: "v1.31.0" },
      { kind: "date", is: "to come" },
      { kind: "date", is: "older" },
      { kind: "date", is: "the same" },
      { kind: "date", is: "gone" },
    ];
    const told = all.map((one) => /proposes it: (.*?); if/.exec(edited({ detail: { facts: [one] } }))?.[1]);
    expect(told).toMatchInlineSnapshot(`
      [
        "\`v1\` is no longer in storedVersions of \`a.example.com\`",
        "\`v1\` and \`v2\` are no longer in storedVersions of \`a.example.com\`",
        "\`a.example.com\` is no longer in it",
        "the group \`example.com\` is left out",
        "the groups \`example.com\` and \`example.org\` are left out",
        "\`a.example.com\` is recorded otherwise than before, with no later capturedAt",
        "origin.kind is \`dump\` instead of \`cluster\`, whose age nobody asks for",
        "origin.identity is another cluster's",
        "serverVersion \`v1.32.1\` is gone",
        "serverVersion goes back from \`v1.32.1\` to \`v1.31.0\`",
        "capturedAt is yet to come, so that it never gets old",
        "capturedAt is older than before",
        "capturedAt is the same as before",
        "capturedAt is gone",
      ]
    `);
  });

  it("says what a cluster without a snapshot comes to", () => {
    expect(edited({ detail: { facts: [{ kind: "taken-away" }] } })).toMatchInlineSnapshot(`
      "
      This change edits \`clusters/prod.json\`, and no refresh proposes it: the file is taken away; if the cluster itself is as it was, nothing is compared with \`prod\` from here on.
      Restore the file: snapshots are written by a refresh, or by \`crd-upgrade-guard snapshot\`, alone; if the cluster is gone, say so in the review.
      "
    `);
  });

  it("tells of three edits, and counts the others", () => {
    const gone = (name: string) => ({ kind: "crd-gone", crd: `${name}.example.com` }) as const;
    expect(edited({ detail: { facts: ["a", "b", "c"].map(gone) } })).toMatchInlineSnapshot(`
      "
      This change edits \`clusters/prod.json\`, and no refresh proposes it: \`a.example.com\` is no longer in it; \`b.example.com\` is no longer in it; \`c.example.com\` is no longer in it; if the cluster itself is as it was, what \`prod\` refuses for it passes from here on.
      Let a refresh, or \`crd-upgrade-guard snapshot\`, read the cluster and commit what it writes; if this is that, say so in the review.
      - CODEOWNERS for the guard's folder leaves such edits to those who may decide (docs/snapshot.md).
      "
    `);
    expect(sentence(edited({ detail: { facts: ["a", "b", "c", "d"].map(gone) } }))).toMatchInlineSnapshot(
      `"This change edits \`clusters/prod.json\`, and no refresh proposes it: \`a.example.com\` is no longer in it; \`b.example.com\` is no longer in it; \`c.example.com\` is no longer in it; and 1 more such edit; if the cluster itself is as it was, what \`prod\` refuses for it passes from here on."`,
    );
    expect(sentence(edited({ detail: { facts: ["a", "b", "c", "d", "e"].map(gone) } }))).toMatchInlineSnapshot(
      `"This change edits \`clusters/prod.json\`, and no refresh proposes it: \`a.example.com\` is no longer in it; \`b.example.com\` is no longer in it; \`c.example.com\` is no longer in it; and 2 more such edits; if the cluster itself is as it was, what \`prod\` refuses for it passes from here on."`,
    );
  });
});
