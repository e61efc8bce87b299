import { type DocumentPath, isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { parseRange } from "../go/semver.ts";
import { KUSTOMIZATION_FILES } from "../manifests/kustomization.ts";
import { chartOrigin, isVersion, ociChart, ociRef, withoutCredentials, withoutSlashes } from "./addresses.ts";
import { type ArgoSource, argoValues } from "./argo-values.ts";
import { type Fields, readFields, unfilled } from "./fields.ts";
import { gitRef, ownOrRemote, tidyPath } from "./git-address.ts";
import type {
  GitTree,
  HelmDelivery,
  SourceClient,
  SourceDelivery,
  SourceDestination,
  SourceOrigin,
  SourcePlace,
  SourceReference,
  SourceTree,
} from "./reference.ts";

/** An Application as it is written or as an ApplicationSet makes it. */
export interface Application {
  readonly kind: "Application" | "ApplicationSet";
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  /** Where a path of `spec` is written. */
  readonly place: (path: DocumentPath) => SourcePlace;
  readonly object: SourcePlace;
  /** Of one that is made: its set, whose name it goes by where its own is not decided, and why something may not be. */
  readonly because: { readonly set: string; readonly namespace: string | null; readonly reason: string } | null;
}

/**
 * One reference for each source that has manifests, by the rules of Argo CD 3 (pkg/apis/application/v1alpha1/types.go,
 * util/argo/argo.go ValidatePermissions and GetRefSources): `sources` wins over `source`, a chart needs a
 * `targetRevision`, and two sources with one `ref` make the whole Application invalid.
 */
export function applicationReferences(application: Application, tree: SourceTree): readonly SourceReference[] {
  const spec = readFields(application.spec);
  const several = spec.list("sources");
  if (several.length > 0) {
    const refs = refSources(several);
    return several.flatMap(
      (source, index) => reference(application, { source, at: ["sources", index], refs }, tree) ?? [],
    );
  }
  const at = member(application.spec, "sourceHydrator") === undefined ? "source" : "sourceHydrator";
  const source = member(application.spec, at) ?? null;
  return [reference(application, { source, at: [at], refs: { known: new Map(), twice: null } }, tree)].flatMap(
    (one) => one ?? [],
  );
}

interface OneSource {
  readonly source: JsonValue;
  readonly at: DocumentPath;
  readonly refs: RefSources;
}

interface RefSources {
  readonly known: ReadonlyMap<string, JsonValue>;
  /** A name that two have. */
  readonly twice: string | null;
}

function refSources(sources: readonly JsonValue[]): RefSources {
  const known = new Map<string, JsonValue>();
  let twice: string | null = null;
  for (const source of sources) {
    const ref = readFields(source).text("ref");
    if (ref === null) continue;
    if (known.has(ref)) twice ??= ref;
    known.set(ref, source);
  }
  return { known, twice };
}

function reference(application: Application, one: OneSource, tree: SourceTree): SourceReference | null {
  const { metadata, kind, because } = application;
  const fields = readFields(one.source);
  const named = readFields(metadata);
  const ownName = named.text("name");
  const isNamed = ownName !== null && unfilled(ownName) === null;
  const isUnnamed = !isNamed && because !== null;
  const name = isUnnamed ? because.set : (ownName ?? "");
  const source = readSource(fields);
  // It only gives values files to the others.
  if (source.ref !== null && source.chart === null && source.path === null) return null;
  const origin = explained(originOf(application, fields, source, one.refs, tree), because);
  const written = ["targetRevision", "chart", "path", "repoURL"].find((key) => member(one.source, key) !== undefined);
  return {
    kind,
    name,
    namespace: decided(named.text("namespace")) ?? because?.namespace ?? null,
    origin,
    version: source.revision,
    place: application.place(written === undefined ? one.at : [...one.at, written]),
    object: application.object,
    delivery: deliveryOf(application, { name, fields, source, origin, refs: one.refs, tree }),
    destination: destinationOf(application.spec),
    ...(isUnnamed ? { isUnnamed } : {}),
  };
}

function readSource(fields: Fields): ArgoSource {
  return {
    repository: fields.text("repoURL"),
    chart: fields.text("chart"),
    path: fields.text("path"),
    revision: fields.text("targetRevision"),
    ref: fields.text("ref"),
  };
}

/** What an ApplicationSet leaves open is open for its generator's sake. */
function explained(origin: SourceOrigin, because: Application["because"]): SourceOrigin {
  if (origin.kind !== "undecided" || because === null || !origin.reason.endsWith("is filled in elsewhere"))
    return origin;
  return { ...origin, reason: `${origin.reason}: ${because.reason}` };
}

function decided(text: string | null): string | null {
  return text === null || unfilled(text) !== null ? null : text;
}

function originOf(
  { spec }: Application,
  fields: Fields,
  source: ArgoSource,
  refs: RefSources,
  tree: SourceTree,
): SourceOrigin {
  const { repository, chart, path, revision } = source;
  const text = withoutCredentials([repository, chart ?? path].filter((part) => part !== null).join(" "));
  const undecided = (reason: string): SourceOrigin => ({ kind: "undecided", text, reason });
  if (member(spec, "sourceHydrator") !== undefined && readFields(spec).list("sources").length === 0) {
    const dry = readFields(spec).text("sourceHydrator", "drySource", "repoURL") ?? "";
    return {
      kind: "undecided",
      text: withoutCredentials(dry),
      reason: "a hydrator writes its manifests to another branch",
    };
  }
  const reason = fields.reason();
  if (reason !== null) return undecided(reason);
  if (refs.twice !== null) return undecided(`two of its sources have the ref \`${refs.twice}\``);
  if (repository === null) return undecided("it has no `repoURL`");
  const unclear = unclearTool(fields);
  if (unclear !== null) return undecided(unclear);
  if (chart !== null) {
    if (revision === null) return undecided("Argo CD takes no chart without a `targetRevision`");
    return chartOrigin(chartRepository(repository), chart, revision);
  }
  if (/^oci:\/\//i.test(repository)) return ociOrigin(fields, source, undecided);
  if (path === null) return undecided("it has neither `chart` nor `path`");
  const inside = tidyPath(path);
  if (inside === null || path.startsWith("/")) return undecided("its path leads out of the repository");
  return ownOrRemote({ kind: "git", url: withoutCredentials(repository), ref: argoRef(revision), path: inside }, tree);
}

/** A registry has no scheme, or `oci://` (util/helm/client.go, IsHelmOciRepo). */
function chartRepository(repository: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(repository) ? repository : `oci://${repository}`;
}

function ociOrigin(
  fields: Fields,
  { repository, path, revision }: ArgoSource,
  undecided: (reason: string) => SourceOrigin,
) {
  const address = withoutSlashes(withoutCredentials(repository ?? "").replace(/^oci:\/\//i, ""));
  const inside = tidyPath(path ?? "");
  if (inside === null) return undecided("its path leads out of the artifact");
  if (fields.object("helm") !== null && inside === "") return ociChart(address, revision);
  const folder = inside === "" ? {} : { path: inside };
  return { kind: "oci" as const, repository: address, ref: ociRef(revision), content: "files" as const, ...folder };
}

/** What makes Argo CD choose a tool, or change what it renders, in a way that is not followed here. */
function unclearTool(fields: Fields): string | null {
  const tools = ["helm", "kustomize", "directory", "plugin"].filter((key) => fields.object(key) !== null);
  if (tools.length > 1) return `it names several tools: ${tools.join(", ")}`;
  if (fields.object("plugin") !== null) return "a plugin of Argo CD renders it";
  if (fields.list("kustomize", "components").length > 0) return "Argo CD adds components to its kustomization";
  const patches = JSON.stringify(fields.list("kustomize", "patches"));
  if (patches.includes("CustomResourceDefinition")) return "Argo CD patches CRDs of its kustomization";
  return fields.object("directory", "jsonnet") === null ? null : "its manifests are made by jsonnet";
}

/** `HEAD` and nothing are the default branch; what reads as a range of versions is one of tags (util/git/client.go, resolveSemverRevision). */
function argoRef(revision: string | null): GitTree["ref"] {
  if (revision === null || revision === "HEAD") return { name: null };
  const full = /^refs\/(heads|tags)\/(.+)$/s.exec(revision);
  if (full !== null) return full[1] === "heads" ? { branch: full[2] ?? "" } : { tag: full[2] ?? "" };
  return !isVersion(revision) && parseRange(revision) !== null ? { semver: revision } : gitRef(revision);
}

interface Delivered {
  readonly name: string;
  readonly fields: Fields;
  readonly source: ArgoSource;
  readonly origin: SourceOrigin;
  readonly refs: RefSources;
  readonly tree: SourceTree;
}

function deliveryOf({ spec, because }: Application, delivered: Delivered): SourceDelivery {
  const { fields, source, origin, tree } = delivered;
  const client = clientOf(spec);
  if (fields.object("plugin") !== null) return { by: "none" };
  if (fields.object("kustomize") !== null) return { by: "kustomize", client, substitute: null };
  const directory = fields.object("directory");
  if (directory !== null) {
    const [include, exclude] = [fields.text("directory", "include"), fields.text("directory", "exclude")];
    const recurse = fields.flag("directory", "recurse");
    const globs = { ...(include === null ? {} : { include }), ...(exclude === null ? {} : { exclude }) };
    return { by: "files", client, recurse, ...globs };
  }
  const helm = helmDelivery(spec, client, delivered, because !== null);
  if (source.chart !== null || fields.object("helm") !== null) return helm;
  if (origin.kind !== "local") return { by: "detect", helm };
  // The order is Argo CD's own (util/app/discovery/discovery.go).
  const holds = (file: string) => tree.read(origin.path === "" ? file : `${origin.path}/${file}`) !== null;
  if (holds("Chart.yaml")) return helm;
  if (KUSTOMIZATION_FILES.some(holds)) return { by: "kustomize", client, substitute: null };
  return { by: "files", client, recurse: false };
}

function helmDelivery(spec: JsonObject, client: SourceClient, delivered: Delivered, isMade: boolean): HelmDelivery {
  const { fields, name } = delivered;
  const namespace = decided(readFields(spec).text("destination", "namespace"));
  const { values, missing } = argoValues({
    ...delivered,
    namespace,
    project: readFields(spec).text("project") ?? "",
    refs: delivered.refs.known,
    isMade,
  });
  return {
    by: "helm",
    client,
    release: decided(fields.text("helm", "releaseName")) ?? name,
    namespace: decided(fields.text("helm", "namespace")) ?? namespace,
    values,
    crds: fields.flag("helm", "skipCrds") ? "skipped" : "applied",
    ownership: null,
    missing,
  };
}

/** Argo CD applies in the client unless it is told otherwise; what it replaces, it applies in neither way. */
function clientOf(spec: JsonObject): SourceClient {
  const options = readFields(spec).list("syncPolicy", "syncOptions");
  if (options.includes("Replace=true")) return "unknown";
  return options.includes("ServerSideApply=true") ? "server-side" : "client-side";
}

function destinationOf(spec: JsonObject): SourceDestination | null {
  const destination = member(spec, "destination");
  if (!isObject(destination)) return null;
  const fields = readFields(destination);
  const names = [fields.text("name"), fields.text("server")].flatMap((name) => decided(name) ?? []);
  return names.length === 0 ? null : { kind: "named", names };
}
