import { authorStarter, starter } from "./starter.generated.js";

/** A file that `init` writes. */
export interface StarterFile {
  /** Relative to the repository's root, `/` as separator. */
  readonly path: string;
  readonly text: string;
}

/** Snapshots have the same bytes wherever they are checked out, so that a refresh differs where the cluster does. */
const ATTRIBUTES = "clusters/* text eol=lf\n";

const EXAMPLE = '#manifests:\n#  exclude: ["docs/**"]\n';

/** What of the repository the files are made for; all as comments that can be switched on. */
export interface Found {
  /** Patterns of test data. */
  readonly excludes?: readonly string[];
  /** Folders with CRDs, for who ships them. */
  readonly folders?: readonly string[];
}

/** A configuration, the workflows of examples/, and what git has to know of snapshots; sorted by path. */
export function starterFiles({ excludes = [] }: Found = {}): readonly StarterFile[] {
  return filesOf({ ...starter, ".github/crd-upgrade-guard/.gitattributes": ATTRIBUTES }, excludes);
}

/** The same for who ships CRDs: their users' clusters come of the repository's tags, so that there are no snapshots. */
export function authorFiles({ excludes = [], folders = [] }: Found = {}): readonly StarterFile[] {
  return filesOf(authorStarter, excludes).map(({ path, text }) => ({
    path,
    text: folders.length === 0 ? text : text.replace(PATHS, () => `  #paths: ${JSON.stringify(folders)}\n`),
  }));
}

const PATHS = '  #paths: ["config/crd/bases"]\n';

function filesOf(files: Readonly<Record<string, string>>, excludes: readonly string[]): readonly StarterFile[] {
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
