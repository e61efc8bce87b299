import { done, type Result } from "../base/result.ts";
import { SET_CTX } from "../rules/words/object-commands.ts";
import { clustersInWords, joined } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import type { Finding, Problem, RemedyStep } from "./report.ts";

/** A kubectl context, and the cluster that it leads to. */
export interface ContextOf {
  /** null: the finding's only cluster. */
  readonly cluster: string | null;
  readonly context: string;
  /** Present: what stands in a cluster's place is the name of none. */
  readonly unknown?: string;
}

/** `prod-eu=eks-prod`, or a context alone. A context's name may hold `=` itself: `known` are the names of all clusters. */
export function contextOf(text: string, known: readonly string[]): ContextOf {
  const [cluster] = known.filter((name) => text.startsWith(`${name}=`)).sort((a, b) => b.length - a.length);
  return cluster === undefined
    ? { cluster: null, context: text, ...(text.includes("=") ? { unknown: text.slice(0, text.indexOf("=")) } : {}) }
    : { cluster, context: text.slice(cluster.length + 1) };
}

/** What is to be done on one cluster. */
export interface OwnSteps {
  readonly cluster: string;
  readonly steps: readonly RemedyStep[];
}

/**
 * The steps of one cluster, ready to run there: those of others are left out, since their lists are others, and the
 * context stands in each command. Which CRD, versions and lists they name, the rule knew.
 */
export function stepsOn(
  { clusters, remedy }: Finding,
  { cluster, context, unknown }: ContextOf,
): Result<OwnSteps, { readonly problem: Problem }> {
  const [only, ...others] = clusters;
  const on = cluster ?? (others.length === 0 ? only : undefined);
  const about = `The finding is about ${clusters.length === 0 ? "no cluster" : clustersInWords(clusters)}`;
  if (unknown !== undefined) {
    const remedy = `Say CLUSTER=CONTEXT${clusters.length === 0 ? "" : `, with ${joined(clusters.slice(0, 3))} for the cluster`}; a context with \`=\` in its name needs the cluster in front too.`;
    return { ok: false, problem: { message: `No cluster is called \`${unknown}\`.`, remedy } };
  }
  if (on === undefined) {
    const message = `${about}.`;
    const whose = "Say whose context it is: --context CLUSTER=CONTEXT, once for each.";
    return { ok: false, problem: { message, remedy: clusters.length === 0 ? "Leave --context out." : whose } };
  }
  if (!clusters.includes(on)) {
    const message = `${about}, and not about ${on}.`;
    return { ok: false, problem: { message, remedy: "Leave that context out." } };
  }
  const own = remedy.steps.filter((step) => step.clusters === undefined || step.clusters.includes(on));
  return done({ cluster: on, steps: own.map((step) => filledIn(step, context)) });
}

function filledIn({ text, command }: RemedyStep, context: string): RemedyStep {
  const rest = text.startsWith(`${SET_CTX} `) ? text.slice(SET_CTX.length + 1) : text;
  return {
    text: rest,
    ...(command === undefined ? {} : { command: command.replaceAll('"$CTX"', () => shellWord(context)) }),
  };
}
