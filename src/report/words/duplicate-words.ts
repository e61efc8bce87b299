import type { DuplicateDetail } from "../../rules/charts.ts";
import { clustersInWords, quoted } from "../../text/listing.ts";
import { shellWord } from "../../text/shell.ts";
import type { FindingGroup, FindingWords } from "./finding-words.ts";

/** @param details those of the group's findings, in their order */
export function duplicateWords(
  group: FindingGroup,
  details: readonly [DuplicateDetail, ...DuplicateDetail[]],
): FindingWords {
  const [{ other }] = details;
  const [{ crd = "", place }] = group;
  const own = `${place.path}:${place.range.startLine}`;
  const refusals = [refusal(own, "this", group, details), refusal(other, "other", group, details)].filter(
    (one) => one !== null,
  );
  const refused = refusals.length === 0 ? "" : ` As things are, the server refuses ${refusals.join(" and ")}.`;
  return {
    message: `\`${other}\` is a manifest of the same CRD for the same cluster, and the two differ: whichever is applied last wins, and the next one undoes it.${refused}${owners(group, details, own)}`,
    remedy: other.startsWith(`${place.path}:`)
      ? { summary: "Keep the one that holds, and remove the other from the file.", steps: [] }
      : ownership(crd),
  };
}

function ownership(crd: string): FindingWords["remedy"] {
  return {
    summary:
      "Let one source own the CRD and take it out of the other; if they are meant for different clusters, say so with `targets`.",
    steps: [
      {
        text: "Before a source that has applied the CRD stops carrying it, see that it does not delete it, and all objects with it: Helm deletes what leaves a chart's templates, Argo CD and Flux prune what leaves Git. For Helm:",
        command: `kubectl --context "$CTX" annotate crd ${shellWord(crd)} helm.sh/resource-policy=keep`,
      },
      {
        text: "Argo CD leaves what has the annotation `argocd.argoproj.io/sync-options: Prune=false`, Flux what has `kustomize.toolkit.fluxcd.io/prune: disabled`: set it in the manifest and let it be applied before the manifest goes.",
      },
    ],
  };
}

function refusal(
  place: string,
  which: "this" | "other",
  group: FindingGroup,
  details: readonly DuplicateDetail[],
): string | null {
  const clusters = clustersWhere(group, details, ({ refused }) => refused.includes(which));
  return clusters.length === 0 ? null : `\`${place}\` on ${clustersInWords(clusters)}`;
}

function owners(group: FindingGroup, details: readonly DuplicateDetail[], own: string): string {
  const releases = [...new Set(details.flatMap(({ owner }) => (owner === undefined ? [] : [owner])))].sort();
  return releases
    .map((release) => {
      const clusters = clustersWhere(group, details, ({ owner }) => owner === release);
      const detail = details.find(({ owner, owned }) => owner === release && owned !== undefined);
      const source = detail === undefined ? "" : `, which brings \`${detail.owned === "this" ? own : detail.other}\``;
      return ` The live CRD belongs to the Helm release ${quoted([release])} on ${clustersInWords(clusters)}${source}.`;
    })
    .join("");
}

function clustersWhere(
  group: FindingGroup,
  details: readonly DuplicateDetail[],
  holds: (detail: DuplicateDetail) => boolean,
): readonly string[] {
  return group.flatMap(({ cluster }, index) => {
    const detail = details[index];
    return cluster !== undefined && detail !== undefined && holds(detail) ? [cluster] : [];
  });
}
