import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Repository } from "../git/repository.ts";
import { crdYaml, project } from "../releases/projects.ts";
import { runAction } from "./runner.ts";

const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

function gate(configuration: string, ref: string) {
  const crd = (...versions: readonly string[]) => ({ "crds/widgets.yaml": crdYaml({ versions }) });
  const repo = project({
    "v1.0.0": { ...crd("v1alpha1"), ".github/crd-upgrade-guard/config.yaml": configuration },
    "v1.1.0": crd("v1alpha1", "v1 storage"),
    "v2.0.0": crd("v1"),
  });
  made.push(repo);
  const inputs = { mode: "gate", "upgrade-note-file": "upgrade-note.md" };
  const { status, log, summary, outputs } = runAction({
    root: repo.root,
    event: "push",
    inputs,
    env: { GITHUB_REF: ref },
  });
  const file = path.join(repo.root, "upgrade-note.md");
  const note = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
  return { status, log, summary, note, output: outputs["upgrade-note-file"] === file };
}

it("is written for the tag of a run, and stands in the job's summary", () => {
  const { status, note, summary, output } = gate('releases: {tags: "v*"}\n', "refs/tags/v2.0.0");
  const headings = note?.split("\n").filter((line) => /^(?:#|\d\.)/.test(line));
  // The gate fails: who comes from v1.0.0 and did not migrate is refused, as the note says.
  expect([status, headings, output, note !== null && summary.includes(note)]).toEqual([
    1,
    [
      "## Upgrading to `v2.0.0`",
      "### From `v1.0.0`",
      "1. Upgrade to `v1.1.0`.",
      "2. Rewrite the objects of `widgets.example.com` at `v1`, and take `v1alpha1` off its status.storedVersions, where it is there:",
      "3. Upgrade to `v2.0.0`.",
      "### From `v1.1.0`",
      "1. Rewrite the objects of `widgets.example.com` at `v1`, and take `v1alpha1` off its status.storedVersions, where it is there:",
      "2. Upgrade to `v2.0.0`.",
    ],
    true,
    true,
  ]);
});

it.each([
  ["the run is for no tag", 'releases: {tags: "v*"}\n', "refs/heads/main"],
  ["the configuration has no `releases`", "rules: {}\n", "refs/tags/v2.0.0"],
  [
    /has no release v3\.0\.0; recorded are v1\.0\.0 to v2\.0\.0\. Did you mean v1\.0\.0\?/,
    'releases: {tags: "v*"}\n',
    "refs/tags/v3.0.0",
  ],
])("is not there where %s, and the verdict stands", (reason, configuration, ref) => {
  const { log, note } = gate(configuration, ref);
  const said = /The upgrade note could not be written \((.*)\); the verdict stands\./.exec(log)?.[1];
  expect([note, said]).toEqual([null, typeof reason === "string" ? reason : expect.stringMatching(reason)]);
});
