import { isArray, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { relativeFile } from "../manifests/relative-file.ts";
import { chartOrigin, isVersion, ociChart, withoutCredentials } from "./addresses.ts";
import { fixedFolder, matchesPath } from "./argo-globs.ts";
import { type EntryDocument, entriesOf, FIRST_LINE, folderOf, readEntryFile } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import { parseRepository } from "./git-address.ts";
import { ownershipBy } from "./helm-delivery.ts";
import type {
  Inventory,
  SourceFile,
  SourceOrigin,
  SourceProblem,
  SourceReference,
  SourceTree,
  SourceValues,
} from "./reference.ts";

const NAMED = /(?:^|\/)(?:helmfile[^/]*\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?)$/;

/**
 * Releases of helmfiles (helmfile/helmfile pkg/state/state.go), with those of the files that they name in `helmfiles`. What
 * has template actions in it is not decided: environments and commands of whoever runs helmfile fill them in. helmfile
 * installs and upgrades as helm does.
 */
export function helmfileSources(tree: SourceTree): Inventory {
  const references: SourceReference[] = [];
  const problems: SourceProblem[] = [];
  const waiting: SourceFile[] = tree.files.filter(({ path }) => NAMED.test(path));
  const seen = new Set(waiting.map(({ path }) => path));
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const reading = read(file, tree);
    for (const reference of reading.references) references.push(reference);
    for (const problem of reading.problems) problems.push(problem);
    for (const path of reading.further) {
      const bytes = seen.has(path) ? null : tree.read(path);
      seen.add(path);
      if (bytes !== null) waiting.push({ path, bytes });
    }
  }
  return { references, problems };
}

interface HelmfileReading extends Inventory {
  /** Paths of helmfiles that it names. */
  readonly further: readonly string[];
}

function read(file: SourceFile, tree: SourceTree): HelmfileReading {
  const { documents, problems } = readEntryFile(file);
  const isTemplate = file.path.endsWith(".gotmpl") || (problems.length > 0 && hasAction(file));
  if (isTemplate) return { references: [template(file.path)], problems: [], further: [] };
  const folder = folderOf(file.path);
  const bases = basesOf(documents, folder, tree);
  const helmfile: Helmfile = {
    folder,
    tree,
    repositories: repositories([...bases, ...documents]),
    locked: lockedVersions(documents, folder, tree),
    namespace: documents.map(({ value }) => readFields(value).text("namespace")).find((one) => one !== null) ?? null,
    takesOwnership: [...bases, ...documents].some(({ value }) =>
      readFields(value).flag("helmDefaults", "takeOwnership"),
    ),
  };
  return {
    references: documents.flatMap((document) => [
      ...entriesOf(document.value, "releases").flatMap(
        (entry, index) => release(entry, index, document, helmfile) ?? [],
      ),
      ...entriesOf(document.value, "helmfiles").flatMap((entry, index) => remote(entry, index, document) ?? []),
    ]),
    problems,
    further: documents.flatMap(({ value }) =>
      entriesOf(value, "helmfiles").flatMap((entry) => {
        const path = pathOf(entry);
        const named = path === null ? undefined : relativeFile(folder, path);
        return named === undefined ? [] : helmfilesAt(named, tree);
      }),
    ),
  };
}

/** A file, the helmfiles in a folder, or what a pattern of Go's stands for. */
function helmfilesAt(named: string, tree: SourceTree): readonly string[] {
  const fixed = fixedFolder(named);
  if (fixed !== named) return tree.list(fixed).filter(matchesPath(named));
  const inFolder = matchesPath(`${named}/*`);
  return [named, ...tree.list(named).filter((path) => inFolder(path) && /\.ya?ml(?:\.gotmpl)?$/.test(path))];
}

function hasAction({ bytes }: SourceFile): boolean {
  return new TextDecoder().decode(bytes).includes("{{");
}

function template(path: string): SourceReference {
  const place = { path, range: FIRST_LINE };
  return {
    kind: "helmfile",
    name: path.split("/").pop() ?? path,
    namespace: null,
    origin: { kind: "undecided", text: "templates", reason: "its releases are written by templates" },
    version: null,
    place,
    object: place,
    delivery: { by: "none" },
    destination: null,
  };
}

function pathOf(entry: JsonValue): string | null {
  return typeof entry === "string" ? entry : readFields(entry).text("path");
}

/** A helmfile in another repository. */
function remote(entry: JsonValue, index: number, document: EntryDocument): SourceReference | null {
  const path = pathOf(entry);
  if (path === null || !/^(?:git::|[a-z]+:\/\/)/i.test(path)) return null;
  const place = document.place(typeof entry === "string" ? ["helmfiles", index] : ["helmfiles", index, "path"]);
  return {
    kind: "helmfile",
    name: withoutCredentials(path),
    namespace: null,
    origin: { kind: "undecided", text: withoutCredentials(path), reason: "it is a helmfile of another repository" },
    version: null,
    place,
    object: place,
    delivery: { by: "none" },
    destination: null,
  };
}

interface Helmfile {
  readonly folder: string;
  readonly tree: SourceTree;
  readonly repositories: ReadonlyMap<string, Repository>;
  readonly locked: ReadonlyMap<string, string>;
  /** It wins over that of a release. */
  readonly namespace: string | null;
  /** `helmDefaults` say so: also of a release that says no (pkg/state/helmx.go, appendTakeOwnershipFlagsForUpgrade). */
  readonly takesOwnership: boolean;
}

interface Repository {
  readonly url: string;
  readonly isRegistry: boolean;
}

/** What `bases` name: they count as if they stood above. */
function basesOf(documents: readonly EntryDocument[], folder: string, tree: SourceTree): readonly EntryDocument[] {
  return documents
    .flatMap(({ value }) => entriesOf(value, "bases"))
    .flatMap((named) => {
      const path = typeof named === "string" ? relativeFile(folder, named) : undefined;
      const bytes = path === undefined ? null : tree.read(path);
      return path === undefined || bytes === null ? [] : readEntryFile({ path, bytes }).documents;
    });
}

/** @param documents of the file and of its `bases` */
function repositories(documents: readonly EntryDocument[]): Map<string, Repository> {
  const found = new Map<string, Repository>();
  for (const { value } of documents) {
    for (const entry of entriesOf(value, "repositories")) {
      const fields = readFields(entry);
      const [name, url] = [fields.text("name"), fields.text("url")];
      if (name !== null && url !== null) found.set(name, { url, isRegistry: fields.flag("oci") });
    }
  }
  return found;
}

/** What `helmfile deps` wrote: versions by the chart's name and its repository's address. */
function lockedVersions(documents: readonly EntryDocument[], folder: string, tree: SourceTree): Map<string, string> {
  const named = documents.map(({ value }) => readFields(value).text("lockFilePath")).find((one) => one !== null);
  const path = relativeFile(folder, named ?? "helmfile.lock");
  const bytes = path === undefined ? null : tree.read(path);
  const locked = new Map<string, string>();
  if (path === undefined || bytes === null) return locked;
  for (const { value } of readEntryFile({ path, bytes }).documents) {
    for (const entry of entriesOf(value, "dependencies")) {
      const fields = readFields(entry);
      const [name, repository, version] = [fields.text("name"), fields.text("repository"), fields.text("version")];
      if (version !== null) locked.set(JSON.stringify([repository, name]), version);
    }
  }
  return locked;
}

function release(entry: JsonValue, index: number, document: EntryDocument, file: Helmfile): SourceReference | null {
  const fields = readFields(entry);
  const name = fields.text("name");
  if (!isObject(entry) || name === null || member(entry, "installed") === false) return null;
  const version = fields.text("version");
  const origin = originOf(entry, fields, version, file);
  const { values, missing } = releaseValues(fields, file);
  const written = ["version", "chart"].find((key) => member(entry, key) !== undefined) ?? "name";
  return {
    kind: "helmfile",
    name,
    namespace: null,
    origin,
    version,
    place: document.place(["releases", index, written]),
    object: document.place(["releases", index]),
    delivery: {
      by: "helm",
      client: "unknown",
      release: name,
      namespace: file.namespace ?? fields.text("namespace"),
      values,
      crds: "create-only",
      ownership: ownershipBy(fields.flag("takeOwnership") || file.takesOwnership, "`takeOwnership: true`"),
      missing,
    },
    destination: null,
  };
}

function originOf(entry: JsonObject, fields: Fields, version: string | null, file: Helmfile): SourceOrigin {
  const chart = fields.text("chart") ?? "";
  const text = withoutCredentials(chart);
  const undecided = (reason: string): SourceOrigin => ({ kind: "undecided", text, reason });
  const reason = fields.reason();
  if (reason !== null) return undecided(reason);
  if (isArray(member(entry, "inherit"))) return undecided("it inherits from templates");
  const registry = /^oci:\/\/([^/].*)$/is.exec(chart)?.[1];
  if (registry !== undefined) return ociChart(registry, version);
  const slash = chart.indexOf("/");
  const repository = file.repositories.get(chart.slice(0, slash));
  if (slash > 0 && repository !== undefined) {
    const name = chart.slice(slash + 1);
    const locked = file.locked.get(JSON.stringify([repository.url, name])) ?? null;
    const exact = version !== null && isVersion(version) ? version : (locked ?? version);
    return chartOrigin(
      repository.isRegistry ? `oci://${repository.url.replace(/^oci:\/\//, "")}` : repository.url,
      name,
      exact,
    );
  }
  const path = relativeFile(file.folder, chart);
  if (path !== undefined && file.tree.list(path).length > 0) return { kind: "local", path };
  const git = /^git::/.test(chart) ? parseRepository(chart) : null;
  if (git !== null) return git;
  if (/^https?:\/\//i.test(chart)) return undecided("it is the address of an archive, which no index vouches for");
  return undecided(chart === "" ? "it names no chart" : "no repository of this name and no such folder is known here");
}

function releaseValues(fields: Fields, { folder, tree }: Helmfile) {
  const missing: string[] = [];
  const files = fields.list("values").flatMap((entry): readonly SourceValues[] => {
    if (isObject(entry)) return [{ kind: "inline", values: entry }];
    const named = typeof entry === "string" ? entry : JSON.stringify(entry);
    const path = relativeFile(folder, named);
    if (path !== undefined && !named.endsWith(".gotmpl") && tree.read(path) !== null) return [{ kind: "file", path }];
    missing.push(`values file ${named}`);
    return [];
  });
  for (const entry of fields.list("secrets")) missing.push(`secrets ${typeof entry === "string" ? entry : ""}`.trim());
  const set = fields.list("set").flatMap((entry): readonly SourceValues[] => {
    const one = readFields(entry);
    const [name, value] = [one.text("name"), member(entry, "value")];
    if (name === null || one.reason() !== null || !["string", "number", "boolean"].includes(typeof value)) {
      missing.push(`set ${name ?? ""}`.trim());
      return [];
    }
    return [{ kind: "set", name, value: escaped(String(value)), string: false }];
  });
  const condition = fields.text("condition");
  if (condition !== null) missing.push(`values that turn on its condition ${condition}`);
  return { values: [...files, ...set], missing };
}

/** helmfile escapes what helm would take for the next value or a list (pkg/state/state.go, escape). */
function escaped(value: string): string {
  return value.replace(/[,{}]/g, "\\$&");
}
