/** The clusters that have a snapshot, and the folders of a tree. */
export interface KnownClusters {
  /** Sorted. */
  readonly names: readonly string[];
  readonly isFolder: (path: string) => boolean;
}

/** A folder of a cluster that nobody recorded. */
export interface ClusterFolder {
  /** Its path. */
  readonly path: string;
  /** The cluster, as the folder is called. */
  readonly name: string;
  /** The folder next to it of a cluster that has a snapshot. */
  readonly beside: string;
}

/**
 * The outermost folder on a path that stands beside the folder of a known cluster and is called like another cluster.
 * What is no cluster's (`base`, `common`, `crds`) is meant for all of them: so a folder counts only if its name says so.
 */
export function clusterFolder(path: string, { names, isFolder }: KnownClusters): ClusterFolder | null {
  const steps = path.split("/").slice(0, -1);
  for (const [index, name] of steps.entries()) {
    const parent = steps.slice(0, index);
    for (const known of names) {
      if (!isNamedLikeACluster(name, known, parent.at(-1))) continue;
      const beside = [...parent, known].join("/");
      if (isFolder(beside)) return { path: [...parent, name].join("/"), name, beside };
    }
  }
  return null;
}

/** Folders that hold one folder a cluster, and little else. */
const HOLDS_CLUSTERS = /^(?:clusters?|environments?|envs?|stages)$/i;

const ENVIRONMENTS: ReadonlySet<string> = new Set(
  "acc acceptance canary demo dev devel development int integration live lab perf pre preprod preproduction prd prod production qa sandbox stage staging stg test testing tst uat".split(
    " ",
  ),
);

/** Words of folders that several clusters share, or that are no cluster's at all. */
const SHARED: ReadonlySet<string> = new Set(
  "addon addons all app apps archive argo argocd base bases bin bootstrap bundle bundles chart charts ci common component components config configs core crd crds default defaults deploy deployment deployments doc docs e2e example examples fixture fixtures flux global group groups hack helm infra infrastructure install kustomize layer layers lib libs manifest manifests module modules namespace namespaces operator operators overlay overlays patch patches platform policies policy profile profiles release releases rendered resources sample samples script scripts service services shared system template templates tenant tenants terraform testdata tests tool tooling tools values vendor".split(
    " ",
  ),
);

/** Parts of a cluster's name that say nothing of which one it is. */
const GENERIC: ReadonlySet<string> = new Set("aks eks gke k3s k8s kube kubernetes".split(" "));

/**
 * Whether a folder beside that of a known cluster is called like a cluster: it is where clusters are kept, it is called
 * like an environment (`staging`), or like the known one but for a part (`prod-us` beside `prod-eu`).
 * @param holder the folder that both stand in; undefined: the root of the tree
 */
function isNamedLikeACluster(name: string, known: string, holder: string | undefined): boolean {
  const words = wordsOf(name);
  if (name === known || /^[._]/.test(name) || words.length === 0 || words.some((word) => SHARED.has(word)))
    return false;
  if (holder !== undefined && HOLDS_CLUSTERS.test(holder)) return true;
  // At the root tests are the repository's own.
  if (holder === undefined && words.some((word) => word.startsWith("test"))) return false;
  const isEnvironment = (word: string) => ENVIRONMENTS.has(word);
  if (words.every(isEnvironment)) return true;
  const others = wordsOf(known);
  const isAlike = (word: string) => others.includes(word) && !GENERIC.has(word);
  return words.length === others.length && words.some((word) => isEnvironment(word) || isAlike(word));
}

/** `prod-eu-1`: prod, eu. Numbers count clusters, they do not name them. */
function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[-_.]/)
    .map((word) => word.replace(/(?<!\d)\d+$/, ""))
    .filter((word) => word !== "");
}
