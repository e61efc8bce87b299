import type { CrdManifest, ManifestReading } from "../../manifests/manifest.ts";
import type { ManifestTree } from "./tree.ts";

const RENDERED = "a template: its rendered form was read";

/**
 * Takes templates out of readings of which the rendered form was read too, from an earlier step or from what the
 * configuration has rendered: that form is judged, and the template is only listed.
 */
export function withoutRendered(
  readings: readonly ManifestReading[],
  outputs: readonly ManifestReading[],
): { readonly readings: readonly ManifestReading[]; readonly notRead: ManifestTree["notRead"] } {
  const printed: readonly CrdManifest[] = outputs.flatMap(({ crds }) => crds);
  if (printed.length === 0) return { readings, notRead: [] };
  const paths = new Set<string>();
  const left = readings.map((reading) => {
    const unreadable = reading.unreadable.filter(({ source, template }) => {
      const isRendered = template !== undefined && printed.some(({ object }) => template.rendersTo(object));
      if (isRendered) paths.add(source.path);
      return !isRendered;
    });
    return unreadable.length === reading.unreadable.length ? reading : { ...reading, unreadable };
  });
  return { readings: left, notRead: [...paths].map((path) => ({ path, reason: RENDERED })) };
}
