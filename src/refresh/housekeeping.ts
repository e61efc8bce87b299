import { markdownSentence } from "../report/escape.ts";
import { clustersInWords, counted, quoted } from "../report/words/listing.ts";
import { pendingVersions } from "../rules/migration-pending.ts";
import { unusedCrds } from "../rules/unused-crd.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";

/** One cluster as it is to be recorded, with the CRDs that this repository's manifests bring there. */
export interface KeptCluster {
  readonly snapshot: Snapshot;
  readonly installed: readonly string[];
}

const DOCS = "https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules";

/**
 * What the clusters carry along: old versions that a later release runs into, and CRDs that nobody seems to install. A
 * folded block of Markdown; "" where there is nothing. How to be rid of it is in the rules' pages and the gate's report.
 */
export function housekeeping(clusters: readonly KeptCluster[], most: number): string {
  const pending = byCrd(clusters, ({ snapshot }) =>
    Object.entries(snapshot.crds).flatMap(([crd, live]) => {
      const versions = pendingVersions(live);
      return versions.length === 0 ? [] : [{ crd, facts: quoted(versions) }];
    }),
  );
  const unused = byCrd(clusters, ({ snapshot, installed }) =>
    unusedCrds(snapshot, installed).map(({ crd, cause }) => ({
      crd,
      facts: cause === "no-objects" ? "no objects" : "objects not counted",
    })),
  );
  if (pending.length + unused.length === 0) return "";
  const counts = [
    ...(pending.length === 0 ? [] : [`old versions in ${counted(distinct(pending), "CRD")}`]),
    ...(unused.length === 0 ? [] : [`${counted(distinct(unused), "CRD")} that nothing here installs`]),
  ];
  return [
    `<details><summary>Housekeeping: ${counts.join(", ")}</summary>`,
    "",
    ...part(
      pending,
      most,
      `Stored beside the version that objects are written at; a release that drops it is refused until it is cleared ([how](${DOCS}/migration-pending.md)):`,
    ),
    ...part(
      unused,
      most,
      `No manifest of this repository brings it, no label names an owner, and nothing seems to use it ([what to do](${DOCS}/unused-crd.md)):`,
    ),
    "</details>",
  ].join("\n");
}

/** CRDs, not lines: one CRD may differ from cluster to cluster. */
function distinct(lines: readonly string[]): number {
  return new Set(lines.map((line) => line.slice(0, line.indexOf("`:")))).size;
}

function part(lines: readonly string[], most: number, lead: string): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > most ? [`- and ${lines.length - most} more`] : [];
  return [lead, "", ...lines.slice(0, most).map((line) => `- ${markdownSentence(line)}`), ...more, ""];
}

/** One line a CRD and fact, with the clusters where it is so; sorted by CRD. */
function byCrd(
  clusters: readonly KeptCluster[],
  find: (cluster: KeptCluster) => readonly { readonly crd: string; readonly facts: string }[],
): readonly string[] {
  const found = new Map<string, string[]>();
  for (const cluster of clusters) {
    for (const { crd, facts } of find(cluster)) {
      const line = `\`${crd}\`: ${facts}`;
      found.set(line, [...(found.get(line) ?? []), cluster.snapshot.cluster]);
    }
  }
  return [...found]
    .map(([line, names]) => `${line} on ${clustersInWords([...names].sort())}`)
    .sort((a, b) => (a < b ? -1 : 1));
}
