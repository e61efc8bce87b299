import { type LiveCrd, liveStorageVersion } from "../../crd/live-crd.ts";
import { migrationFacts } from "../../rules/migration-pending.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { RemedyStep } from "../../rules/words/finding-words.ts";
import { copySteps, lossSteps, runbookSteps } from "../../rules/words/stored-version-steps.ts";
import { quoted } from "../../text/listing.ts";
import type { PlanStep } from "./plan.ts";
import { servedVersion } from "./step.ts";

/**
 * Rewriting the objects of a CRD and taking versions off its list, as a finding says it: every command in a form that was
 * executed on a real API server with objects in it (docs/runbook-evidence.md).
 * @param live as it is before
 * @param rest the list afterwards
 * @param copied the version at which a copy of the objects was taken before; null: none was
 */
export function migrationStep(
  crd: string,
  live: LiveCrd,
  rest: readonly string[],
  cluster: ClusterView,
  copied: string | null = null,
): PlanStep {
  const gone = live.storedVersions.filter((version) => !rest.includes(version));
  const facts = { ...migrationFacts(cluster, live, gone), version: gone[0] ?? "" };
  const list = `\`${JSON.stringify(live.storedVersions)}\``;
  const [nothingBrings, show, ...others] = runbookSteps(crd, quoted(gone), [{ cluster: cluster.name, facts }], list);
  const old = copied ?? servedVersion(live, gone);
  const at = old === undefined ? [] : [{ cluster: cluster.name, facts: { ...facts, readAt: old } }];
  return {
    kind: "migrate",
    crd,
    storage: liveStorageVersion(live) ?? "",
    storedVersions: live.storedVersions,
    rest,
    instructions: [
      ...[nothingBrings, show].filter((step) => step !== undefined),
      ...(copied === null && at.length > 0 ? copySteps(at) : []),
      ...(at.length > 0 ? lossSteps(at) : [{ text: unseenLoss(gone) }]),
      ...others,
      { text: "Count again: the number must be the same." },
    ],
  };
}

function unseenLoss(gone: readonly string[]): string {
  const [verb, it] = gone.length === 1 ? ["is", "it"] : ["are", "them"];
  return `${quoted(gone)} ${verb} not served any more here, so that nothing shows which fields the rewrite drops. If there is a copy of the objects from before the upgrade to the release that stopped serving ${it}, compare with that.`;
}

/** A copy of all objects of a CRD, as a version that is served shows them: what a rewrite at another one drops is found by it. */
export function copyInstructions(live: LiveCrd, version: string, cluster: ClusterView): readonly RemedyStep[] {
  const facts = { ...migrationFacts(cluster, live, []), version, readAt: version };
  return copySteps([{ cluster: cluster.name, facts }]);
}
