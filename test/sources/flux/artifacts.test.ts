import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { bootstrap, CHARTS, gitRepository, helmRelease, kustomization } from "./objects.ts";
import { type Files, lines } from "./tree.ts";

/** Kustomizations over an ExternalArtifact that an ArtifactGenerator copies out of a source. */

const PROD = "clusters/prod/flux-system/gotk-sync.yaml";

function generator(copy: readonly object[], own: object = {}, source = "flux-system"): string {
  return dump({
    apiVersion: "source.extensions.fluxcd.io/v1beta1",
    kind: "ArtifactGenerator",
    metadata: { name: "parts", namespace: "flux-system" },
    spec: {
      sources: [{ alias: "repo", kind: "GitRepository", name: source, ...own }],
      artifacts: [{ name: "apps", copy }],
    },
  });
}

const over = (path: string, name = "apps") =>
  kustomization("web", path, { sourceRef: { kind: "ExternalArtifact", name } });

const WEB: Files = {
  ...bootstrap("prod"),
  ...CHARTS,
  "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
  "apps/base/web.yaml": helmRelease("web", "1.0.0"),
  "apps/prod/kustomization.yaml":
    "resources: [../base]\npatches:\n- patch: |\n    - {op: replace, path: /spec/chart/spec/version, value: 2.0.0}\n  target: {kind: HelmRelease}\n",
};
const APPLIED = [`web 2.0.0 https://charts.example.com web @apps/prod/kustomization.yaml:4:53 for ${PROD}`];

describe("a Kustomization over a part of this repository", () => {
  it.each<[string, readonly object[], string]>([
    [
      "folders that stand beside each other as they do here",
      [
        { from: "@repo/apps/base/**", to: "@artifact/base/" },
        { from: "@repo/apps/prod/**", to: "@artifact/prod/" },
      ],
      "./prod",
    ],
    ["one folder", [{ from: "@repo/apps/**", to: "@artifact/" }], "prod"],
    ["a folder at its own path", [{ from: "@repo/apps/**", to: "@artifact/apps/" }], "./apps/prod"],
    ["all of it", [{ from: "@repo/**", to: "@artifact/" }], "/apps/prod"],
  ])("leads on where it is %s", (_, copy, path) => {
    const files = { ...WEB, "clusters/prod/parts.yaml": `${generator(copy)}---\n${over(path)}` };
    expect(lines(files)).toEqual(APPLIED);
  });

  it.each<[string, string, string]>([
    ["leaves files out", generator([{ from: "@repo/apps/**", to: "@artifact/", exclude: ["*.md"] }]), "apps"],
    ["merges", generator([{ from: "@repo/apps/**", to: "@artifact/", strategy: "Merge" }]), "apps"],
    ["copies single files", generator([{ from: "@repo/apps/*.yaml", to: "@artifact/" }]), "apps"],
    ["has other paths", generator([{ from: "@repo/apps/**", to: "@artifact/x/" }]), "apps"],
    [
      "has paths of two folders",
      generator([
        { from: "@repo/apps/**", to: "@artifact/" },
        { from: "@repo/base/**", to: "@artifact/" },
      ]),
      "apps",
    ],
    ["has no files", generator([]), "apps"],
    ["is of a bucket", generator([{ from: "@repo/**", to: "@artifact/" }], { kind: "Bucket" }), "apps"],
    ["has a source that is not named", generator([{ from: "@other/**", to: "@artifact/" }]), "apps"],
    ["is another's", generator([{ from: "@repo/**", to: "@artifact/" }]), "others"],
  ])("is not decided where the artifact %s", (_, text, name) => {
    const files = { ...bootstrap("prod"), "clusters/prod/parts.yaml": `${text}---\n${over("./prod", name)}` };
    expect(lines(files)).toEqual([expect.stringContaining("sources of the kind ExternalArtifact are not read")]);
  });
});

it("is a folder of another repository where the artifact is a part of that", () => {
  const other = gitRepository("gateway", "https://github.com/kubernetes-sigs/gateway-api", { ref: { tag: "v1.2.0" } });
  const copy = [{ from: "@repo/config/crd/**", to: "@artifact/" }];
  const text = [other, generator(copy, {}, "gateway"), over("./standard")].join("---\n");
  expect(lines({ ...bootstrap("prod"), "clusters/prod/parts.yaml": text })).toEqual([
    `web v1.2.0 https://github.com/kubernetes-sigs/gateway-api config/crd/standard {"tag":"v1.2.0"} @clusters/prod/parts.yaml:9:5 for ${PROD}`,
  ]);
});
