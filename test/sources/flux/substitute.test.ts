import { describe, expect, it } from "vitest";
import { substituteText, type Variables } from "../../../src/sources/flux/substitute.ts";
import { bootstrap, CHARTS, helmRelease, kustomization } from "./objects.ts";
import { type Files, lines, shortReferences } from "./tree.ts";

const KNOWN: Variables = {
  active: true,
  values: new Map([
    ["A", "one"],
    ["EMPTY", ""],
    ["B", "Two"],
  ]),
  places: new Map(),
  sealed: new Map([["KEY", "Secret flux-system/keys"]]),
  missing: [],
};

describe("a text", () => {
  it.each([
    ["plain", "plain"],
    ["$A", "$A"],
    [`\${A}`, "one"],
    [`x\${A}\${B}y`, "xoneTwoy"],
    [`\${NONE}`, ""],
    [`\${A:-else}`, "one"],
    [`\${NONE:-else}`, "else"],
    [`\${NONE:=else}`, "else"],
    [`\${EMPTY:=else}`, "else"],
    [`\${NONE=else}`, "else"],
    [`\${NONE:?else}`, "else"],
    [`\${NONE:=a\${B}c}`, "aTwoc"],
    [`$\${A}`, `\${A}`],
    ["$$", "$"],
    [`\${B,}`, "two"],
    [`\${B,,}`, "two"],
    [`\${A^}`, "One"],
    [`\${A^^}`, "ONE"],
    [`\${#A}`, "3"],
    [`\${A:1}`, "ne"],
    [`\${A:0:2}`, "on"],
    [`\${A:-2}`, "one"],
  ])("%j becomes %j", (text, expected) => {
    expect(substituteText(text, KNOWN)).toEqual({ ok: true, value: expected });
  });

  const OPEN: Variables = { ...KNOWN, missing: ["ConfigMap flux-system/more"] };
  const FORM = `it has a form of substitution of \${A} that is not evaluated`;
  it.each<[string, Variables, string]>([
    [`\${}`, KNOWN, "it has a substitution that Flux cannot read"],
    [`\${A`, KNOWN, FORM],
    [`\${A-else}`, KNOWN, FORM],
    [`\${A/o/p}`, KNOWN, FORM],
    [`\${A#o}`, KNOWN, FORM],
    [`\${KEY}`, KNOWN, `\${KEY} is set by Secret flux-system/keys, which cannot be read in the tree`],
    [`\${NONE}`, OPEN, `\${NONE} may be set by ConfigMap flux-system/more, which is not in the tree`],
    [`\${NONE:=1}`, OPEN, `\${NONE} may be set by ConfigMap flux-system/more, which is not in the tree`],
    [`\${NONE}`, { ...KNOWN, active: null }, `nothing in the tree says what \${NONE} stands for`],
    [`\${A:=`.repeat(30), KNOWN, "it nests substitutions too deeply"],
  ])("%j stays as it is", (text, variables, reason) => {
    expect(substituteText(text, variables)).toEqual({ ok: false, reason });
  });

  it("stays as it is where nothing is substituted", () => {
    const text = `\${A} $$`;
    expect(substituteText(text, { ...KNOWN, active: false })).toEqual({ ok: true, value: text });
  });
});

describe("what the Kustomization that applies an object sets, at the line that sets it,", () => {
  const CLUSTER = "clusters/prod/flux-system/gotk-sync.yaml";
  const config = (name: string, data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: flux-system}\ndata: ${data}\n`;
  function apps(post: object, version: string): Files {
    return {
      ...CHARTS,
      ...bootstrap("prod"),
      "clusters/prod/apps.yaml": kustomization("apps", "./apps", { postBuild: post }),
      "apps/web.yaml": helmRelease("web", version),
    };
  }
  const from = (...names: string[]) => ({ substituteFrom: names.map((name) => ({ kind: "ConfigMap", name })) });
  const CHARTED = "https://charts.example.com web";
  const CHART = `${CHARTED} @apps/web.yaml:8:7 for`;
  it.each<[string, Files, string]>([
    [
      "its own values",
      apps({ substitute: { V: "1.0.0" } }, `\${V}`),
      `web 1.0.0 ${CHARTED} @clusters/prod/apps.yaml:13:7 for ${CLUSTER}`,
    ],
    [
      "a ConfigMap of the cluster",
      { ...apps(from("settings"), `\${V}`), "clusters/prod/settings.yaml": config("settings", "{V: 1.0.0}") },
      `web 1.0.0 ${CHARTED} @clusters/prod/settings.yaml:4:8 for ${CLUSTER}`,
    ],
    [
      "the last of several ConfigMaps",
      {
        ...apps(from("one", "two"), `\${V}`),
        "clusters/prod/settings.yaml": `${config("one", "{V: 1.0.0}")}---\n${config("two", '{V: "2.0.0"}')}`,
      },
      `web 2.0.0 ${CHARTED} @clusters/prod/settings.yaml:9:8 for ${CLUSTER}`,
    ],
    [
      "a ConfigMap that is elsewhere",
      apps(from("settings"), `\${V}`),
      `web \${V} (web of HelmRepository charts: \${V} may be set by ConfigMap flux-system/settings, which is not in the tree) @apps/web.yaml:8:7 for ${CLUSTER}`,
    ],
    ["nothing of what is asked for", apps({ substitute: { W: "1.0.0" } }, `x\${V}`), `web x ${CHART} ${CLUSTER}`],
    [
      "nothing at all",
      apps({}, `\${V}`),
      `web \${V} (web of HelmRepository charts: nothing substitutes \${V}) @apps/web.yaml:8:7 for ${CLUSTER}`,
    ],
  ])("is %s", (_, files, line) => {
    expect(lines(files)).toEqual([line]);
  });

  it("is what the configuration says where Git does not", () => {
    expect(lines(apps(from("settings"), `\${V}`), { V: "1.0.0" })).toEqual([`web 1.0.0 ${CHART} ${CLUSTER}`]);
    const alone = { ...CHARTS, "apps/web.yaml": helmRelease("web", `\${V}`) };
    expect(lines(alone, { V: "1.0.0" })).toEqual([`web 1.0.0 ${CHART} anyone`]);
  });

  it("is told to be elsewhere for values, which have their defaults until then", () => {
    const files = {
      ...apps({ ...from("settings"), substitute: { N: "3" } }, "1.0.0"),
      "apps/web.yaml": helmRelease("web", "1.0.0", `  values: {count: "\${N}", host: "a.\${D:=b.c}", $: "\${D}"}\n`),
    };
    const reason = `\${D} may be set by ConfigMap flux-system/settings, which is not in the tree`;
    expect(shortReferences(files)[0]?.delivery).toEqual({
      by: "helm",
      ownership: {
        takes: { installing: true, upgrading: true },
        option: "taking `disableTakeOwnership: true` out of the HelmRelease",
      },
      client: "unknown",
      release: "web",
      namespace: "web",
      values: [{ kind: "inline", values: { count: 3, host: "a.b.c", $: `\${D}` } }],
      crds: "create-only",
      missing: [reason],
    });
  });

  it("may lead to other folders", () => {
    const files = {
      ...apps({ substitute: { CLUSTER: "prod" } }, "1.0.0"),
      "apps/more.yaml": kustomization("more", `./\${CLUSTER}/more`),
      "prod/more/other.yaml": helmRelease("other", "1.0.0"),
    };
    expect(lines(files)).toEqual([
      `web 1.0.0 ${CHART} ${CLUSTER}`,
      `other 1.0.0 https://charts.example.com other @prod/more/other.yaml:8:7 for ${CLUSTER}`,
    ]);
  });
});
