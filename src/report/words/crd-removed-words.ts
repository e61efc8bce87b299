import type { CrdRemovedDetail } from "../../rules/risk-details.ts";
import { counted, quoted } from "../../text/listing.ts";
import type { RemedyStep } from "../report.ts";
import type { FindingGroup, FindingWords } from "./finding-words.ts";
import { canCommand, countCommand } from "./object-commands.ts";
import { crdsInWords, verb, whereInWords } from "./subjects.ts";

/** More CRDs than this are counted in the same way, without a command for each. */
const MOST_COMMANDS = 10;

export function crdRemovedWords(group: FindingGroup, detail: CrdRemovedDetail): FindingWords {
  const where = whereInWords(group);
  const lead = `This change takes away the manifest of ${crdsInWords(group)}, which ${where} ${where.includes(" ") ? "have" : "has"}`;
  if (detail.cause === "kept") {
    const marks = [...new Set(group.flatMap(({ detail: one }) => (one.kind === "crd-removed" ? one.keptBy : [])))];
    return {
      message: `${lead}. ${quoted(marks)} on it keeps it there: nobody looks after ${verb(group, "it", "them")} from then on.`,
      remedy: {
        summary: `If ${verb(group, "it is", "they are")} to go, delete ${verb(group, "it", "them")} by hand once nothing uses ${verb(group, "it", "them")}; if not, say where ${verb(group, "it comes", "they come")} from now.`,
        steps: [],
      },
    };
  }
  const objects = detail.cause === "has-objects" ? "There are objects: they go with it, at once and for good." : "";
  const unknown = "Whether there are objects is not known.";
  return {
    message: `${lead}. Where it is delivered with prune (Argo CD, Flux, a template of a Helm chart) that deletes ${verb(group, "the CRD", "the CRDs")}, and with ${verb(group, "it", "them")} every object of ${verb(group, "its kind", "their kinds")}. ${objects === "" ? unknown : objects}`,
    remedy: {
      summary:
        "If the CRD is to stay, mark it first, in a change of its own that is delivered before this one: deleting tools read the mark off the live object. If it is to go, delete its objects first and see what that stops.",
      steps: [
        ...countSteps(group),
        {
          text: "To keep it, give the manifest the mark of whoever applies it, and have that delivered before it is taken away: `argocd.argoproj.io/sync-options: Prune=false`, `kustomize.toolkit.fluxcd.io/prune: disabled`, or, in the chart's template, `helm.sh/resource-policy: keep`.",
        },
      ],
    },
  };
}

function countSteps(group: FindingGroup): readonly RemedyStep[] {
  const byCrd = new Map<string, CrdRemovedDetail["objects"]>();
  for (const { crd, detail } of group) {
    if (crd !== undefined && detail.kind === "crd-removed" && canCommand(detail.objects))
      byCrd.set(crd, detail.objects);
  }
  const all = [...byCrd];
  const more = all.length - MOST_COMMANDS;
  return [
    ...all.slice(0, MOST_COMMANDS).map(([crd, at], index) => ({
      text: `${index === 0 ? "Set CTX to the cluster's kubectl context (an empty one means the current context). " : ""}Count the objects of \`${crd}\`:`,
      command: countCommand(at),
    })),
    ...(more > 0 ? [{ text: `And those of ${counted(more, "more CRD")} in the same way.` }] : []),
  ];
}
