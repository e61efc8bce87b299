import { isObject, type JsonValue, member } from "../base/json.ts";
import { KUSTOMIZATION_FILES } from "../manifests/kustomization.ts";
import { relativeFile } from "../manifests/relative-file.ts";
import { chartOrigin, isVersion, splitQuery } from "./addresses.ts";
import { type EntryDocument, entriesOf, folderOf, readEntryFile } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import { kustomizeOrigin, ownOrRemote, refOf } from "./git-address.ts";
import type {
  Inventory,
  SourceDelivery,
  SourceFile,
  SourceOrigin,
  SourceReference,
  SourceTree,
  SourceValues,
} from "./reference.ts";

/**
 * What the kustomizations of a tree take from elsewhere: charts, and files and folders by their address. Who applies a
 * kustomization is not written in it. What stands in `crds` is listed and never rendered: kustomize only learns names from
 * it (api/internal/accumulator/loadconfigfromcrds.go).
 */
export function kustomizationSources(tree: SourceTree): Inventory {
  const files = tree.files.filter(({ path }) => KUSTOMIZATION_FILES.includes(path.split("/").pop() ?? ""));
  const readings = files.map((file) => {
    const { documents, problems } = readEntryFile(file);
    return { references: documents.flatMap((document) => inKustomization(document, file, tree)), problems };
  });
  return {
    references: readings.flatMap(({ references }) => references),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function inKustomization(document: EntryDocument, file: SourceFile, tree: SourceTree): readonly SourceReference[] {
  const folder = folderOf(file.path);
  const globals = readFields(document.value);
  const home = globals.text("helmGlobals", "chartHome") ?? "charts";
  const listed = (key: string, make: (entry: JsonValue, index: number) => SourceReference | null) =>
    entriesOf(document.value, key).flatMap((entry, index) => make(entry, index) ?? []);
  return [
    ...["resources", "bases", "components", "crds"].flatMap((key) =>
      listed(key, (entry, index) => remoteEntry(entry, { key, index, document, tree })),
    ),
    ...listed("helmCharts", (entry, index) =>
      chartEntry(entry, { keys: NEW_FIELDS, at: ["helmCharts", index], home, folder, document, tree }),
    ),
    ...listed("helmChartInflationGenerator", (entry, index) => {
      const ownHome = readFields(entry).text("chartHome") ?? home;
      const at = ["helmChartInflationGenerator", index];
      return chartEntry(entry, { keys: OLD_FIELDS, at, home: ownHome, folder, document, tree });
    }),
    ...entriesOf(document.value, "generators").flatMap((entry) => generatorEntry(entry, folder, tree)),
  ];
}

interface RemotePlace {
  readonly key: string;
  readonly index: number;
  readonly document: EntryDocument;
  readonly tree: SourceTree;
}

function remoteEntry(entry: JsonValue, { key, index, document, tree }: RemotePlace): SourceReference | null {
  const origin = typeof entry === "string" ? kustomizeOrigin(entry, key === "components") : null;
  if (typeof entry !== "string" || origin === null) return null;
  const place = document.place([key, index]);
  return {
    kind: "kustomization",
    name: nameOf(origin),
    namespace: null,
    origin: origin.kind === "git" ? ownOrRemote(origin, tree) : origin,
    version: versionOf(entry),
    place,
    object: place,
    delivery: deliveryOf(origin, key),
    destination: null,
  };
}

function deliveryOf(origin: SourceOrigin, key: string): SourceDelivery {
  if (key === "crds") return { by: "none" };
  if (origin.kind === "file") return { by: "files", client: "unknown", recurse: false };
  return { by: "kustomize", client: "unknown", substitute: null };
}

/** What a person calls it, whatever its version: the file or folder, and the repository it is in. */
function nameOf(origin: SourceOrigin): string {
  if (origin.kind === "file") {
    const address = splitQuery(origin.url.replace(/^https?:\/\//i, "")).path;
    const version = versionOf(origin.url);
    return version === null ? address : address.replace(`/${version}/`, "/").replace(/\/releases\/download\//, "/");
  }
  if (origin.kind !== "git") return origin.kind === "undecided" ? origin.text : "";
  const repository = origin.url
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/^[^/@]*@/, "")
    .replace(/\.git$/, "")
    .replace(/:(?!\d+\/)/, "/");
  return origin.path === "" ? repository : `${repository}/${origin.path}`;
}

/** `?ref=`, or the part of the path that is a release's tag, a revision on GitHub, or looks like a version. */
function versionOf(entry: string): string | null {
  const { path, query } = splitQuery(entry);
  const ref = refOf(query);
  if (ref !== null || !/^https?:/i.test(entry)) return ref;
  const steps = path.split("/").slice(2, -1);
  const [host, , , first, second, third] = steps;
  if (first === "releases" && second === "download") return third ?? null;
  if (host === "raw.githubusercontent.com") return (first === "refs" ? third : first) ?? null;
  return steps.slice(1).find((step) => isVersion(step) && step.includes(".")) ?? null;
}

interface ChartFields {
  readonly name: string;
  readonly version: string;
  readonly repo: string;
  readonly valuesFile: string;
  readonly valuesInline: string;
}

const NEW_FIELDS: ChartFields = {
  name: "name",
  version: "version",
  repo: "repo",
  valuesFile: "valuesFile",
  valuesInline: "valuesInline",
};

/** Of the deprecated `helmChartInflationGenerator` (api/types/helmchartargs.go, makeHelmChartFromHca). */
const OLD_FIELDS: ChartFields = {
  name: "chartName",
  version: "chartVersion",
  repo: "chartRepoUrl",
  valuesFile: "values",
  valuesInline: "valuesLocal",
};

interface ChartPlace {
  readonly keys: ChartFields;
  /** Where the entry stands in its document; empty for the document itself. */
  readonly at: readonly (string | number)[];
  /** Where charts of this tree are, relative to the kustomization. */
  readonly home: string;
  readonly folder: string;
  readonly document: EntryDocument;
  readonly tree: SourceTree;
}

/** A chart that kustomize renders with helm (internal/builtins/HelmChartInflationGenerator.go); without `includeCRDs` its `crds/` stays out. */
function chartEntry(entry: JsonValue, place: ChartPlace): SourceReference | null {
  const { keys, at, folder, document, tree } = place;
  const fields = readFields(entry);
  const name = fields.text(keys.name);
  if (!isObject(entry) || name === null) return null;
  const version = fields.text(keys.version);
  const release = fields.text("releaseName") ?? name;
  const { values, missing } = chartValues(fields, keys, folder, tree);
  const written = member(entry, keys.version) === undefined ? keys.name : keys.version;
  return {
    kind: "kustomization",
    name: release,
    namespace: null,
    origin: chartPlace(fields, { name, version }, place),
    version,
    place: document.place([...at, written]),
    object: document.place(at),
    delivery: {
      by: "helm",
      client: "unknown",
      release,
      namespace: fields.text("namespace"),
      values,
      crds: fields.flag("includeCRDs") ? "applied" : "skipped",
      ownership: null,
      missing,
    },
    destination: null,
  };
}

function chartPlace(
  fields: Fields,
  { name, version }: { readonly name: string; readonly version: string | null },
  { keys, home, folder, tree }: ChartPlace,
): SourceOrigin {
  const repository = fields.text(keys.repo);
  const text = `${repository ?? ""} ${name}`.trim();
  const reason = fields.reason();
  if (reason !== null) return { kind: "undecided", text, reason };
  const inner = version !== null && repository !== null ? `${name}-${version}/${name}` : name;
  const path = relativeFile(folder, `${home}/${inner}`);
  if (path !== undefined && tree.read(`${path}/Chart.yaml`) !== null) return { kind: "local", path };
  if (repository === null)
    return { kind: "undecided", text, reason: "it has no `repo`, and no such chart is in this repository" };
  return chartOrigin(repository, name, version);
}

/**
 * `valuesFile` stands for the chart's own values, and `valuesInline` is laid over it (`override`, the default), under it
 * (`merge`) or comes alone (`replace`); further files come last.
 */
function chartValues(fields: Fields, keys: ChartFields, folder: string, tree: SourceTree) {
  const missing: string[] = [];
  const file = (named: string): readonly SourceValues[] => {
    const path = relativeFile(folder, named);
    if (path !== undefined && tree.read(path) !== null) return [{ kind: "file", path }];
    missing.push(`values file ${named}`);
    return [];
  };
  const merge = fields.text("valuesMerge") ?? "override";
  const inlined = fields.object(keys.valuesInline);
  const inline: readonly SourceValues[] = inlined === null ? [] : [{ kind: "inline", values: inlined }];
  const named = fields.text(keys.valuesFile);
  const isReplaced = merge === "replace" && inline.length > 0;
  const own: SourceValues = { kind: "in-source", path: "values.yaml", optional: true };
  const base = named === null || isReplaced ? [] : file(named);
  const further = fields.list("additionalValuesFiles").filter((one) => typeof one === "string");
  const ordered =
    merge === "merge" && inline.length > 0 ? [...inline, ...(named === null ? [own] : base)] : [...base, ...inline];
  return { values: [...ordered, ...further.flatMap(file)], missing };
}

/** A generator in a file of its own or in the list itself: `kind: HelmChartInflationGenerator`. */
function generatorEntry(entry: JsonValue, folder: string, tree: SourceTree): readonly SourceReference[] {
  const path = typeof entry === "string" && !entry.includes("\n") ? relativeFile(folder, entry) : undefined;
  const bytes = path === undefined ? null : tree.read(path);
  if (path === undefined || bytes === null) return [];
  return readEntryFile({ path, bytes }).documents.flatMap((document) => {
    if (member(document.value, "kind") !== "HelmChartInflationGenerator") return [];
    const home = readFields(document.value).text("chartHome") ?? "charts";
    // It is called by its object's name nowhere: `name` is the chart's.
    return chartEntry(document.value, { keys: NEW_FIELDS, at: [], home, folder, document, tree }) ?? [];
  });
}
