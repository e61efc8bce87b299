import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { type Repository, repository } from "../git/repository.ts";
import { live } from "../rules/evaluated.ts";
import { NAME, STRICT, withSpec } from "../rules/objects.ts";
import { putOnPath, toolFolder } from "../tools/tool-path.ts";
import { skippedWithout, tool } from "../tools/tools.ts";
import { GUARD, recorded } from "./recorded.ts";

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

/** What is said of custom resources in a tree of which the configuration renders this. */
function checked(config: object, files: Readonly<Record<string, string>>) {
  repo.write({
    [`${GUARD}/clusters/prod.json`]: recorded("prod", { [NAME]: live({ versions: "v1*" }, ["v1"]) }),
    [`${GUARD}/config.yaml`]: dump(config),
    "crds/crd.yaml": dump(withSpec(STRICT)),
    ...files,
  });
  repo.git("add", "-A");
  const ports = { ...checkPorts(repo.root, NO_BASE), now: () => Date.parse("2026-11-23T12:00:00Z") };
  const request = { mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" } as const;
  const { findings, notices } = check(request, ports);
  return {
    found: findings.map(
      ({ rule, location, lines }) => `${rule} ${location.path}:${location.startLine} ${lines?.length ?? 1}`,
    ),
    notices: notices.filter((notice) => notice.includes("custom resource")),
  };
}

function route(name: string, spec: string): string {
  return `apiVersion: example.com/v1\nkind: Route\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

describe.skipIf(tool("helm3") === undefined)(
  `custom resources of a chart that is rendered${skippedWithout("helm3")}`,
  () => {
    putOnPath(toolFolder({ helm: "helm3" }));

    it("are judged in the output alone, at the chart", () => {
      const files = {
        "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
        "charts/x/templates/plain.yaml": route("plain", "{tier: bad}"),
        "charts/x/templates/t.yaml": route("t", "{tier: {{ .Values.tier }}}"),
        "charts/x/templates/off.yaml": `{{ if .Values.on }}\n${route("off", "{tier: bad}")}{{ end }}\n`,
        "charts/x/values.yaml": "tier: gold\n",
      };
      expect(checked({ helm: [{ chart: "charts/x", release: "x" }] }, files)).toEqual({
        found: ["object-invalid charts/x/Chart.yaml:1 1"],
        notices: [],
      });
    });
  },
);

describe.skipIf(tool("kustomize") === undefined)(
  `custom resources of a kustomization that is rendered${skippedWithout("kustomize")}`,
  () => {
    putOnPath(toolFolder({ kustomize: "kustomize" }));

    const files = {
      "app/o/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
      "app/base/kustomization.yaml": "resources: [r.yaml]\n",
      "app/base/r.yaml": route("a", "{tier: base}"),
    };

    it.each([
      ["gold", []],
      ["bad", ["object-invalid app/o/kustomization.yaml:1 1"]],
    ])("are judged as they are built, at its file: %s", (tier, found) => {
      const patch = { "app/o/p.yaml": route("a", `{tier: ${tier}}`) };
      expect(checked({ kustomize: [{ path: "app/o" }] }, { ...files, ...patch })).toEqual({ found, notices: [] });
    });
  },
);
