import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { pullRequestBase } from "../../src/io/git/base-commit.ts";
import { pullRequestDiff } from "../../src/io/git/pull-request-diff.ts";
import type { Report } from "../../src/report/report.ts";
import { placesFromGit } from "../../src/review/git-places.ts";
import type { Anchor } from "../../src/review/model.ts";
import { placedPaths } from "../../src/review/placed-paths.ts";
import { placesOf } from "../../src/review/placement.ts";
import { open, type Repository, repository, shallowCheckout, temporaryFolder } from "../git/repository.ts";

const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

const SNAPSHOT = JSON.stringify({
  formatVersion: 1,
  cluster: "prod",
  origin: { kind: "cluster", tool: "0.1.0", identity: "ca:00000000" },
  serverVersion: "v1.34.0",
  capturedAt: "2026-11-22T02:00:00Z",
  complete: true,
  apis: [],
  crds: {
    "routes.example.com": {
      group: "example.com",
      names: { plural: "routes", singular: "route", kind: "Route", listKind: "RouteList" },
      scope: "Namespaced",
      versions: [
        { name: "v1", served: true, storage: true, schema: `sha256:${"0".repeat(64)}` },
        { name: "v1alpha2", served: true, storage: false, schema: `sha256:${"0".repeat(64)}` },
      ],
      storedVersions: ["v1alpha2", "v1"],
      conditions: { Established: "True", NamesAccepted: "True" },
      conversion: { strategy: "None" },
    },
  },
});

/** @param before lines in front of the document, so that numbers differ between commits */
function crd(versions: readonly string[], before = 0): string {
  return [
    ...Array.from({ length: before }, (_, index) => `# note ${index}`),
    "apiVersion: apiextensions.k8s.io/v1",
    "kind: CustomResourceDefinition",
    "metadata:",
    "  name: routes.example.com",
    "spec:",
    "  group: example.com",
    "  scope: Namespaced",
    "  names:",
    "    plural: routes",
    "    singular: route",
    "    kind: Route",
    "    listKind: RouteList",
    "  versions:",
    ...versions.flatMap((name) => [
      `  - name: ${name}`,
      `    served: ${name !== "v1beta1"}`,
      `    storage: ${name === "v1"}`,
      "    schema:",
      "      openAPIV3Schema:",
      "        type: object",
      "        properties:",
      `          ${name}: {type: string}`,
    ]),
    "",
  ].join("\n");
}

function renamed(text: string, name: string): string {
  return text.replaceAll("route", name).replaceAll("Route", name.toUpperCase());
}

const GUARD = ".github/crd-upgrade-guard/clusters/prod.json";
const FILE = "crds/routes.yaml";

interface Scene {
  /** Merge base, what the base branch did since, and what the pull request does. */
  readonly start: Readonly<Record<string, string>>;
  readonly base?: Readonly<Record<string, string | null>>;
  readonly change: Readonly<Record<string, string | null>>;
  /** What a step of the job writes before the check. */
  readonly rendered?: Readonly<Record<string, string>>;
  /** The checkout's own git configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** `working-directory`. */
  readonly folder?: string;
}

/** The default checkout of GitHub's merge commit, and where the check's findings can stand. */
function scene({ start, base = {}, change, rendered = {}, config = {}, folder = "." }: Scene): {
  report: Report;
  places: readonly (readonly Anchor[])[];
} {
  const repo = repository();
  made.push(repo);
  repo.commit({ [path.join(folder, GUARD)]: SNAPSHOT, ...start });
  repo.git("switch", "-q", "-c", "topic");
  const headSha = repo.commit(change);
  repo.git("switch", "-q", "main");
  const baseSha = repo.commit(base);
  repo.git("merge", "-q", "--no-edit", "topic");
  const clone = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
  made.push(clone);
  clone.write(rendered);
  for (const [key, value] of Object.entries(config)) clone.git("config", key, value);
  const root = path.join(clone.root, folder);
  const compared = pullRequestBase(root, baseSha, headSha);
  const checked = check(
    { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" },
    { ...checkPorts(root, compared), now: () => Date.parse("2026-11-23T02:00:00Z") },
  );
  const report: Report = { ...checked, folder };
  expect(report.problems).toEqual([]);
  const paths = placedPaths(report);
  const commits = { baseSha, headSha, comparedWith: report.base.available ? report.base.rev : null };
  const texts = pullRequestDiff(root, commits, paths);
  if (texts === null) throw new Error("git gave no diff");
  const context = { ...placesFromGit(texts, paths), folder };
  return { report, places: report.findings.map((finding) => placesOf(finding, context)) };
}

describe("a finding of a pull request, on the default checkout of depth 1", () => {
  it("stands on its own line where a hunk has it", () => {
    const { report, places } = scene({
      start: { [FILE]: crd(["v1alpha2", "v1"]) },
      change: { [FILE]: crd(["v1"]) },
    });

    expect(report.findings).toMatchObject([
      {
        rule: "stored-version-removed",
        state: "introduced",
        location: { path: FILE, startLine: 13 },
        document: { startLine: 1, endLine: 21 },
        removed: [{ version: "v1alpha2", path: FILE, line: 14 }],
        remedy: { insertion: { after: [13, 21] } },
      },
    ]);
    expect(places).toEqual([
      [
        { kind: "line", path: FILE, side: "RIGHT", line: 13 },
        { kind: "line", path: FILE, side: "LEFT", line: 14 },
        { kind: "file", path: FILE },
      ],
    ]);
  });

  it("stands on the removed line where its own is far away", () => {
    const { places } = scene({
      start: { [FILE]: crd(["v1", "v1alpha2"]) },
      change: { [FILE]: crd(["v1"]) },
    });

    expect(places[0]?.slice(0, 1)).toEqual([{ kind: "line", path: FILE, side: "LEFT", line: 22 }]);
  });

  it("counts the lines of the head and of the merge base, also where the base branch moved on", () => {
    const { report, places } = scene({
      start: { [FILE]: crd(["v1alpha2", "v1"], 20) },
      base: { [FILE]: crd(["v1alpha2", "v1"], 20).replace("# note 0\n", "# note 0\n# new\n# and more\n") },
      change: { [FILE]: crd(["v1"], 20) },
    });

    expect(report.findings[0]?.location.startLine).toBe(35);
    expect(report.findings[0]?.removed?.[0]?.line).toBe(36);
    expect(places[0]?.slice(0, 2)).toEqual([
      { kind: "line", path: FILE, side: "RIGHT", line: 33 },
      { kind: "line", path: FILE, side: "LEFT", line: 34 },
    ]);
  });

  it("stands in the new file where the CRD was moved, on the old one's lines", () => {
    const { places } = scene({
      start: { [FILE]: crd(["v1", "v1alpha2"], 20) },
      change: { [FILE]: null, "crds/moved.yaml": crd(["v1"], 20) },
    });

    expect(places[0]?.[0]).toEqual({ kind: "line", path: "crds/moved.yaml", side: "LEFT", line: 42 });
  });

  it("stands on the changed line nearest to it in its document, not in another one", () => {
    const other = renamed(crd(["v1"]), "way");
    const { report, places } = scene({
      start: { [FILE]: `${crd(["v1", "v1alpha2"])}---\n${other}` },
      change: { [FILE]: `${crd(["v1", "v1alpha2"]).replace("name: v1alpha2", "name: v1alpha3")}---\n${other}# end\n` },
    });

    expect(report.findings[0]?.document).toEqual({ startLine: 1, endLine: 29 });
    expect(places[0]).toEqual([
      { kind: "line", path: FILE, side: "LEFT", line: 22 },
      { kind: "line", path: FILE, side: "RIGHT", line: 22 },
      { kind: "file", path: FILE },
    ]);
  });

  it("stands on the removed document of a CRD that is gone", () => {
    const [ways, lanes] = [renamed(crd(["v1"]), "way"), renamed(crd(["v1"]), "lane")];
    const { report, places } = scene({
      start: { [FILE]: `${ways}---\n${crd(["v1", "v1alpha2"])}---\n${lanes}` },
      base: { [FILE]: `# note\n${ways}---\n${crd(["v1", "v1alpha2"])}---\n${lanes}` },
      change: { [FILE]: `${ways}---\n${lanes}` },
    });

    expect(report.findings).toMatchObject([
      { rule: "crd-removed", location: { path: FILE, startLine: 24, inBase: true }, state: "introduced" },
    ]);
    const [first] = places[0] ?? [];
    // Which of the lines that two documents share are the removed ones is git's to say; those of the name are clear.
    expect(first).toMatchObject({ kind: "line", path: FILE, side: "LEFT" });
    expect([23, 24, 25, 26]).toContain(first?.kind === "line" ? first.line : 0);
  });

  it("stands in the template that a rendered manifest comes from", () => {
    const template = "charts/ways/templates/routes.yaml";
    const templated = (versions: readonly string[]) => `{{- if .Values.crds }}\n${crd(versions)}{{- end }}\n`;
    const { report, places } = scene({
      start: {
        "charts/ways/Chart.yaml": "apiVersion: v2\nname: ways\nversion: 1.0.0\n",
        ".github/crd-upgrade-guard/config.yaml": "rendered: [rendered/*.yaml]\n",
        [template]: templated(["v1alpha2", "v1"]),
      },
      change: { [template]: templated(["v1"]) },
      rendered: { "rendered/ways.yaml": `---\n# Source: ways/templates/routes.yaml\n${crd(["v1"])}` },
    });

    expect(report.findings).toMatchObject([{ rule: "stored-version-removed", location: { path: template } }]);
    expect(report.findings[0]?.remedy.insertion).toBeUndefined();
    expect(places[0]).toEqual([
      { kind: "line", path: template, side: "LEFT", line: 15 },
      { kind: "file", path: template },
    ]);
  });

  it("is not moved by a step that changes a tracked file before the check", () => {
    const { report, places } = scene({
      start: { [FILE]: crd(["v1alpha2", "v1"]) },
      change: { [FILE]: crd(["v1"]) },
      rendered: { [FILE]: crd(["v1"], 5) },
    });

    expect(report.findings[0]?.location.startLine).toBe(18);
    expect(places[0]?.[0]).toEqual({ kind: "line", path: FILE, side: "RIGHT", line: 13 });
  });

  it("stands where it does whatever a configuration says of diffs, also in a folder of the repository", () => {
    const { places } = scene({
      folder: "deploy",
      start: { [`deploy/${FILE}`]: crd(["v1", "v1alpha2"], 20), "deploy/b.txt": "" },
      change: { [`deploy/${FILE}`]: null, 'deploy/crds/möved "x".yaml': crd(["v1"], 20) },
      config: {
        "color.ui": "always",
        "core.quotePath": "false",
        "diff.algorithm": "patience",
        "diff.context": "0",
        "diff.external": "false",
        "diff.interHunkContext": "9",
        "diff.mnemonicPrefix": "true",
        "diff.noprefix": "true",
        "diff.relative": "true",
        "diff.renames": "false",
        "diff.suppressBlankEmpty": "true",
      },
    });

    expect(places[0]?.[0]).toEqual({ kind: "line", path: 'deploy/crds/möved "x".yaml', side: "LEFT", line: 42 });
  });

  it("stands nowhere in a file that the pull request does not touch", () => {
    const { report, places } = scene({
      start: { [FILE]: crd(["v1"]), "other.txt": "a" },
      change: { "other.txt": "b" },
    });

    expect(report.findings[0]?.state).toBe("preexisting");
    expect(places[0]).toEqual([]);
  });
});

describe("pullRequestDiff", () => {
  it("takes a name for a name that looks like a pattern of git's", () => {
    const repo = repository();
    made.push(repo);
    const name = ":(exclude)*.yaml";
    const baseSha = repo.commit({ [name]: "old\n", "b.yaml": "b\n" });
    const headSha = repo.commit({ [name]: "new\n" });
    const texts = pullRequestDiff(repo.root, { baseSha, headSha, comparedWith: baseSha }, [name]);
    expect([texts?.head.present, texts?.diff.split("\n").slice(-3)]).toEqual([[name], ["-old", "+new", ""]]);
  });

  it("is null where git, or a commit, is not to be had", () => {
    const folder = open(temporaryFolder());
    const repo = repository();
    made.push(folder, repo);
    const baseSha = repo.commit({ a: "a" });
    const ask = (root: string, headSha: string) =>
      pullRequestDiff(root, { baseSha, headSha, comparedWith: null }, ["a"]);

    expect(ask(folder.root, baseSha)).toBeNull();
    expect(ask(repo.root, "a".repeat(40))).toBeNull();
  });

  it("is null where the two branches have nothing in common", () => {
    const repo = repository();
    made.push(repo);
    const baseSha = repo.commit({ a: "a" });
    repo.git("switch", "-q", "--orphan", "other");
    const headSha = repo.commit({ b: "b" });

    expect(pullRequestDiff(repo.root, { baseSha, headSha, comparedWith: null }, ["a"])).toBeNull();
  });

  it("tells of a checkout of the head with its whole history", () => {
    const repo = repository();
    made.push(repo);
    repo.commit({ "a [1].yaml": "one\n", "b.yaml": "b\n" });
    repo.git("switch", "-q", "-c", "topic");
    const headSha = repo.commit({ "a [1].yaml": "two\n", "b.yaml": null });
    repo.git("switch", "-q", "main");
    const baseSha = repo.commit({ "b.yaml": "c\n" });
    repo.git("switch", "-q", "topic");
    repo.write({ "new.yaml": "rendered\n" });
    const paths = ["a [1].yaml", "b.yaml", "new.yaml"];
    const texts = pullRequestDiff(repo.root, { baseSha, headSha, comparedWith: baseSha }, paths);
    if (texts === null) throw new Error("git gave no diff");
    const { diff, relations } = placesFromGit(texts, paths);

    expect(diff.files.map(({ path: name, status }) => [name, status])).toEqual([
      ["a [1].yaml", "modified"],
      ["b.yaml", "removed"],
    ]);
    expect([...relations.head].map(([name, { kind }]) => [name, kind])).toEqual([
      ["a [1].yaml", "same"],
      ["b.yaml", "absent"],
      ["new.yaml", "absent"],
    ]);
    expect([...relations.base].map(([name, { kind }]) => [name, kind])).toEqual([
      ["a [1].yaml", "same"],
      ["b.yaml", "changed"],
      ["new.yaml", "absent"],
    ]);
  });
});
