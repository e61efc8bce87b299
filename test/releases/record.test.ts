import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { releasePorts } from "../../src/entry/release-ports.ts";
import { readHistory } from "../../src/releases/read-history.ts";
import { type ReleasesRequest, recordReleases } from "../../src/releases/record.ts";
import { open, type Repository, shallowCheckout, temporaryFolder } from "../git/repository.ts";
import { crdYaml, project } from "./projects.ts";

const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

function projectOf(releases: Parameters<typeof project>[0]): Repository {
  const repo = project(releases);
  made.push(repo);
  return repo;
}

/** What is printed, what is noted, and what is written of it: each release with its CRDs in short. */
function recorded({ root }: Repository, request: Partial<ReleasesRequest> = {}) {
  const notes: string[] = [];
  const files = new Map<string, string>();
  const recording = recordReleases(
    {
      name: "widgets",
      tags: ["v*"],
      preReleases: false,
      since: null,
      paths: [],
      output: null,
      toolVersion: "1.2.3",
      ...request,
    },
    { ...releasePorts(root), warn: (words) => notes.push(words), write: (file, text) => files.set(file, text) },
  );
  const said = recording.ok ? recording.value : recording.problems;
  return { said, notes, files, releases: [...files].flatMap(([file, text]) => inShort(file, text)) };
}

function inShort(file: string, text: string): readonly unknown[] {
  const reading = readHistory(file, new TextEncoder().encode(text));
  if (!reading.ok) return reading.problems;
  return reading.value.history.releases.map(({ version, crds }) => [
    version,
    Object.fromEntries(
      [...crds].map(([name, { facts, refused, undecided }]) => [
        name,
        [...(facts?.versions.map((one) => `${one.name}${one.storage ? "*" : ""}`) ?? ["?"]), ...refused, ...undecided],
      ]),
    ),
  ]);
}

describe("a project's releases", () => {
  it("are its tags, with what each makes of its CRDs, wherever they stand", () => {
    const repo = projectOf({
      "v1.0.0": { "crds/widgets.yaml": crdYaml({ versions: ["v1alpha1"] }), "README.md": "CustomResourceDefinition" },
      "v1.10.0": {
        "crds/widgets.yaml": null,
        "config/all.yaml": `${crdYaml({ versions: ["v1alpha1", "v1 storage"] })}---\n${crdYaml({ plural: "gears", versions: ["v1"] })}`,
      },
      "v1.9.0": { "config/all.yaml": crdYaml({ versions: ["v1alpha1", "v1"] }) },
      "v2.0.0-rc.1": {},
      nightly: {},
    });
    const { said, notes, files, releases } = recorded(repo);
    expect(said).toBe(
      "Wrote .github/crd-upgrade-guard/releases/widgets.json: 3 releases of widgets (v1.0.0 to v1.10.0) with 2 CRDs.\n",
    );
    expect(notes).toEqual(["Left out: 1 pre-release; `--pre-releases` takes them in."]);
    expect([...files.keys()]).toEqual([".github/crd-upgrade-guard/releases/widgets.json"]);
    expect(releases).toEqual([
      ["v1.0.0", { "widgets.example.com": ["v1alpha1*"] }],
      ["v1.9.0", { "widgets.example.com": ["v1alpha1*", "v1"] }],
      ["v1.10.0", { "gears.example.com": ["v1*"], "widgets.example.com": ["v1alpha1", "v1*"] }],
    ]);
  });

  it("are written in bytes that only what changes makes longer", () => {
    const repo = projectOf({
      "v1.0.0": { "crds.yaml": crdYaml({ versions: ["v1"] }) },
      "v1.0.1": { "crds.yaml": `# moved by a line\n${crdYaml({ versions: ["v1"] })}` },
      "v1.1.0": { "crds.yaml": null },
    });
    const commits = ["v1.0.0", "v1.0.1", "v1.1.0"].map((tag) => repo.git("rev-parse", tag));
    const { files } = recorded(repo, { paths: ["."], since: "v1.0" });
    expect([...files.values()]).toEqual([
      `{
  "formatVersion": 1,
  "name": "widgets",
  "origin": {"tool": "1.2.3", "tags": ["v*"], "paths": ["."], "since": "v1.0"},
  "releases": [
    {
      "version": "v1.0.0",
      "commit": "${commits[0]}",
      "crds": {
        "widgets.example.com": {
          "facts": {
            "group": "example.com",
            "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
            "scope": "Namespaced",
            "versions": [
              {"name": "v1", "served": true, "storage": true, "schema": "sha256:5d2"}
            ],
            "conversion": {"strategy": "None"}
          }
        }
      }
    },
    {
      "version": "v1.0.1",
      "commit": "${commits[1]}",
      "crds": {}
    },
    {
      "version": "v1.1.0",
      "commit": "${commits[2]}",
      "crds": {
        "widgets.example.com": null
      }
    }
  ]
}
`.replace(/sha256:5d2/, () => /sha256:[0-9a-f]{64}/.exec([...files.values()].join(""))?.[0] ?? "none"),
    ]);
    expect(recorded(repo, { paths: ["."], since: "v1.0" }).files).toEqual(files);
  });

  it("say what no server takes, and what nobody can read", () => {
    const old = crdYaml({ versions: ["v1"] }).replace("apiextensions.k8s.io/v1\n", "apiextensions.k8s.io/v1beta1\n");
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": old },
      "v1.1.0": {
        "crd.yaml": crdYaml({ versions: ["v1", "v2 storage"] }).replaceAll("storage: false", "storage: true"),
      },
      "v1.2.0": {
        "crd.yaml": crdYaml({ versions: ["v1"] }).replace("scope: Namespaced", "scope: {{ .Values.scope }}"),
      },
      "v1.3.0": { "crd.yaml": crdYaml({ versions: ["v1"] }).replace("type: object", "type: thing") },
      "v1.4.0": { "crd.yaml": null, "none.yaml": "kind: ConfigMap\n" },
      "v1.5.0": { "crd.yaml": crdYaml({ versions: ["v1"], rule: "self.size ==" }) },
    });
    const { notes, releases } = recorded(repo);
    const untold = (version: string, reason: string) =>
      `What users of \`${version}\` have stored of \`widgets.example.com\` is not known, so that nothing here counts it: ${reason}.`;
    expect(notes).toEqual([
      "`v1.4.0` has no CRD.",
      untold("v1.0.0", 'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"'),
      untold("v1.1.0", "spec.versions: Invalid value: must have exactly one version marked as storage version"),
      untold("v1.2.0", "the document is a template that has not been rendered, and the CRD in it was not judged"),
      untold("v1.3.0", 'spec.validation.openAPIV3Schema.type: Invalid value: "thing": must be object at the root'),
    ]);
    expect(releases).toEqual([
      [
        "v1.0.0",
        {
          "widgets.example.com": [
            "?",
            'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"',
          ],
        },
      ],
      [
        "v1.1.0",
        {
          "widgets.example.com": [
            "?",
            "spec.versions: Invalid value: must have exactly one version marked as storage version",
          ],
        },
      ],
      [
        "v1.2.0",
        {
          "widgets.example.com": [
            "?",
            "the document is a template that has not been rendered, and the CRD in it was not judged",
          ],
        },
      ],
      [
        "v1.3.0",
        {
          "widgets.example.com": [
            "v1*",
            'spec.validation.openAPIV3Schema.type: Invalid value: "thing": must be object at the root',
            'spec.validation.openAPIV3Schema.type: Unsupported value: "thing": supported values: "array", "boolean", "integer", "number", "object", "string"',
          ],
        },
      ],
      ["v1.4.0", {}],
      ["v1.5.0", { "widgets.example.com": ["v1*"] }],
    ]);
  });

  it("say that a patch of kustomize makes a conversion webhook, which files alone do not have", () => {
    const patch = (name: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${name}.example.com}
spec:
  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {namespace: system, name: webhook-service}}}}
`;
    const repo = projectOf({
      "v1.0.0": { "bases/w.yaml": crdYaml({ versions: ["v1"] }), "patches/w.yaml": patch("widgets") },
      "v1.1.0": { "patches/w.yaml": patch("widgets").replace("system", "other"), "patches/g.yaml": patch("gears") },
    });
    expect([recorded(repo).notes, recorded(repo, { paths: ["bases"] }).notes]).toEqual([
      [
        "A patch of kustomize puts a conversion webhook into a CRD (`v1.0.0: patches/w.yaml:1`, and 2 more), which its file does not have: record what is built, with `crd-upgrade-guard releases --kustomization`.",
      ],
      [],
    ]);
  });

  it("have a CRD once where its copies say the same", () => {
    const crd = crdYaml({ versions: ["v1"] });
    const repo = projectOf({
      "v1.0.0": {
        "a/crd.yaml": crd,
        "b/crd.yaml": crd.replace("size: {type: string}", "size: {type: string, description: Its size.}"),
      },
    });
    const { releases, notes } = recorded(repo);
    expect(releases).toEqual([["v1.0.0", { "widgets.example.com": ["v1*"] }]]);
    expect(notes).toEqual([
      "`widgets.example.com` has another schema in b/crd.yaml:1 than in a/crd.yaml:1, which is taken (v1.0.0); `--path` chooses.",
    ]);
  });

  it("are refused where two charts have a CRD and nobody says whose counts", () => {
    const repo = projectOf({
      "v1.0.0": {
        "charts/a/crds/crd.yaml": crdYaml({ versions: ["v1"] }),
        "charts/b/crds/crd.yaml": crdYaml({ versions: ["v1", "v2"] }),
      },
      "v1.1.0": { "charts/a/crds/crd.yaml": crdYaml({ versions: ["v1", "v2"] }) },
      "v1.2.0": { "charts/a/crds/crd.yaml": null },
    });
    expect(recorded(repo)).toEqual({
      said: [
        "`widgets.example.com` is in two files that make different things of it: `charts/a/crds/crd.yaml:1` and `charts/b/crds/crd.yaml:1` (in v1.0.0).",
        "Say with `--path` where the CRDs are that your users apply: a folder, a file or a pattern, or several of them, the most wanted first.",
      ],
      notes: [],
      files: new Map(),
      releases: [],
    });
    expect(recorded(repo, { paths: ["charts/a", "charts"] }).releases).toEqual([
      ["v1.0.0", { "widgets.example.com": ["v1*"] }],
      ["v1.1.0", { "widgets.example.com": ["v1*", "v2"] }],
      ["v1.2.0", { "widgets.example.com": ["v1*", "v2"] }],
    ]);
  });

  it("have another CRD where it moves to another group, or is called otherwise", () => {
    const repo = projectOf({
      "v1.0.0": { "crd.yaml": crdYaml({ group: "old.example.com", versions: ["v1"] }) },
      "v1.1.0": { "crd.yaml": crdYaml({ group: "new.example.com", versions: ["v1"] }) },
      "v1.2.0": { "crd.yaml": crdYaml({ group: "new.example.com", kind: "Gadget", versions: ["v1"] }) },
    });
    expect(recorded(repo).releases).toEqual([
      ["v1.0.0", { "widgets.old.example.com": ["v1*"] }],
      ["v1.1.0", { "widgets.new.example.com": ["v1*"] }],
      ["v1.2.0", { "widgets.new.example.com": ["v1*"] }],
    ]);
  });
});

describe("no history is written", () => {
  it.each([
    ["without tags", {}, {}, "The repository has no tags, and so does origin: there is no release yet."],
    [
      "where tags are no versions",
      { nightly: {}, vnext: {} },
      {},
      "None of the tags that match `v*` is a version such as v1.2.0 (`vnext`).",
    ],
    [
      "where no tag matches",
      { "v1.0.0": {} },
      { tags: ["chart-*", "x"] },
      "None of the 1 tag matches `chart-*` and `x`.",
    ],
    [
      "of pre-releases",
      { "v1.0.0-rc.1": {} },
      {},
      "All versions among the tags that match `v*` are pre-releases: ask for them with `--pre-releases`.",
    ],
    [
      "of what is too old",
      { "v1.0.0": {} },
      { since: "v2.0.0" },
      "None of the 1 tag matches `v*` and is v2.0.0 or newer.",
    ],
    ["since no version", { "v1.0.0": {} }, { since: "then" }, "`then` is no version such as v1.2.0."],
    [
      "without a CRD",
      { "v1.0.0": { "a.yaml": "a: 1\n" }, "v1.1.0": {} },
      { paths: ["crds"] },
      "There is no CRD below `crds` in any of the 2 releases.",
    ],
    [
      "under a name that is none",
      { "v1.0.0": {} },
      { name: "a/b" },
      expect.stringContaining("`a/b` cannot be a project's name"),
    ],
    [
      "to a file of another name",
      { "v1.0.0": {} },
      { output: "history.json" },
      "A history's file is named like its project: `history.json` would have to be named `widgets.json`.",
    ],
  ])("%s", (_, releases, request, problem) => {
    const repo = projectOf(releases);
    if (Object.keys(releases).length === 0) {
      repo.commit({ a: "1" });
      const clone = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
      made.push(clone);
      expect(recorded(clone, request).said).toEqual([problem]);
    } else expect(recorded(repo, request).said).toEqual([problem]);
  });

  it("in a shallow checkout that lacks tags, until they are fetched as it says", () => {
    const crd = { "crd.yaml": crdYaml({ versions: ["v1"] }) };
    const repo = projectOf({ "v1.0.0": crd, "v1.1.0": {}, "v1.2.0": {}, "v1.3.0-rc.1": {}, other: {} });
    const clone = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
    made.push(clone);
    clone.git("fetch", "-q", "--depth=1", "origin", "tag", "v1.1.0");
    const { said } = recorded(clone);
    expect(said).toEqual([
      "This checkout lacks 2 tags of a release (from `v1.0.0` to `v1.2.0`); fetch them with `git fetch --depth=1 origin 'refs/tags/*:refs/tags/*'`.",
    ]);
    clone.git("fetch", "-q", "--depth=1", "origin", "refs/tags/*:refs/tags/*");
    const crds = { "widgets.example.com": ["v1*"] };
    expect(recorded(clone).releases).toEqual([
      ["v1.0.0", crds],
      ["v1.1.0", crds],
      ["v1.2.0", crds],
    ]);
  });

  it("where nobody can tell what is missing, but with a note where tags are there", () => {
    const repo = projectOf({ "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) } });
    const clone = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
    made.push(clone);
    clone.git("remote", "set-url", "origin", path.join(clone.root, "gone"));
    expect(recorded(clone).said).toEqual([
      `This checkout has no tags, and origin could not be asked for its tags: '${clone.root}/gone' does not appear to be a git repository; fetch them with \`git fetch --depth=1 origin 'refs/tags/*:refs/tags/*'\`.`,
    ]);
    clone.git("tag", "v1.0.0");
    expect(recorded(clone).notes).toEqual([
      `The checkout is shallow, and may lack releases: origin could not be asked for its tags: '${clone.root}/gone' does not appear to be a git repository.`,
    ]);
  });

  it("with the name of the remote that there is", () => {
    const repo = projectOf({ "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) } });
    const clone = open(temporaryFolder());
    made.push(clone);
    clone.git("clone", "-q", "--no-tags", "-o", "upstream", `file://${repo.root}`, ".");
    const lacks = (remote: string) => [
      `This checkout lacks 1 tag of a release (\`v1.0.0\`); fetch them with \`git fetch --tags ${remote}\`.`,
    ];
    expect(recorded(clone).said).toEqual(lacks("upstream"));
    clone.git("remote", "add", "origin", path.join(clone.root, "gone"));
    expect(recorded(clone).said).toEqual(lacks("upstream"));
    clone.git("switch", "-q", "--detach");
    clone.git("remote", "set-url", "origin", `file://${repo.root}`);
    expect(recorded(clone).said).toEqual(lacks("origin"));
  });

  it("where there is no remote, which is not called origin then", () => {
    const repo = projectOf({ "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) } });
    const shallow = shallowCheckout(repo, repo.git("rev-parse", "HEAD"));
    made.push(shallow);
    shallow.git("remote", "remove", "origin");
    expect(recorded(shallow).said).toEqual(["This shallow checkout has no tags, and no remote to fetch them from."]);
    shallow.git("tag", "v1.0.0");
    expect(recorded(shallow).notes).toEqual([
      "The checkout is shallow, and may lack releases: it has no remote to ask for them.",
    ]);
    repo.git("tag", "-d", "v1.0.0");
    expect(recorded(repo).said).toEqual([
      "The repository has no tags, and no remote that could have some: there is no release yet.",
    ]);
  });

  it.each([
    ["--no-tags", [], "The clone was made without tags (its `tagOpt`)"],
    ["--single-branch", ["v1.0.0"], "The clone was made of one branch alone"],
  ])("in a whole clone that was made with %s and lacks tags, until they are fetched as it says", (option, here, words) => {
    const repo = projectOf({ "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) }, "v1.1.0": {} });
    repo.git("switch", "-qc", "release-1.0", "v1.0.0");
    repo.commit({ "README.md": "" });
    repo.git("tag", "v1.0.1");
    repo.git("switch", "-q", "main");
    repo.git("tag", "-d", "v1.1.0");
    const clone = open(temporaryFolder());
    made.push(clone);
    clone.git("clone", "-q", option, `file://${repo.root}`, ".");
    if (here.length === 0) clone.git("fetch", "-q", "origin", "tag", "v1.0.0");
    expect(recorded(clone).said).toEqual([
      "This checkout lacks 1 tag of a release (`v1.0.1`); fetch them with `git fetch --tags origin`.",
    ]);
    clone.git("remote", "set-url", "origin", path.join(clone.root, "gone"));
    expect(recorded(clone).notes).toEqual([
      `${words}, and may lack releases: origin could not be asked for its tags: '${clone.root}/gone' does not appear to be a git repository.`,
    ]);
    clone.git("remote", "set-url", "origin", `file://${repo.root}`);
    clone.git("fetch", "-q", "--tags", "origin");
    expect([recorded(clone).releases.length, recorded(clone).notes]).toEqual([2, []]);
  });

  it("where its folder cannot be written to, which is said with the reason", () => {
    const repo = projectOf({ "v1.0.0": { "crd.yaml": crdYaml({ versions: ["v1"] }) } });
    const ports = { ...releasePorts(repo.root), warn: () => {} };
    const write = () => fs.writeFileSync(path.join(repo.root, "no/such/folder"), "");
    const request = {
      name: "w",
      tags: ["v*"],
      preReleases: false,
      since: null,
      paths: [],
      output: null,
      toolVersion: "1",
    };
    expect(recordReleases(request, { ...ports, write })).toEqual({
      ok: false,
      problems: [
        `The history could not be written (ENOENT: no such file or directory, open '${repo.root}/no/such/folder'); what was there stays.`,
      ],
    });
  });
});
