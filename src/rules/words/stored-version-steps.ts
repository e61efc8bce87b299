import { clustersInWords, joined, quoted } from "../../text/listing.ts";
import type { Migrator, StoredVersionFacts } from "../stored-version-detail.ts";
import type { Remedy, RemedyStep } from "./finding-words.ts";
import { type KeptVersion, keptVersion } from "./kept-version.ts";
import {
  backupCommand,
  canCommand,
  compareCommand,
  countCommand,
  migrateCommand,
  type ObjectsAt,
  pruneCommand,
  rewriteCommand,
  SET_CTX,
  showCommand,
  withCommand,
} from "./object-commands.ts";
import { perCluster, type Step } from "./per-cluster.ts";

/** One cluster's facts about the versions that a manifest lacks. */
export interface ClusterFacts {
  readonly cluster: string;
  readonly facts: StoredVersionFacts;
}

/**
 * The steps out for one CRD, in the order that loses no object (spec §4.5; every command as executed on a real API
 * server with objects in it: docs/runbook-evidence.md). Steps that differ between clusters name theirs.
 * @param clusters never empty; all of one cause
 */
export function storedVersionRemedy(
  cause: "retired" | "no-overlap",
  crd: string,
  versions: readonly { readonly name: string; readonly ownSchema: StoredVersionFacts["ownSchema"] }[],
  clusters: readonly ClusterFacts[],
): Remedy {
  const kept = versions.map((version) => keptVersion(version.name, version.ownSchema));
  const names = quoted(versions.map((version) => version.name));
  const steps = cause === "retired" ? retiredSteps(crd, names, clusters) : overlapSteps(crd, names, clusters);
  return {
    summary:
      cause === "retired"
        ? `Rewrite the stored objects and take ${names} off status.storedVersions (\`crd-upgrade-guard migrate\` does both), then apply; or keep ${names} in spec.versions, unserved.`
        : `Apply a manifest that still has ${names} first, rewrite the stored objects and take ${names} off status.storedVersions (\`crd-upgrade-guard migrate\` does both), then apply this one. Pruning first makes every stored object unreadable.`,
    steps: [...steps, keepStep(cause, names, kept, clusters)],
    suggestion: kept.map((version) => version.yaml).join(""),
  };
}

function retiredSteps(crd: string, names: string, clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return [...runbookSteps(crd, names, clusters), LAST_STEP];
}

/**
 * From the list as it is to the shorter one; the live storage version stays.
 * @param list what the list is expected to be
 */
export function runbookSteps(
  crd: string,
  names: string,
  clusters: readonly ClusterFacts[],
  list = "as the snapshot has it",
): readonly RemedyStep[] {
  return [
    {
      text: `Make sure that nothing brings ${names} back as the storage version: as long as Git or a Helm release applies a manifest that stores it, the server adds it to status.storedVersions again.${ownersInWords(clusters)}`,
    },
    ...perCluster(clusters, ({ facts }) => ({
      text: `${SET_CTX} This must print ${code(facts.liveStorage)}, at which objects are written today, and the list ${list}:`,
      command: showCommand(crd),
    })),
    ...waySteps(clusters),
    ...perCluster(clusters, ({ facts }) => migrateStep(crd, rewriteAt(facts), facts.liveStorage)),
    ...perCluster(clusters, ({ facts }) => countStep(facts)),
    ...perCluster(clusters, ({ facts }) => rewriteStep(rewriteAt(facts))),
    ...perCluster(clusters, ({ facts }) => pruneStep(crd, facts.storedVersions, facts.missing)),
  ];
}

/** A copy of all objects, at a version that is served. */
export function copySteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts }) => backupStep(readAt(facts)));
}

/** What a rewrite drops: how the new version differs from the copy. */
export function lossSteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts }) => compareStep(facts));
}

/** Who else applies the CRD, as its annotations say: what its chart has comes back with its next upgrade. */
function ownersInWords(clusters: readonly ClusterFacts[]): string {
  const owners = new Map<string, string[]>();
  for (const { cluster, facts } of clusters) {
    if (facts.helmRelease !== undefined)
      owners.set(facts.helmRelease, [...(owners.get(facts.helmRelease) ?? []), cluster]);
  }
  const each = [...owners].map(([release, on]) => `\`${release}\` on ${clustersInWords(on)}`);
  return each.length === 0
    ? ""
    : ` The live CRD belongs to the Helm release ${joined(each)}, whose next upgrade applies what its chart has.`;
}

function overlapSteps(crd: string, names: string, clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return [
    ...perCluster(clusters, ({ facts }) => backupStep(readAt(facts))),
    ...perCluster(clusters, ({ facts }) => ({
      text: `Apply a manifest that has both: ${code(facts.manifestStorage)} as the storage version and ${names} kept (a release in between that has both, or this manifest with what is below added).`,
    })),
    ...perCluster(clusters, ({ facts }) => ({
      text: `This must print ${code(facts.manifestStorage)} before you go on; with several API servers wait a minute more:`,
      command: showCommand(crd),
    })),
    ...perCluster(clusters, ({ facts }) => compareStep(facts)),
    ...waySteps(clusters),
    ...perCluster(clusters, ({ facts }) => migrateStep(crd, rewriteAt(facts), facts.manifestStorage)),
    ...perCluster(clusters, ({ facts }) => countStep(facts)),
    ...perCluster(clusters, ({ facts }) => rewriteStep(rewriteAt(facts))),
    ...perCluster(clusters, ({ facts }) => pruneStep(crd, withStorage(facts), facts.missing)),
    LAST_STEP,
  ];
}

const LAST_STEP: Step = {
  text: "Apply this manifest, and count again: the number must be the same. If the objects cannot be listed, apply the manifest that has both versions again at once: until then nothing is lost.",
};

function rewriteAt(facts: StoredVersionFacts): ObjectsAt {
  return { plural: facts.plural, group: facts.group, version: facts.rewriteAt };
}

function readAt(facts: StoredVersionFacts): ObjectsAt {
  return { plural: facts.plural, group: facts.group, version: facts.readAt };
}

/** The list once the manifest with both versions is applied. */
function withStorage(facts: StoredVersionFacts): readonly string[] {
  const storage = facts.manifestStorage;
  if (storage === undefined || facts.storedVersions.includes(storage)) return facts.storedVersions;
  return [...facts.storedVersions, storage];
}

function backupStep(at: ObjectsAt): Step {
  return {
    text: `${SET_CTX} Keep a copy of every object as the old version shows it.`,
    ...withCommand(at, backupCommand),
  };
}

function compareStep(facts: StoredVersionFacts): Step {
  const old = readAt(facts);
  return {
    text: `Where no webhook converts, only apiVersion changes, and a field that the schema of ${code(facts.manifestStorage)} lacks is dropped by the rewrite for good, without a word. This compares the copy with what the new version shows, and must print \`no difference\`; else every line with \`<\` alone is a field that goes (with \`>\` alone: a default that comes; both: a change made meanwhile):`,
    ...withCommand(old, (at) => compareCommand(at, rewriteAt(facts))),
  };
}

/** null where the names are such as no command is made of, and where the command refuses: the storage version is not served. */
function migrateStep(crd: string, at: ObjectsAt, storage: string | undefined): Step | null {
  if (!canCommand(at) || at.version !== storage) return null;
  return {
    text: "This looks for what stands in the way, and with `--yes` at its end it does the next three steps: where it is stopped, it goes on when it is run again. Or do them by hand:",
    command: migrateCommand(crd),
  };
}

function countStep(facts: StoredVersionFacts): Step {
  const none = facts.way.hasObjects === false ? " (there were none when the snapshot was taken)" : "";
  return { text: `Count the objects${none}:`, ...withCommand(rewriteAt(facts), countCommand) };
}

function rewriteStep(at: ObjectsAt): Step {
  return {
    text: "Rewrite every object, so that it is stored at the storage version. It is done when the last line is `all rewritten`; otherwise run it again (an object changed meanwhile), and mend what is reported invalid. Do this even where you believe that there are no objects.",
    ...withCommand(at, rewriteCommand),
  };
}

function pruneStep(crd: string, stored: readonly string[], missing: readonly string[]): Step {
  const [isStored, isMissing] = [new Set(stored), new Set(missing)];
  const gone = missing.filter((version) => isStored.has(version));
  const rest = stored.filter((version) => !isMissing.has(version));
  return {
    text: `Only after \`all rewritten\`: take ${quoted(gone)} off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.`,
    command: pruneCommand(crd, stored, rest),
  };
}

function keepStep(
  cause: "retired" | "no-overlap",
  names: string,
  kept: readonly KeptVersion[],
  clusters: readonly ClusterFacts[],
): RemedyStep {
  const preserving = kept.some((version) => version.schema === "preserving");
  const schema = preserving
    ? "Its schema is its own, from the release that had it, or exactly the one below. Never a bare `type: object`: the server then drops the fields of every object stored at that version as it reads it."
    : "The schema below is the version's own.";
  const webhook = clusters.some(({ facts }) => facts.webhook)
    ? ` The conversion webhook must still convert ${names}.`
    : "";
  const start =
    cause === "retired"
      ? `Or, instead of all this, keep ${names} in spec.versions, not served and not storage.`
      : `What keeping ${names} looks like (not served, not storage), for the manifest that has both.`;
  return { text: `${start} ${schema}${webhook}` };
}

function code(text: string | undefined): string {
  return text === undefined ? "the new version" : `\`${text}\``;
}

/** What each project documents of its own migrator; nothing here is printed as a command, since none was executed. */
export const MIGRATORS: Record<Migrator, string> = {
  "cert-manager":
    "cert-manager has a migrator of its own, `cmctl upgrade migrate-api-version`: it rewrites its objects and clears the lists of its CRDs",
  flux: "Flux has a migrator of its own, `flux migrate`: it rewrites the Flux objects of the cluster at their latest version",
  "cluster-api":
    "Cluster API migrates by itself, in one of two ways. Its own controllers do it while they run from v1.10 on, those of another provider where it has taken that migrator over. `clusterctl upgrade apply` did it with older releases as it upgraded a provider; by v1.10.5 it does so with `--enable-crd-storage-version-migration` alone, which is deprecated, and v1.13 has it no more",
  karpenter:
    "Karpenter 1.0 migrates by itself: its controller rewrites its objects and clears the list while it runs, which the upgrade to 1.1 waits for",
};

/**
 * The shorter way that a cluster has beside kubectl, where its snapshot knows of one. What follows is right all the same:
 * a rewrite changes nothing that is stored at the new version already.
 */
function waySteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts }) => {
    const text = wayText(facts);
    return text === null ? null : { text };
  });
}

function wayText({ way, plural, group }: StoredVersionFacts): string | null {
  if (way.migrator !== null) {
    return `${MIGRATORS[way.migrator]}. Where that has been done, the list above is short already and there is nothing left to do; else go on here.`;
  }
  if (way.migrationApi === null) return null;
  const prunes = way.prunesByItself
    ? "This server then also shortens the list, where the CRD did not change meanwhile: look at it again, and leave out what is done."
    : "It does not shorten the list: go on with the steps below.";
  return `This cluster serves \`${way.migrationApi}\`: a StorageVersionMigration of \`${plural}\` in the group \`${group}\` rewrites the objects inside of the cluster, if its controller is switched on too; it is done when its condition \`Succeeded\` is \`True\`. ${prunes} The rewrite below also renames the old version in metadata.managedFields, and may follow.`;
}
