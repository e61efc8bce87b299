import type { Report } from "../report/report.ts";
import { fromRoot } from "../report/root-path.ts";

/** Every file that a finding speaks of, from the repository's root: what a diff is asked for. */
export function placedPaths({ findings, folder = "." }: Report): readonly string[] {
  const paths = findings.flatMap(({ location, lines = [], related, removed = [], otherPlaces = [] }) => [
    location,
    ...lines,
    ...related,
    ...removed,
    ...otherPlaces.flatMap((place) => [place.location, ...(place.removed ?? [])]),
  ]);
  const names = paths.filter(({ path }) => path !== "-").map(({ path }) => fromRoot(path, folder));
  return [...new Set(names)].sort();
}
