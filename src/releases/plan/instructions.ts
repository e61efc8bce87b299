import { type LiveCrd, liveStorageVersion } from "../../crd/live-crd.ts";
import { migrationFacts } from "../../rules/migration-pending.ts";
import type { ClusterView } from "../../rules/rule.ts";
import type { RemedyStep } from "../../rules/words/finding-words.ts";
import { commandSteps, copySteps, runbookSteps } from "../../rules/words/stored-version-steps.ts";
import { quoted } from "../../text/listing.ts";
import type { PlanStep } from "./plan.ts";

/**
 * Rewriting the objects of a CRD and taking versions off its list, as a finding says it: every command in a form that was
 * executed on a real API server with objects in it (docs/runbook-evidence.md).
 * @param live as it is before
 * @param rest the list afterwards
 * @param copied the version at which a copy of the objects was taken before; null: none was
 * @param isListKnown false: the list may be shorter than `live` says, so that no command compares it
 */
export function migrationStep(
  crd: string,
  live: LiveCrd,
  rest: readonly string[],
  cluster: ClusterView,
  { copied = null, isListKnown = true }: { readonly copied?: string | null; readonly isListKnown?: boolean } = {},
): PlanStep {
  const gone = live.storedVersions.filter((version) => !rest.includes(version));
  const own = { ...migrationFacts(cluster, live, gone), version: gone[0] ?? "" };
  const { readAt, toServe, compareAt } = own;
  // What was copied needs not be served again, if it shows whatever may be lost.
  const isSeen = copied !== null && compareAt.every((version) => version === copied);
  const facts = isSeen
    ? { ...own, compareAt: [copied], toServe: toServe.filter((version) => version === readAt) }
    : own;
  const clusters = [{ cluster: cluster.name, facts }];
  const list = `\`${JSON.stringify(live.storedVersions)}\``;
  return {
    kind: "migrate",
    crd,
    storage: liveStorageVersion(live) ?? "",
    storedVersions: live.storedVersions,
    rest,
    instructions: isListKnown
      ? [
          ...runbookSteps(crd, quoted(gone), clusters, list, isSeen),
          { text: "Count again: the number must be the same." },
        ]
      : commandSteps(crd, quoted(gone), clusters, isSeen),
  };
}

/** A copy of all objects of a CRD, as a version that is served shows them: what a rewrite at another one drops is found by it. */
export function copyInstructions(live: LiveCrd, version: string, cluster: ClusterView): readonly RemedyStep[] {
  const facts = { ...migrationFacts(cluster, live, []), version, compareAt: [version] };
  return copySteps([{ cluster: cluster.name, facts }], true);
}
