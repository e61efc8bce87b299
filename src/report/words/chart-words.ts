import type { ChartDetail } from "../../rules/charts.ts";
import { clustersInWords, counted, joined, quoted } from "../../text/listing.ts";
import type { FindingGroup, FindingWords } from "./finding-words.ts";

type NotRendered = Extract<ChartDetail, { kind: "chart-not-rendered" }>;
type Directory = Extract<ChartDetail, { kind: "helm-crds-directory" }>;

export function chartNotRenderedWords({ name, path, templates, before }: NotRendered): FindingWords {
  const verb = templates.length === 1 ? "makes" : "make";
  const output = path.endsWith(".tgz") ? path : path === "." ? "." : `${path}/`;
  return {
    message: `${someOf(templates, "template")} of the chart \`${name}\` ${verb} CRDs, and nothing renders the chart: what it brings was not checked.${judgedBefore(before)}`,
    remedy: {
      summary: "Have the chart rendered, or say that it is never installed. One of these:",
      steps: [
        {
          text: `List it in the configuration, with the release and the values that you install it with: \`helm: [{chart: ${path}, release: ${name}}]\`.`,
        },
        {
          text: `Or render it in an earlier step of the job, with \`helm template ${name} ${output} --include-crds --output-dir rendered\`, and name its output: \`rendered: ["rendered/**/*.yaml"]\`.`,
        },
        {
          text: `Or, if it is installed nowhere: \`targets: [{paths: ["${path === "." ? "**" : path.endsWith(".tgz") ? path : `${path}/**`}"], clusters: []}]\`.`,
        },
      ],
    },
  };
}

function judgedBefore(before: NotRendered["before"]): string {
  const [first] = before;
  if (first === undefined) return "";
  const crds = someOf(
    before.map(({ crd }) => crd),
    "CRD",
  );
  return ` Before this change ${crds} ${before.length === 1 ? "was" : "were"} checked, as ${before.length === 1 ? "a manifest" : "manifests"} (\`${first.before}\`): now nothing is known of ${before.length === 1 ? "it" : "them"}.`;
}

/** @param details one a cluster */
export function helmCrdsDirectoryWords(
  group: FindingGroup,
  details: readonly [Directory, ...Directory[]],
): FindingWords {
  const [{ chart, cause }] = details;
  const changed = [...new Set(details.flatMap((detail) => detail.changed))].sort();
  const missing = [...new Set(details.flatMap((detail) => detail.missing))].sort();
  const clusters = clustersInWords(
    [...new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort(),
  );
  const where = cause === "folder" ? "in `crds/`" : "as hooks of the installation (`helm.sh/hook`)";
  const states = [
    ...(changed.length === 0
      ? []
      : [`${someOf(changed, "CRD")} differ${changed.length === 1 ? "s" : ""} from what is live`]),
    ...(missing.length === 0 ? [] : [`${someOf(missing, "CRD")} ${missing.length === 1 ? "is" : "are"} not there`]),
  ];
  return {
    message: `The chart \`${chart}\` has CRDs ${where}, which \`helm upgrade\` never applies: on ${clusters} ${joined(states)}, and stays so unless another tool applies it. The predictions say what happens when one does.`,
    remedy: {
      summary: "Know what delivers these CRDs to the cluster:",
      steps: cause === "folder" ? FOLDER_STEPS : HOOK_STEPS,
    },
  };
}

const FOLDER_STEPS = [
  {
    text: "Plain Helm installs `crds/` with the first revision of a release and leaves it alone from then on: apply the files yourself before each upgrade that changes them. If that is how it is delivered, say `crds: create-only` at the chart below `helm` in the configuration: then its CRDs are judged on clusters that lack them alone.",
  },
  {
    text: "Flux's HelmRelease does as Helm does (`spec.upgrade.crds: Skip`), unless it says `CreateReplace`.",
  },
  {
    text: "Argo CD applies `crds/` with every sync, unless `spec.source.helm.skipCrds` is set.",
  },
];

const HOOK_STEPS = [
  {
    text: "Helm runs such a hook with the first revision of a release only, and leaves `crd-install` out altogether since Helm 3. Apply the CRDs yourself before each upgrade that changes them.",
  },
  {
    text: "Or move them to the chart's templates as plain objects, where an upgrade updates them, with the annotation `helm.sh/resource-policy: keep`, so that no upgrade deletes them and their objects.",
  },
];

/** One or two names, or the first of many. */
function someOf(names: readonly string[], singular: string): string {
  if (names.length <= 2) return quoted(names);
  return `${quoted(names.slice(0, 1))} and ${counted(names.length - 1, `other ${singular}`)}`;
}
