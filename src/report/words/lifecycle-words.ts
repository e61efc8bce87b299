import type { LiveCrdStuckDetail, UnusedCrdDetail } from "../../rules/risk-details.ts";
import { counted, quoted } from "../../text/listing.ts";
import type { FindingGroup, FindingWords } from "./finding-words.ts";
import { keptVersion } from "./kept-version.ts";
import { countCommand, pruneCommand, rewriteCommand, showCommand, withCommand } from "./object-commands.ts";
import { perCluster } from "./per-cluster.ts";
import { type ClusterFacts, runbookSteps } from "./stored-version-steps.ts";
import { distinctClusters, distinctVersions, whose } from "./stored-version-words.ts";
import { crdsInWords, verb, whereInWords } from "./subjects.ts";

/**
 * No object can be stored at a version that the CRD does not have, or every list would fail: so the proof that the
 * version may go is a rewrite of all of them that succeeds. Executed with objects: test/kubernetes/lifecycle.test.ts.
 */
export function liveCrdStuckWords(group: FindingGroup, detail: LiveCrdStuckDetail): FindingWords {
  const crd = group[0].crd ?? "";
  const names = quoted([...new Set(group.flatMap(({ version }) => version ?? []))]);
  const clusters = new Map(
    group.flatMap(({ cluster, detail: one }) =>
      cluster !== undefined && one.kind === "live-crd-stuck" ? [[cluster, one] as const] : [],
    ),
  );
  const entries = [...clusters].map(([cluster, one]) => ({ cluster, one }));
  const refused =
    detail.cause === "refused"
      ? "This manifest does not bring it back, and is refused."
      : "No manifest here brings it back.";
  return {
    message: `status.storedVersions of \`${crd}\` on ${whereInWords(group)} names ${names}, which the live CRD itself does not have: the server refuses every write of it, even of a label, that does not bring that version back. ${refused} Someone wrote the list by hand, with a slip.`,
    remedy: {
      summary: `See that every object can be read and rewritten, then take ${names} off the list with a guarded patch.`,
      steps: [
        ...perCluster(entries, ({ one }) => ({
          text: `Set CTX to the cluster's kubectl context (an empty one means the current context). This must print \`${one.liveStorage}\`, at which objects are written today, and the list as the snapshot has it:`,
          command: showCommand(crd),
        })),
        ...perCluster(entries, ({ one }) => ({
          text: "Count the objects:",
          ...withCommand(one.objects, countCommand),
        })),
        ...perCluster(entries, ({ one }) => ({
          text: `Rewrite every object: the last line must be \`all rewritten\`. If the list fails with \`request to convert CR from an invalid group/version\`, objects are stored at ${names}: then add what is below to spec.versions, apply that, and begin again.`,
          ...withCommand(one.objects, rewriteCommand),
        })),
        ...perCluster(entries, ({ one }) => ({
          text: `Only after \`all rewritten\`: take ${quoted(one.missing)} off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.`,
          command: pruneCommand(
            crd,
            one.storedVersions,
            one.storedVersions.filter((version) => !one.missing.includes(version)),
          ),
        })),
        { text: "Count again: the number must be the same. From here on the CRD can be written." },
      ],
      suggestion: [...new Set(entries.flatMap(({ one }) => one.missing))]
        .map((version) => keptVersion(version, undefined).yaml)
        .join(""),
    },
  };
}

/** The way to be rid of a version before a release drops it: the same steps, in the same order, without haste. */
export function migrationPendingWords(group: FindingGroup): FindingWords {
  const crd = group[0].crd ?? "";
  const entries: readonly ClusterFacts[] = group.flatMap(({ cluster, detail }) =>
    detail.kind === "migration-pending" && cluster !== undefined ? [{ cluster, facts: detail.pending }] : [],
  );
  const clusters = distinctClusters(entries);
  const versions = distinctVersions(entries);
  const names = quoted(versions.map(({ name }) => name));
  const storage = quoted([...new Set(clusters.flatMap(({ facts }) => facts.liveStorage ?? []))]);
  return {
    message: `\`${crd}\`: ${whose(entries, names, whereInWords(group))} beside ${storage}, at which objects are written today. A release without ${versions.length > 1 ? "them" : "it"} is refused there until that is cleared.`,
    remedy: {
      summary: `Rewrite the stored objects, then take ${names} off status.storedVersions: best now, while both versions are there.`,
      steps: [
        ...runbookSteps(crd, names, clusters),
        { text: "Count again: the number must be the same. The next snapshot shows the shorter list." },
      ],
    },
  };
}

/** Never prints how to delete: whether something uses a CRD is not in a snapshot. */
export function unusedCrdWords(
  group: FindingGroup,
  details: readonly [UnusedCrdDetail, ...UnusedCrdDetail[]],
): FindingWords {
  const clusters = new Set(group.map(({ cluster }) => cluster)).size;
  const it = verb(group, "it", "them");
  const known =
    details[0].cause === "no-objects"
      ? `there ${verb(group, "was no object of it", "were no objects of them")} when the snapshot was taken`
      : `other CRDs of ${verb(group, "its group", "their groups")} are installed from here; objects were not counted`;
  return {
    message: `${crdsInWords(group)} on ${clusters === 1 ? whereInWords(group) : counted(clusters, "cluster")}: no manifest here installs ${it}, no label names an owner, and ${known}. What an operator leaves behind keeps its history, and that history decides years later whether a new one is accepted.`,
    remedy: {
      summary: `Find out who installed ${it}. If nobody needs ${it}, delete ${it} once the objects have been counted (deleting a CRD deletes all of its objects); if somebody does, bring the manifest here.`,
      steps: [],
    },
  };
}
