import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { readGuard } from "../../src/check/read-guard.ts";
import { createRunner } from "../../src/check/rendering/runner.ts";
import { createContents } from "../../src/check/sources/contents.ts";
import { createDigger, dugAtHand, leadsNowhere } from "../../src/check/sources/dig.ts";
import { memoryTree } from "../../src/check/sources/fetched-tree.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { readObjects } from "../../src/sources/objects.ts";
import {
  type GitTree,
  type HelmRepositoryChart,
  originKey,
  type SourceReference,
} from "../../src/sources/reference.ts";
import { tgz } from "../manifests/charts/archives.ts";
import { renderingWith, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { fetched } from "./deployed.ts";
import { type Files, NO_TOOLS } from "./in-memory.ts";

/** What a check will ask for in turn, found out without judging anything. */

const URL = "https://github.com/acme/apps";
const OWN = "https://github.com/acme/fleet";
const git = (ref: string): GitTree => ({ kind: "git", url: URL, ref: { name: ref }, path: "apps" });

const application = (name: string, ref: string) =>
  dump({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name },
    spec: { source: { repoURL: URL, path: "apps", targetRevision: ref }, destination: { name: "prod" } },
  });

const apps = (...texts: readonly string[]) => tgz([{ name: "apps/all.yaml", content: texts.join("---\n") }]);

/** @param isThere whether what a key stands for was fetched by now */
function digger(
  files: Files,
  contents: Readonly<Record<string, Uint8Array>>,
  isThere: (key: string) => boolean = () => true,
  render = NO_TOOLS,
  end: { readonly isEnd: (key: string) => boolean; readonly opened: (digest: string) => void } | null = null,
) {
  const tree = memoryTree("", new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
  const { sources } = fetched(contents);
  const referring = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return createDigger(referring, [], {
    tree,
    guard: readGuard(null, {}, "0.1.0", tree).guard,
    runner: createRunner(render, {
      head: tree,
      trackedByGit: () => ({ ok: false, reason: "no git" }),
      now: () => 0,
    }),
    contents: createContents(
      {
        entry: (key) => (isThere(key) ? sources.entry(key) : null),
        read: (digest) => {
          end?.opened(digest);
          return sources.read(digest);
        },
      },
      (url) => url === OWN,
    ),
    parse: readObjects,
    isEnd: (origin) => end?.isEnd(originKey(origin)) === true,
  });
}

const named = (references: readonly SourceReference[]) =>
  references.map(({ name, version, place }) => `${name} ${version} ${place.path}:${place.range.startLine}`);

describe("what comes out of contents", () => {
  it("is told of once, at the place of what brings it, and again where a part was lacking", () => {
    const kustomized = tgz([{ name: "apps/kustomization.yaml", content: `resources: ["${URL}//apps?ref=part"]\n` }]);
    const contents: Record<string, Uint8Array> = {
      [originKey(git("v1"))]: apps(application("two", "v2"), application("three", "v3")),
      [originKey(git("v2"))]: apps(application("root", "v1"), application("three", "v3")),
      [originKey(git("v3"))]: kustomized,
    };
    const { own, dig } = digger({ "root.yaml": application("root", "v1") }, contents);
    expect(named(own)).toEqual(["root v1 root.yaml:9"]);
    const first = dig(own);
    expect([named(first.parts), named(first.nested)]).toEqual([[], ["two v2 root.yaml:9", "three v3 root.yaml:9"]]);
    const second = dig(first.nested);
    expect([second.parts.map(({ origin }) => origin), named(second.nested)]).toEqual([
      [{ kind: "git", url: URL, ref: { name: "part" }, path: "apps" }],
      [],
    ]);
    expect(dig([])).toEqual({ parts: [], nested: [] });
  });

  it.skipIf(tool("kustomize") === undefined)(
    `is found once a part is there that it is made with${skippedWithout("kustomize")}`,
    () => {
      const base = (...resources: readonly string[]) =>
        tgz([
          { name: "apps/kustomization.yaml", content: `resources: ${JSON.stringify(resources)}\n` },
          { name: "apps/two.yaml", content: application("two", "v2") },
        ]);
      const there = new Set([originKey(git("v1"))]);
      const contents = {
        [originKey(git("v1"))]: base(`${URL}//apps?ref=part`),
        [originKey(git("part"))]: base("two.yaml"),
      };
      const render = renderingWith(toolFolder({ kustomize: "kustomize" }), checkPorts(".", NO_BASE).render);
      const { own, dig } = digger(
        { "root.yaml": application("root", "v1") },
        contents,
        (key) => there.has(key),
        render,
      );
      const first = dig(own);
      expect([named(first.parts), named(first.nested)]).toEqual([["root v1 root.yaml:9"], []]);
      there.add(originKey(git("part")));
      const second = dig([]);
      expect([named(second.parts), named(second.nested)]).toEqual([[], ["two v2 root.yaml:9"]]);
    },
  );

  it.skipIf(tool("kustomize") === undefined)(
    `is found when a part comes later than others${skippedWithout("kustomize")}`,
    () => {
      const base = (...resources: readonly string[]) =>
        tgz([
          { name: "apps/kustomization.yaml", content: `resources: ${JSON.stringify(resources)}\n` },
          { name: "apps/two.yaml", content: application("two", "v2") },
        ]);
      const there = new Set([originKey(git("v1"))]);
      const contents = {
        [originKey(git("v1"))]: base(`${URL}//apps?ref=late`),
        [originKey(git("late"))]: base("two.yaml"),
      };
      const render = renderingWith(toolFolder({ kustomize: "kustomize" }), checkPorts(".", NO_BASE).render);
      const { own, dig } = digger({ "r.yaml": application("root", "v1") }, contents, (key) => there.has(key), render);
      expect(named(dig(own).parts)).toEqual(["root v1 r.yaml:9"]);
      for (let round = 0; round < 3; round++) expect(dig([])).toEqual({ parts: [], nested: [] });
      there.add(originKey(git("late")));
      const found = dig([]);
      expect([named(found.parts), named(found.nested)]).toEqual([[], ["two v2 r.yaml:9"]]);
      expect(dig([])).toEqual({ parts: [], nested: [] });
    },
  );

  it("is followed five levels", () => {
    const contents = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [
        originKey(git(`v${index}`)),
        apps(application(`app${index + 1}`, `v${index + 1}`)),
      ]),
    );
    expect(named(dugAtHand(digger({ "root.yaml": application("app0", "v0") }, contents)))).toEqual(
      [1, 2, 3, 4, 5].map((level) => `app${level} v${level} root.yaml:9`),
    );
  });

  it("is followed as far as a thousand of them", () => {
    const many = Array.from({ length: 5000 }, (_, index) => application(`a${index}`, `w${index}`));
    const found = dugAtHand(
      digger({ "root.yaml": application("root", "v1") }, { [originKey(git("v1"))]: apps(...many) }),
    );
    expect(found.length).toBe(1000);
  });

  it("is nothing where the configuration ignores its file", () => {
    const files = {
      "old/root.yaml": application("root", "v1"),
      ".github/crd-upgrade-guard/config.yaml": "sources: {ignore: ['old/**']}\n",
    };
    expect(digger(files, {}).own).toEqual([]);
  });
});

describe.skipIf(tool("helm4") === undefined)(`what comes out of a chart of the tree${skippedWithout("helm4")}`, () => {
  it("is told of with what the tree refers to, level after level", () => {
    const local = (name: string, path: string, version: string) =>
      dump({
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name },
        spec: {
          source: { repoURL: OWN, path, helm: { parameters: [{ name: "version", value: version }] } },
          destination: { name: "prod" },
        },
      });
    const files = {
      "root.yaml": local("root", "apps", "v1"),
      "apps/Chart.yaml": "apiVersion: v2\nname: apps\nversion: 1.0.0\n",
      "apps/templates/more.yaml": local("more", "more", "{{ .Values.version }}"),
      "more/Chart.yaml": "apiVersion: v2\nname: more\nversion: 1.0.0\n",
      "more/templates/two.yaml": application("two", "{{ .Values.version }}"),
    };
    const render = renderingWith(toolFolder({ helm: "helm4" }), checkPorts(".", NO_BASE).render);
    const contents = { [originKey(git("v1"))]: apps(application("three", "v3")) };
    const { own, dig } = digger(files, contents, () => true, render);
    expect(named(own)).toEqual(["root null root.yaml:8", "more null root.yaml:8", "two v1 root.yaml:8"]);
    expect(named(dig(own).nested)).toEqual(["three v3 root.yaml:8"]);
  });
});

describe("a chart that fetch found to refer to nothing", () => {
  const chart: HelmRepositoryChart = {
    kind: "helm",
    repository: "https://charts.example.com",
    chart: "web",
    version: "1.0.0",
  };
  const release = (helm: object) =>
    dump({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "web" },
      spec: {
        source: { repoURL: chart.repository, chart: chart.chart, targetRevision: chart.version, helm },
        destination: { name: "prod" },
      },
    });
  const packed = (...more: readonly { readonly name: string; readonly content: string }[]) =>
    tgz([{ name: "web/Chart.yaml", content: "apiVersion: v2\nname: web\nversion: 1.0.0\n" }, ...more]);
  const openedWith = (helm: object, ends = true) => {
    let opened = 0;
    const end = { isEnd: () => ends, opened: () => opened++ };
    const { own, dig } = digger(
      { "web.yaml": release(helm) },
      { [originKey(chart)]: packed() },
      undefined,
      NO_TOOLS,
      end,
    );
    return [dig(own), opened];
  };
  const nothing = { parts: [], nested: [] };

  it("is not opened, unless its reference has values that may refer to something", () => {
    expect(openedWith({})).toEqual([nothing, 0]);
    expect(openedWith({ valuesObject: { replicas: 2 }, parameters: [{ name: "replicas", value: "3" }] })).toEqual([
      nothing,
      0,
    ]);
    expect(openedWith({ valuesObject: { extra: [{ apiVersion: "argoproj.io/v1alpha1" }] } })).toEqual([nothing, 1]);
    expect(openedWith({ parameters: [{ name: "api", value: "argoproj.io/v1alpha1" }] })).toEqual([nothing, 1]);
    expect(openedWith({ valueFiles: ["values-prod.yaml"] })).toEqual([nothing, 1]);
    expect(openedWith({}, false)).toEqual([nothing, 1]);
  });

  it("has no template that names what may, and nothing that is packed in turn", () => {
    const named = application("two", "v2");
    expect([
      leadsNowhere("chart", packed({ name: "web/templates/web.yaml", content: "kind: Service\n" })),
      leadsNowhere("chart", packed({ name: "web/README.md", content: named })),
      leadsNowhere("chart", packed({ name: "web/templates/app.yaml", content: named })),
      leadsNowhere("chart", packed({ name: "web/charts/db/templates/app.yaml", content: named })),
      leadsNowhere("chart", packed({ name: "web/charts/db-1.0.0.tgz", content: "" })),
      leadsNowhere("chart", Buffer.from("no archive")),
      leadsNowhere("tree", packed()),
    ]).toEqual([true, true, false, false, false, false, false]);
  });
});
