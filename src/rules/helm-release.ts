import { member, valueAt } from "../base/json.ts";
import type { CrdManifest, ManifestReading } from "../manifests/manifest.ts";

/**
 * The release that the configuration renders a manifest's chart for: `namespace/name`; undefined where it renders none.
 * Where it names no namespace that is Helm's default, which says nothing of where the release really is: `/name`.
 */
export function printedRelease({ printed }: CrdManifest): string | undefined {
  return printed?.release?.replace(/^default\//, "/");
}

/** Helm's `crds/` folder, also a subchart's: `traefik/crds/a.yaml`, `parts/charts/engine/crds/b.yaml`. */
export function isFromCrdsFolder({ source: { helmSource = "" } }: Pick<CrdManifest, "source">): boolean {
  return /^[^/]+\/(?:charts\/[^/]+\/)*crds\//.test(helmSource);
}

/** Helm never deletes what `crds/` brought, neither with an upgrade nor with the release (helm 3.22 and 4.3). */
export function isLeftByHelm(manifest: CrdManifest): boolean {
  return isFromCrdsFolder(manifest) && (manifest.printed?.source?.ownership ?? null) !== null;
}

/** What is left of a rendering where `crds/` is not applied. */
export function withoutCrdsFolder(reading: ManifestReading): ManifestReading {
  const isElsewhere = (one: Pick<CrdManifest, "source">) => !isFromCrdsFolder(one);
  return {
    crds: reading.crds.filter(isElsewhere),
    skipped: reading.crds.filter(isFromCrdsFolder),
    partial: reading.partial.filter(isElsewhere),
    unreadable: reading.unreadable.filter(isElsewhere),
  };
}

/** Helm runs it at its own moment: it is not in the release's manifest. */
export function isHelmHook({ object }: CrdManifest): boolean {
  return typeof member(valueAt(object, ["metadata", "annotations"]), "helm.sh/hook") === "string";
}

/** Two releases `namespace/name`; a namespace that one of them does not say is no difference. */
export function sameRelease(a: string, b: string): boolean {
  const [namespaceA = "", nameA] = a.split("/");
  const [namespaceB = "", nameB] = b.split("/");
  return nameA === nameB && (namespaceA === "" || namespaceB === "" || namespaceA === namespaceB);
}
