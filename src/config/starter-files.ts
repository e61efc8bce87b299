import { starter } from "./starter.generated.js";

/** A file that `init` writes. */
export interface StarterFile {
  /** Relative to the repository's root, `/` as separator. */
  readonly path: string;
  readonly text: string;
}

/** Snapshots have the same bytes wherever they are checked out, so that a refresh differs where the cluster does. */
const ATTRIBUTES = "clusters/* text eol=lf\n";

const EXAMPLE = '#manifests:\n#  exclude: ["docs/**"]\n';

/**
 * A configuration, the workflows of examples/, and what git has to know of snapshots; sorted by path.
 * @param excludes patterns of test data in the repository, proposed in a comment
 */
export function starterFiles(excludes: readonly string[] = []): readonly StarterFile[] {
  const files = { ...starter, ".github/crd-upgrade-guard/.gitattributes": ATTRIBUTES };
  return Object.entries(files)
    .map(([path, text]) => ({
      path,
      text: excludes.length === 0 ? text : text.replace(EXAMPLE, () => proposal(excludes)),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function proposal(excludes: readonly string[]): string {
  const items = excludes.map((pattern) => `#    - ${JSON.stringify(pattern)}\n`).join("");
  return `# These folders hold CRDs and look like test data or old releases. Keep those that no cluster ever gets.\n#manifests:\n#  exclude:\n${items}`;
}
