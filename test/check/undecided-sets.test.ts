import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { originKey } from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import {
  application,
  chart,
  fetched,
  findings,
  keyOf,
  OLD,
  REPOSITORY,
  ROUTES,
  routes,
  snapshot,
  states,
  WAYS,
  ways,
} from "./deployed.ts";
import { type Files, judged } from "./in-memory.ts";

/** Sets of which nobody knows what they make, in the place of Applications that are known: what these brought is not gone. */

const PROD = snapshot("prod");
const STAGING = snapshot("staging");
const CHARTS = {
  [keyOf("1.0.0")]: chart("1.0.0", { "crds/routes.yaml": routes(OLD), "crds/ways.yaml": ways(OLD) }),
  [keyOf("1.0.0", "ways")]: chart("1.0.0", { "crds/ways.yaml": ways(OLD) }, "ways"),
};
const GONE = (clusters: string, place: string) => `crd-removed introduced ${ROUTES}+${WAYS} ${clusters} ${place}`;

interface Element {
  readonly name: string;
  readonly cluster: string;
}

/** @param own what is not a list of elements, and what patches them */
function set(
  elements: readonly Element[],
  own: { generators?: readonly object[]; templatePatch?: string } = {},
): string {
  const { generators = [], ...more } = own;
  const source = { repoURL: REPOSITORY, chart: "app", targetRevision: "1.0.0" };
  return dump({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: "set" },
    spec: {
      goTemplate: true,
      generators: [{ list: { elements } }, ...generators],
      template: {
        metadata: { name: "{{.name}}" },
        spec: { source, destination: { name: "{{.cluster}}", namespace: "x" } },
      },
      ...more,
    },
  });
}

const A = { name: "a", cluster: "prod" };
const B = { name: "b", cluster: "staging" };
const UNKNOWN = { generators: [{ pullRequest: { github: { owner: "acme", repo: "app" } } }] };
const PATCHED = { templatePatch: "spec: {source: {targetRevision: 2.0.0}}\n" };

function checked(base: Files, head: Files, contents: Parameters<typeof fetched>[0] = CHARTS) {
  const clusters = { ...PROD, ...STAGING };
  return judged({ ...clusters, ...base }, { ...clusters, ...head }, "check", {}, { ports: fetched(contents) });
}

describe("what Applications brought", () => {
  it("is not said to be gone where their set is no longer decided", () => {
    const report = checked({ "s.yaml": set([A, B]) }, { "s.yaml": set([A, B], PATCHED) });
    expect(states(report)).toEqual([
      "ApplicationSet set not-compared changed: its `templatePatch` changes what it makes []",
    ]);
    expect(findings(report)).toEqual(["source-not-compared introduced   s.yaml:25"]);
    const replaced = checked({ "s.yaml": set([A, B]) }, { "s.yaml": set([B], UNKNOWN) });
    expect(findings(replaced)).toEqual(["source-not-compared introduced   s.yaml:23"]);
  });

  it("is not where an undecided set is in their place, in whatever file and for whatever cluster", () => {
    const one = application("1.0.0", { destination: { name: "prod" } });
    expect(findings(checked(one, { "clusters/staging/s.yaml": set([], UNKNOWN) }))).toEqual([
      "source-not-compared introduced   clusters/staging/s.yaml:21",
    ]);
  });

  it("is not where a repository has an undecided set in the place of an Application", () => {
    const url = "https://github.com/acme/apps";
    const root = (ref: string) =>
      application("x", { source: { repoURL: url, path: "apps", targetRevision: ref }, destination: { name: "prod" } });
    const apps = (ref: string, text: string) => ({
      [originKey({ kind: "git", url, ref: { name: ref }, path: "apps" })]: tgz([
        { name: "apps/all.yaml", content: text },
      ]),
    });
    const [one] = Object.values(application("1.0.0", { destination: { name: "prod" } }));
    const elsewhere = { git: { repoURL: url, revision: "v2", directories: [{ path: "x/*" }] } };
    const contents = {
      ...CHARTS,
      ...apps("v1", String(one).replace("name: app", "name: nested")),
      ...apps("v2", set([], { generators: [elsewhere] })),
    };
    expect(findings(checked(root("v1"), root("v2"), contents))).toEqual([
      "source-not-compared introduced   apps/app.yaml:9",
    ]);
  });

  it("is where the set is decided, and where it was as undecided before", () => {
    expect(findings(checked({ "s.yaml": set([A, B]) }, { "s.yaml": set([B]) }))).toEqual([GONE("prod", "s.yaml:21")]);
    const altered = checked({ "s.yaml": set([A, B], UNKNOWN) }, { "s.yaml": set([B], UNKNOWN) });
    expect(findings(altered)).toEqual(["source-not-compared introduced   s.yaml:23", GONE("prod", "s.yaml:25")]);
    const one = application("1.0.0", { destination: { name: "prod" } });
    const unchanged = { "s.yaml": set([], UNKNOWN) };
    expect(findings(checked({ ...one, ...unchanged }, unchanged))).toEqual([GONE("prod", "apps/app.yaml:9")]);
  });

  it("is where the Application itself is there and was looked into", () => {
    const one = (own: object) => application("1.0.0", { destination: { name: "prod" } }, own);
    const report = checked(one({}), { ...one({ chart: "ways" }), "s.yaml": set([], UNKNOWN) });
    expect(findings(report)).toEqual([
      "source-not-compared introduced   s.yaml:21",
      `crd-removed introduced ${ROUTES} prod apps/app.yaml:9`,
    ]);
  });

  it("is where something else brought it: no set of Argo CD makes a kustomization", () => {
    const url = "https://example.com/v1.0.0/crds.yaml";
    const contents = { ...CHARTS, [originKey({ kind: "file", url })]: Buffer.from(`${routes(OLD)}---\n${ways(OLD)}`) };
    const base = { "clusters/prod/kustomization.yaml": `resources:\n  - ${url}\n` };
    expect(findings(checked(base, { "s.yaml": set([], UNKNOWN) }, contents))).toEqual([
      "source-not-compared introduced   s.yaml:21",
      GONE("prod", "clusters/prod/kustomization.yaml:2"),
    ]);
  });
});
