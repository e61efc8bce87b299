import type { DocumentPath } from "../base/json.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { manifestPlace } from "./place.ts";
import type { PredictedCase, RuleContext, RuleFinding, RuleId, Severity } from "./rule.ts";

/** A manifest that a cluster's CRD is updated with. */
export interface LiveCase extends PredictedCase {
  readonly live: LiveCrd;
}

/** What a rule says of one case. */
export interface Risk<D> {
  readonly severity?: Severity;
  readonly version?: string;
  /** The place in the manifest. */
  readonly yamlPath: DocumentPath;
  /** `RuleFinding.fields`: what is another reason where it is another. */
  readonly fields?: readonly string[];
  /** `RuleFinding.together`, beside the folder and the API group that a bundle's CRDs share. */
  readonly bundle?: string;
  readonly detail: D;
}

/**
 * The findings of a rule about updates that the server takes: of one that it refuses nothing can follow. What already
 * holds from the snapshot is not told again of the state after the base is delivered. CRDs of one API group whose
 * manifests stand in one folder are a bundle.
 */
export function riskFindings<Id extends RuleId, D>(
  context: RuleContext,
  rule: Id,
  find: (one: LiveCase) => readonly Risk<D>[],
): readonly RuleFinding<Id, D>[] {
  const told = new Set<string>();
  const refused = new Set<string>();
  const idOf = ({ cluster, manifest: { source } }: PredictedCase) =>
    JSON.stringify([cluster.name, source.path, source.document, source.item]);
  return context.riskCases.flatMap((one): readonly RuleFinding<Id, D>[] => {
    // Most cases are neither refused nor a risk, and of a fleet there are millions: their names are not made.
    if (one.prediction.outcome === "rejected") refused.add(idOf(one));
    if (!isLive(one) || (refused.size > 0 && refused.has(idOf(one)))) return NONE;
    const risks = find(one);
    if (risks.length === 0) return NONE;
    const id = idOf(one);
    return risks.flatMap((risk) => {
      const key = JSON.stringify([id, risk.version]);
      if (told.has(key)) return [];
      told.add(key);
      return [toFinding(rule, one, risk)];
    });
  });
}

const NONE: readonly never[] = [];

/** An update of a CRD that the cluster has, which the server does not refuse. */
export function isLive(one: PredictedCase): one is LiveCase {
  return one.live !== null && !one.leftOut && one.prediction.outcome !== "rejected";
}

function toFinding<Id extends RuleId, D>(
  rule: Id,
  one: LiveCase,
  { severity, version, fields, yamlPath, bundle = "", detail }: Risk<D>,
): RuleFinding<Id, D> {
  const { manifest, cluster, from, live } = one;
  const { path } = manifest.source;
  return {
    rule,
    ...(severity === undefined ? {} : { severity }),
    crd: manifest.name,
    ...(version === undefined ? {} : { version }),
    ...(fields === undefined ? {} : { fields }),
    cluster: cluster.name,
    from,
    place: manifestPlace(manifest, yamlPath, version),
    related: [],
    // What a reference brings from elsewhere is a bundle already.
    together: JSON.stringify([
      ...(manifest.printed?.source === undefined ? [path.slice(0, path.lastIndexOf("/") + 1), live.group] : []),
      bundle,
    ]),
    detail,
  };
}
