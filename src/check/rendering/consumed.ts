import type { CrdManifest } from "../../manifests/manifest.ts";
import { code } from "../../text/code-span.ts";
import type { RenderedOutcome } from "./outcome.ts";

/** What is to be done with a file that a rendered source makes its output of. */
export type Consumption =
  /** Its CRDs were judged as they were rendered. */
  | { readonly kind: "rendered" }
  /** It is part of the source, which could not be rendered: a finding, or the run's error, says that nothing of it was checked. */
  | { readonly kind: "failed" }
  /** It is part of the source, and nothing of it came out. */
  | { readonly kind: "not-printed"; readonly reason: string };

/**
 * Whether a file is judged through a rendered form only (spec §4.2): what a kustomization lists, what a chart has in the
 * folders that helm itself renders, and what else of a chart comes out again in full. Any other file of a chart's
 * folder may be applied by other means, and is judged as it stands.
 * @param crdsOf the CRDs that the file holds as it stands
 */
export function consumption(
  path: string,
  crdsOf: () => readonly CrdManifest[],
  outcomes: readonly RenderedOutcome[],
): Consumption | null {
  let unprinted: Consumption | null = null;
  for (const outcome of outcomes) {
    const place = placeIn(path, outcome);
    if (place === null) continue;
    if ((outcome.failures.length > 0 || outcome.problem !== null) && place.isOwn) return { kind: "failed" };
    const printed = outcome.reading.crds;
    const crds = crdsOf();
    const all = crds.length > 0 && crds.every(({ name }) => printed.some((one) => one.name === name));
    if (
      all ||
      printed.some(({ source }) => source.helmSource?.endsWith(`/${place.inside}`) === true) ||
      // A subchart's alias stands in Helm's words for the name of its folder.
      (place.inside.startsWith("charts/") && originsOf(outcome).has(path))
    ) {
      return { kind: "rendered" };
    }
    if (place.isOwn) unprinted ??= { kind: "not-printed", reason: notPrinted(outcome) };
  }
  return unprinted;
}

const origins = new WeakMap<RenderedOutcome, ReadonlySet<string>>();

/** The files that CRDs of a rendering come from. */
function originsOf(outcome: RenderedOutcome): ReadonlySet<string> {
  const known = origins.get(outcome);
  if (known !== undefined) return known;
  const paths = new Set(
    outcome.reading.crds.flatMap((manifest) => {
      const place = manifest.origin?.([]) ?? null;
      return place === null || place.within !== null ? [] : [place.path];
    }),
  );
  origins.set(outcome, paths);
  return paths;
}

function notPrinted({ source }: RenderedOutcome): string {
  const [kind, index] = source.place;
  const what = `part of ${code(source.path)}, which ${kind}[${index}] renders`;
  return source.clusters.length === 0 ? `${what} for no cluster` : `${what}; no CRD of it is in the output`;
}

interface PlaceIn {
  /** Path in the chart. */
  readonly inside: string;
  /** The tool renders what stands there by itself. */
  readonly isOwn: boolean;
}

function placeIn(path: string, { source, resources }: RenderedOutcome): PlaceIn | null {
  if (resources !== null) return resources.has(path) ? { inside: path, isOwn: true } : null;
  const folder = source.path === "." ? "" : `${source.path}/`;
  if (source.kind !== "helm" || !path.startsWith(folder)) return null;
  const inside = path.slice(folder.length);
  return { inside, isOwn: /^(charts\/.+\/)?(templates|crds)\//.test(inside) };
}
