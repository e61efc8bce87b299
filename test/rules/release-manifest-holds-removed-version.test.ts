import { expect, it } from "vitest";
import type { ReleasedText } from "../../src/check/reading/tree.ts";
import { crd, findingsOf, live, type Situation } from "./evaluated.ts";

const FILE = "crds/routes.yaml";
const RULE = "release-manifest-holds-removed-version";
const AT_V1 = "---\n# Source: app/templates/a.yaml\napiVersion: example.com/v1\nkind: Route\nmetadata: {name: a}\n";
const AT_V2 = AT_V1.replace("/v1", "/v2");

function release(text: string, more: Partial<ReleasedText> = {}): ReleasedText {
  return {
    release: "shop/app",
    path: "charts/app",
    place: { path: "charts/app/Chart.yaml", line: 1 },
    clusters: ["prod"],
    byHelm: true,
    text: new TextEncoder().encode(text),
    bytes: () => 0,
    asks: { templates: () => [], folder: null, isUpgrade: false },
    ...more,
  };
}

/** Stops serving v1, which prod serves and the base's release holds. */
function situation(before: ReleasedText, after: ReleasedText, more: Partial<Situation> = {}): Situation {
  return {
    files: { [FILE]: [crd({ versions: "v1! v2*" })] },
    base: { [FILE]: [crd({ versions: "v1 v2*" })] },
    clusters: { prod: { "routes.example.com": live({ versions: "v1 v2*" }, ["v2"]) }, empty: {} },
    baseReleased: [before],
    released: [after],
    ...more,
  };
}

function told(given: Situation) {
  return findingsOf(given).filter(({ rule }) => rule === RULE);
}

const HOLDER = { release: "shop/app", place: { path: "charts/app/Chart.yaml", line: 1 } };

function found(holder: object = {}, cause = "helm") {
  return [
    {
      rule: RULE,
      crd: "routes.example.com",
      version: "v1",
      cluster: "prod",
      at: `${FILE}:13 spec.versions[0].served`,
      detail: {
        kind: RULE,
        cause,
        apiVersion: "example.com/v1",
        objectKind: "Route",
        served: ["v2"],
        releases: [{ ...HOLDER, isHeldAfter: false, ...holder }],
      },
    },
  ];
}

const own = { [FILE]: { path: "charts/app", release: "shop/app", meantFor: { clusters: ["prod"], because: "" } } };

it.each<[string, Situation, readonly object[]]>([
  ["although the change moves it", situation(release(AT_V1), release(AT_V2)), found()],
  ["and the change leaves it", situation(release(AT_V1), release(AT_V1)), found({ isHeldAfter: true })],
  [
    "and the change brings it to another cluster, too",
    situation(release(AT_V1), release(AT_V1, { clusters: ["prod", "empty"] })),
    found({ isHeldAfter: true }),
  ],
  [
    "in a list",
    situation(
      release(`apiVersion: v1\nkind: List\nitems:\n- ${AT_V1.slice(AT_V1.indexOf("api")).replaceAll("\n", "\n  ")}`),
      release(""),
    ),
    found(),
  ],
  [
    "of whom nobody says that it is Helm",
    situation(release(AT_V1, { byHelm: false }), release(AT_V2)),
    found({}, "unknown"),
  ],
  [
    "that Helm applies, as the configuration says",
    situation(release(AT_V1, { byHelm: false }), release(AT_V2), {
      targets: [{ paths: ["charts/**", "charts/app"], clusters: ["**"], apply: "helm" }],
    }),
    found(),
  ],
  [
    "and brings the CRD itself, and holds it still",
    situation(release(AT_V1), release(AT_V1), { printed: own }),
    found({ isHeldAfter: true }),
  ],
])("tells of a release that holds an object at the version %s", (_name, given, expected) => {
  expect(told(given)).toEqual(expected);
});

it("tells of every release that holds one", () => {
  const other = { release: "shop/other", place: { path: "charts/other/Chart.yaml", line: 1 } };
  const both = [release(AT_V1), release(AT_V1, { ...other, path: "charts/other" })];
  const given = situation(release(AT_V1), release(AT_V2), { baseReleased: both, released: both });
  const [one] = found({ isHeldAfter: true });
  const releases = [
    { ...HOLDER, isHeldAfter: true },
    { ...other, isHeldAfter: true },
  ];
  expect(told(given)).toEqual([{ ...one, detail: { ...one?.detail, releases } }]);
});

it.each<[string, Situation]>([
  ["at a version that stays", situation(release(AT_V2), release(AT_V2))],
  ["on another cluster", situation(release(AT_V1, { clusters: ["empty"] }), release(AT_V2))],
  ["that one upgrade moves with its own CRD", situation(release(AT_V1), release(AT_V2), { printed: own })],
  [
    "in a hook",
    situation(release(AT_V1.replace("{name: a}", '{name: a, annotations: {"helm.sh/hook": test}}')), release("")),
  ],
  [
    "inside of another",
    situation(
      release(`apiVersion: v1\nkind: X\nspec:\n  ${AT_V1.slice(AT_V1.indexOf("api")).replaceAll("\n", "\n  ")}`),
      release(""),
    ),
  ],
  ["of another kind", situation(release(AT_V1.replace("Route", "Way")), release(""))],
  [
    "that Argo CD applies",
    situation(release(AT_V1, { byHelm: false }), release(AT_V2), {
      targets: [{ paths: ["charts/**", "charts/app"], clusters: ["**"], apply: "client-side" }],
    }),
  ],
  ["that the change alone brings", { ...situation(release(AT_V2), release(AT_V1)) }],
  [
    "whose version is not served today",
    {
      ...situation(release(AT_V1), release(AT_V1)),
      clusters: { prod: { "routes.example.com": live({ versions: "v1! v2*" }, ["v2"]) } },
    },
  ],
])("says nothing of an object %s", (_name, given) => {
  expect(told(given)).toEqual([]);
});
