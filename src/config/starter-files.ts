import { starter } from "./starter.generated.js";

/** A file that `init` writes. */
export interface StarterFile {
  /** Relative to the repository's root, `/` as separator. */
  readonly path: string;
  readonly text: string;
}

/** Snapshots have the same bytes wherever they are checked out, so that a refresh differs where the cluster does. */
const ATTRIBUTES = "clusters/* text eol=lf\n";

/** A configuration, the workflows of examples/, and what git has to know of snapshots; sorted by path. */
export function starterFiles(): readonly StarterFile[] {
  const files = { ...starter, ".github/crd-upgrade-guard/.gitattributes": ATTRIBUTES };
  return Object.entries(files)
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
