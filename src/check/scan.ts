import { type PackedReading, readPackedChart } from "../manifests/charts/packed-chart.ts";
import { readManifests } from "../manifests/crd-reader.ts";
import type { ManifestReading } from "../manifests/manifest.ts";
import { mentionsCrd } from "../manifests/select.ts";
import { packedCrds } from "./packed-crds.ts";
import type { TreeFiles } from "./ports.ts";

/** What a file holds, as far as CRDs are concerned. */
export type Scan =
  | { readonly kind: "not-read"; readonly reason: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "kustomization" | "chart"; readonly bytes: Uint8Array }
  | { readonly kind: "archive"; readonly packed: PackedReading; readonly crds: () => ManifestReading }
  | CrdScan;

export interface CrdScan {
  readonly kind: "crds";
  /** It has a template action, `{{`. */
  readonly templated: boolean;
  readonly text: () => string;
  /** Parses once for each path and way of reading; two trees that share a file share its manifests. */
  readonly read: (path: string, patch: boolean) => ManifestReading;
}

export type Scanner = (files: TreeFiles, path: string) => Scan;

/** Looks into each file once, however many trees and guards ask for it. Only files that name a CRD keep their bytes. */
export function createScanner(): Scanner {
  const scans = new Map<string, Scan>();
  return (files, path) => {
    const identity = files.identityOf(path);
    const known = scans.get(identity);
    if (known !== undefined) return known;
    const scan = scanFile(files, path);
    scans.set(identity, scan);
    return scan;
  };
}

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

const CHART = /(^|\/)(Chart|requirements)\.yaml$/;

function scanFile(files: TreeFiles, path: string): Scan {
  const reading = files.read(path);
  if (!reading.ok) return { kind: "not-read", reason: reading.reason };
  if (path.endsWith(".tgz")) return scanArchive(readPackedChart(path, reading.bytes));
  if (CHART.test(path)) return { kind: "chart", bytes: Uint8Array.from(reading.bytes) };
  if (KUSTOMIZATION.test(path)) return { kind: "kustomization", bytes: Uint8Array.from(reading.bytes) };
  return scanBytes(reading.bytes);
}

function scanArchive(packed: PackedReading): Scan {
  let crds: ManifestReading | undefined;
  return {
    kind: "archive",
    packed,
    crds: () => {
      crds ??= packed.ok ? packedCrds(packed.chart) : { crds: [], partial: [], unreadable: [] };
      return crds;
    },
  };
}

/** @param bytes copied when they are kept */
export function scanBytes(bytes: Uint8Array): Scan {
  if (!mentionsCrd(bytes)) return { kind: "nothing" };
  const kept = Uint8Array.from(bytes);
  if (isBinary(kept)) return { kind: "not-read", reason: "binary data in which CustomResourceDefinition occurs" };
  const readings = new Map<string, ManifestReading>();
  return {
    kind: "crds",
    templated: new TextDecoder().decode(kept).includes("{{"),
    text: () => new TextDecoder().decode(kept),
    read: (path, patch) => {
      const key = `${patch} ${path}`;
      const reading = readings.get(key) ?? readManifests(path, kept, { patch });
      readings.set(key, reading);
      return reading;
    },
  };
}

/** NUL bytes stand in no YAML. UTF-16 has them too: the manifest reader tells of it in its own words. */
function isBinary(bytes: Uint8Array): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return bytes.includes(0) && !isUtf16;
}
