import type { FindingDetail } from "../../rules/finding-detail.ts";
import { counted, quoted } from "../../text/listing.ts";
import { shellWord } from "../../text/shell.ts";
import type { FindingWords } from "./finding-words.ts";

/** Names of more CRDs than this drown the sentence. */
const MOST_NAMED = 3;

export function clusterFolderWords({
  path,
  name,
  beside,
  crds,
  known,
}: Extract<FindingDetail, { kind: "cluster-folder" }>): FindingWords {
  const what = crds.length > MOST_NAMED ? counted(crds.length, "CRD") : quoted(crds);
  const verb = crds.length === 1 ? "was" : "were";
  const paths = JSON.stringify([`${path}/**`]);
  return {
    message: `\`${path}/\` stands beside \`${beside}/\` and is called like a cluster, and no snapshot describes a cluster \`${name}\`: ${what} in it ${verb} compared with nothing.`,
    remedy: {
      summary: "Record the cluster, or say what the folder is. One of these:",
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
