import { isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { relativeFile } from "../manifests/relative-file.ts";
import { chartOrigin, isVersion } from "./addresses.ts";
import { type EntryDocument, entriesOf, folderOf, readEntryFile, readValues } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import type { Inventory, SourceOrigin, SourceReference, SourceTree, SourceValues } from "./reference.ts";

/**
 * Dependencies of the tree's charts that are not vendored in `charts/`: `helm dependency build` downloads them, and they
 * are installed by the release of the chart that asks for them. So the delivery is helm's with the values that this chart
 * has for them (what stands below their name or alias, and `global`), and without a namespace: the release is called as
 * the chart, for want of its real name, and their `crds/` count as applied, as by Argo CD.
 *
 * Rules of helm 3.22 and 4.3: `requirements.yaml` takes the place of the dependencies in Chart.yaml (pkg/chart/loader),
 * the lock says which version is downloaded (pkg/downloader/manager.go). A lock that contradicts an exact version is out of
 * date: helm refuses to build by it, and what stands in Chart.yaml is what somebody wants.
 */
export function chartDependencies(tree: SourceTree): Inventory {
  const readings = tree.files
    .filter(({ path }) => /(?:^|\/)Chart\.yaml$/.test(path))
    .map(({ path }) => read(path, tree));
  return {
    references: readings.flatMap(({ references }) => references),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/** A chart that has dependencies. */
interface Parent {
  /** "" for the tree itself. */
  readonly folder: string;
  readonly name: string;
  readonly values: JsonValue;
  readonly locked: readonly JsonValue[];
  /** Paths of what stands in `charts/`. */
  readonly vendored: readonly string[];
  readonly tree: SourceTree;
}

function read(path: string, tree: SourceTree): Inventory {
  const folder = folderOf(path);
  const file = (name: string) => {
    const at = inFolder(folder, name);
    const bytes = tree.read(at);
    return bytes === null ? null : readEntryFile({ path: at, bytes });
  };
  const chart = file("Chart.yaml");
  const requirements = file("requirements.yaml");
  const problems = [...(chart?.problems ?? []), ...(requirements?.problems ?? [])];
  const document = [requirements, chart].map((one) => one?.documents[0]).find(hasDependencies);
  if (document === undefined) return { references: [], problems };
  const values = tree.read(inFolder(folder, "values.yaml"));
  const lock = file("requirements.lock") ?? file("Chart.lock");
  const parent: Parent = {
    folder,
    name: readFields(chart?.documents[0]?.value ?? null).text("name") ?? folder.split("/").pop() ?? "",
    values: values === null ? null : readValues(values),
    locked: entriesOf(lock?.documents[0]?.value ?? null, "dependencies"),
    vendored: tree.list(inFolder(folder, "charts")),
    tree,
  };
  const versions = lockedVersions(parent.locked);
  const references = entriesOf(document.value, "dependencies").flatMap(
    (_, index) => dependency(document, index, parent, versions) ?? [],
  );
  return { references, problems };
}

function hasDependencies(document: EntryDocument | undefined): document is EntryDocument {
  return document !== undefined && entriesOf(document.value, "dependencies").length > 0;
}

/** Versions by name and repository, in the order of the lock: a chart may be a dependency several times. */
function lockedVersions(locked: readonly JsonValue[]): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const entry of locked) {
    const fields = readFields(entry);
    const key = JSON.stringify([fields.text("name"), fields.text("repository")]);
    const version = fields.text("version");
    if (version === null) continue;
    const others = versions.get(key);
    if (others === undefined) versions.set(key, [version]);
    else others.push(version);
  }
  return versions;
}

function dependency(
  { value, place }: EntryDocument,
  index: number,
  parent: Parent,
  versions: Map<string, string[]>,
): SourceReference | null {
  const entry = entriesOf(value, "dependencies")[index] ?? null;
  const fields = readFields(entry);
  const [name, version, repository] = [fields.text("name"), fields.text("version"), fields.text("repository")];
  if (!isObject(entry) || name === null) return null;
  const locked = versions.get(JSON.stringify([name, repository]))?.shift() ?? null;
  if (repository === null || isVendored(name, parent)) return null;
  const alias = fields.text("alias");
  const written = member(entry, "version") === undefined ? "name" : "version";
  return {
    kind: "Chart.yaml",
    name: alias ?? name,
    namespace: null,
    origin: originOf(fields, { name, repository, version: effectiveVersion(version, locked) }, parent.folder),
    version,
    place: place(["dependencies", index, written]),
    object: place(["dependencies", index]),
    delivery: {
      by: "helm",
      client: "unknown",
      release: parent.name,
      namespace: null,
      values: parentValues(parent.values, alias ?? name),
      crds: "applied",
      missing: turnedOff(fields, parent),
    },
    destination: null,
  };
}

function effectiveVersion(version: string | null, locked: string | null): string | null {
  if (locked === null || version === null || !isVersion(version)) return locked ?? version;
  return withoutV(version) === withoutV(locked) ? locked : version;
}

function withoutV(version: string): string {
  return version.replace(/^v/, "");
}

function originOf(
  fields: Fields,
  {
    name,
    repository,
    version,
  }: { readonly name: string; readonly repository: string; readonly version: string | null },
  folder: string,
): SourceOrigin {
  const text = `${repository} ${name}`;
  const reason = fields.reason();
  if (reason !== null) return { kind: "undecided", text, reason };
  if (/^(?:@|alias:)/.test(repository)) {
    return { kind: "undecided", text, reason: "its repository is a name in the configuration of whoever runs helm" };
  }
  if (!repository.startsWith("file://")) return chartOrigin(repository, name, version);
  const path = relativeFile(folder, repository.slice("file://".length));
  if (path === undefined) return { kind: "undecided", text, reason: "its path leads out of this repository" };
  return { kind: "local", path };
}

/** A folder or an archive in `charts/`: helm looks for the chart's name alone (pkg/action, CheckDependencies). */
function isVendored(name: string, { folder, vendored }: Parent): boolean {
  const charts = inFolder(folder, "charts/");
  return vendored.some((path) => {
    if (path === `${charts}${name}/Chart.yaml`) return true;
    if (!path.startsWith(`${charts}${name}-`)) return false;
    return /^v?\d[^/]*\.tgz$/.test(path.slice(charts.length + name.length + 1));
  });
}

/** What helm hands down to a subchart (pkg/chartutil, coalesceDeps and coalesceGlobals). */
function parentValues(values: JsonValue, name: string): readonly SourceValues[] {
  const [own, global] = [member(values, name), member(values, "global")];
  const inline: JsonObject = {
    ...(isObject(own) ? own : {}),
    ...(isObject(global) ? { global } : {}),
  };
  return Object.keys(inline).length === 0 ? [] : [{ kind: "inline", values: inline }];
}

/**
 * `condition` and `tags`: where the chart's own values turn a dependency off, whoever installs the chart may turn it on
 * (pkg/chartutil/dependencies.go).
 */
function turnedOff(fields: Fields, { values }: Parent): readonly string[] {
  const conditions = (fields.text("condition") ?? "").split(",").map((one) => one.trim());
  const decided = conditions.find((one) => one !== "" && typeof valueAt(values, one.split(".")) === "boolean");
  if (decided !== undefined) {
    return valueAt(values, decided.split(".")) === false ? [`values that turn on its condition ${decided}`] : [];
  }
  const tags = fields.list("tags").filter((tag) => typeof tag === "string");
  const states = tags.map((tag) => valueAt(values, ["tags", tag])).filter((state) => typeof state === "boolean");
  return states.length > 0 && states.every((state) => state === false)
    ? [`values that turn on one of its tags ${tags.join(", ")}`]
    : [];
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
