import { dump } from "js-yaml";
import { formatPath } from "../../src/base/json.ts";
import type { Guard } from "../../src/check/guard.ts";
import { judgeTree } from "../../src/check/judging/judge-tree.ts";
import { createPredictor } from "../../src/check/judging/predictor.ts";
import { createFindObjects, createObjectReader } from "../../src/check/reading/find-objects.ts";
import { createFindServices, createFindUses } from "../../src/check/reading/searches.ts";
import { EMPTY_TREE, type ManifestTree, type ReleasedText } from "../../src/check/reading/tree.ts";
import type { PrintedText } from "../../src/check/sources/earlier-output.ts";
import { DEFAULT_CONFIG } from "../../src/config/config.ts";
import { resolveSettings } from "../../src/config/settings.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import type { Printed } from "../../src/manifests/manifest.ts";
import type { ChartFacts } from "../../src/rules/charts.ts";
import { ruleOf } from "../../src/rules/index.ts";
import type { FindingDetail, RuleFinding, RuleId } from "../../src/rules/rule.ts";
import type { RenderedSource, SourceView, UnreadFile } from "../../src/rules/tree-view.ts";
import type { LoadedSnapshot } from "../../src/snapshots/snapshot.ts";

export const NOW = Date.parse("2026-11-23T12:00:00Z");

/** Versions in short: `v1*` is the storage version, `v1alpha2!` is not served. */
export interface CrdShape {
  readonly name?: string;
  readonly kind?: string;
  readonly scope?: string;
  readonly versions: string;
  readonly apiVersion?: string;
}

interface PlainCrd {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly scope: string;
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  };
}

/** A whole CRD of our own with a schema for every version. */
export function crd(shape: CrdShape) {
  const name = shape.name ?? "routes.example.com";
  const plural = name.slice(0, name.indexOf("."));
  return {
    apiVersion: shape.apiVersion ?? "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
    spec: {
      group: name.slice(name.indexOf(".") + 1),
      names: { kind: shape.kind ?? "Route", plural },
      scope: shape.scope ?? "Namespaced",
      versions: shape.versions
        .split(" ")
        .filter(Boolean)
        .map((word) => ({
          name: word.replace(/[*!]+$/, ""),
          served: !word.includes("!"),
          storage: word.includes("*"),
          schema: { openAPIV3Schema: { type: "object" } },
        })),
    },
  } satisfies PlainCrd & { spec: object };
}

/** The same CRD as it lives in a cluster. */
export function live(shape: CrdShape, storedVersions: readonly string[], established = true): LiveCrd {
  const object = crd(shape);
  return liveFromObject({
    ...object,
    spec: { ...object.spec, names: { ...object.spec.names, singular: "route", listKind: "RouteList" } },
    status: {
      storedVersions,
      acceptedNames: { ...object.spec.names, singular: "route", listKind: "RouteList" },
      conditions: [
        { type: "NamesAccepted", status: "True" },
        { type: "Established", status: established ? "True" : "False" },
      ],
    },
  });
}

export interface Situation {
  /** File name to YAML text or to documents. */
  readonly files: Readonly<Record<string, string | readonly object[]>>;
  /** The files that these replace. */
  readonly base?: Readonly<Record<string, string | readonly object[]>>;
  /** Cluster name to its CRDs. */
  readonly clusters: Readonly<Record<string, Readonly<Record<string, LiveCrd>>>>;
  /** Of the snapshots. Default 1. */
  readonly formatVersion?: 1 | 2;
  readonly serverVersion?: string | null;
  readonly capturedAt?: string | null;
  readonly targets?: Guard["settings"]["targets"];
  readonly onlyClusters?: readonly string[];
  readonly charts?: readonly ChartFacts[];
  /** Those of the tree that is replaced; absent: the same. */
  readonly baseCharts?: readonly ChartFacts[];
  /** What the base's own configuration had rendered. */
  readonly basePrinted?: { readonly files: Situation["files"]; readonly printed: Printed };
  readonly rendered?: readonly RenderedSource[];
  /** What Helm holds after the change, and before. */
  readonly released?: readonly ReleasedText[];
  readonly baseReleased?: readonly ReleasedText[];
  readonly unread?: readonly UnreadFile[];
  readonly sources?: readonly SourceView[];
  /** Those of the tree that is replaced; absent: nothing is known to be old. */
  readonly baseSources?: readonly SourceView[];
  readonly mode?: "check" | "gate";
  readonly require?: "all" | "changed" | "none";
  /** For whom the CRDs of a file were rendered, by its name. */
  readonly printed?: Readonly<Record<string, Printed>>;
  /** What was rendered of the tree. */
  readonly outputs?: readonly PrintedText[];
  readonly baseOutputs?: readonly PrintedText[];
  /** Files that are given as objects. */
  readonly given?: readonly string[];
  /** The CRDs that templates make which nobody rendered. */
  readonly made?: readonly string[];
  /** Also what is only told at the gate. */
  readonly housekeeping?: boolean;
  /** false: only some paths were asked for. */
  readonly whole?: boolean;
  readonly apis?: readonly string[];
  /** Groups that every snapshot leaves out. */
  readonly exclude?: readonly string[];
}

export function treeOf(
  files: Situation["files"],
  printed: readonly PrintedText[] = [],
  given: readonly string[] = [],
): ManifestTree {
  const texts = new Map(
    Object.entries(files).map(([path, content]) => [path, new TextEncoder().encode(textOf(content))] as const),
  );
  const bytesOf = (path: string) => texts.get(path) ?? new Uint8Array();
  const readings = [...texts].map(([path, bytes]) => readManifests(path, bytes, { patch: false }));
  const searched = {
    paths: Object.keys(files),
    read: (path: string) => ({ ok: true, value: bytesOf(path) }) as const,
    isIgnored: () => new Set<string>(),
    stdin: null,
    printed,
  };
  return {
    ...EMPTY_TREE,
    crds: readings.flatMap((reading) => reading.crds),
    partial: readings.flatMap((reading) => reading.partial),
    unreadable: readings.flatMap((reading) => reading.unreadable),
    filesScanned: readings.length,
    filesWithCrds: readings.length,
    identityOf: (path) => path,
    isFolder: (folder) => Object.keys(files).some((path) => path.startsWith(`${folder}/`)),
    findUses: createFindUses(searched),
    findServices: createFindServices(searched),
    findObjects: createFindObjects({
      ...searched,
      identityOf: (path) => path,
      groupLines: () => null,
      isPatch: (path) => path.endsWith("patch.yaml"),
      kustomizations: Object.keys(files)
        .filter((path) => path.endsWith("kustomization.yaml"))
        .map((path) => ({ path, bytes: bytesOf(path) })),
      referring: [],
      isTemplate: () => false,
      isRendered: () => false,
      given: given.map((path) => ({
        path,
        identity: path,
        bytes: () => bytesOf(path),
      })),
      reader: createObjectReader(),
    }),
  };
}

function treeIn({
  files,
  charts = [],
  rendered = [],
  released = [],
  unread = [],
  sources = [],
  printed = {},
  made = [],
  outputs = [],
  given = [],
}: Situation): ManifestTree {
  const tree = treeOf(files, outputs, given);
  const crds = tree.crds.map((manifest) => {
    const of = printed[manifest.source.path];
    return of === undefined ? manifest : { ...manifest, printed: of };
  });
  const makerOf = (name: string) => (made.includes(name) ? { path: "chart/templates/crds.yaml", line: 1 } : null);
  return { ...tree, crds, charts, rendered, released, unread, sources, makerOf };
}

function textOf(content: string | readonly object[]): string {
  return typeof content === "string" ? content : content.map((document) => dump(document)).join("---\n");
}

export function guardOf(situation: Omit<Situation, "files">): Guard {
  const flags = situation.onlyClusters === undefined ? {} : { clusters: situation.onlyClusters };
  const snapshots = Object.entries(situation.clusters).map(
    ([cluster, crds]): LoadedSnapshot => ({
      path: `clusters/${cluster}.json`,
      lineOf: () => 7,
      snapshot: {
        formatVersion: situation.formatVersion ?? 1,
        cluster,
        origin: { kind: "cluster", tool: "0.1.0" },
        serverVersion: situation.serverVersion === undefined ? "v1.31.3" : situation.serverVersion,
        capturedAt: situation.capturedAt === undefined ? "2026-11-23T02:00:00Z" : situation.capturedAt,
        ...(situation.exclude === undefined
          ? { complete: true }
          : { complete: false, selection: { exclude: situation.exclude } }),
        apis: situation.apis ?? [],
        crds,
      },
    }),
  );
  return {
    settings: {
      ...resolveSettings(flags, DEFAULT_CONFIG),
      targets: situation.targets ?? [],
      sources: { ...DEFAULT_CONFIG.sources, require: situation.require ?? "all" },
    },
    snapshots,
    config: null,
  };
}

/** What a test asserts of a finding: everything but the words. */
export interface FoundFinding {
  readonly rule: string;
  /** Only where a finding has one of its own. */
  readonly severity?: string | undefined;
  readonly crd?: string | undefined;
  readonly version?: string | undefined;
  readonly cluster?: string | undefined;
  /** `path:line yamlPath` */
  readonly at: string;
  readonly server?: string | undefined;
  readonly detail: FindingDetail;
}

/** All findings of a situation, whatever rule they are of: a case also proves that no other rule speaks. */
export function findingsOf(situation: Situation): readonly FoundFinding[] {
  const isTold = ({ rule }: RuleFinding) => rule !== "unused-crd" && rule !== "migration-pending";
  return allFindings(situation)
    .filter((finding) => situation.housekeeping === true || isTold(finding))
    .map(plain);
}

/** What a rule says of all its findings of a situation, as if they were one. */
export function wordsOf(rule: RuleId, situation: Situation) {
  const [first, ...others] = allFindings(situation).filter((finding) => finding.rule === rule);
  if (first === undefined) throw new Error(`${rule} finds nothing`);
  const { message, remedy } = ruleOf(rule).words([first, ...others]);
  return { message, summary: remedy.summary, steps: remedy.steps };
}

/** As rules make them: with fields and what is related. */
export function allFindings(situation: Situation): readonly RuleFinding[] {
  const tree = treeIn(situation);
  const { findings } = judgeTree(tree, guardOf(situation), {
    now: NOW,
    whole: situation.whole ?? true,
    predictor: createPredictor(),
    ...(situation.mode === undefined ? {} : { mode: situation.mode }),
    ...replacedBy(situation),
    findUses: tree.findUses,
    knownSchema: () => undefined,
    delivered: () => undefined,
  });
  return findings;
}

function replacedBy({ base, baseSources, charts, baseCharts, basePrinted, baseOutputs, baseReleased = [] }: Situation) {
  if (base === undefined && baseSources === undefined) return {};
  const found = { sources: baseSources ?? [], charts: baseCharts ?? charts ?? [], released: baseReleased };
  const replaces = { ...treeOf(base ?? {}, baseOutputs), ...found };
  if (basePrinted === undefined) return { replaces };
  const { printed, files } = basePrinted;
  const crds = treeOf(files).crds.map((manifest) => ({ ...manifest, printed }));
  return { replaces, replacesAsRendered: { ...replaces, crds } };
}

function plain(finding: RuleFinding): FoundFinding {
  const { path, range, yamlPath } = finding.place;
  return {
    rule: finding.rule,
    ...(finding.severity === undefined ? {} : { severity: finding.severity }),
    ...(finding.crd === undefined ? {} : { crd: finding.crd }),
    ...(finding.version === undefined ? {} : { version: finding.version }),
    ...(finding.cluster === undefined ? {} : { cluster: finding.cluster }),
    at: `${path}:${range.startLine} ${formatPath(yamlPath)}`.trimEnd(),
    ...(finding.serverMessage === undefined ? {} : { server: finding.serverMessage }),
    detail: finding.detail,
  };
}
