import { dump } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckRequest } from "../../src/check/check.ts";
import type { Report } from "../../src/report/report.ts";
import { type Repository, repository } from "../git/repository.ts";
import { crd, live, NOW } from "../rules/evaluated.ts";
import { checkedIn } from "./in-repository.ts";
import { GUARD, recorded } from "./recorded.ts";

const NAME = "routes.example.com";

let repo: Repository;
beforeEach(() => {
  repo = repository();
});
afterEach(() => repo.remove());

function manifest(versions: string, name = NAME): string {
  // Two CRDs of one group and one kind are a conflict of names.
  return dump(crd({ versions, name, kind: name === NAME ? "Route" : "Way" }));
}

function snapshot(
  cluster: string,
  versions: string,
  stored: readonly string[],
  capturedAt = "2026-11-22T12:00:00Z",
): string {
  return recorded(cluster, { [NAME]: live({ versions }, stored) }, { serverVersion: "v1.32.1", capturedAt });
}

const PROD = `${GUARD}/clusters/prod.json`;
const DEV = `${GUARD}/clusters/dev.json`;
const CONFIG = `${GUARD}/config.yaml`;

interface Summary {
  readonly result: string;
  readonly findings: readonly string[];
}

function checked(
  base = "main",
  now = NOW,
  mode: Report["mode"] = "check",
  origin: CheckRequest["origin"] = "anybody",
): Report {
  return checkedIn(repo.root, base, { mode, origin, now });
}

function summary(report: Report): Summary {
  return {
    result: report.result,
    findings: report.findings.map((finding) =>
      [
        finding.rule,
        finding.version ?? "",
        finding.clusters.join("+"),
        finding.waived === undefined ? finding.state : `${finding.state} waived`,
        finding.location.path,
      ].join(" | "),
    ),
  };
}

/** Base and head of one change: what is committed to main, then to a branch. */
function change(base: Readonly<Record<string, string | null>>, head: Readonly<Record<string, string | null>>): void {
  repo.commit(base);
  repo.git("checkout", "-q", "-b", "change");
  repo.commit(head);
}

describe("states", () => {
  it("tells what a change breaks from what was broken before", () => {
    change(
      {
        "crd.yaml": manifest("v1*"),
        [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]),
        [DEV]: snapshot("dev", "v1*", ["v1"]),
      },
      { "crd.yaml": manifest("v2*"), "README.md": "unrelated" },
    );
    expect(summary(checked())).toEqual({
      result: "fail",
      findings: [
        "stored-version-removed | v1 | dev+prod | introduced | crd.yaml",
        "stored-version-removed | v1beta1 | prod | preexisting | crd.yaml",
      ],
    });
  });

  it("lets an unrelated change pass in a repository with old sins", () => {
    change(
      { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]) },
      { "README.md": "unrelated" },
    );
    const findings = ["stored-version-removed | v1beta1 | prod | preexisting | crd.yaml"];
    expect(summary(checked())).toEqual({ result: "warn", findings });
  });

  it("tells a new reason to refuse a CRD from the reason there was", () => {
    const faulty = (...fields: readonly string[]) => {
      const object = crd({ versions: "v0! v1*" });
      const properties = Object.fromEntries(fields.map((field) => [field, { type: "nothing" }]));
      return {
        ...object,
        spec: {
          ...object.spec,
          versions: object.spec.versions.map((version) => ({
            ...version,
            schema: { openAPIV3Schema: { type: "object", ...(version.name === "v1" ? { properties } : {}) } },
          })),
        },
      };
    };
    const without = (object: ReturnType<typeof faulty>) => ({
      ...object,
      spec: { ...object.spec, versions: object.spec.versions.slice(1) },
    });
    change(
      { "crd.yaml": dump(faulty("old")), [PROD]: snapshot("prod", "v1*", ["v1"]) },
      { "crd.yaml": dump(without(faulty("old"))) },
    );
    expect(summary(checked()).findings).toEqual(["server-rejects |  | prod | preexisting | crd.yaml"]);
    repo.commit({ "crd.yaml": dump(faulty("old", "young")) });
    expect(summary(checked())).toEqual({
      result: "fail",
      findings: ["server-rejects |  | prod | introduced | crd.yaml"],
    });
    repo.commit({ "crd.yaml": dump(faulty("young")) });
    expect(summary(checked()).result).toBe("fail");
  });

  it("finds a file once, by whatever pattern", () => {
    change(
      {
        "d/crd.yaml": manifest("v1* v1beta1!"),
        [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]),
        [CONFIG]: 'rendered: ["./d/*.yaml"]\n',
      },
      { "d/crd.yaml": manifest("v1*") },
    );
    const report = checked();
    expect(summary(report).findings).toEqual(["stored-version-removed | v1beta1 | prod | introduced | d/crd.yaml"]);
    expect(report.coverage.crds).toBe(1);
  });

  it("keeps the state of a manifest that was moved", () => {
    change(
      { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]) },
      { "crd.yaml": null, "moved/routes.yaml": `# moved\n${manifest("v1*")}` },
    );
    const findings = ["stored-version-removed | v1beta1 | prod | preexisting | moved/routes.yaml"];
    expect(summary(checked())).toEqual({ result: "warn", findings });
  });

  it("reveals what a refreshed snapshot shows, and lets the refresh be merged", () => {
    change(
      { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1*", ["v1"]) },
      { [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"], "2026-11-23T02:00:00Z") },
    );
    const findings = ["stored-version-removed | v1beta1 | prod | revealed | crd.yaml"];
    expect(summary(checked())).toEqual({ result: "warn", findings });
  });

  it("reveals everything to the change that switches the check on, and lets it be merged", () => {
    change({ "crd.yaml": manifest("v1*") }, { [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]) });
    const findings = ["stored-version-removed | v1beta1 | prod | revealed | crd.yaml"];
    expect(summary(checked())).toEqual({ result: "warn", findings });
  });

  it("introduces for one cluster what was broken for another", () => {
    change(
      {
        "clusters/prod/crd.yaml": manifest("v1*"),
        "clusters/dev/crd.yaml": manifest("v1* v1beta1!"),
        [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]),
        [DEV]: snapshot("dev", "v1* v1beta1!", ["v1beta1", "v1"]),
      },
      { "clusters/dev/crd.yaml": manifest("v1*") },
    );
    expect(summary(checked())).toEqual({
      result: "fail",
      findings: [
        "stored-version-removed | v1beta1 | dev | introduced | clusters/dev/crd.yaml",
        "stored-version-removed | v1beta1 | prod | preexisting | clusters/prod/crd.yaml",
      ],
    });
  });

  it("counts everything at the gate", () => {
    change(
      { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]) },
      { "README.md": "unrelated" },
    );
    expect(checked("main", NOW, "gate").result).toBe("fail");
  });
});

describe("two starting states", () => {
  it("refuses the revert of a merged change that the snapshot does not know yet", () => {
    repo.commit({ "crd.yaml": manifest("v1beta1*"), [PROD]: snapshot("prod", "v1beta1*", ["v1beta1"]) });
    repo.commit({ "crd.yaml": manifest("v1* v1beta1") });
    repo.git("checkout", "-q", "-b", "revert");
    repo.commit({ "crd.yaml": manifest("v1beta1*") });
    const report = checked();
    expect(summary(report)).toEqual({
      result: "fail",
      findings: ["manifest-behind-cluster | v1 | prod | introduced | crd.yaml"],
    });
    expect(
      report.predictions.map(({ from, outcome, storedVersionsEvaluated }) => [from, outcome, storedVersionsEvaluated]),
    ).toEqual([
      ["base-delivered", "rejected", ["v1beta1", "v1"]],
      ["snapshot", "accepted", ["v1beta1"]],
    ]);
    expect(report.findings[0]?.message).toContain("once the base branch is delivered");
  });

  it("counts a CRD that only the base has as live", () => {
    repo.commit({ "crd.yaml": manifest("v1*", "ways.example.com"), [PROD]: snapshot("prod", "v1*", ["v1"]) });
    repo.git("checkout", "-q", "-b", "change");
    repo.commit({ "crd.yaml": manifest("v2*", "ways.example.com") });
    expect(summary(checked())).toEqual({
      result: "fail",
      findings: ["stored-version-removed | v1 | prod | introduced | crd.yaml"],
    });
  });

  it("starts from the snapshot alone where the base itself is refused", () => {
    repo.commit({ "crd.yaml": manifest("v3*"), [PROD]: snapshot("prod", "v1*", ["v1"]) });
    repo.git("checkout", "-q", "-b", "repair");
    repo.commit({ "crd.yaml": manifest("v1* v2") });
    expect(summary(checked())).toEqual({ result: "pass", findings: [] });
  });

  it("starts from the snapshot alone for a document that the base has too, whatever other copies it has", () => {
    const base = { "a.yaml": manifest("v1*"), "b.yaml": manifest("v1 v2*") };
    change({ ...base, [PROD]: snapshot("prod", "v1*", ["v1"]) }, { "README.md": "unrelated" });
    expect(checked().predictions.map(({ from, source, outcome }) => [from, source.path, outcome])).toEqual([
      ["snapshot", "a.yaml", "accepted"],
      ["snapshot", "b.yaml", "accepted"],
    ]);
  });

  it("shows a refusal from both as one finding, and what the delivery adds to it", () => {
    repo.commit({ "crd.yaml": manifest("v1* v1beta1"), [PROD]: snapshot("prod", "v1beta1*", ["v1beta1"]) });
    repo.git("checkout", "-q", "-b", "change");
    repo.commit({ "crd.yaml": manifest("v2*") });
    const { findings } = checked();
    expect(findings.map(({ rule, versions, state }) => ({ rule, versions, state }))).toEqual([
      { rule: "stored-version-removed", versions: ["v1beta1", "v1"], state: "introduced" },
    ]);
    expect(findings[0]?.message).toContain("On prod this holds for `v1` once the base branch is delivered");
  });

  it("shows what only the delivery refuses beside a refusal that is waived", () => {
    const waiver = `waivers:
  - {rule: stored-version-removed, crd: ${NAME}, version: v1beta1, reason: x, owner: "@a", expires: 2027-01-31}
`;
    repo.commit({
      "crd.yaml": manifest("v1beta1 v1 v2*"),
      [PROD]: snapshot("prod", "v1* v1beta1", ["v1beta1", "v1"]),
      [CONFIG]: waiver,
    });
    repo.git("checkout", "-q", "-b", "change");
    repo.commit({ "crd.yaml": manifest("v1*") });
    expect(summary(checked())).toEqual({
      result: "fail",
      findings: [
        "manifest-behind-cluster | v2 | prod | introduced | crd.yaml",
        "stored-version-removed | v1beta1 | prod | introduced waived | crd.yaml",
      ],
    });
  });
});

describe("a CRD that moves to where nobody reads it", () => {
  const base = { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1*", ["v1"]) };
  const chart = { "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n" };
  const template = (text: string) => `{{ if .Values.crds }}\n${text}{{ end }}\n`;
  const rules = () => checked().findings.map(({ rule }) => rule);

  it.each<[string, Record<string, string | null>, readonly string[]]>([
    ["a template", { ...chart, "app/templates/crd.yaml": template(base["crd.yaml"]) }, ["chart-not-rendered"]],
    ["a partial", { ...chart, "app/templates/_crd.tpl": template(base["crd.yaml"]) }, ["chart-not-rendered"]],
    [
      "a kustomization that cannot be built",
      {
        "k/kustomization.yaml": "resources: [crd.yaml, https://example.com/more.yaml]\n",
        "k/crd.yaml": base["crd.yaml"],
        [CONFIG]: "kustomize: [{path: k}]\n",
      },
      ["render-failed"],
    ],
  ])("is not removed: %s", (_, head, told) => {
    change(base, { "crd.yaml": null, "other.yaml": manifest("v1*", "ways.example.com"), ...head });
    expect(rules()).toEqual(told);
  });

  it("is removed where the template is of another CRD", () => {
    const other = template(manifest("v1*", "ways.example.com"));
    change(base, { "crd.yaml": null, ...chart, "app/templates/crd.yaml": other });
    expect(rules()).toContain("crd-removed");
  });

  it("is told of where an earlier step should have rendered it, and did not", () => {
    const rendered = "rendered: [out/*.yaml, other.yaml]\n";
    change(
      { ...base, "other.yaml": manifest("v1*", "ways.example.com"), [CONFIG]: rendered },
      { "README.md": "unrelated" },
    );
    const report = checked();
    expect(report.findings.map(({ message, state, location }) => [message, state, location.path])).toEqual([
      [
        "`rendered` names `out/*.yaml`, and no file matches it: what an earlier step should have put there was not compared.",
        "introduced",
        CONFIG,
      ],
    ]);
    expect(checked("main", NOW, "gate").result).toBe("fail");
  });

  it("was at a path that is not asked about: no CRD is stuck for want of a manifest", () => {
    change(
      { [PROD]: snapshot("prod", "v1*", ["v1", "v9"]) },
      { "crd.yaml": manifest("v1* v9!"), "other.yaml": manifest("v1*", "ways.example.com") },
    );
    expect(checkedIn(repo.root, "main", { paths: ["other.yaml"] }).findings).toEqual([]);
  });
});

describe("edits of the guard", () => {
  const broken = { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]) };

  it("names what an exclusion hides", () => {
    change(broken, {
      [CONFIG]: "manifests:\n  exclude: [crd.yaml]\n",
      "other.yaml": manifest("v1*", "ways.example.com"),
    });
    expect(summary(checked())).toEqual({
      result: "warn",
      findings: [`guard-weakened | v1beta1 | prod | introduced | ${CONFIG}`],
    });
  });

  it("names what a rule that is switched off hides", () => {
    change(broken, { [CONFIG]: "rules:\n  stored-version-removed: off\n" });
    expect(summary(checked()).findings).toEqual([`guard-weakened | v1beta1 | prod | introduced | ${CONFIG}`]);
  });

  it("names a snapshot that is edited together with the manifest it would refuse", () => {
    change(
      { ...broken, "crd.yaml": manifest("v1* v1beta1!") },
      { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1*", ["v1"]) },
    );
    expect(summary(checked())).toEqual({
      result: "warn",
      findings: [`guard-weakened | v1beta1 | prod | introduced | ${PROD}`],
    });
  });

  it("names a rule that is lowered, and says of one that was off before what it keeps quiet", () => {
    change(broken, { [CONFIG]: "rules:\n  stored-version-removed: info\n", "crd.yaml": manifest("v1*") });
    const lowered = checked();
    expect(summary(lowered)).toEqual({
      result: "warn",
      findings: [
        `guard-weakened | v1beta1 | prod | introduced | ${CONFIG}`,
        "stored-version-removed | v1beta1 | prod | preexisting | crd.yaml",
      ],
    });
    expect(lowered.findings[0]?.message).toBe(
      `This change edits \`${CONFIG}\`, and thereby lowers what the base branch's guard reports of these manifests: stored-version-removed.`,
    );
    repo.commit({ [CONFIG]: "rules:\n  stored-version-removed: off\n" });
    repo.git("checkout", "-q", "main");
    repo.git("merge", "-q", "change");
    repo.git("checkout", "-q", "-b", "later");
    repo.commit({ "README.md": "unrelated" });
    const off = checked();
    expect(summary(off)).toEqual({ result: "pass", findings: [] });
    expect(off.notices).toEqual([
      `\`stored-version-removed\` is switched off in the configuration: that prod will refuse \`${NAME}\` is in the predictions alone.`,
    ]);
  });

  it("takes a source that goes with its entry for no edit that hides something", () => {
    const entry = (name: string) => `kustomize: [{path: ${name}}]\n`;
    const remote = "resources: [https://example.com/crd.yaml]\n";
    change(
      { ...broken, [CONFIG]: entry("old"), "old/kustomization.yaml": remote },
      { [CONFIG]: entry("new"), "old/kustomization.yaml": null, "new/kustomization.yaml": remote },
    );
    repo.git("clean", "-fdq");
    const told = (report: Report) => report.findings.map(({ rule, state }) => `${rule} ${state}`);
    expect(told(checked())).toEqual(["render-failed introduced", "stored-version-removed preexisting"]);
    repo.commit({ [CONFIG]: "apply: replace\n" });
    expect(told(checked())).toEqual(["stored-version-removed preexisting"]);
  });

  it("names a snapshot that is taken away, once for all that it showed", () => {
    change(
      { ...broken, "crd.yaml": manifest("v1* v1beta1!"), [DEV]: snapshot("dev", "v1*", ["v1"]) },
      { "crd.yaml": `${manifest("v1*").replace("Namespaced", "Cluster")}`, [PROD]: null },
    );
    const report = checked();
    expect(summary(report).findings.filter((line) => line.startsWith("guard"))).toEqual([
      `guard-weakened | v1beta1 | prod | introduced | ${PROD}`,
    ]);
    expect(report.findings.find(({ rule }) => rule === "guard-weakened")?.message).toBe(
      `This change takes away \`${PROD}\`, and thereby hides what the base branch's guard reports of these manifests: scope-changed and stored-version-removed.`,
    );
  });

  it("takes a refresh that shows a finished migration as news", () => {
    change(broken, { [PROD]: snapshot("prod", "v1* v1beta1!", ["v1"], "2026-11-23T02:00:00Z") });
    expect(summary(checked("main", NOW, "check", "refresh"))).toEqual({ result: "pass", findings: [] });
    expect(summary(checked())).toEqual({
      result: "warn",
      findings: [`guard-weakened |  | prod | introduced | ${PROD}`],
    });
  });
});

describe("waivers", () => {
  const broken = { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1* v1beta1!", ["v1beta1", "v1"]) };
  const waiver = (expires: string) => `waivers:
  - rule: stored-version-removed
    crd: ${NAME}
    version: v1beta1
    clusters: [prod*]
    reason: rebuilt every night
    owner: "@platform"
    expires: ${expires}
`;

  it("lower what they name until the end of their last day, UTC", () => {
    change({ ...broken, [CONFIG]: waiver("2026-11-23") }, { "README.md": "unrelated" });
    const findings = ["stored-version-removed | v1beta1 | prod | preexisting waived | crd.yaml"];
    expect(summary(checked("main", Date.parse("2026-11-23T23:59:59Z")))).toEqual({ result: "pass", findings });
  });

  it("that ran out last night redden no unrelated change", () => {
    change({ ...broken, [CONFIG]: waiver("2026-11-22") }, { "README.md": "unrelated" });
    expect(summary(checked())).toEqual({
      result: "warn",
      findings: [
        "stored-version-removed | v1beta1 | prod | preexisting | crd.yaml",
        `waiver-expired |  |  | preexisting | ${CONFIG}`,
      ],
    });
  });

  it("that are removed reveal what they covered", () => {
    change({ ...broken, [CONFIG]: waiver("2027-01-31") }, { [CONFIG]: "apply: replace\n" });
    expect(summary(checked()).findings).toEqual(["stored-version-removed | v1beta1 | prod | revealed | crd.yaml"]);
  });

  it("accept what the same change introduces, and the prediction still says that it is refused", () => {
    change({ [PROD]: broken[PROD] ?? "" }, { ...broken, [CONFIG]: waiver("2027-01-31") });
    const report = checked();
    expect(summary(report)).toEqual({
      result: "pass",
      findings: ["stored-version-removed | v1beta1 | prod | introduced waived | crd.yaml"],
    });
    expect(report.predictions.map(({ outcome }) => outcome)).toEqual(["rejected"]);
    expect(report.waivers).toEqual([
      {
        rule: "stored-version-removed",
        crd: NAME,
        version: "v1beta1",
        reason: "rebuilt every night",
        owner: "@platform",
        expires: "2027-01-31",
        status: "applied",
      },
    ]);
  });

  it("that cover nothing are told", () => {
    change(
      { "crd.yaml": manifest("v1*"), [PROD]: snapshot("prod", "v1*", ["v1"]), [CONFIG]: waiver("2027-01-31") },
      {},
    );
    expect(summary(checked())).toEqual({ result: "warn", findings: [`waiver-unused |  |  | preexisting | ${CONFIG}`] });
  });
});
