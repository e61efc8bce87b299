import { dump } from "js-yaml";
import { expect, it } from "vitest";
import { crd, live } from "../rules/evaluated.ts";
import { freshSnapshot } from "../snapshots/fresh.ts";
import { chart, fetched, GUARD, keyOf, REPOSITORY } from "./deployed.ts";
import { type Files, judged } from "./in-memory.ts";

/** Which version a reference had before, where one object makes several: sets of Applications. */

const VERSIONS = ["1.0.0", "1.1.0", "1.2.0", "2.0.0", "2.1.0"];
const CHARTS = Object.fromEntries(
  VERSIONS.map((version) => [
    keyOf(version),
    chart(version, {
      "crds/routes.yaml": dump(crd({ versions: "v1*", ...(version < "2" ? {} : { scope: "Cluster" }) })),
    }),
  ]),
);

interface SetShape {
  readonly generators: readonly object[];
  readonly name?: string;
  readonly cluster?: string;
}

function set({ generators, name = "app-{{name}}", cluster = "{{name}}" }: SetShape): Files {
  const source = { repoURL: REPOSITORY, chart: "app", targetRevision: "{{version}}" };
  const destination = { name: cluster, namespace: "app" };
  const object = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: "apps" },
    spec: { generators, template: { metadata: { name }, spec: { source, destination } } },
  };
  return { "apps/set.yaml": dump(object) };
}

/** What of the head is refused, as it is called in its finding. */
function raised(before: Files, after: Files): readonly string[] {
  const guard = Object.fromEntries(
    ["prod", "staging"].map((cluster) => [
      `${GUARD}/clusters/${cluster}.json`,
      freshSnapshot({ "routes.example.com": live({ versions: "v1*" }, ["v1"]) }, cluster),
    ]),
  );
  const report = judged({ ...guard, ...before }, { ...guard, ...after }, "check", {}, { ports: fetched(CHARTS) });
  const told = report.findings.filter(({ rule }) => rule === "scope-changed");
  return told.map(({ message, state }) => `${message.slice(0, message.indexOf(": "))}, ${state}`);
}

const list = (...elements: readonly object[]) => ({ list: { elements } });
const merge = (mergeKeys: readonly string[], ...generators: readonly object[]) => ({
  merge: { mergeKeys, generators },
});
const matrix = (...generators: readonly object[]) => ({ matrix: { generators } });
const clusters = (version: string) => ({ clusters: { values: { version } } });

it.each<[string, SetShape, SetShape, readonly string[]]>([
  [
    "a matrix",
    { generators: [matrix(list({ name: "prod" }, { name: "staging" }), list({ version: "1.0.0" }))] },
    { generators: [matrix(list({ name: "prod" }, { name: "staging" }), list({ version: "2.0.0" }))] },
    ["ApplicationSet `app-prod` and ApplicationSet `app-staging` (1.0.0 -> 2.0.0), introduced"],
  ],
  [
    "a merge, of one that is laid over",
    {
      generators: [
        merge(
          ["name"],
          list({ name: "prod", version: "1.0.0" }, { name: "staging", version: "1.0.0" }),
          list({ name: "prod", version: "1.1.0" }),
        ),
      ],
    },
    {
      generators: [
        merge(
          ["name"],
          list({ name: "prod", version: "1.0.0" }, { name: "staging", version: "1.0.0" }),
          list({ name: "prod", version: "2.0.0" }),
        ),
      ],
    },
    ["ApplicationSet `app-prod` (1.1.0 -> 2.0.0), introduced"],
  ],
  [
    "a merge over clusters that nobody knows, of one element and of what all others have",
    {
      generators: [
        merge(
          ["name"],
          { clusters: { values: {} } },
          list({ name: "prod", version: "1.0.0" }, { name: "staging", version: "1.1.0" }),
        ),
      ],
    },
    {
      generators: [
        merge(
          ["name"],
          { clusters: { values: {} } },
          list({ name: "prod", version: "2.0.0" }, { name: "staging", version: "2.1.0" }),
        ),
      ],
    },
    [
      "ApplicationSet `app-prod` (1.0.0 -> 2.0.0), introduced",
      "ApplicationSet `app-staging` (1.1.0 -> 2.1.0), introduced",
    ],
  ],
  [
    "elements that nothing but their versions tells apart, in their order",
    { cluster: "prod", name: "app-{{metadata}}", generators: [list({ version: "1.0.0" }, { version: "1.1.0" })] },
    { cluster: "prod", name: "app-{{metadata}}", generators: [list({ version: "2.0.0" }, { version: "2.1.0" })] },
    ["ApplicationSet `apps` (1.0.0 -> 2.0.0), introduced", "ApplicationSet `apps` (1.1.0 -> 2.1.0), introduced"],
  ],
  [
    "elements that all had one version",
    {
      cluster: "prod",
      name: "app-{{metadata}}",
      generators: [list({ version: "1.0.0" }, { version: "1.0.0", a: "1" })],
    },
    {
      cluster: "prod",
      name: "app-{{metadata}}",
      generators: [list({ version: "2.0.0" }, { version: "2.1.0" })],
    },
    ["ApplicationSet `apps` (1.0.0 -> 2.0.0), introduced", "ApplicationSet `apps` (1.0.0 -> 2.1.0), introduced"],
  ],
  [
    "elements that become one, which was any of them",
    { cluster: "prod", name: "app-{{metadata}}", generators: [list({ version: "1.0.0" }, { version: "1.1.0" })] },
    { cluster: "prod", name: "app-{{metadata}}", generators: [list({ version: "2.0.0" })] },
    ["ApplicationSet `apps` (1.0.0 or 1.1.0 -> 2.0.0), introduced"],
  ],
  [
    "elements that one leaves, where another stays as it is",
    {
      cluster: "prod",
      name: "app-{{metadata}}",
      generators: [list({ version: "1.0.0" }, { version: "1.1.0" }, { version: "1.2.0" })],
    },
    { cluster: "prod", name: "app-{{metadata}}", generators: [list({ version: "1.2.0" }, { version: "2.0.0" })] },
    ["ApplicationSet `apps` (1.0.0 or 1.1.0 -> 2.0.0), introduced"],
  ],
  [
    "elements for different clusters, of which one joins",
    {
      name: "app-{{metadata}}",
      generators: [list({ name: "prod", version: "1.0.0" }, { name: "nowhere", version: "1.2.0" })],
    },
    {
      name: "app-{{metadata}}",
      generators: [
        list(
          { name: "staging", version: "1.1.0" },
          { name: "prod", version: "2.0.0" },
          { name: "nowhere", version: "1.2.0" },
        ),
      ],
    },
    ["ApplicationSet `apps` (1.0.0 -> 2.0.0), introduced"],
  ],
  [
    "Applications that are called by their version",
    {
      name: "app-{{name}}-{{version}}",
      generators: [list({ name: "prod", version: "1.0.0" }, { name: "staging", version: "1.1.0" })],
    },
    {
      name: "app-{{name}}-{{version}}",
      generators: [list({ name: "prod", version: "2.0.0" }, { name: "staging", version: "1.1.0" })],
    },
    ["ApplicationSet `app-prod-2.0.0` (1.0.0 -> 2.0.0), introduced"],
  ],
  [
    "a set that is new: nothing",
    { generators: [list()] },
    { generators: [list({ name: "prod", version: "2.0.0" })] },
    ["ApplicationSet `app-prod` (2.0.0), introduced"],
  ],
  [
    "the version that a generator over clusters has",
    { name: "app-{{metadata}}", cluster: "prod", generators: [clusters("1.0.0")] },
    { name: "app-{{metadata}}", cluster: "prod", generators: [clusters("2.0.0")] },
    [],
  ],
])("the version before of %s", (_, before, after, expected) => {
  expect(raised(set(before), set(after))).toEqual(expected);
});

it("names the versions that one may have had where nobody compared it", () => {
  const of = (...versions: readonly string[]) =>
    set({ cluster: "prod", name: "{{metadata}}", generators: [list(...versions.map((version) => ({ version })))] });
  const told = (before: readonly string[], after: readonly string[]) => {
    const guard = { [`${GUARD}/clusters/prod.json`]: freshSnapshot({}, "prod") };
    const trees = [before, after].map((versions) => ({ ...guard, ...of(...versions) }));
    const report = judged(trees[0] ?? null, trees[1] ?? {}, "check", {}, { ports: fetched({}) });
    return report.findings.flatMap(({ rule, message }) => (rule === "source-not-compared" ? [message] : []));
  };
  const message = (versions: string) =>
    `ApplicationSet \`apps\` (${versions}) from app of https://charts.example.com was not compared: its contents are not at hand.`;
  expect([
    told(["1.0.0", "1.1.0"], ["2.0.0"]),
    told(["1.0.0", "1.1.0", "1.2.0", "1.3.0"], ["2.0.0"]),
    told(["1.0.0", "1.1.0"], ["1.1.0", "2.0.0"]),
  ]).toEqual([
    [message("1.0.0 or 1.1.0 -> 2.0.0")],
    [message("one of 4 versions -> 2.0.0")],
    [message("1.0.0 -> 2.0.0")],
  ]);
});
