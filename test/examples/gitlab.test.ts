import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadAll } from "js-yaml";
import { afterEach, expect, it } from "vitest";
import { GOOD, SNAPSHOT } from "../dist/bad-input.ts";
import { open, type Repository, temporaryFolder } from "../git/repository.ts";

/** The components for GitLab CI: their scripts, with the inputs filled in as GitLab does it, run by bash as its runner does. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

interface Input {
  readonly description: string;
  readonly default: string;
}

interface Job {
  readonly image: string;
  readonly stage: string;
  readonly rules: readonly { readonly if: string }[];
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports: Readonly<Record<string, string>> };
}

function component(name: string, given: Readonly<Record<string, string>>) {
  const text = fs.readFileSync(path.join(ROOT, "templates", name), "utf8");
  const [header] = loadAll(text) as [{ spec: { inputs: Readonly<Record<string, Input>> } }];
  const { inputs } = header.spec;
  const filled = text.replace(
    /\$\[\[ inputs\.(\w+) \]\]/g,
    (_, input: string) => given[input] ?? inputs[input]?.default ?? `no input ${input}`,
  );
  const [, jobs] = loadAll(filled) as [unknown, Readonly<Record<string, Job>>];
  const [job] = Object.values(jobs);
  if (job === undefined) throw new Error(`${name} has no job`);
  return { inputs, job };
}

const GUARD = { guard: `${process.execPath} ${path.join(ROOT, "dist/cli.cjs")}` };
const BROKEN = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\tspec: {}\n";
const repositories: Repository[] = [];
afterEach(() => {
  for (const one of repositories.splice(0)) one.remove();
});

/** A repository whose last commit brings a manifest that nobody can read. */
function change(): { readonly repo: Repository; readonly base: string } {
  const repo = open(temporaryFolder());
  repositories.push(repo);
  repo.git("init", "-q", "-b", "main");
  const base = repo.commit({ "crd.yaml": GOOD, ".github/crd-upgrade-guard/clusters/prod.json": SNAPSHOT });
  repo.commit({ "new.yaml": BROKEN });
  return { repo, base };
}

function run({ script }: Job, repo: Repository, variables: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH ?? "", HOME: repo.root, GITLAB_CI: "true", ...variables };
  const { status } = spawnSync("bash", ["-eo", "pipefail", "-c", script.join("\n")], { cwd: repo.root, env });
  return status;
}

it("check writes the reports that the job uploads, compared with the merge request's base", () => {
  const { job } = component("check.yml", GUARD);
  const { repo, base } = change();
  expect(run(job, repo, { CI_MERGE_REQUEST_DIFF_BASE_SHA: base })).toBe(1);
  const { codequality = "", junit = "" } = job.artifacts.reports;
  const read = (file: string) => fs.readFileSync(path.join(repo.root, file), "utf8");
  const entries = JSON.parse(read(codequality)).map((one: Record<string, unknown>) => [one.check_name, one.severity]);
  expect(entries).toEqual([["manifest-unreadable", "critical"]]);
  expect(read(junit)).toContain('tests="2" failures="1" errors="0" skipped="0"');
  expect(job.artifacts.paths.map((file) => JSON.parse(read(file)).base)).toEqual([{ available: true, rev: base }]);
});

it("check takes what was there before for no failure, and further options", () => {
  const { job } = component("check.yml", { ...GUARD, arguments: "--fail-on-preexisting" });
  const { job: plain } = component("check.yml", GUARD);
  const { repo } = change();
  const base = repo.commit({ readme: "1" });
  repo.commit({ readme: "2" });
  expect([
    run(plain, repo, { CI_MERGE_REQUEST_DIFF_BASE_SHA: base }),
    run(job, repo, { CI_MERGE_REQUEST_DIFF_BASE_SHA: base }),
  ]).toEqual([0, 1]);
});

it("gate counts everything, and writes what the job uploads", () => {
  const { job } = component("gate.yml", GUARD);
  const { repo, base } = change();
  expect(run(job, repo, { CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_COMMIT_TAG: "v1" })).toBe(1);
  const written = [...job.artifacts.paths, ...Object.values(job.artifacts.reports)];
  expect(written.filter((file) => !fs.existsSync(path.join(repo.root, file)))).toEqual([]);
});

it("have the inputs that the documentation names, and are in no stage, image or command but those", () => {
  const page = fs.readFileSync(path.join(ROOT, "docs/other-ci.md"), "utf8");
  const documented = [...page.matchAll(/^\| `(\w+)` \| (?:`([^`]*)`)? ?\|/gm)].map(([, name, value = ""]) => [
    name,
    value,
  ]);
  for (const name of ["check.yml", "gate.yml"]) {
    const { inputs, job } = component(name, { stage: "one", image: "two", guard: "three", arguments: "--four" });
    expect(Object.entries(inputs).map(([input, { default: value }]) => [input, value])).toEqual(documented);
    expect([
      job.stage,
      job.image,
      job.script.join(" ").startsWith("three "),
      job.script.join(" ").endsWith(" --four"),
    ]).toEqual(["one", "two", true, true]);
  }
});
