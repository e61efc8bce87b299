import type { JsonObject } from "../base/json.ts";
import { asClause } from "../text/clause.ts";
import { counted, someOf } from "../text/listing.ts";
import { type CrdFacts, crdFacts, olderVersions, versionsToPrune } from "./crd-facts.ts";
import { ofRelease } from "./helm-release.ts";
import { fieldsBetween, lossesBetween } from "./losses.ts";
import type { ClusterPort, Fault, MigratePorts, ObjectsAt } from "./ports.ts";
import { NAMES_A_PAGE, walk } from "./walk.ts";

/** What is to be done for one CRD, and what stands in the way. */
export interface Examination {
  readonly facts: CrdFacts;
  /** By the server's clock. */
  readonly serverNow: number;
  /** At the storage version; null: it is not served, or nothing is to be done. */
  readonly at: ObjectsAt | null;
  /** How many there are; null: they could not be counted, or nothing is to be done. */
  readonly objects: number | null;
  /** Nothing is to be done. */
  readonly idle: boolean;
  /** Versions that leave status.storedVersions; empty where a migration that failed has shortened it. */
  readonly toPrune: readonly string[];
  /** Sentences: what has to be done first. */
  readonly obstacles: readonly string[];
  /** Sentences: what is good to know. */
  readonly notes: readonly string[];
}

export type Examining =
  | { readonly kind: "examined"; readonly examination: Examination }
  | ({ readonly kind: "stopped" } & Fault);

/** Looks, and writes nothing. @param allowFieldLoss fields that the rewriting drops are told of, and no obstacle */
export async function examine(crd: string, ports: MigratePorts, allowFieldLoss = false): Promise<Examining> {
  const { cluster } = ports;
  const reading = await cluster.crd(crd);
  if (reading.kind === "stopped") return reading;
  if (reading.kind === "missing") return { kind: "stopped", ...unknown(crd, cluster.host) };
  const read = crdFacts(reading.object);
  if (!read.ok)
    return {
      kind: "stopped",
      message: `${cluster.host} answered something that is no CRD: ${read.reason}.`,
      remedy: "Check `server` in the kubeconfig.",
    };
  const facts = read.value;
  const [toPrune, older] = [versionsToPrune(facts), olderVersions(facts)];
  const idle = older.length === 0;
  const base = { facts, serverNow: reading.serverNow, toPrune, idle };
  const { obstacles: inTree, notes: ofManifests } = ofTree(facts, older, ports);
  const helm = idle ? { obstacles: [], notes: [] } : await ofRelease(facts, older, ports);
  const notes = [...ofManifests, ...helm.notes, ...ofInTree(facts)];
  if (idle) return { kind: "examined", examination: { ...base, at: null, objects: null, obstacles: [], notes } };
  const obstacles = [...ofCrd(facts), ...inTree, ...helm.obstacles];
  const version = facts.storage;
  // What is stored at it may have fields that no other version has, and a write at another would drop them unseen.
  if (!facts.served.includes(version))
    return { kind: "examined", examination: { ...base, at: null, objects: null, obstacles, notes } };
  const at = objectsAt(facts, version);
  for (const other of facts.served.filter((one) => one !== version)) {
    const page = await cluster.page(objectsAt(facts, other), { limit: 1, token: "", names: true });
    if (page.kind === "stopped") return page;
    if (page.kind === "unreadable") obstacles.push(unreadable(facts, other, page.said));
  }
  let objects: number | null = 0;
  const end = await walk(
    at,
    cluster,
    { limit: NAMES_A_PAGE, names: true },
    {
      begin: () => {
        objects = 0;
      },
      page: async (page) => {
        objects = (objects ?? 0) + page.length;
        return null;
      },
    },
  );
  if (end.kind === "stopped") return end;
  if (end.kind === "unreadable") {
    objects = null;
    obstacles.push(unreadable(facts, version, end.said));
  }
  if (facts.live.conversion.strategy !== "Webhook") {
    const losses = await lossesOf(facts, reading.object, at, cluster);
    if (losses.kind === "stopped") return losses;
    for (const sentence of losses.sentences) (allowFieldLoss ? notes : obstacles).push(sentence);
  }
  return { kind: "examined", examination: { ...base, at, objects, obstacles, notes } };
}

type LossWords =
  | { readonly kind: "told"; readonly sentences: readonly string[] }
  | ({ readonly kind: "stopped" } & Fault);

/** Without a webhook the rewriting drops whatever the version that is written does not name. */
async function lossesOf(facts: CrdFacts, object: JsonObject, at: ObjectsAt, cluster: ClusterPort): Promise<LossWords> {
  const sentences: string[] = [];
  for (const version of olderVersions(facts)) {
    if (!facts.served.includes(version)) {
      const fields = fieldsBetween(object, version, at.version);
      if (fields.length === 0) continue;
      sentences.push(
        `\`${at.version}\` lacks fields that \`${version}\` has: ${someOf(fields, "field")}. Every write drops them from an object that has them. Which have cannot be seen while \`${version}\` is not served: serve it again for the migration, not as the storage version, or allow the loss with \`--allow-field-loss\`: no backup has those fields either.`,
      );
      continue;
    }
    // Whatever the schemas say: what is shown is what is kept.
    const losses = await lossesBetween(objectsAt(facts, version), at, cluster);
    if (losses.kind === "stopped") return losses;
    // That it cannot be read has been told.
    if (losses.kind === "unreadable" || losses.objects === 0) continue;
    sentences.push(
      `Rewriting at \`${at.version}\` drops for good what it does not name and \`${version}\` shows: ${someOf(losses.fields, "field")}, of ${counted(losses.objects, "object")} (${losses.example}, for one). Name it in the schema of \`${at.version}\`, or take a backup and allow it with \`--allow-field-loss\`.`,
    );
  }
  return { kind: "told", sentences };
}

export function objectsAt({ live }: CrdFacts, version: string): ObjectsAt {
  return { group: live.group, plural: (live.acceptedNames ?? live.names).plural, version };
}

export function unknown(crd: string, host: string): Fault {
  return {
    message: `${host} has no CRD \`${crd}\`.`,
    remedy: "Give its full name, plural and group: `kubectl get crd` lists them; and check the context.",
  };
}

function ofCrd(facts: CrdFacts): string[] {
  const { live, name, storage, served } = facts;
  const found: string[] = [];
  if (live.terminating === true)
    found.push(
      `\`${name}\` is being deleted, and with it every object: nothing is rewritten. Let the deletion end, and create the CRD and its objects again.`,
    );
  if (live.conditions.Established !== "True" || live.conditions.NamesAccepted === "False")
    found.push(
      `\`${name}\` is not served under its names (Established is ${live.conditions.Established ?? "missing"}, NamesAccepted ${live.conditions.NamesAccepted ?? "missing"}).`,
    );
  if (!served.includes(storage))
    found.push(
      `\`${storage}\`, the storage version of \`${name}\`, is not served, so that its objects can be neither read nor written without losing what only \`${storage}\` has. Serve \`${storage}\` for as long as the migration takes.`,
    );
  return found;
}

function ofInTree({ name, inTree }: CrdFacts): string[] {
  if (inTree === "running")
    return [
      `A StorageVersionMigration of \`${name}\` is under way. A list that is short already proves nothing: look again when it has ended.`,
    ];
  if (inTree === "failed")
    return [
      `The last StorageVersionMigration of \`${name}\` has failed, and may have shortened the list all the same: every object is rewritten, whatever the list says, and the condition that says so is taken off the CRD then.`,
    ];
  return [];
}

/** Who applies another storage version brings back what is pruned. */
function ofTree(facts: CrdFacts, toPrune: readonly string[], ports: MigratePorts) {
  const { name, storage, live } = facts;
  const tree = ports.tree();
  const obstacles: string[] = [];
  const notes = [...tree.notes];
  for (const manifest of tree.manifests) {
    if (manifest.crd !== name || manifest.storage === undefined || manifest.storage === storage) continue;
    const { place } = manifest;
    if (toPrune.length === 0) {
      const first = manifest.versions.includes(storage)
        ? "Apply it first, then migrate."
        : `It lacks \`${storage}\`: apply a manifest first that has both and stores \`${manifest.storage}\`, then migrate.`;
      notes.push(`${place} stores \`${manifest.storage}\`, the cluster \`${storage}\`. ${first}`);
    } else {
      obstacles.push(
        `${place} stores \`${manifest.storage}\`, the cluster \`${storage}\`: whoever applies that manifest brings \`${manifest.storage}\` back as the storage version. Apply it first if it is the newer, or correct it; \`--cluster\` leaves out what is meant for other clusters.`,
      );
    }
  }
  if (toPrune.length === 0) return { obstacles, notes };
  const own = ports.ownMigrator(live.group);
  if (own !== null) notes.push(`${asClause(own)}. It goes first: where it has been run, less is left to do here.`);
  return { obstacles, notes };
}

function unreadable({ live, name }: CrdFacts, version: string, said: string): string {
  const { strategy, service } = live.conversion;
  const webhook =
    strategy === "Webhook"
      ? ` Its conversion webhook${service === undefined ? "" : ` (the service ${service})`} has to answer for every object.`
      : "";
  return `The objects of \`${name}\` cannot be read at \`${version}\`: ${asClause(said)}.${webhook}`;
}
