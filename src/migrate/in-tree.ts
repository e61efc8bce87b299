import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import { preferredVersion } from "../crd/version-order.ts";
import { asClause } from "../text/clause.ts";
import { counted, quoted, someOf } from "../text/listing.ts";
import { type CrdFacts, crdFacts, restorePatch } from "./crd-facts.ts";
import { type Examination, type Examining, objectsAt } from "./examine.ts";
import { changedList, prune, sameCrd, settle } from "./guarded-crd.ts";
import { lossesBetween } from "./losses.ts";
import { copyAll } from "./migrate.ts";
import type { CrdOutcome } from "./outcome.ts";
import type { ClusterPort, Fault, MigratePorts, ObjectsAt } from "./ports.ts";

export interface InTreeSettings {
  /** As of `migrate`. */
  readonly settleMs: number;
  /** How long a controller may take to notice the migration, in milliseconds. */
  readonly noticeMs: number;
}

/** Between two looks at a migration. */
const LOOK_MS = 2000;
/** From 1.36 on the controller looks after the CRD once more when the migration has ended. */
const AFTERWARDS_MS = 60_000;

/** The newest version of the API that is served; v1alpha1 has another form. */
const VERSIONS = ["v1", "v1beta1", "v1alpha1"] as const;
export type InTreeVersion = (typeof VERSIONS)[number];

/**
 * What stands in this way beside what stands in any: the controller writes at the version that discovery prefers, whichever
 * is stored at, and without a webhook what that one does not name is dropped. Only v1alpha1 of the API takes a version.
 * @param allowFieldLoss it is told of, and no obstacle
 */
export async function examineInTree(
  examination: Examination,
  { cluster }: MigratePorts,
  allowFieldLoss: boolean,
): Promise<Examining> {
  const { facts, at, obstacles, notes } = examination;
  const preferred = preferredVersion(facts.served);
  const same: Examining = { kind: "examined", examination };
  if (at === null || obstacles.length > 0 || preferred === at.version) return same;
  if (facts.live.conversion.strategy === "Webhook") return same;
  const api = await servedVersion(cluster);
  if (api.kind === "stopped") return api;
  if (api.version === "v1alpha1") return same;
  const instead = `Migrate without --in-tree, which writes at \`${at.version}\`.`;
  const told = (sentence: string, isCertain = true): Examining => ({
    kind: "examined",
    examination:
      allowFieldLoss && isCertain
        ? { ...examination, notes: [...notes, sentence] }
        : { ...examination, obstacles: [sentence] },
  });
  if (preferred === null)
    return told(
      `The controller writes at the version that the API server prefers, and of ${quoted(facts.served)} nobody can tell which that is. ${instead}`,
      false,
    );
  const losses = await lossesBetween(at, objectsAt(facts, preferred), cluster);
  if (losses.kind === "stopped") return losses;
  if (losses.kind === "unreadable")
    return told(
      `The objects of \`${facts.name}\` cannot be read at \`${preferred}\`: ${asClause(losses.said)}. ${instead}`,
      false,
    );
  if (losses.objects === 0) return same;
  return told(
    `The controller writes at \`${preferred}\`, which the API server prefers, not at \`${at.version}\`: it drops for good what \`${preferred}\` does not name and \`${at.version}\` shows: ${someOf(losses.fields, "field")}, of ${counted(losses.objects, "object")} (${losses.example}, for one). ${instead}`,
  );
}

/**
 * Has the cluster's own controller rewrite the objects (storagemigration.k8s.io), watches it, and shortens the list when it
 * has succeeded and the CRD is as it was before.
 *
 * What the controller does is read in its source, k8s.io/kubernetes/pkg/controller/storageversionmigrator of v1.36.3 and
 * v1.37.2: it patches every object of its cache with nothing, at the preferred version; takes a conflict for done; ends at
 * the first other refusal; and from 1.36 on shortens status.storedVersions if the CRD's generation is the one at which it
 * began, **whether it succeeded or not**. So a list that a failed migration has shortened is put back.
 * @param examination without obstacles, and with something to do
 */
export async function migrateInTree(
  examination: Examination,
  at: ObjectsAt,
  ports: MigratePorts,
  { settleMs, noticeMs }: InTreeSettings,
): Promise<CrdOutcome> {
  const { facts, notes, toPrune } = examination;
  const { cluster } = ports;
  const outcome = (part: Partial<CrdOutcome> & Pick<CrdOutcome, "outcome">): CrdOutcome => ({
    crd: facts.name,
    storageVersion: facts.storage,
    storedVersions: facts.live.storedVersions,
    writtenAt: at.version,
    before: examination.objects,
    after: null,
    rewritten: 0,
    earlier: 0,
    refused: [],
    pruned: [],
    obstacles: [],
    notes: [...notes, leftOver(facts, toPrune)],
    error: null,
    inTree: migrationName(facts),
    ...part,
  });
  const stopped = ({ message, remedy }: Fault) => outcome({ outcome: "error", error: { message, remedy } });
  const unfinished = (how: string) => outcome({ outcome: "not-finished", obstacles: [how] });

  const version = await servedVersion(cluster);
  if (version.kind === "stopped") return stopped(version);
  await settle(examination, ports, settleMs);
  const start = await sameCrd(facts, ports);
  if (start.kind === "stopped") return stopped(start);
  if (start.kind === "changed") return unfinished(start.how);
  const fault = await copyAll(facts, at, ports);
  if (fault !== null) return stopped(fault);
  const created = await cluster.createMigration(version.version, manifestOf(facts, at, version.version));
  if (created.kind === "stopped") return stopped(created);
  ports.tell(
    created.kind === "created"
      ? `${facts.name}: created the StorageVersionMigration ${migrationName(facts)}.`
      : `${facts.name}: the StorageVersionMigration ${migrationName(facts)} is there already, and is watched.`,
  );

  const ended = await watch(facts, version.version, ports, noticeMs);
  if (ended.kind === "stopped") return stopped(ended);
  if (ended.kind === "unnoticed") {
    return unfinished(
      `No controller has taken up the StorageVersionMigration \`${migrationName(facts)}\` in ${counted(noticeMs / 1000, "second")}: it runs in kube-controller-manager, where the feature gate StorageVersionMigrator is on. Nothing was pruned. Delete it, and migrate without --in-tree.`,
    );
  }
  const now = await afterwards(facts, ports);
  if (now.kind === "stopped") return stopped(now);
  if (ended.kind === "failed") return unfinished(await failed(facts, now.facts, ended.said, cluster));
  if (isShort(facts, now.facts)) return outcome({ outcome: "migrated", pruned: toPrune });
  const end = await prune(facts, ports);
  if (end.kind === "stopped") return stopped(end);
  if (end.kind === "unknown") return { ...stopped(end), pruneUnknown: true };
  return end.kind === "changed" ? unfinished(end.how) : outcome({ outcome: "migrated", pruned: toPrune });
}

/** One name for one spec of one CRD: run again, it is the same migration. Names of CRDs are DNS names, as this one is. */
export function migrationName({ name, uid, generation }: CrdFacts): string {
  const own = `${uid.slice(0, 8)}-${generation}`;
  return name.length + own.length < 253 ? `${name}-${own}` : own;
}

function manifestOf(facts: CrdFacts, { group, plural, version }: ObjectsAt, api: InTreeVersion): JsonObject {
  return {
    apiVersion: `storagemigration.k8s.io/${api}`,
    kind: "StorageVersionMigration",
    metadata: { name: migrationName(facts) },
    spec: { resource: api === "v1alpha1" ? { group, version, resource: plural } : { group, resource: plural } },
  };
}

function leftOver({ name }: CrdFacts, toPrune: readonly string[]): string {
  return `The controller leaves ${quoted(toPrune)} in metadata.managedFields: once it is gone from spec.versions of \`${name}\`, server-side apply of these objects fails (\`request to convert CR to an invalid group/version\`). \`migrate\` without --in-tree renames it, before or after.`;
}

async function servedVersion(
  cluster: ClusterPort,
): Promise<{ readonly kind: "served"; readonly version: InTreeVersion } | ({ readonly kind: "stopped" } & Fault)> {
  const reading = await cluster.migrationVersions();
  if (reading.kind === "stopped") return reading;
  const version = VERSIONS.find((one) => reading.versions.includes(one));
  if (version !== undefined) return { kind: "served", version };
  return {
    kind: "stopped",
    message: `${cluster.host} does not serve storagemigration.k8s.io: it is there from Kubernetes 1.30 on where it is switched on, and by default from 1.37 on.`,
    remedy: "Migrate without --in-tree.",
  };
}

type Ended =
  | { readonly kind: "succeeded" }
  /** @param said the controller's words */
  | { readonly kind: "failed"; readonly said: string }
  | { readonly kind: "unnoticed" }
  | ({ readonly kind: "stopped" } & Fault);

async function watch(facts: CrdFacts, version: InTreeVersion, ports: MigratePorts, noticeMs: number): Promise<Ended> {
  const name = migrationName(facts);
  let told = "";
  for (let waited = 0; ; waited += LOOK_MS) {
    const reading = await ports.cluster.migration(version, name);
    if (reading.kind === "stopped") return reading;
    if (reading.kind === "missing") {
      return {
        kind: "stopped",
        message: `Somebody has deleted the StorageVersionMigration ${name}.`,
        remedy: "What the controller had begun may go on. Run this again.",
      };
    }
    const conditions = conditionsOf(reading.object);
    if (conditions.size === 0 && waited >= noticeMs) return { kind: "unnoticed" };
    const failure = conditions.get("Failed");
    if (failure !== undefined) return { kind: "failed", said: failure };
    if (conditions.has("Succeeded")) return { kind: "succeeded" };
    const said = conditions.get("Running") ?? "";
    if (said !== told) ports.tell(`${facts.name}: ${asClause(said)}.`);
    told = said;
    await ports.sleep(LOOK_MS);
  }
}

/** Types of the conditions that are True, with their messages. */
function conditionsOf(migration: JsonValue): ReadonlyMap<string, string> {
  const listed = valueAt(migration, ["status", "conditions"]);
  return new Map(
    (isArray(listed) ? listed : [])
      .filter((one) => isObject(one) && one.status === "True")
      .map((one) => {
        const message = member(one, "message");
        return [String(member(one, "type")), typeof message === "string" ? short(message) : ""];
      }),
  );
}

/** It may quote whole objects. */
const LONGEST_WORDS = 1000;

function short(text: string): string {
  return text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS)}…` : text;
}

/** The CRD once the controller has let go of it: its condition StorageMigrating is True until then. */
async function afterwards(
  { name }: CrdFacts,
  { cluster, sleep }: MigratePorts,
): Promise<{ readonly kind: "read"; readonly facts: CrdFacts | null } | ({ readonly kind: "stopped" } & Fault)> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const reading = await cluster.crd(name);
    if (reading.kind === "stopped") return reading;
    const read = reading.kind === "crd" ? crdFacts(reading.object) : null;
    if (read?.ok !== true) return { kind: "read", facts: null };
    if (read.value.live.storageMigrating !== true || waited >= AFTERWARDS_MS)
      return { kind: "read", facts: read.value };
    await sleep(LOOK_MS);
  }
}

/** The list has the storage version alone now, and the CRD is the one that it was. */
function isShort(before: CrdFacts, now: CrdFacts | null): boolean {
  if (now === null || now.uid !== before.uid || now.generation !== before.generation) return false;
  const { storedVersions } = now.live;
  return storedVersions.length === 1 && storedVersions[0] === before.storage;
}

/** A list that is shorter than what is stored lets the server take a manifest with which no object can be read. */
async function failed(before: CrdFacts, now: CrdFacts | null, said: string, cluster: ClusterPort): Promise<string> {
  const how = `The StorageVersionMigration \`${migrationName(before)}\` has failed: ${said === "" ? "the controller does not say why" : asClause(said)}.`;
  const next =
    "Mend what it names, delete it and run this again; or migrate without --in-tree, which names every object.";
  const wasShort = before.live.storedVersions.length === 1;
  if (wasShort || !isShort(before, now)) return `${how} Nothing was pruned. ${next}`;
  const list = quoted(before.live.storedVersions);
  const answer = await cluster.patchStatus(before.name, restorePatch(before), false);
  return answer.kind === "pruned"
    ? `${how} The controller took versions off the list all the same; it is ${list} again. ${next}`
    : `${how} The controller took versions off the list all the same, and it could not be put back: ${answer.kind === "changed" ? changedList(before) : answer.message} Apply no manifest that lacks one of ${list} before every object is rewritten. ${next}`;
}
