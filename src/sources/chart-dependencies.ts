import { isObject, type JsonValue, member } from "../base/json.ts";
import { relativeFile } from "../manifests/relative-file.ts";
import { chartOrigin, isVersion } from "./addresses.ts";
import {
  type ChartOwner,
  createValuesReader,
  handedDown,
  ownerValues,
  type ReadValues,
  switchIn,
} from "./chart-owners.ts";
import { type EntryDocument, entriesOf, folderOf, readEntryFile } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import type { HelmDelivery, Inventory, SourceOrigin, SourcePlace, SourceReference, SourceTree } from "./reference.ts";

/**
 * Dependencies of the tree's charts that are not vendored in `charts/`: `helm dependency build` downloads them, and they
 * are installed by the release of the chart that asks for them. Where the tree says who installs that chart (an Application of
 * its folder), it is that delivery, with the values that reach them: what stands below their name or alias, and `global`. Else
 * the release is called as the chart, for want of its real name and without a namespace, and `crds/` count as applied.
 *
 * Rules of helm 3.22 and 4.3: `requirements.yaml` takes the place of the dependencies in Chart.yaml (pkg/chart/loader),
 * the lock says which version is downloaded (pkg/downloader/manager.go). A lock that contradicts an exact version is out of
 * date: helm refuses to build by it, and what stands in Chart.yaml is what somebody wants.
 */
export function chartDependencies(tree: SourceTree, owners: ReadonlyMap<string, readonly ChartOwner[]>): Inventory {
  const valuesIn = createValuesReader(tree);
  const readings = tree.files
    .filter(({ path }) => /(?:^|\/)Chart\.yaml$/.test(path))
    .map(({ path }) => read(path, { tree, valuesIn, owners: owners.get(folderOf(path)) ?? [] }));
  return {
    references: readings.flatMap(({ references }) => references),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/** Who installs a chart, with all values that it has then. */
interface Owner {
  readonly reference: ChartOwner["reference"] | null;
  readonly delivery: HelmDelivery;
  readonly values: readonly ReadValues[];
}

/** A chart that has dependencies. */
interface Parent {
  /** "" for the tree itself. */
  readonly folder: string;
  readonly name: string;
  readonly values: readonly ReadValues[];
  readonly owners: readonly Owner[];
  /** Paths of what stands in `charts/`. */
  readonly vendored: readonly string[];
  readonly tree: SourceTree;
}

interface Around {
  readonly tree: SourceTree;
  readonly valuesIn: (path: string) => JsonValue;
  readonly owners: readonly ChartOwner[];
}

/** More owners of one chart's dependencies than this are not told apart. */
const MAX_OWNED = 5_000;

function read(path: string, { tree, valuesIn, owners }: Around): Inventory {
  const folder = folderOf(path);
  const { chart, document, versions, problems } = readChart(folder, tree);
  if (document === undefined) return { references: [], problems };
  const own: readonly ReadValues[] = [{ kind: "values", values: valuesIn(inFolder(folder, "values.yaml")) }];
  const known = owners.length * entriesOf(document.value, "dependencies").length > MAX_OWNED ? [] : owners;
  const name = readFields(chart?.documents[0]?.value ?? null).text("name") ?? folder.split("/").pop() ?? "";
  const parent: Parent = {
    folder,
    name,
    values: own,
    owners: known.map((owner) => ({ ...owner, values: [...own, ...ownerValues(owner, valuesIn)] })),
    vendored: tree.list(inFolder(folder, "charts")),
    tree,
  };
  const references = entriesOf(document.value, "dependencies").flatMap((_, index) =>
    dependency(document, index, parent, versions),
  );
  return { references, problems };
}

/** A dependency that has to be downloaded, or taken from another folder, before its chart can be rendered. */
export interface MissingDependency {
  readonly name: string;
  /** As it is written. */
  readonly version: string | null;
  readonly origin: SourceOrigin;
  /** Where its version is written, else its name. */
  readonly place: SourcePlace;
}

/** What a chart asks for and does not have in its `charts/`. @param folder "" for the tree itself */
export function missingDependencies(
  folder: string,
  tree: Pick<SourceTree, "read" | "list">,
): readonly MissingDependency[] {
  const { document, versions } = readChart(folder, tree);
  if (document === undefined) return [];
  const vendored = tree.list(inFolder(folder, "charts"));
  return entriesOf(document.value, "dependencies").flatMap((entry, index) => {
    const fields = readFields(entry);
    const asked = askedFor(fields, versions);
    if (!isObject(entry) || asked === null || isVendored(asked.name, { folder, vendored })) return [];
    const place = placeOf(document, entry, index);
    return [{ name: asked.name, version: fields.text("version"), origin: originOf(fields, asked, folder), place }];
  });
}

function placeOf({ place }: Pick<EntryDocument, "place">, entry: JsonValue, index: number): SourcePlace {
  return place(["dependencies", index, member(entry, "version") === undefined ? "name" : "version"]);
}

function readChart(folder: string, tree: Pick<SourceTree, "read">) {
  const file = (name: string) => {
    const at = inFolder(folder, name);
    const bytes = tree.read(at);
    return bytes === null ? null : readEntryFile({ path: at, bytes });
  };
  const chart = file("Chart.yaml");
  const requirements = file("requirements.yaml");
  const document = [requirements, chart].map((one) => one?.documents[0]).find(hasDependencies);
  const lock = document === undefined ? null : (file("requirements.lock") ?? file("Chart.lock"));
  return {
    chart,
    /** With the dependencies. */
    document,
    versions: lockedVersions(entriesOf(lock?.documents[0]?.value ?? null, "dependencies")),
    problems: [...(chart?.problems ?? []), ...(requirements?.problems ?? [])],
  };
}

interface AskedFor {
  readonly name: string;
  readonly repository: string;
  /** The one that is downloaded. */
  readonly version: string | null;
}

/** @param versions those that are locked: each is taken once @returns null: nothing that could be downloaded */
function askedFor(fields: Fields, versions: Map<string, string[]>): AskedFor | null {
  const [name, repository] = [fields.text("name"), fields.text("repository")];
  if (name === null) return null;
  const locked = versions.get(JSON.stringify([name, repository]))?.shift() ?? null;
  if (repository === null) return null;
  return { name, repository, version: effectiveVersion(fields.text("version"), locked) };
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
  document: EntryDocument,
  index: number,
  parent: Parent,
  versions: Map<string, string[]>,
): readonly SourceReference[] {
  const entry = entriesOf(document.value, "dependencies")[index] ?? null;
  const fields = readFields(entry);
  const asked = askedFor(fields, versions);
  if (!isObject(entry) || asked === null || isVendored(asked.name, parent)) return [];
  const key = fields.text("alias") ?? asked.name;
  const reference: Omit<SourceReference, "object" | "delivery" | "destination"> = {
    kind: "Chart.yaml",
    name: key,
    namespace: null,
    origin: originOf(fields, asked, parent.folder),
    version: fields.text("version"),
    place: placeOf(document, entry, index),
  };
  const own = { object: document.place(["dependencies", index]), destination: null };
  const owners = parent.owners.length > 0 ? parent.owners : [unknownOwner(parent)];
  return owners.flatMap((owner) => {
    const off = turnedOff(fields, owner.values);
    // What an owner has no further values for stays as the chart has it.
    if (off !== null && owner.reference !== null && owner.delivery.missing.length === 0) return [];
    const missing = off === null ? owner.delivery.missing : [...owner.delivery.missing, off];
    const delivery = { ...owner.delivery, values: handedDown(owner.values, key), missing };
    const { object, destination } = owner.reference ?? own;
    return [{ ...reference, object, delivery, destination }];
  });
}

function unknownOwner({ name, values }: Parent): Owner {
  const delivery: HelmDelivery = {
    by: "helm",
    client: "unknown",
    release: name,
    namespace: null,
    values: [],
    crds: "applied",
    ownership: null,
    missing: [],
  };
  return { reference: null, delivery, values };
}

function effectiveVersion(version: string | null, locked: string | null): string | null {
  if (locked === null || version === null || !isVersion(version)) return locked ?? version;
  return withoutV(version) === withoutV(locked) ? locked : version;
}

function withoutV(version: string): string {
  return version.replace(/^v/, "");
}

function originOf(fields: Fields, { name, repository, version }: AskedFor, folder: string): SourceOrigin {
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
function isVendored(name: string, { folder, vendored }: Pick<Parent, "folder" | "vendored">): boolean {
  const charts = inFolder(folder, "charts/");
  return vendored.some((path) => {
    if (path === `${charts}${name}/Chart.yaml`) return true;
    if (!path.startsWith(`${charts}${name}-`)) return false;
    return /^v?\d[^/]*\.tgz$/.test(path.slice(charts.length + name.length + 1));
  });
}

/**
 * What would have to be set for a dependency that `condition` or `tags` turn off; null: it is on
 * (pkg/chartutil/dependencies.go).
 */
function turnedOff(fields: Fields, values: readonly ReadValues[]): string | null {
  for (const condition of (fields.text("condition") ?? "").split(",").map((one) => one.trim())) {
    const state = condition === "" ? null : switchIn(values, condition);
    if (state !== null) return state ? null : `values that turn on its condition ${condition}`;
  }
  const tags = fields.list("tags").filter((tag) => typeof tag === "string");
  const states = tags.flatMap((tag) => switchIn(values, `tags.${tag}`) ?? []);
  return states.length > 0 && !states.includes(true) ? `values that turn on one of its tags ${tags.join(", ")}` : null;
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
