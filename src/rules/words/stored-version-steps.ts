import { clustersInWords, joined, quoted, someOf } from "../../text/listing.ts";
import type { StoredVersionFacts } from "../stored-version-detail.ts";
import type { Remedy, RemedyStep } from "./finding-words.ts";
import { type KeptVersion, keptVersion } from "./kept-version.ts";
import { inTreeSteps, migratorSteps } from "./migration-ways.ts";
import {
  AS_STEPS,
  BY_HAND,
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
  const isOneCommand = clusters.every(({ facts }) => migratesAsItIs(cause, crd, facts));
  const off = `${names} off status.storedVersions${isOneCommand ? ` with ${migrateLine(crd)}` : ""}`;
  return {
    summary:
      cause === "retired"
        ? `Rewrite the stored objects and take ${off}, then apply; or keep ${names} in spec.versions, unserved.`
        : `Apply a manifest that still has ${names} first, rewrite the stored objects and take ${off}, then apply this one: pruning first makes every stored object unreadable.`,
    steps: [...steps, keepStep(cause, names, kept, clusters)],
    suggestion: kept.map((version) => version.yaml).join(""),
  };
}

/** The command in a sentence. */
export function migrateLine(crd: string): string {
  return `\`npx crd-upgrade-guard migrate ${crd} --context CTX\``;
}

/** Whether the command does it without anything being served first. */
export function migratesAsItIs(cause: "retired" | "no-overlap", crd: string, facts: StoredVersionFacts): boolean {
  const { plural, group, readAt, toServe, manifestServes } = facts;
  if (!canCommand(rewriteAt(facts)) || crd !== `${plural}.${group}` || toServe.includes(readAt)) return false;
  return cause === "retired" || (manifestServes && toServe.length === 0);
}

function retiredSteps(crd: string, names: string, clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return [...runbookSteps(crd, names, clusters), ...lastSteps(clusters)];
}

/**
 * From the list as it is to the shorter one; the live storage version stays.
 * @param list what the list is expected to be
 * @param kept versions that are not served were copied before, and stay unserved
 */
export function runbookSteps(
  crd: string,
  names: string,
  clusters: readonly ClusterFacts[],
  list = "as the snapshot has it",
  kept = false,
): readonly RemedyStep[] {
  return [
    {
      text: `Make sure that nothing brings ${names} back as the storage version: as long as Git or a Helm release applies a manifest that stores it, the server adds it to status.storedVersions again.${ownersInWords(clusters)}`,
    },
    ...perCluster(clusters, ({ facts }) => ({
      text: `${SET_CTX} This must print ${code(facts.liveStorage)}, at which objects are written today, and the list ${list}:`,
      command: showCommand(crd),
    })),
    ...serveSteps(clusters, ({ toServe, readAt }) => toServe.filter((version) => version === readAt)),
    ...(kept ? lossSteps(clusters) : []),
    ...migratorSteps(clusters),
    ...perCluster(clusters, ({ facts }) => migrateStep(crd, facts, kept ? ALLOW : "")),
    ...(kept ? [] : unseenSteps(clusters)),
    ...inTreeSteps(crd, clusters, (facts) => facts.storedVersions),
    ...handSteps(crd, clusters, (facts) => facts.storedVersions),
  ];
}

/** What the command compares for itself. */
function unseenSteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return [
    ...serveSteps(clusters, ({ toServe, readAt }) => toServe.filter((version) => version !== readAt)),
    ...copySteps(clusters),
    ...lossSteps(clusters),
  ];
}

/** What the command does as well. @param stored the list before */
function handSteps(
  crd: string,
  clusters: readonly ClusterFacts[],
  stored: (facts: StoredVersionFacts) => readonly string[],
): readonly RemedyStep[] {
  return [
    ...perCluster(clusters, ({ facts }) => countStep(facts)),
    ...perCluster(clusters, ({ facts }) => rewriteStep(rewriteAt(facts))),
    ...perCluster(clusters, ({ facts }) => pruneStep(crd, stored(facts), facts.missing)),
  ];
}

/** What is not served can be neither copied nor compared; and objects are rewritten at the storage version alone. */
export function serveSteps(
  clusters: readonly ClusterFacts[],
  which: (facts: StoredVersionFacts) => readonly string[] = ({ toServe }) => toServe,
): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts }) =>
    which(facts).length === 0
      ? null
      : {
          text: `Serve ${quoted(which(facts))} for as long as this takes: apply the CRD as the cluster has it, with \`served: true\` there and nothing else changed. What is not served can be neither copied nor compared, and a rewrite at another version than the storage version drops what only that one has.`,
        },
  );
}

/** More versions than this are copied and compared in the same way, without a command for each. */
const MOST_COMPARED = 3;

/** Copies of all objects, at each version whose fields a rewrite may drop. @param lead the first step of all */
export function copySteps(clusters: readonly ClusterFacts[], lead = false): readonly RemedyStep[] {
  return ofCompared(clusters, ({ file, version, first, more }, facts) => ({
    text:
      first && lead
        ? `${SET_CTX} Keep a copy of every object as the old version shows it.`
        : `Keep a copy of every object as \`${version}\` shows it${more}.`,
    ...withCommand(placeAt(facts, version), (at) => backupCommand(at, file)),
  }));
}

/** What a rewrite drops: how the version that is written differs from the copies. */
function lossSteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return ofCompared(clusters, ({ file, version, first, more }, facts) => ({
    text: first
      ? `Where no webhook converts, only apiVersion changes, and a field that the schema of ${code(facts.rewriteAt)} lacks is dropped by the rewrite for good, without a word. This compares the copy with what the new version shows, and must print \`no difference\`; else every line with \`<\` alone is a field that goes (with \`>\` alone: a default that comes, or what the new version alone has; both: a change made meanwhile):`
      : `The same for the copy of \`${version}\`${more}, which must print \`no difference\` too:`,
    ...withCommand(placeAt(facts, version), (at) => compareCommand(at, rewriteAt(facts), file)),
  }));
}

interface Compared {
  readonly version: string;
  readonly file: string | undefined;
  readonly first: boolean;
  /** Said of the last command where more versions are than commands. */
  readonly more: string;
}

function ofCompared(
  clusters: readonly ClusterFacts[],
  step: (compared: Compared, facts: StoredVersionFacts) => Step,
): readonly RemedyStep[] {
  return Array.from({ length: MOST_COMPARED }, (_, index) =>
    perCluster(clusters, ({ facts }) => {
      const version = facts.compareAt[index];
      if (version === undefined) return null;
      const left = index + 1 === MOST_COMPARED ? facts.compareAt.slice(MOST_COMPARED) : [];
      const more = left.length === 0 ? "" : ` (and in the same way of ${someOf(left, "version")})`;
      const file = index === 0 ? undefined : `${facts.plural}.${facts.group}.${version}.backup.json`;
      return step({ version, file, first: index === 0, more }, facts);
    }),
  ).flat();
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
    ...serveSteps(clusters),
    ...copySteps(clusters, true),
    ...perCluster(clusters, ({ facts }) => ({
      text: `Apply a manifest that has both: ${code(facts.manifestStorage)} as the storage version${facts.manifestServes ? "" : " (and served, which it is not here, until the last step)"} and ${names} kept (a release in between that has both, or this manifest with what is below added).`,
    })),
    ...perCluster(clusters, ({ facts }) => ({
      text: `This must print ${code(facts.manifestStorage)} before you go on; with several API servers wait a minute more:`,
      command: showCommand(crd),
    })),
    ...lossSteps(clusters),
    ...migratorSteps(clusters),
    ...perCluster(clusters, ({ facts }) => migrateStep(crd, facts, facts.webhook ? "" : ALLOW)),
    ...inTreeSteps(crd, clusters, withStorage),
    ...handSteps(crd, clusters, withStorage),
    ...lastSteps(clusters),
  ];
}

/** What the command cannot compare for itself once a version is kept unserved has been compared by then. */
const ALLOW =
  " Where it stops at a version that is kept unserved, add `--allow-field-loss`, but only if each comparison above has printed `no difference`.";

function lastSteps(clusters: readonly ClusterFacts[]): readonly RemedyStep[] {
  return perCluster(clusters, ({ facts: { manifestServes } }) => ({
    text: `Apply this manifest, and count again${manifestServes ? "" : ", at a version that it serves"}: the number must be the same. If the objects cannot be listed, apply the manifest that has both versions again at once: until then nothing is lost.`,
  }));
}

function rewriteAt(facts: StoredVersionFacts): ObjectsAt {
  return placeAt(facts, facts.rewriteAt);
}

function placeAt({ plural, group }: StoredVersionFacts, version: string): ObjectsAt {
  return { plural, group, version };
}

/** The list once the manifest with both versions is applied. */
function withStorage(facts: StoredVersionFacts): readonly string[] {
  const storage = facts.manifestStorage;
  if (storage === undefined || facts.storedVersions.includes(storage)) return facts.storedVersions;
  return [...facts.storedVersions, storage];
}

/** null where the names are such as no command is made of. @param unless when it needs more than `--yes` */
function migrateStep(crd: string, facts: StoredVersionFacts, unless: string): Step | null {
  if (!canCommand(rewriteAt(facts))) return null;
  return {
    text: `This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end ${AS_STEPS}, and goes on where it was stopped.${unless}${BY_HAND}`,
    command: migrateCommand([crd]),
  };
}

/**
 * The same for clusters whose lists may differ: the command looks at each.
 * @param kept as for `runbookSteps`
 */
export function commandSteps(
  crd: string,
  names: string,
  clusters: readonly ClusterFacts[],
  kept: boolean,
): readonly RemedyStep[] {
  return [
    ...serveSteps(clusters, ({ toServe, readAt }) => toServe.filter((version) => version === readAt)),
    ...(kept ? lossSteps(clusters) : []),
    ...perCluster(clusters, ({ facts }) =>
      canCommand(rewriteAt(facts))
        ? {
            text: `${SET_CTX} This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it rewrites every object and takes ${names} off status.storedVersions, and goes on where it was stopped.${kept ? ALLOW : ""}`,
            command: migrateCommand([crd]),
          }
        : {
            text: `Rewrite every object at ${code(facts.liveStorage)}, and take ${names} off status.storedVersions: \`crd-upgrade-guard plan\` prints how for a cluster.`,
          },
    ),
  ];
}

function countStep(facts: StoredVersionFacts): Step {
  const none = facts.way.hasObjects === false ? " (there were none when the snapshot was taken)" : "";
  return { text: `Count the objects${none}:`, ...withCommand(rewriteAt(facts), countCommand) };
}

function rewriteStep(at: ObjectsAt): Step {
  return {
    text: "Rewrite every object, so that it is stored at the storage version. It is done when the last line is `all rewritten`; otherwise run it again (an object changed meanwhile), and mend what is reported invalid. Do this even where you believe that there are no objects. Why so long: by a file, since `kubectl replace` takes half a list from a pipe for success; `sed` renames the old version in managedFields alone, or server-side apply fails later; `--validate=false`, or one object that kubectl finds invalid stops all.",
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
    ? "Its schema is its own, from the release that had it, or exactly this one: with a bare `type: object` the server drops the fields of every object stored at it."
    : "This schema is the version's own.";
  const webhook = clusters.some(({ facts }) => facts.webhook)
    ? ` The conversion webhook must still convert ${names}.`
    : "";
  const start =
    cause === "retired"
      ? `Or keep ${names} in spec.versions, not served and not storage.`
      : `What keeping ${names} looks like (not served, not storage), for the manifest that has both.`;
  return { text: `${start} ${schema}${webhook}` };
}

function code(text: string | undefined): string {
  return text === undefined ? "the new version" : `\`${text}\``;
}
