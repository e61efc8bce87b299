import type { ClusterView } from "../../rules/rule.ts";
import type { SourceView } from "../../rules/tree-view.ts";
import { helmDelivery } from "../../sources/helm-delivery.ts";
import { contentsName } from "../../sources/origin-words.ts";
import type { SourceReference } from "../../sources/reference.ts";
import { joined } from "../../text/listing.ts";
import { NOTHING_PRINTED } from "../rendering/outcome.ts";
import type { SourceContents } from "./contents.ts";
import { renderContents } from "./render-source.ts";
import type { SourceClusters } from "./source-clusters.ts";
import type { SourceOutput, SourceRenderContext } from "./source-rendering.ts";

/** What came of one reference. */
export interface Came {
  readonly view: Pick<SourceView, "state" | "reason" | "cause" | "crds">;
  readonly outputs: readonly SourceOutput[];
  /** What the contents are called. */
  readonly name: string;
}

/**
 * Of what is elsewhere: its manifests, where its contents are at hand.
 * @param all the clusters that have a snapshot
 */
export function fromElsewhere(
  reference: SourceReference,
  { names, because, unknown }: SourceClusters,
  all: readonly ClusterView[],
  context: SourceRenderContext & { readonly isNested: boolean },
): Came {
  const { origin, delivery } = reference;
  if (origin.kind === "undecided") return not("undecided", origin.reason);
  // Whether it was read there is found out once all files were (`reading/local-sources.ts`).
  if (origin.kind === "local") return { ...NOTHING, view: OWN };
  if (delivery.by === "none") return not("undecided", "what it installs is decided in the cluster");
  if (unknown !== null && names.length === 0) return not("undecided", unknown);
  if (names.length === 0 && all.length > 0) return not("no-cluster", `${because}: no cluster with a snapshot`);
  const contents = context.contents.of(origin);
  if (!contents.ok) return not(contents.cause, contents.reason);
  const { entry } = contents.value;
  const meant = all.filter(({ name }) => names.includes(name));
  const rendered = renderContents(contents.value, delivery, meant, context);
  if (!rendered.ok) return not(rendered.lacking?.[0]?.cause ?? "rendering", rendered.reason);
  const { outputs, lacking } = rendered.value;
  const crds = [...new Set(outputs.flatMap(({ reading }) => reading.crds.map(({ name }) => name)))].sort();
  const { isNested } = context;
  const missing = helmDelivery(delivery)?.missing ?? [];
  const notes = [
    ...(unknown === null ? [] : [unknown]),
    ...withoutValues(missing, isNested),
    ...(entry.unverified === true ? ["its signature was not checked"] : []),
    ...(reference.suspended === true ? ["it is suspended: Flux applies it when somebody resumes it"] : []),
  ];
  const name = contentsName(origin, entry.resolved);
  // Who brings a release brings the ConfigMaps that it needs: such a one comes in a way that nobody has seen.
  const isOpen = isNested && missing.some((one) => one.startsWith("ConfigMap ") && !one.includes(", optional"));
  const gaps = [...rendered.value.gaps, ...(isOpen ? ["its values are not all known"] : [])];
  if (gaps.length > 0)
    return {
      view: {
        state: "not-compared",
        reason: [...gaps, ...notes].join("; "),
        cause: lacking?.[0]?.cause ?? "rendering",
        crds,
      },
      outputs,
      name,
    };
  const state = crds.length === 0 ? "no-crds" : "compared";
  return { view: { state, reason: notes.join("; "), cause: null, crds }, outputs, name };
}

/**
 * What comes out of a chart of the tree is looked into for what it refers to; its CRDs are read where they stand, and those
 * of its templates are `chart-not-rendered`'s.
 */
export function fromLocalChart(
  chart: SourceContents,
  { delivery }: SourceReference,
  { names, unknown }: SourceClusters,
  all: readonly ClusterView[],
  context: Omit<SourceRenderContext, "wanted" | "isReferring">,
): Came {
  if (unknown !== null && names.length === 0) return not("undecided", `what comes out of its chart: ${unknown}`);
  const meant = all.filter(({ name }) => names.includes(name));
  const rendered = renderContents(chart, delivery, meant, { ...context, wanted: "references", isReferring: true });
  if (!rendered.ok)
    return not(
      rendered.lacking?.[0]?.cause ?? "rendering",
      `what its chart refers to is not known: ${rendered.reason}`,
    );
  const { gaps, lacking } = rendered.value;
  const outputs = rendered.value.outputs.map(
    ({ text, clusters }): SourceOutput => ({
      reading: NOTHING_PRINTED,
      clusters,
      ...(text === undefined ? {} : { text }),
    }),
  );
  const notes = withoutValues(helmDelivery(delivery)?.missing ?? [], false);
  if (gaps.length === 0) return { ...NOTHING, outputs, view: { ...OWN, reason: [OWN.reason, ...notes].join("; ") } };
  const view: Came["view"] = {
    state: "not-compared",
    reason: [...gaps, ...notes].join("; "),
    cause: lacking?.[0]?.cause ?? "rendering",
    crds: [],
  };
  return { ...NOTHING, outputs, view };
}

function not(cause: NonNullable<SourceView["cause"]>, reason: string): Came {
  return { ...NOTHING, view: { state: "not-compared", reason, cause, crds: [] } };
}

function withoutValues(missing: readonly string[], isNested: boolean): readonly string[] {
  if (missing.length === 0) return [];
  const where = isNested ? "neither this repository nor what was fetched has" : "this repository does not have";
  return [`rendered without ${joined(missing)}, which ${where}`];
}

const NOTHING: Pick<Came, "outputs" | "name"> = { outputs: [], name: "" };

const OWN: Came["view"] = { state: "compared", reason: "in this repository", cause: null, crds: [] };
