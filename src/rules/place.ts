import type { DocumentPath } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";
import type { CrdManifest, OriginPlace, UnreadableManifest } from "../manifests/manifest.ts";
import type { ClusterView, Place } from "./rule.ts";

/**
 * The place of what stands at `yamlPath` of a manifest. A rendered manifest's is where it comes from, which is what a
 * person edits and what a pull request changes; the rendered one goes with it. Every rule takes its places from here.
 * @param version the version that the finding is about, also one that the manifest lacks
 */
export function manifestPlace(manifest: CrdManifest, yamlPath: DocumentPath, version?: string): Place {
  const origin = manifest.origin?.(yamlPath, version) ?? null;
  return placed(manifest, manifest.locate(yamlPath), yamlPath, origin);
}

/** Where a cluster's snapshot has a CRD, or something of it. */
export function snapshotPlace({ loaded }: ClusterView, crd: string, ...below: readonly string[]): Place {
  const line = loaded.lineOf(crd);
  const range = { startLine: line, startColumn: 1, endLine: line, endColumn: 1 };
  return { path: loaded.path, range, yamlPath: ["crds", crd, ...below] };
}

/** The place of a document that cannot be read. */
export function unreadablePlace(document: UnreadableManifest): Place {
  return placed(document, document.range, [], document.origin?.() ?? null);
}

function placed(
  document: CrdManifest | UnreadableManifest,
  range: TextRange,
  yamlPath: DocumentPath,
  origin: OriginPlace | null,
): Place {
  const { source, printed } = document;
  const { path } = source;
  if (origin === null) return { path, range, yamlPath, document };
  // The output of a tool that was run here is in no file that a person could open.
  const rendered = printed === undefined ? { path, line: range.startLine } : null;
  return {
    path: origin.path,
    range: origin.range,
    yamlPath,
    origin: {
      within: origin.within,
      isExact: origin.isExact,
      rendered,
      ...(origin.archive === undefined ? {} : { archive: origin.archive }),
    },
    document,
  };
}
