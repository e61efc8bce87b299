import type { TextRange } from "../../base/text-range.ts";
import { withSubcharts } from "../../manifests/charts/chart.ts";
import type { PackedChart } from "../../manifests/charts/packed-chart.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import type { ManifestReading, ManifestSource, OriginPlace } from "../../manifests/manifest.ts";
import { code } from "../../text/code-span.ts";

const FIRST_LINE: TextRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

/**
 * The CRDs of `crds/` in a packed chart and its subcharts. Their place is the archive: nothing in it has a line in the
 * repository. Documents are numbered through the archive, and `helmSource` is what Helm would say of each.
 */
export function packedCrds(chart: PackedChart): ManifestReading {
  const all: {
    crds: ManifestReading["crds"];
    partial: ManifestReading["partial"];
    unreadable: ManifestReading["unreadable"];
  }[] = [];
  let documents = 0;
  for (const one of withSubcharts(chart)) {
    for (const file of one.files) {
      const within = `${one.at.within ?? ""}${file}`;
      const bytes = /^crds\/.*\.(?:ya?ml|json)$/.test(file) ? chart.contents.get(within) : undefined;
      if (bytes === undefined) continue;
      const reading = readManifests(chart.at.path, bytes);
      const first = documents;
      const sourced = (source: ManifestSource): ManifestSource => {
        documents = Math.max(documents, first + source.document + 1);
        return { ...source, line: 1, document: first + source.document, helmSource: `${chart.name}/${within}` };
      };
      const origin = (): OriginPlace => ({ path: chart.at.path, within, range: FIRST_LINE, isExact: false });
      all.push({
        crds: reading.crds.map((crd) => ({ ...crd, source: sourced(crd.source), locate: () => FIRST_LINE, origin })),
        partial: reading.partial.map((part) => ({ ...part, source: sourced(part.source) })),
        unreadable: reading.unreadable.map((document) => ({
          ...document,
          source: sourced(document.source),
          range: FIRST_LINE,
          message: `${code(within)} in the archive, line ${document.range.startLine}: ${document.message}`,
          origin,
        })),
      });
    }
  }
  return {
    crds: all.flatMap(({ crds }) => crds),
    partial: all.flatMap(({ partial }) => partial),
    unreadable: all.flatMap(({ unreadable }) => unreadable),
  };
}
