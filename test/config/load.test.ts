import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Config, DEFAULT_CONFIG } from "../../src/config/config.ts";
import { type ConfigProblem, loadConfig } from "../../src/config/load.ts";

const PATH = ".github/crd-upgrade-guard/config.yaml";
const RULES = [
  { id: "manifest-behind-cluster", hasCrd: true, waivable: true },
  { id: "snapshot-stale", hasCrd: false, waivable: true },
  { id: "storage-version-not-burned-in", hasCrd: true, waivable: true },
  { id: "stored-version-removed", hasCrd: true, waivable: true },
];

function load(text: string) {
  return loadConfig(PATH, new TextEncoder().encode(text), RULES);
}

function loaded(text: string): Config {
  const loading = load(text);
  if (!loading.ok) throw new Error(JSON.stringify(loading.problems));
  return loading.value.config;
}

/** `line:column message -> remedy`, after checking that nothing else is in a problem. */
function problems(text: string): readonly string[] {
  const loading = load(text);
  if (loading.ok) return [];
  return loading.problems.map((problem) => {
    const { path, line, column, message, remedy, ...rest }: ConfigProblem = problem;
    expect({ path, rest }).toEqual({ path: PATH, rest: {} });
    return `${line}:${column} ${message} -> ${remedy}`;
  });
}

const EVERYTHING = `manifests:
  include: ["crds/**"]
  exclude: ["**/old/**"]
rendered: ["rendered/**/*.yaml"]
helm:
  - {chart: charts/traefik, release: traefik, namespace: traefik, values: [env/prod.yaml], set: {crds.enabled: true, tag: "3", n: 2}, clusters: [prod-eu], crds: create-only, kubeVersion: v1.33.1}
  - {chart: charts/plain, release: plain}
kustomize:
  - {path: overlays/prod, clusters: []}
  - {path: overlays/all}
sources: {require: changed, ignore: ["old/**"], substitute: {CLUSTER: prod-eu}}
argo: {destinations: {"https://10.0.0.1": prod-eu}}
fetch: {allow: [ghcr.io, "https://charts.example.com/**"]}
apply: server-side
snapshots: ["snapshots/*.json"]
maxSnapshotAge: 36h
releases:
  histories: [releases/widgets.json]
  tags: v*
  paths: [config/crd]
  preReleases: true
  since: v1.4.0
targets:
  - {paths: ["clusters/prod-*/**"], clusters: ["prod-*"], apply: client-side}
  - {paths: ["examples/**"], clusters: []}
rules:
  storage-version-not-burned-in: off
  snapshot-stale: error
waivers:
  - rule: stored-version-removed
    crd: grpcroutes.gateway.networking.k8s.io
    version: v1alpha2
    clusters: [staging]
    reason: staging is rebuilt every night
    owner: "@platform-team"
    expires: 2027-01-31
  - {rule: snapshot-stale, path: clusters/lab.json, reason: off, owner: lab, expires: 2027-02-28}
`;

describe("a valid file", () => {
  test("with every key", () => {
    const expected: Config = {
      manifests: { include: ["crds/**"], exclude: [...DEFAULT_CONFIG.manifests.exclude, "**/old/**"] },
      rendered: ["rendered/**/*.yaml"],
      helm: [
        {
          chart: "charts/traefik",
          release: "traefik",
          namespace: "traefik",
          values: ["env/prod.yaml"],
          set: { "crds.enabled": true, tag: "3", n: 2 },
          clusters: ["prod-eu"],
          crds: "create-only",
          kubeVersion: "v1.33.1",
        },
        {
          chart: "charts/plain",
          release: "plain",
          namespace: "default",
          values: [],
          set: {},
          clusters: null,
          crds: "applied",
          kubeVersion: null,
        },
      ],
      kustomize: [
        { path: "overlays/prod", clusters: [] },
        { path: "overlays/all", clusters: null },
      ],
      sources: { require: "changed", ignore: ["old/**"], substitute: { CLUSTER: "prod-eu" } },
      argo: { destinations: { "https://10.0.0.1": "prod-eu" } },
      fetch: { allow: ["ghcr.io", "https://charts.example.com/**"] },
      apply: "server-side",
      snapshots: ["snapshots/*.json"],
      maxSnapshotAge: 129_600_000,
      releases: {
        histories: ["releases/widgets.json"],
        tags: ["v*"],
        paths: ["config/crd"],
        preReleases: true,
        since: "v1.4.0",
      },
      targets: [
        { paths: ["clusters/prod-*/**"], clusters: ["prod-*"], apply: "client-side" },
        { paths: ["examples/**"], clusters: [], apply: null },
      ],
      rules: { "storage-version-not-burned-in": "off", "snapshot-stale": "error" },
      waivers: [
        {
          rule: "stored-version-removed",
          crd: "grpcroutes.gateway.networking.k8s.io",
          version: "v1alpha2",
          clusters: ["staging"],
          reason: "staging is rebuilt every night",
          owner: "@platform-team",
          expires: "2027-01-31",
        },
        { rule: "snapshot-stale", path: "clusters/lab.json", reason: "off", owner: "lab", expires: "2027-02-28" },
      ],
    };
    const loading = load(EVERYTHING);
    expect(loading).toEqual({ ok: true, value: { config: expected, locate: expect.any(Function), notices: [] } });
  });

  test("knows where its values stand", () => {
    const loading = load(EVERYTHING);
    if (!loading.ok) throw new Error("not read");
    const lines = [
      ["waivers", 0],
      ["waivers", 0, "expires"],
      ["targets", 1, "clusters"],
      ["waivers", 1, "version"],
    ].map((path) => loading.value.locate(path).startLine);
    expect(lines).toEqual([30, 36, 25, 37]);
  });

  test("without any key has the defaults", () => {
    expect(load("{}")).toEqual({
      ok: true,
      value: { config: DEFAULT_CONFIG, locate: expect.any(Function), notices: [] },
    });
  });

  test.each([
    "",
    "\n",
    "# nothing yet\n",
    "---\n",
    "null\n",
    "\ufeff",
  ])("that is empty (%j) has the defaults, and says so", (text) => {
    expect(load(text)).toEqual({
      ok: true,
      value: {
        config: DEFAULT_CONFIG,
        locate: expect.any(Function),
        notices: [`${PATH} is empty: every default holds.`],
      },
    });
  });

  test("may have windows line ends and a byte order mark", () => {
    expect(loaded("\ufeffapply: helm\r\nmaxSnapshotAge: 1d\r\n")).toEqual({
      ...DEFAULT_CONFIG,
      apply: "helm",
      maxSnapshotAge: 86_400_000,
    });
  });

  test.each([
    "**/*.yaml",
    "!charts/**",
    "a/{1..3}/b",
    "a..b/*",
    ".hidden/**",
    "[a-z]*/x",
    "!(a|b)/**",
    "ä/*",
  ])("takes the pattern %j", (glob) => {
    expect(loaded(JSON.stringify({ rendered: [glob] })).rendered).toEqual([glob]);
  });
});

describe("a file that is no configuration", () => {
  test.each<[string, readonly string[]]>([
    [
      "- a\n",
      [
        "1:1 The configuration is a list; expected keys such as `manifests:` and `targets:`. -> Known keys: manifests, rendered, helm, kustomize, sources, argo, fetch, apply, snapshots, maxSnapshotAge, releases, targets, rules, waivers.",
      ],
    ],
    [
      "\nplain\n",
      [
        "2:1 The configuration is a single value; expected keys such as `manifests:` and `targets:`. -> Known keys: manifests, rendered, helm, kustomize, sources, argo, fetch, apply, snapshots, maxSnapshotAge, releases, targets, rules, waivers.",
      ],
    ],
    [
      "apply: helm\napply: replace\n",
      [
        "2:1 The key `apply` appears twice in one mapping: some tools take the last one, others refuse. -> Remove one of the two.",
      ],
    ],
    [
      "rules: {a: off\n",
      ["1:8 The bracket that opens here is never closed. -> Close the bracket, or check whether the file was cut off."],
    ],
    ["owner: @team\n", ["1:8 No YAML value can start with `@`. -> Put the value in quotes."]],
    [
      "apply: helm\n---\napply: helm\n",
      [
        "2:1 The configuration ends before this line; expected one YAML document. -> Indent the line like the first one, or remove what follows `---`.",
      ],
    ],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test("in UTF-16", () => {
    expect(loadConfig(PATH, new Uint8Array([0xff, 0xfe, 0x61, 0x00]), RULES)).toEqual({
      ok: false,
      problems: [
        {
          path: PATH,
          line: 1,
          column: 1,
          message: "The file is encoded as UTF-16; Kubernetes' tools read UTF-8.",
          remedy: "Save the file as UTF-8.",
        },
      ],
    });
  });
});

const GLOB = "Write it relative to the workspace, without `..`.";
const WAIVER = "reason: r, owner: o, expires: 2027-01-01";
const TEN = "a".repeat(10);

describe("one mistake is one problem", () => {
  test.each<[string, readonly string[]]>([
    ["manifest: {}", ["1:1 Unknown key `manifest` in the configuration. -> Did you mean `manifests`?"]],
    [
      "max-snapshot-age: 7d",
      ["1:1 Unknown key `max-snapshot-age` in the configuration. -> Did you mean `maxSnapshotAge`?"],
    ],
    ["manifests: {includes: []}", ["1:13 Unknown key `includes` in `manifests`. -> Did you mean `include`?"]],
    [
      "colour: red",
      [
        "1:1 Unknown key `colour` in the configuration. -> Known keys here: manifests, rendered, helm, kustomize, sources, argo, fetch, apply, snapshots, maxSnapshotAge, releases, targets, rules, waivers.",
      ],
    ],
    [
      "failOn: never",
      [
        "1:1 Unknown key `failOn` in the configuration. -> `fail-on` is an input of the action and a flag (--fail-on), no key of the file.",
      ],
    ],
    [
      "releases: {tags: 'v*', chart: charts/a, kustomization: config/crd}",
      [
        "1:24 Unknown key `chart` in `releases`. -> A check renders no releases: record them with `crd-upgrade-guard releases --chart FOLDER`, and name the file in `releases.histories`.",
        "1:41 Unknown key `kustomization` in `releases`. -> A check renders no releases: record them with `crd-upgrade-guard releases --kustomization FOLDER`, and name the file in `releases.histories`.",
      ],
    ],
    [
      "fail_on_preexisting: true",
      [
        "1:1 Unknown key `fail_on_preexisting` in the configuration. -> `fail-on-preexisting` is an input of the action and a flag (--fail-on-preexisting), no key of the file.",
      ],
    ],
    [
      "exclude: [a]",
      ["1:1 Unknown key `exclude` in the configuration. -> Patterns to leave out are `manifests.exclude`."],
    ],
    ["waivers:", ["1:1 `waivers` is empty; expected a list. -> Give it a value, or remove the key."]],
    ["rendered: a/*.yaml", ['1:1 `rendered` is "a/*.yaml"; expected a list. -> Make it a list: ["a/*.yaml"].']],
    ["helm: {chart: a}", ["1:1 `helm` is an object; expected a list. -> Write a list."]],
    ["manifests: [a]", ["1:1 `manifests` is a list; expected an object. -> Write an object."]],
    ["rendered: [3]", ['1:12 `rendered[0]` is 3; expected a string. -> Put it in quotes: "3".']],
    [
      "apply: server_side",
      [
        '1:1 `apply` is "server_side"; expected one of client-side, server-side, replace, helm, unknown. -> Did you mean `server-side`?',
      ],
    ],
    [
      "apply: argo",
      ['1:1 `apply` is "argo"; expected one of client-side, server-side, replace, helm, unknown. -> Use one of these.'],
    ],
    ["snapshots: []", ["1:1 `snapshots` is an empty list; expected at least one entry. -> Add an entry."]],
    ["maxSnapshotAge: 7", ['1:1 `maxSnapshotAge` is 7; expected a string. -> Put it in quotes: "7".']],
    [
      "maxSnapshotAge: soon",
      [
        '1:1 `maxSnapshotAge` is "soon"; expected a whole number above zero and a unit (s, m, h, d or w): 90m, 36h, 7d, 2w. -> Write a duration such as `7d`.',
      ],
    ],
    ["rendered: ['']", ["1:12 `rendered[0]` is an empty pattern. -> Write a pattern such as `clusters/**/*.yaml`."]],
    ["rendered: ['!']", ["1:12 `rendered[0]` is an empty pattern. -> Write a pattern such as `clusters/**/*.yaml`."]],
    ["rendered: [/a]", ['1:12 `rendered[0]` is "/a", an absolute path. -> Write it relative to the workspace.']],
    [
      "rendered: ['C:\\a']",
      ['1:12 `rendered[0]` is "C:\\\\a", an absolute path. -> Write it relative to the workspace.'],
    ],
    ["rendered: ['!/a']", ['1:12 `rendered[0]` is "!/a", an absolute path. -> Write it relative to the workspace.']],
    ["rendered: [../a]", [`1:12 \`rendered[0]\` is "../a", which leaves the workspace. -> ${GLOB}`]],
    ["rendered: [a/..]", [`1:12 \`rendered[0]\` is "a/..", which leaves the workspace. -> ${GLOB}`]],
    ["rendered: ['{..,a}/b']", [`1:12 \`rendered[0]\` is "{..,a}/b", which leaves the workspace. -> ${GLOB}`]],
    ["rendered: ['a{/..,}/b']", [`1:12 \`rendered[0]\` is "a{/..,}/b", which leaves the workspace. -> ${GLOB}`]],
    ['rendered: ["a\\nb"]', ['1:12 `rendered[0]` is "a\\nb"; expected a pattern of one line. -> Correct the pattern.']],
    [
      "targets: [{paths: [a], cluster: [b]}]",
      ["1:24 Unknown key `cluster` in `targets[0]`. -> Did you mean `clusters`?"],
    ],
    ["targets: [{paths: [a]}]", ['1:11 `targets[0]` lacks `clusters`. -> Add `clusters: ["prod-*"]`.']],
    [
      "targets: [{paths: [], clusters: []}]",
      ["1:12 `targets[0].paths` is an empty list; expected at least one entry. -> Add an entry."],
    ],
    [
      "targets: [{paths: [a], clusters: [a/b]}]",
      [
        '1:35 `targets[0].clusters[0]` is "a/b"; expected a cluster\'s name or a pattern of such names. -> Write it as in `prod-eu` or `prod-*`, without slashes.',
      ],
    ],
    [
      `targets: [{paths: [a], clusters: ["${TEN.repeat(10)}b"]}]`,
      [
        `1:35 \`targets[0].clusters[0]\` is "${TEN.repeat(6)}..."; expected a cluster's name or a pattern of such names. -> Write it as in \`prod-eu\` or \`prod-*\`, without slashes.`,
      ],
    ],
    [
      "kustomize: [{path: -o}]",
      [
        '1:14 `kustomize[0].path` is "-o", which tools take for an option. -> Write a path that does not start with a hyphen, as in `./-name`.',
      ],
    ],
    [
      "kustomize: [{path: 'https://x/y'}]",
      [
        '1:14 `kustomize[0].path` is "https://x/y", an address. -> Name a path in the repository: nothing is downloaded.',
      ],
    ],
    [
      "argo: {destinations: {in-cluster: 'prod-*'}}",
      [
        '1:23 `argo.destinations.in-cluster` is "prod-*"; expected the name of one cluster. -> Write it as in `prod-eu`.',
      ],
    ],
    [
      "fetch: {allow: ['https://x/y?a=b']}",
      [
        '1:17 `fetch.allow[0]` is "https://x/y?a=b"; expected a host or an address without query. -> Write it as in `ghcr.io` or `https://charts.example.com/**`.',
      ],
    ],
    [
      "sources: {substitute: {a-b: c}}",
      ['1:24 The key "a-b" is "a-b"; expected the name of a variable. -> Write it as in `CLUSTER_NAME`.'],
    ],
    ["kustomize: [{path: ../x}]", [`1:14 \`kustomize[0].path\` is "../x", which leaves the workspace. -> ${GLOB}`]],
    [
      "helm: [{}]",
      ["1:8 `helm[0]` lacks `chart` and `release`. -> Add `chart: charts/traefik` and `release: traefik`."],
    ],
    [
      "helm: [{chart: c, release: -x}]",
      [
        '1:19 `helm[0].release` is "-x"; expected a release name of at most 53 lower case letters, digits, hyphens and dots. -> Correct the name.',
      ],
    ],
    [
      "helm: [{chart: c, release: r, namespace: -n}]",
      [
        '1:31 `helm[0].namespace` is "-n"; expected a namespace of at most 63 lower case letters, digits and hyphens. -> Correct the name.',
      ],
    ],
    [
      "helm: [{chart: c, release: r, values: [-]}]",
      [
        '1:40 `helm[0].values[0]` is "-", which tools take for an option. -> Write a path that does not start with a hyphen, as in `./-name`.',
      ],
    ],
    [
      "helm: [{chart: c, release: r, kubeVersion: 1.30}]",
      ['1:31 `helm[0].kubeVersion` is 1.3; expected a string. -> Put it in quotes with all its digits, as in "1.30".'],
    ],
    [
      "helm: [{chart: c, release: r, kubeVersion: newest}]",
      ['1:31 `helm[0].kubeVersion` is "newest"; expected a Kubernetes version. -> Write it as in "v1.33.1".'],
    ],
    [
      "helm: [{chart: c, release: r, set: {a: {b: 1}}}]",
      [
        "1:37 `helm[0].set.a` is an object; expected a string, a number or true or false. -> Write a string, a number or true or false.",
      ],
    ],
    [
      "helm: [{chart: c, release: r, set: {a=b: 1}}]",
      ['1:37 The key "a=b" is no name of a value as helm\'s --set takes it. -> Write it as in `crds.enabled`.'],
    ],
    [
      "helm: [{chart: c, release: r, crds: skip}]",
      ['1:31 `helm[0].crds` is "skip"; expected one of applied, create-only, skipped. -> Use one of these.'],
    ],
    ["rules: {snapshot-stael: off}", ["1:9 There is no rule `snapshot-stael`. -> Did you mean `snapshot-stale`?"]],
    [
      "rules: {something: off}",
      [
        "1:9 There is no rule `something`. -> Known rules: manifest-behind-cluster, snapshot-stale, storage-version-not-burned-in, stored-version-removed.",
      ],
    ],
    [
      "rules: {snapshot-stale: false}",
      ["1:9 `rules.snapshot-stale` is false; expected one of error, warning, info, off. -> Did you mean `off`?"],
    ],
    [
      "rules: {snapshot-stale: warn}",
      ['1:9 `rules.snapshot-stale` is "warn"; expected one of error, warning, info, off. -> Use one of these.'],
    ],
    [
      `waivers: [{rule: stored-version-removed, ${WAIVER}}]`,
      [
        "1:11 `waivers[0]` waives `stored-version-removed` for every CRD, which is too broad. -> Name the one CRD: `crd: grpcroutes.gateway.networking.k8s.io`.",
      ],
    ],
    [
      `waivers: [{rule: snapshot-stale, ${WAIVER}}]`,
      [
        "1:11 `waivers[0]` waives `snapshot-stale` everywhere, which is too broad. -> Name the file that the finding stands on: `path: charts/traefik`.",
      ],
    ],
    [
      `waivers: [{rule: snapshot-stale, crd: a.b, ${WAIVER}}]`,
      [
        "1:34 `waivers[0]` has `crd`, but `snapshot-stale` is not about a CRD. -> Remove it and name the file as `path`.",
      ],
    ],
    [
      `waivers: [{rule: stored-version-removed, path: a, ${WAIVER}}]`,
      ["1:42 `waivers[0]` has `path`, but `stored-version-removed` is about a CRD. -> Remove it and name the `crd`."],
    ],
    [
      `waivers: [{rule: stored-version-removed, crds: a.b, ${WAIVER}}]`,
      ["1:42 Unknown key `crds` in `waivers[0]`. -> Did you mean `crd`?"],
    ],
    [
      `waivers: [{rule: stored-version-remove, ${WAIVER}}]`,
      ["1:12 There is no rule `stored-version-remove`. -> Did you mean `stored-version-removed`?"],
    ],
    [
      `waivers: [{rule: stored-version-removed, crd: '*', ${WAIVER}}]`,
      ['1:42 `waivers[0].crd` is "*", a pattern. -> A waiver names one CRD: write one entry for each.'],
    ],
    [
      `waivers: [{rule: stored-version-removed, crd: grpcroutes, ${WAIVER}}]`,
      [
        '1:42 `waivers[0].crd` is "grpcroutes"; expected a CRD\'s name, plural.group. -> Write it as in `grpcroutes.gateway.networking.k8s.io`.',
      ],
    ],
    [
      `waivers: [{rule: snapshot-stale, path: 'clusters/*', ${WAIVER}}]`,
      ['1:34 `waivers[0].path` is "clusters/*", a pattern. -> A waiver names one file: write one entry for each.'],
    ],
    [
      `waivers: [{rule: stored-version-removed, crd: a.b, clusters: [], ${WAIVER}}]`,
      ["1:52 `waivers[0].clusters` is an empty list; expected at least one entry. -> Add an entry."],
    ],
    [
      `waivers: [{rule: stored-version-removed, crd: a.b, version: 'v*', ${WAIVER}}]`,
      [
        '1:52 `waivers[0].version` is "v*"; expected the name of one version. -> Name one version as in `v1alpha2`, or leave `version` out for all.',
      ],
    ],
    [
      "waivers: [{rule: stored-version-removed, crd: a.b}]",
      [
        '1:11 `waivers[0]` lacks `reason`, `owner` and `expires`. -> Add `reason: staging is rebuilt every night`, `owner: "@platform-team"` and `expires: 2027-01-31`.',
      ],
    ],
    [
      "waivers: [{rule: stored-version-removed, crd: a.b, reason: r, owner: ' ', expires: tomorrow}]",
      [
        "1:63 `waivers[0].owner` is empty. -> Write what a reviewer needs to know.",
        '1:75 `waivers[0].expires` is "tomorrow"; expected a day such as 2027-01-31. -> Write year, month and day, with two digits for month and day.',
      ],
    ],
    [
      "waivers: [{rule: stored-version-removed, crd: a.b, reason: r, owner: o, expires: 2027-02-30}]",
      ['1:73 `waivers[0].expires` is "2027-02-30", which is no day of the calendar. -> Correct the date.'],
    ],
    [
      "waivers: [{rule: stored-version-removed, crd: a.b, reason: r, owner: o, expiers: 2027-01-01}]",
      ["1:73 Unknown key `expiers` in `waivers[0]`. -> Did you mean `expires`?"],
    ],
    [
      `waivers: [{rule: Stored_Version_Removed, crd: a.b, ${WAIVER}}]`,
      ["1:12 There is no rule `Stored_Version_Removed`. -> Did you mean `stored-version-removed`?"],
    ],
    ["waivers: [x]", ['1:11 `waivers[0]` is "x"; expected an object. -> Write an object.']],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});

test("all problems are reported at once, in the order of the file", () => {
  const text = `waivers:
  - rule: stored-version-removed
    reason: r
  - {rule: snapshot-stael, path: a, ${WAIVER}}
rules:
  snapshot-stael: offf
manifests:
  excludes: []
apply: 3
`;
  expect(problems(text)).toEqual([
    '2:5 `waivers[0]` lacks `owner` and `expires`. -> Add `owner: "@platform-team"` and `expires: 2027-01-31`.',
    "2:5 `waivers[0]` waives `stored-version-removed` for every CRD, which is too broad. -> Name the one CRD: `crd: grpcroutes.gateway.networking.k8s.io`.",
    "4:6 There is no rule `snapshot-stael`. -> Did you mean `snapshot-stale`?",
    '6:3 `rules.snapshot-stael` is "offf"; expected one of error, warning, info, off. -> Did you mean `off`?',
    "6:3 There is no rule `snapshot-stael`. -> Did you mean `snapshot-stale`?",
    "8:3 Unknown key `excludes` in `manifests`. -> Did you mean `exclude`?",
    "9:1 `apply` is 3; expected one of client-side, server-side, replace, helm, unknown. -> Use one of these.",
  ]);
});

test("any bytes give a configuration or problems with a place, never an exception", () => {
  const keys = fc.constantFrom(
    "manifests",
    "helm",
    "targets",
    "rules",
    "waivers",
    "set",
    "crd",
    "rule",
    "__proto__",
    "x",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<unknown>("", "off", "a.b", "snapshot-stale", null, true, 3, "7d"),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const text = fc.oneof(
    fc.string(),
    tree.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (one) => {
      const loading = load(one);
      if (loading.ok) return;
      expect(loading.problems.length).toBeGreaterThan(0);
      const lines = one.split("\n").length;
      for (const problem of loading.problems) {
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.line).toBeLessThanOrEqual(lines);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.message).toMatch(/^[^\n]+\.$/);
        expect(problem.remedy).toMatch(/^[^\n]+[.?]$/);
      }
    }),
    { numRuns: 500 },
  );
});
