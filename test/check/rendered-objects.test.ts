import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { NO_BASE } from "../../src/entry/check-options.ts";
import { checkPorts } from "../../src/entry/check-ports.ts";
import { type Repository, repository } from "../git/repository.ts";
import { live } from "../rules/evaluated.ts";
import { LOOSE, living, NAME, STRICT, withSpec } from "../rules/objects.ts";
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

describe.skipIf(tool("helm3") === undefined)(
  `custom resources in the folder crds/ of a chart that is rendered${skippedWithout("helm3")}`,
  () => {
    putOnPath(toolFolder({ helm: "helm3" }));

    it("are judged once, at the chart", () => {
      const files = {
        "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
        "charts/x/crds/r.yaml": route("a", "{tier: bad}"),
      };
      expect(checked({ helm: [{ chart: "charts/x", release: "x" }] }, files)).toEqual({
        found: ["object-invalid charts/x/Chart.yaml:1 1"],
        notices: [],
      });
    });
  },
);

describe.skipIf(tool("helm3") === undefined)(
  `custom resources of a CRD that a chart creates and never updates${skippedWithout("helm3")}`,
  () => {
    putOnPath(toolFolder({ helm: "helm3" }));

    const [before, after] = [withSpec(STRICT), withSpec({ ...LOOSE, note: { type: "string" } }, {}, "v1* v2")];

    /** A chart with `before` in the base and `after` in the change, of which `live` lives. */
    function judgedWith(live: object, objects: Readonly<Record<string, string>>, crds = "create-only") {
      const files = (crd: object) => ({
        [`${GUARD}/clusters/prod.json`]: recorded("prod", { [NAME]: living(live as typeof before) }),
        [`${GUARD}/config.yaml`]: dump({ helm: [{ chart: "charts/x", release: "x", crds }] }),
        "charts/x/Chart.yaml": "apiVersion: v2\nname: x\nversion: 1.0.0\n",
        "charts/x/crds/crd.yaml": dump(crd),
      });
      const rev = repo.commit(files(before));
      repo.write({ ...files(after), ...objects });
      repo.git("add", "-A");
      const ports = {
        ...checkPorts(repo.root, { ok: true, value: rev }),
        now: () => Date.parse("2026-11-23T12:00:00Z"),
      };
      const report = check({ mode: "check", paths: [], configPath: null, flags: {}, toolVersion: "0.1.0" }, ports);
      return {
        found: report.findings
          .filter(({ rule }) => rule.startsWith("object-"))
          .map(({ rule, severity, state, location, message, remedy }) => [
            `${severity} ${state} ${rule} ${location.path}:${location.startLine}`,
            message,
            remedy.summary,
          ]),
        notices: report.notices.filter((notice) => notice.includes("custom resource")),
        objects: report.coverage.objects,
      };
    }

    it.each(["create-only", "skipped"])("are judged by what lives: %s", (crds) => {
      const objects = {
        "a.yaml": route("a", "{tier: gold}"),
        "b.yaml": route("b", "{tier: legacy}"),
        "c.yaml": route("c", "{note: x}"),
        // Told of with the chart.
        "d.yaml": route("d", "{}").replace("/v1", "/v2"),
        "e.yaml": route("e", "{}").replace("/v1", "/v3"),
      };
      expect(judgedWith(before, objects, crds)).toEqual({
        found: [
          [
            "error introduced object-invalid b.yaml:4",
            '`Route` `b` is not valid under `v1` of `routes.example.com` (prod) as it lives there, and as its chart leaves it: `spec.tier: Unsupported value: "legacy": supported values: "gold"`; it is refused when it is applied; one that exists like this keeps working until `spec.tier` changes (Kubernetes 1.30 and later), and then a write is refused, a controller\'s too, unless it makes the object valid.',
            "Change the object to what the schema takes; where the chart's own CRD takes it, apply the chart's `crds/` before this is delivered.",
          ],
          [
            "error introduced object-version-unserved e.yaml:1",
            '`Route` `e` is at `example.com/v3`, which `routes.example.com` does not serve on prod, neither today nor as this tree has it: whoever applies it is told `no matches for kind "Route" in version "example.com/v3"`.',
            "Change `apiVersion` to `example.com/v1`, and look at fields that the schemas do not share.",
          ],
          [
            "warning introduced object-field-pruned c.yaml:4",
            "`Route` `c` sets `spec.note`, which the schema of `v1` of `routes.example.com` (prod) does not have as it lives there, and as its chart leaves it: server-side apply (Flux, `kubectl apply --server-side`) fails with `.spec.note: field not declared in schema`, `kubectl apply` refuses it as an unknown field, and clients that do not ask (Helm) have it dropped without a word, from what is stored already too.",
            "Take the field out, or correct its name; where the chart's own CRD takes it, apply the chart's `crds/` before this is delivered.",
          ],
        ],
        notices: [],
        objects: { judged: 5, open: 0 },
      });
    });

    it("are said not to be judged where nobody has the schema that lives", () => {
      const object = { "a.yaml": route("a", "{tier: gold}"), "d.yaml": route("d", "{}").replace("/v1", "/v3") };
      expect(judgedWith(withSpec({ other: { type: "string" } }), object)).toEqual({
        found: [
          [
            "error introduced object-version-unserved d.yaml:1",
            '`Route` `d` is at `example.com/v3`, which `routes.example.com` does not serve on prod, neither today nor as this tree has it: whoever applies it is told `no matches for kind "Route" in version "example.com/v3"`.',
            "Change `apiVersion` to `example.com/v1`, and look at fields that the schemas do not share.",
          ],
        ],
        notices: [
          "1 custom resource of CRDs of this tree was not judged by a schema, for its chart leaves the CRD as it lives, and the schema that lives is in no file of this tree or its base: `a.yaml:1`. Compare it with what `kubectl get crd NAME -o yaml` shows, or have the chart's `crds/` applied.",
        ],
        objects: { judged: 1, open: 1 },
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
