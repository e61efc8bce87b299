import { code } from "../text/code-span.ts";
import { counted, quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import { manifestPlace } from "./place.ts";
import type { ClusterView, LoneFinding, Rule, RuleContext } from "./rule.ts";
import type { MissingFolder } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { otherClusters } from "./words/other-clusters.ts";

interface MissingClusterDetail {
  readonly kind: "cluster-without-snapshot";
  readonly cluster: string;
  readonly namedBy: string;
  readonly meant: string | null;
  readonly known: readonly string[];
}

type ClusterFolderDetail = { readonly kind: "cluster-folder" } & Pick<
  MissingFolder,
  "path" | "name" | "beside" | "crds" | "known"
>;

interface LeftOutDetail {
  readonly kind: "group-left-out";
  readonly cluster: string;
  readonly group: string;
  readonly crds: readonly string[];
}

type Detail = MissingClusterDetail | ClusterFolderDetail | LeftOutDetail;
type Found = LoneFinding<"cluster-without-snapshot", Detail>;

/**
 * A target, waiver, chart, flag or folder names a cluster that no snapshot describes, or a manifest is meant for a
 * cluster whose snapshot leaves out its group: nothing was compared there.
 */
export const clusterWithoutSnapshot: Rule<"cluster-without-snapshot", Detail> = {
  meta: {
    id: "cluster-without-snapshot",
    severity: { check: "warning", gate: "error" },
    summary: "A cluster is named for which there is no snapshot, or whose snapshot leaves out a group that is needed.",
    hasCrd: false,
    about: "tree",
    tellsOfGap: true,
  },
  check: (context) => [
    ...context.missingClusters.map(
      ({ name, namedBy, place, mayExist, meant, known }): Found => ({
        rule: "cluster-without-snapshot",
        // Without any snapshot `no-snapshot` says what is wrong.
        ...(mayExist || known.length === 0 ? {} : { severity: "error" as const }),
        subject: name,
        place,
        related: [],
        detail: { kind: "cluster-without-snapshot", cluster: name, namedBy, meant, known },
      }),
    ),
    ...context.clusterFolders.map(
      ({ path, name, beside, manifest, crds, known }): Found => ({
        rule: "cluster-without-snapshot",
        subject: path,
        place: manifestPlace(manifest, ["metadata", "name"]),
        related: [],
        detail: { kind: "cluster-folder", path, name, beside, crds, known },
      }),
    ),
    ...leftOutGroups(context),
  ],
  words: ([{ detail }]) => {
    switch (detail.kind) {
      case "cluster-without-snapshot":
        return words(
          `${detail.namedBy} names \`${detail.cluster}\`, and no snapshot describes a cluster of that name: nothing was compared for it.`,
          otherClusters(detail.meant, detail.known),
        );
      case "cluster-folder":
        return clusterFolderWords(detail);
      case "group-left-out":
        return words(
          `The snapshot of \`${detail.cluster}\` leaves out the group \`${detail.group}\`: nothing was compared for ${quoted(detail.crds)} there.`,
          "Record the cluster with that group, or say with `targets` that these manifests are not meant for it.",
        );
    }
  },
};

/** What a manifest is meant for, or what the change takes away, and the snapshot says nothing of. */
function leftOutGroups({ cases, removed }: RuleContext): readonly Found[] {
  const unknown = [...cases.filter((one) => one.leftOut), ...removed.filter(({ live }) => live === null)];
  const groups = new Map<string, { cluster: ClusterView; group: string; crds: Set<string> }>();
  for (const { cluster, manifest } of unknown) {
    // A CRD is named plural.group.
    const group = manifest.name.slice(manifest.name.indexOf(".") + 1);
    const key = JSON.stringify([cluster.name, group]);
    const known = groups.get(key) ?? { cluster, group, crds: new Set<string>() };
    known.crds.add(manifest.name);
    groups.set(key, known);
  }
  return [...groups.values()].map(({ cluster: { name, loaded }, group, crds }) => ({
    rule: "cluster-without-snapshot",
    subject: `${name} ${group}`,
    cluster: name,
    place: { path: loaded.path, range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, yamlPath: [] },
    related: [],
    detail: { kind: "group-left-out", cluster: name, group, crds: [...crds].sort() },
  }));
}

/** Names of more CRDs than this drown the sentence. */
const MOST_NAMED = 3;

function clusterFolderWords({ path, name, beside, crds, known }: ClusterFolderDetail): FindingWords {
  const what = crds.length > MOST_NAMED ? counted(crds.length, "CRD") : quoted(crds);
  const verb = crds.length === 1 ? "was" : "were";
  const paths = JSON.stringify([`${path}/**`]);
  return {
    message: `\`${path}/\` stands beside \`${beside}/\` and is called like a cluster, and no snapshot describes a cluster ${code(name)}: ${what} in it ${verb} compared with nothing.`,
    remedy: {
      summary: "Record the cluster, or say what the folder is, by one of these:",
      steps: [
        {
          text: "Record the cluster and commit the file:",
          command: `npx crd-upgrade-guard snapshot --cluster ${shellWord(name)} --context ${shellWord(name)}`,
        },
        {
          text: `Or, if the folder is meant for clusters that are recorded, name them: \`targets: [{paths: ${paths}, clusters: [${known.slice(0, 1).map((one) => JSON.stringify(one))}]}]\`.`,
        },
        { text: `Or, if it is not to be compared: \`targets: [{paths: ${paths}, clusters: []}]\`.` },
      ],
    },
  };
}
