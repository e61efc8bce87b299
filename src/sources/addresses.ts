import { parseSemver } from "../go/semver.ts";
import type { OciArtifact, SourceOrigin } from "./reference.ts";

/**
 * The origin of a chart as helm finds it by the address of its repository: `http(s)://` has an index, `oci://` is a
 * registry, in which the chart's name is the last part of the path (helm, pkg/action/install.go and pkg/registry).
 */
export function chartOrigin(repository: string, chart: string, version: string | null): SourceOrigin {
  const address = withoutCredentials(repository);
  if (/^https?:\/\/[^/]/i.test(address)) {
    return { kind: "helm", repository: withoutSlashes(address), chart, version };
  }
  const registry = /^oci:\/\/([^/].*)$/is.exec(address)?.[1];
  if (registry !== undefined) return ociChart(`${withoutSlashes(registry)}/${chart}`, version);
  return {
    kind: "undecided",
    text: `${address} ${chart}`,
    reason: "its repository begins with neither `https://` nor `oci://`",
  };
}

/** A chart in a registry. @param repository `host/path` without scheme */
export function ociChart(repository: string, version: string | null): OciArtifact {
  return { kind: "oci", repository, ref: ociRef(version), content: "chart" };
}

/**
 * What helm's `--version` means for a registry: a text that reads as a version is a tag, all else a range of tags
 * (pkg/registry/client.go, ValidateReference). A tag has `_` where a version has `+`.
 */
export function ociRef(version: string | null): OciArtifact["ref"] {
  if (version === null) return { semver: null };
  if (/^sha256:[0-9a-f]{64}$/.test(version)) return { digest: version };
  return isVersion(version) ? { tag: version.replaceAll("+", "_") } : { semver: version };
}

/** It may lack its minor or patch number. */
export function isVersion(text: string): boolean {
  return parseSemver(text) !== null;
}

/** An address without user and password: what is fetched never takes them from the tree, and no report shows them. */
export function withoutCredentials(address: string): string {
  return address.trim().replace(/^(https?:\/\/|oci:\/\/)[^/?#@]*@/i, "$1");
}

export function withoutSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === "/") end -= 1;
  return address.slice(0, end);
}

/** What stands in front of the first question mark, and behind it. */
export function splitQuery(address: string): { readonly path: string; readonly query: string } {
  const at = address.indexOf("?");
  return at < 0 ? { path: address, query: "" } : { path: address.slice(0, at), query: address.slice(at + 1) };
}
