import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { GUARD, states } from "./deployed.ts";
import { checkedIn } from "./in-repository.ts";

/** References into the very repository, which are compared as far as what they lead to was read. */

const OWN = "https://github.com/owner/fleet";
const CRD = dump(crd({ versions: "v1*" }));
const OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
const LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
const TWICE = `${CRD}spec: {}\n`;

const CHART = { "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n" };
const TEMPLATE = `{{ if .Values.crds }}\n${CRD}{{ end }}\n`;
const TAKING = { "chart/templates/all.yaml": '{{ .Files.Get "files/crd.txt" }}\n' };
const DEPLOYED = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n";

type Tree = Readonly<Record<string, string>>;

function application(source: object): Tree {
  const spec = { source: { repoURL: OWN, targetRevision: "HEAD", ...source }, destination: { name: "prod" } };
  const object = { apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: { name: "app" }, spec };
  return { "argo/app.yaml": dump(object) };
}

interface Situation {
  readonly tree: Tree;
  readonly config?: object;
  /** Besides what is committed. */
  readonly after?: (here: Repository) => void;
  readonly paths?: readonly string[];
}

function checkedTree(
  { tree, config, after = () => {}, paths = [] }: Situation,
  mode: "check" | "gate" = "check",
): Report {
  const here = repository();
  try {
    here.git("remote", "add", "origin", OWN);
    const guard = {
      [`${GUARD}/clusters/prod.json`]: freshSnapshot({ "routes.example.com": live({ versions: "v1*" }, ["v1"]) }),
      ...(config === undefined ? {} : { [`${GUARD}/config.yaml`]: dump(config) }),
    };
    here.commit({ ...guard, ...tree });
    after(here);
    return checkedIn(here.root, null, { now: Date.now(), paths, mode });
  } finally {
    here.remove();
  }
}

const exclude = (...patterns: readonly string[]) => ({ manifests: { exclude: patterns } });
const LEFT = (what: string) => `\`manifests.exclude\` leaves out ${what}`;
const NOTHING = "it is in this repository, and there is no manifest in it";
const HERE = "in this repository";

it.each<[string, Situation, string, string]>([
  ["is read", { tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD } }, "compared", HERE],
  [
    "is excluded",
    { tree: { ...application({ path: "apps" }), "apps/any.yaml": OTHER }, config: exclude("apps/**") },
    "not-compared",
    LEFT("`apps`"),
  ],
  [
    "is excluded without a configuration",
    { tree: { ...application({ path: "vendor/app" }), "vendor/app/crd.yaml": CRD } },
    "not-compared",
    LEFT("`vendor/app`"),
  ],
  [
    "is not included",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD },
      config: { manifests: { include: ["argo/**/*.yaml"] } },
    },
    "not-compared",
    "`manifests.include` does not have `apps`",
  ],
  [
    "has a CRD that is excluded",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "apps/more.yaml": CRD, "apps/map.yaml": OTHER },
      config: exclude("apps/crd.yaml", "apps/more.yaml"),
    },
    "not-compared",
    LEFT("`apps/crd.yaml` and 1 more of `apps`"),
  ],
  [
    "has something excluded that is no CRD: the look-alike",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "apps/map.yaml": OTHER },
      config: exclude("apps/map.yaml"),
    },
    "compared",
    HERE,
  ],
  [
    "has an excluded CRD in a folder below, which Argo CD does not look into",
    {
      tree: { ...application({ path: "apps" }), "apps/map.yaml": OTHER, "apps/tests/crd.yaml": CRD },
      config: exclude("**/tests/**"),
    },
    "compared",
    HERE,
  ],
  [
    "has an excluded CRD in a folder below, which Argo CD is told to look into",
    {
      tree: {
        ...application({ path: "apps", directory: { recurse: true } }),
        "apps/map.yaml": OTHER,
        "apps/tests/crd.yaml": CRD,
      },
      config: exclude("**/tests/**"),
    },
    "not-compared",
    LEFT("`apps/tests/crd.yaml`"),
  ],
  [
    "is ignored by git",
    {
      tree: { ...application({ path: "made" }), ".gitignore": "made/\n" },
      after: ({ write }) => write({ "made/crd.yaml": CRD }),
    },
    "not-compared",
    "git ignores `made`, so that who delivers it does not have it",
  ],
  [
    "has a file that git ignores, and others",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, ".gitignore": "apps/a.yaml\n" },
      after: ({ write }) => write({ "apps/a.yaml": OTHER }),
    },
    "compared",
    HERE,
  ],
  ["is not there", { tree: application({ path: "apps" }) }, "not-compared", "there is no `apps` in this repository"],
  [
    "leads out of the repository",
    {
      tree: application({ path: "apps" }),
      after: ({ root }) => fs.symlinkSync("/usr", path.join(root, "apps")),
    },
    "not-compared",
    "`apps` leads out of this repository",
  ],
  [
    "holds what cannot be read",
    { tree: { ...application({ path: "apps" }), "apps/crd.yaml": LFS } },
    "not-compared",
    "`apps/crd.yaml` could not be read: a Git LFS pointer, whose contents are not checked out",
  ],
  [
    "holds a document that cannot be read, beside others",
    { tree: { ...application({ path: "apps" }), "apps/a.yaml": CRD, "apps/b.yaml": TWICE } },
    "not-compared",
    "`apps/b.yaml` could not be read: The key `spec` appears twice in one mapping: some tools take the last one, others refuse",
  ],
  [
    "holds no manifest",
    { tree: { ...application({ path: "apps" }), "apps/README.md": "# CRDs\n" } },
    "no-crds",
    NOTHING,
  ],
  [
    "is a kustomization that names an excluded file elsewhere",
    {
      tree: {
        ...application({ path: "apps" }),
        "apps/kustomization.yaml": "resources: [../base/crd.yaml]\n",
        "base/crd.yaml": CRD,
      },
      config: exclude("base/**"),
    },
    "not-compared",
    LEFT("`base/crd.yaml`"),
  ],
  [
    "is a kustomization that does not name the excluded file: the look-alike",
    {
      tree: {
        ...application({ path: "apps" }),
        "apps/kustomization.yaml": "resources: [map.yaml]\n",
        "apps/map.yaml": OTHER,
        "apps/old.yaml": CRD,
      },
      config: exclude("apps/old.yaml"),
    },
    "compared",
    HERE,
  ],
  [
    "is a kustomization that is excluded",
    {
      tree: { ...application({ path: "apps" }), "apps/kustomization.yaml": "resources: []\n" },
      config: exclude("apps/**"),
    },
    "not-compared",
    LEFT("`apps`"),
  ],
  [
    "is a chart whose templates are excluded",
    {
      tree: {
        ...application({ path: "chart" }),
        "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
        "chart/templates/crd.yaml": CRD,
        "chart/ci/values.yaml": CRD,
      },
      config: exclude("chart/templates/**", "chart/ci/**"),
    },
    "not-compared",
    LEFT("`chart/templates/crd.yaml`"),
  ],
  [
    "is a chart with a template of CRDs that nobody renders",
    { tree: { ...application({ path: "chart" }), ...CHART, "chart/templates/crd.yaml": TEMPLATE } },
    "not-compared",
    "nobody renders the chart, which makes CRDs with `chart/templates/crd.yaml`",
  ],
  [
    "is a part of a chart with a template of CRDs that nobody renders",
    {
      tree: {
        ...application({ path: "chart/charts/sub" }),
        ...CHART,
        "chart/charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
        "chart/charts/sub/templates/crd.yaml": TEMPLATE,
      },
    },
    "not-compared",
    "nobody renders the chart, which makes CRDs with `chart/charts/sub/templates/crd.yaml`",
  ],
  [
    "has a file for jsonnet",
    { tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "apps/a.jsonnet": "{}" } },
    "not-compared",
    "`apps/a.jsonnet` is for jsonnet, which is not run here",
  ],
  [
    "has a file for jsonnet in a folder below, which Argo CD does not look into",
    { tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "apps/lib/a.jsonnet": "{}" } },
    "compared",
    HERE,
  ],
  [
    "is a chart where tests have theirs",
    {
      tree: {
        ...application({ path: "e2e/chart" }),
        "e2e/chart/Chart.yaml": CHART["chart/Chart.yaml"],
        "e2e/chart/templates/crd.yaml": TEMPLATE,
      },
    },
    "not-compared",
    "nobody renders the chart, which makes CRDs with `e2e/chart/templates/crd.yaml`",
  ],
  [
    "is a chart with a file of CRDs that a template takes in",
    { tree: { ...application({ path: "chart" }), ...CHART, ...TAKING, "chart/files/crd.txt": CRD } },
    "not-compared",
    "nobody renders the chart, which makes CRDs with `chart/files/crd.txt`",
  ],
  [
    "is a chart with a file of something else that a template takes in: the look-alike",
    { tree: { ...application({ path: "chart" }), ...CHART, ...TAKING, "chart/files/crd.txt": OTHER } },
    "compared",
    HERE,
  ],
  [
    "is a chart with a file of CRDs that no template takes in: the look-alike",
    { tree: { ...application({ path: "chart" }), ...CHART, "chart/templates/a.yaml": OTHER, "chart/README.md": CRD } },
    "compared",
    HERE,
  ],
  [
    "is a chart whose CRDs stand there as they are",
    {
      tree: {
        ...application({ path: "chart" }),
        ...CHART,
        "chart/crds/crd.yaml": CRD,
        "chart/templates/a.yaml": DEPLOYED,
      },
    },
    "compared",
    HERE,
  ],
  [
    "is a chart whose CRDs are excluded",
    {
      tree: { ...application({ path: "chart" }), ...CHART, "chart/crds/crd.yaml": CRD },
      config: exclude("chart/crds/**"),
    },
    "not-compared",
    LEFT("`chart/crds/crd.yaml`"),
  ],
  [
    "is a chart that the configuration renders",
    {
      tree: { ...application({ path: "chart" }), ...CHART, "chart/templates/crd.yaml": TEMPLATE },
      config: { helm: [{ chart: "chart", release: "app" }] },
    },
    "compared",
    HERE,
  ],
  [
    "is a chart that an earlier step has rendered",
    {
      tree: {
        ...application({ path: "chart" }),
        ...CHART,
        "chart/templates/crd.yaml": TEMPLATE,
        "out/all.yaml": `# Source: app/templates/crd.yaml\n${CRD}`,
      },
      config: { rendered: ["out/**"] },
    },
    "compared",
    HERE,
  ],
  [
    "is excluded where an earlier step has made something of it",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "out/all.yaml": CRD },
      config: { ...exclude("apps/**"), rendered: ["out/**"] },
    },
    "compared",
    "in this repository; for what is left out of it the output of an earlier step (`rendered`) is taken to stand",
  ],
  [
    "is always left out, and is named in `rendered`",
    {
      tree: { ...application({ path: "vendor/app" }), "vendor/app/crd.yaml": CRD },
      config: { rendered: ["vendor/app/*.yaml"] },
    },
    "compared",
    HERE,
  ],
  [
    "is a link to a folder of the tree",
    {
      tree: { ...application({ path: "apps" }), "base/crd.yaml": CRD },
      after: ({ root }) => fs.symlinkSync("base", path.join(root, "apps")),
    },
    "compared",
    HERE,
  ],
  [
    "has links to files of the tree alone",
    {
      tree: { ...application({ path: "apps" }), "base/crd.yaml": CRD },
      after: ({ root }) => {
        fs.mkdirSync(path.join(root, "apps"));
        fs.symlinkSync("../base/crd.yaml", path.join(root, "apps/crd.yaml"));
      },
    },
    "compared",
    HERE,
  ],
  [
    "has an excluded file that cannot be read",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "apps/big.yaml": "" },
      config: exclude("apps/big.yaml"),
      after: ({ root }) => fs.truncateSync(path.join(root, "apps/big.yaml"), 65 * 1024 * 1024),
    },
    "not-compared",
    LEFT("`apps/big.yaml`"),
  ],
  [
    "has an excluded CRD that Argo CD leaves out as well",
    {
      tree: {
        ...application({ path: "apps", directory: { exclude: "crd.yaml" } }),
        "apps/crd.yaml": CRD,
        "apps/map.yaml": OTHER,
      },
      config: exclude("apps/crd.yaml"),
    },
    "compared",
    HERE,
  ],
  [
    "has an excluded CRD that is not among what Argo CD takes",
    {
      tree: {
        ...application({ path: "apps", directory: { include: "map.*" } }),
        "apps/crd.yaml": CRD,
        "apps/map.yaml": OTHER,
      },
      config: exclude("apps/crd.yaml"),
    },
    "compared",
    HERE,
  ],
  [
    "has a link to a file outside",
    {
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD },
      after: ({ root }) => fs.symlinkSync("../../elsewhere.yaml", path.join(root, "apps/more.yaml")),
    },
    "not-compared",
    "`apps/more.yaml` could not be read: a symbolic link that leads out of the workspace, which is not followed",
  ],
  [
    "is not among the paths that were given",
    { tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD }, paths: ["argo"] },
    "not-compared",
    "only the paths that were given were looked at, not `apps`",
  ],
])("a path of this repository that %s", (_, situation, state, reason) => {
  expect(states(checkedTree(situation))).toEqual([`Application app ${state}: ${reason} []`]);
});

it("is told of by the gate where it is left out, and where it cannot be read at the file alone", () => {
  const told = (situation: Situation) =>
    checkedTree(situation, "gate").findings.map(({ rule, severity, message, remedy, location }) => [
      `${rule} ${severity} ${location.path}:${location.startLine}`,
      message,
      remedy.summary,
    ]);
  expect(
    told({
      tree: { ...application({ path: "apps" }), "apps/crd.yaml": CRD, "crd.yaml": CRD },
      config: exclude("apps/**"),
    }),
  ).toEqual([
    [
      "source-not-compared error argo/app.yaml:8",
      "Application `app` (HEAD) from apps of this repository was not compared: `manifests.exclude` leaves out `apps`.",
      "Have it among what is read: in git, within `manifests.include` and outside of `manifests.exclude` (manifests in `vendor` and `testdata`, which are always left out, can be named in `rendered`), or list the reference's file in `sources.ignore` if it is nobody's deployment.",
    ],
  ]);
  expect(
    told({ tree: { ...application({ path: "apps" }), "apps/crd.yaml": LFS, "crd.yaml": CRD } }).map(([where]) => where),
  ).toEqual(["file-not-read error apps/crd.yaml:1"]);
});

it("is told of once where a chart is not rendered: by the chart, else by the reference", () => {
  const told = (tree: Tree) =>
    checkedTree({ tree: { ...tree, "crd.yaml": CRD } }, "gate").findings.map(
      ({ rule, severity, location, message }) => [`${rule} ${severity} ${location.path}`, message],
    );
  const own = { ...application({ path: "chart" }), ...CHART };
  expect(told({ ...own, "chart/templates/crd.yaml": TEMPLATE }).map(([where]) => where)).toEqual([
    "chart-not-rendered warning chart/Chart.yaml",
  ]);
  expect(told({ ...own, ...TAKING, "chart/files/crd.txt": CRD })).toEqual([
    [
      "source-not-compared error argo/app.yaml",
      "Application `app` (HEAD) from chart of this repository was not compared: nobody renders the chart, which makes CRDs with `chart/files/crd.txt`.",
    ],
  ]);
});
