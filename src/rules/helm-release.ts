import type { CrdManifest } from "../manifests/manifest.ts";

/**
 * The release that the configuration renders a manifest's chart for: `namespace/name`; undefined where it renders none.
 * Where it names no namespace that is Helm's default, which says nothing of where the release really is: `/name`.
 */
export function printedRelease({ printed }: CrdManifest): string | undefined {
  return printed?.release?.replace(/^default\//, "/");
}

/** Two releases `namespace/name`; a namespace that one of them does not say is no difference. */
export function sameRelease(a: string, b: string): boolean {
  const [namespaceA = "", nameA] = a.split("/");
  const [namespaceB = "", nameB] = b.split("/");
  return nameA === nameB && (namespaceA === "" || namespaceB === "" || namespaceA === namespaceB);
}
