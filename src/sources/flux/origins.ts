import { type DocumentPath, member } from "../../base/json.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import type { GitTree, OciArtifact, SourceOrigin, SourcePlace } from "../reference.ts";
import { type Field, fieldOf, placeOf } from "./fields.ts";
import { namespaceOf, type SourceRef, sourceRef } from "./kustomization.ts";
import type { Placed, Scope } from "./scope.ts";

/** What a source stands for, with the version that is written and the place to change it. */
export interface Origin {
  readonly origin: SourceOrigin;
  readonly version: string | null;
  readonly place: SourcePlace;
}

/** A chart by name, as `spec.chart.spec` of a HelmRelease and `spec` of a HelmChart say it. */
export interface ChartSpec {
  readonly placed: Placed;
  /** Where these fields stand in the object. */
  readonly path: DocumentPath;
  readonly ref: SourceRef;
}

export function chartSpecOf(placed: Placed, path: DocumentPath): ChartSpec {
  const spec = path.reduce<ReturnType<typeof member>>(
    (value, step) => member(value, String(step)),
    placed.applied.object,
  );
  return { placed, path, ref: sourceRef(member(spec, "sourceRef"), namespaceOf(placed.applied.object)) };
}

/** The chart that a HelmRelease or a HelmChart names with its source. */
export function chartOrigin({ placed, path, ref }: ChartSpec, scope: Scope): Origin {
  const { applied } = placed;
  const chart = fieldOf(placed, [...path, "chart"]);
  const version = fieldOf(placed, [...path, "version"]);
  const namePlace = applied.at([...path, "chart"]);
  const place = version.kind === "none" ? namePlace : placeOf(placed, [...path, "version"]);
  const written = writtenIn(version);
  const source = scope.sources.find(ref);
  const words = `${chart.kind === "text" ? `${chart.text} of ` : ""}${ref.kind} ${ref.name}`.trim();
  if (chart.kind === "none") return undecided("a chart without a name", "it names no chart", written, place);
  if (chart.kind === "undecided") return undecided(chart.written, chart.reason, written, namePlace);
  if (typeof source === "string") {
    const isKnown = ["HelmRepository", "GitRepository", "Bucket"].includes(ref.kind);
    return undecided(words, isKnown ? source : unknownKind(ref.kind), written, place);
  }
  if (source.applied.undecided !== null) return undecided(words, source.applied.undecided, written, place);
  switch (ref.kind) {
    case "HelmRepository":
      if (version.kind === "undecided") return undecided(words, version.reason, written, place);
      return { origin: helmOrigin(source, chart.text, version, applied, path), version: written, place };
    case "GitRepository":
      return gitOrigin(source, chart.text, scope, namePlace);
    default:
      return undecided(words, ref.kind === "Bucket" ? BUCKET : unknownKind(ref.kind), written, place);
  }
}

function undecided(text: string, reason: string, version: string | null, place: SourcePlace): Origin {
  return { origin: { kind: "undecided", text, reason }, version, place };
}

function writtenIn(field: Field): string | null {
  return field.kind === "none" ? null : field.kind === "text" ? field.text : field.written;
}

export const BUCKET = "the contents of buckets are not fetched";

export function unknownKind(kind: string): string {
  return kind === "" ? "its source has no kind" : `sources of the kind ${kind.slice(0, 100)} are not read`;
}

function helmOrigin(
  repository: Placed,
  chart: string,
  version: Field,
  { object }: Placed["applied"],
  path: DocumentPath,
): SourceOrigin {
  const url = fieldOf(repository, ["spec", "url"]);
  if (url.kind !== "text") {
    const reason = url.kind === "none" ? "its HelmRepository has no URL" : url.reason;
    return { kind: "undecided", text: chart, reason };
  }
  const wanted = version.kind === "text" ? version.text : null;
  const spec = member(repository.applied.object, "spec");
  if (member(spec, "type") !== "oci" && !url.text.startsWith("oci://")) {
    return { kind: "helm", repository: withoutSlash(url.text), chart, version: wanted };
  }
  const own = path.reduce<ReturnType<typeof member>>((value, step) => member(value, String(step)), object);
  return {
    kind: "oci",
    repository: `${ociRepository(url.text)}/${chart}`,
    ref: wanted !== null && EXACT.test(wanted) ? { tag: wanted.replaceAll("+", "_") } : { semver: wanted },
    content: "chart",
    ...(member(spec, "insecure") === true ? { insecure: true } : {}),
    ...(member(own, "verify") === undefined ? {} : { verify: true }),
  };
}

/** One version and no range. Registries have `_` in a tag where a version has `+`. */
const EXACT = /^v?\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;

function withoutSlash(url: string): string {
  return url.endsWith("/") ? withoutSlash(url.slice(0, -1)) : url;
}

function ociRepository(url: string): string {
  return withoutSlash(url.replace(/^oci:\/\//, ""));
}

/** The fields of `ref`, in the order in which source-controller asks them (api/v1, GitRepositoryRef). */
const GIT_REFS = ["commit", "name", "semver", "tag", "branch"] as const;

/** A folder of a GitRepository; of this very repository where it is that. */
export function gitOrigin(source: Placed, folder: string, scope: Scope, localPlace: SourcePlace): Origin {
  const { applied } = source;
  const path = relativeFile("", folder.replace(/^\/+/, "") || ".");
  const key = GIT_REFS.find((name) => member(member(member(applied.object, "spec"), "ref"), name) !== undefined);
  const ref: Field = key === undefined ? { kind: "none" } : fieldOf(source, ["spec", "ref", key]);
  const place = placeOf(source, key === undefined ? ["spec", "url"] : ["spec", "ref", key]);
  const url = fieldOf(source, ["spec", "url"]);
  const version = writtenIn(ref);
  if (path === undefined) return undecided(folder, "its path leads out of the source", version, place);
  if (scope.isOwnRepository(applied.object)) {
    return { origin: { kind: "local", path }, version: null, place: localPlace };
  }
  if (url.kind !== "text") {
    return undecided(folder, url.kind === "none" ? "its GitRepository has no URL" : url.reason, version, place);
  }
  if (ref.kind === "undecided") return undecided(url.text, ref.reason, version, place);
  return { origin: { kind: "git", url: url.text, ref: gitRef(key, ref), path }, version, place };
}

function gitRef(key: (typeof GIT_REFS)[number] | undefined, ref: Field): GitTree["ref"] {
  if (key === undefined || ref.kind !== "text") return { branch: "master" };
  const { text } = ref;
  switch (key) {
    case "commit":
      return { commit: text };
    case "name":
      return { name: text };
    case "semver":
      return { semver: text };
    case "tag":
      return { tag: text };
    default:
      return { branch: text };
  }
}

/** The fields of `ref`, in the order in which source-controller asks them (api/v1, OCIRepositoryRef). */
const OCI_REFS = ["digest", "semver", "tag"] as const;

/** @param folder in the artifact, of one with files */
export function ociOrigin(source: Placed, content: OciArtifact["content"], folder: string): Origin {
  const { applied } = source;
  const spec = member(applied.object, "spec");
  const refs = member(spec, "ref");
  const key = OCI_REFS.find((name) => (member(refs, name) ?? "") !== "");
  const ref: Field = key === undefined ? { kind: "none" } : fieldOf(source, ["spec", "ref", key]);
  const place = placeOf(source, key === undefined ? ["spec", "url"] : ["spec", "ref", key]);
  const url = fieldOf(source, ["spec", "url"]);
  const version = writtenIn(ref);
  const path = relativeFile("", folder.replace(/^\/+/, "") || ".");
  if (url.kind !== "text") {
    return undecided(
      "OCIRepository",
      url.kind === "none" ? "its OCIRepository has no URL" : url.reason,
      version,
      place,
    );
  }
  if (ref.kind === "undecided") return undecided(url.text, ref.reason, version, place);
  if (path === undefined) return undecided(url.text, "its path leads out of the source", version, place);
  if (key === "semver" && member(refs, "semverFilter") !== undefined) {
    return undecided(url.text, "tags are not chosen by `semverFilter` here", version, place);
  }
  const origin: OciArtifact = {
    kind: "oci",
    repository: ociRepository(url.text),
    ref: ociRef(key, ref),
    content,
    ...(path === "" ? {} : { path }),
    ...(member(spec, "insecure") === true ? { insecure: true } : {}),
    ...(member(spec, "verify") === undefined ? {} : { verify: true }),
  };
  return { origin, version, place };
}

function ociRef(key: (typeof OCI_REFS)[number] | undefined, ref: Field): OciArtifact["ref"] {
  if (key === undefined || ref.kind !== "text") return { tag: "latest" };
  if (key === "digest") return { digest: ref.text };
  return key === "semver" ? { semver: ref.text } : { tag: ref.text };
}
