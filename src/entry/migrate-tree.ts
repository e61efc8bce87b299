import path from "node:path";
import { isArray, member, valueAt } from "../base/json.ts";
import { repositoryManifests } from "../check/judging/targeted-manifests.ts";
import { headFiles } from "../io/files/head-files.ts";
import { findCheckout } from "../io/git/checked-out.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { readManifests } from "../manifests/crd-reader.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { TreeManifest, TreeReading } from "../migrate/ports.ts";
import { celPort } from "./cel-port.ts";
import { TOOL_VERSION } from "./version.ts";

/** The CRDs of the repository that the command is run in, as a check reads them. */
export function readTree(root: string, cluster: string | undefined): TreeReading {
  if (findCheckout(root, path.parse(root).root) === null) {
    return {
      manifests: [],
      notes: ["This is no git repository: no manifest was looked at that may bring an old version back."],
    };
  }
  const index = indexReader(root);
  const ports = {
    head: headFiles(root),
    ignoredByGit: (paths: readonly string[]) => ignoredByGit(root, paths, index),
    cel: celPort(),
  };
  const { of, all: every, problems } = repositoryManifests(ports, TOOL_VERSION, []);
  const manifests = cluster === undefined ? every : of(cluster).map(({ manifest }) => manifest);
  return {
    manifests: manifests.map(treeManifest),
    notes: problems.map((problem) => `Not all manifests were looked at: ${problem}`),
  };
}

function treeManifest({ name, object, source, locate }: CrdManifest): TreeManifest {
  const listed = valueAt(object, ["spec", "versions"]);
  const versions = isArray(listed) ? listed : [];
  const text = (index: number) => {
    const version = member(versions[index], "name");
    return typeof version === "string" ? version : undefined;
  };
  const index = versions.findIndex((version) => member(version, "storage") === true);
  const line = locate(index < 0 ? ["spec", "versions"] : ["spec", "versions", index]).startLine;
  return {
    crd: name,
    place: `${source.path}:${line}`,
    storage: index < 0 ? undefined : text(index),
    versions: versions.flatMap((_, at) => text(at) ?? []),
  };
}

/** The CRDs of what a Helm release has applied. */
export function releasedCrds(manifest: string): readonly TreeManifest[] {
  return readManifests("release", new TextEncoder().encode(manifest)).crds.map(treeManifest);
}
