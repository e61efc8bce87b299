import { atLeast } from "../base/server-version.ts";
import type { TemplateAsk } from "../manifests/charts/template-asks.ts";
import { clustersInWords } from "../text/listing.ts";
import type { FindingGroup, LoneFinding, Place, Rule, Severity } from "./rule.ts";
import type { HelmRelease } from "./tree-view.ts";
import { type FindingWords, words } from "./words/finding-words.ts";

interface TemplateAsksClusterDetail {
  readonly kind: "template-asks-cluster";
  readonly cause: TemplateAsk["asks"];
  /** Path in the chart. */
  readonly template: string;
  readonly release: string;
  readonly isUpgrade: boolean;
}

/** A template that may decide about CRDs asks what `helm template` cannot know: what was compared rests on an assumption. */
export const templateAsksCluster: Rule<"template-asks-cluster", TemplateAsksClusterDetail> = {
  meta: {
    id: "template-asks-cluster",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A chart's template with CRDs asks the cluster what is there: what Helm applies may differ from what was compared.",
    hasCrd: false,
    about: "tree",
  },
  check: (context) => {
    const servers = new Map(context.clusters.map(({ name, server }) => [name, server]));
    return context.releases().flatMap((release) => findingsOf(release, servers));
  },
  words: (group) => asksWords(group),
};

const SEVERITIES: Record<TemplateAsk["asks"], Severity> = { lookup: "warning", "old-api": "warning", release: "info" };

/** From this minor version on no server serves `apiextensions.k8s.io/v1beta1`. */
const NO_V1BETA1 = 22;

function findingsOf(
  one: HelmRelease,
  servers: ReadonlyMap<string, Parameters<typeof atLeast>[0]>,
): readonly LoneFinding<"template-asks-cluster", TemplateAsksClusterDetail>[] {
  return one.asks().flatMap((ask) =>
    one.clusters.flatMap((cluster) => {
      const server = servers.get(cluster);
      if (server === undefined || (ask.asks === "old-api" && !atLeast(server, NO_V1BETA1))) return [];
      return [
        {
          rule: "template-asks-cluster",
          severity: SEVERITIES[ask.asks],
          subject: `${one.place.path} ${ask.path}`,
          cluster,
          place: placeOf(one, ask),
          related: [],
          detail: {
            kind: "template-asks-cluster",
            cause: ask.asks,
            template: ask.path,
            release: one.release,
            isUpgrade: one.isUpgrade,
          },
        } as const,
      ];
    }),
  );
}

/** On the template's line; of a chart that is elsewhere, where it is asked for. */
function placeOf({ folder, place }: HelmRelease, { path, line }: TemplateAsk): Place {
  const at = { startLine: line, startColumn: 1, endLine: line, endColumn: 1 };
  if (folder !== null) return { path: folder === "." ? path : `${folder}/${path}`, range: at, yamlPath: [] };
  return { ...place, origin: { within: `${path}:${line}`, isExact: false, rendered: null } };
}

function asksWords(group: FindingGroup<TemplateAsksClusterDetail>): FindingWords {
  const [{ detail }] = group;
  const { cause, template } = detail;
  const where = clustersInWords(
    [...new Set(group.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort(),
  );
  const lead = `\`${template}\` of the Helm release \`${detail.release.replace(/^\//, "")}\` may decide about CRDs by what it asks of ${where}`;
  const see = "or read off the cluster what Helm would apply there: `helm upgrade --dry-run=server`.";
  switch (cause) {
    case "lookup":
      return words(
        `${lead}, and \`lookup\` finds nothing where a chart is rendered without one, as here: a CRD that depends on it may come, stay out, or leave the release, which deletes it, other than the report says.`,
        `Let a value decide instead of \`lookup\`, ${see}`,
      );
    case "old-api":
      return words(
        `${lead}: helm's own list of APIs always has \`apiextensions.k8s.io/v1beta1\`, which no server since Kubernetes 1.22 serves, so that what was compared may never be applied.`,
        "Ask for `apiextensions.k8s.io/v1/CustomResourceDefinition` instead, or take the old branch out: every server that is recorded here serves v1.",
      );
    case "release":
      return words(
        `${lead}: whether the release is installed or upgraded, which no snapshot records; it was rendered as ${renderedAs(group)}.`,
        `Let a value decide, so that an upgrade brings what an installation brings, ${see}`,
      );
    default:
      return cause satisfies never;
  }
}

function renderedAs(group: FindingGroup<TemplateAsksClusterDetail>): string {
  const named = (isUpgrade: boolean) => {
    const own = group.filter(({ detail }) => detail.isUpgrade === isUpgrade);
    return clustersInWords([...new Set(own.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))].sort());
  };
  const [upgraded, installed] = [named(true), named(false)];
  return [
    ...(upgraded === "" ? [] : [`an upgrade for ${upgraded}, where CRDs of it live`]),
    ...(installed === "" ? [] : [`an installation for ${installed}, where none does`]),
  ].join(", and as ");
}
