import { type CrdFacts, crdFacts, prunePatch } from "./crd-facts.ts";
import type { Examination } from "./examine.ts";
import { unknown } from "./examine.ts";
import type { Fault, MigratePorts } from "./ports.ts";

export type Pruned =
  | { readonly kind: "pruned" }
  | { readonly kind: "changed"; readonly how: string }
  /** It was asked for, and what came of it was not learned. */
  | ({ readonly kind: "unknown" } & Fault)
  | ({ readonly kind: "stopped" } & Fault);

/** Shortens the list, if everything is as it was before the first object was written. */
export async function prune(facts: CrdFacts, ports: MigratePorts): Promise<Pruned> {
  const now = await sameCrd(facts, ports);
  if (now.kind !== "same") return now;
  const answer = await ports.cluster.patchStatus(facts.name, prunePatch(facts), false);
  if (answer.kind === "stopped") return { ...answer, kind: "unknown" };
  if (answer.kind === "pruned") return answer;
  // It may have been done by a request whose answer was lost, and that was sent again.
  const reading = await ports.cluster.crd(facts.name);
  if (reading.kind === "stopped") return { ...reading, kind: "unknown" };
  const found = reading.kind === "crd" ? crdFacts(reading.object) : null;
  if (found?.ok === true) {
    const { uid, generation, live } = found.value;
    const isDone = live.storedVersions.length === 1 && live.storedVersions[0] === facts.storage;
    if (isDone && uid === facts.uid && generation === facts.generation) return { kind: "pruned" };
  }
  return { kind: "changed", how: changedList(facts) };
}

/**
 * Each API server learns of a new storage version in its own time, and until then stores at the old one: nothing is
 * rewritten before they all had that time.
 */
export async function settle({ facts, serverNow }: Examination, ports: MigratePorts, settleMs: number): Promise<void> {
  const since = facts.changedAt === null ? 0 : Math.max(0, serverNow - facts.changedAt);
  const wait = settleMs - since;
  if (wait <= 0) return;
  const when =
    facts.changedAt === null ? "does not say when it was changed" : `was changed ${Math.floor(since / 1000)} s ago`;
  ports.tell(
    `${facts.name} ${when}: waiting ${Math.ceil(wait / 1000)} s, so that every API server stores at ${facts.storage}.`,
  );
  await ports.sleep(wait);
}

export type Sameness =
  | { readonly kind: "same"; readonly serverNow: number }
  | { readonly kind: "changed"; readonly how: string }
  | ({ readonly kind: "stopped" } & Fault);

/** Whether the CRD is as it was when it was examined: the same one, with the same spec and the same list, and not going. */
export async function sameCrd(before: CrdFacts, { cluster }: MigratePorts): Promise<Sameness> {
  const reading = await cluster.crd(before.name);
  if (reading.kind === "stopped") return reading;
  if (reading.kind === "missing") return { kind: "stopped", ...unknown(before.name, cluster.host) };
  const now = crdFacts(reading.object);
  if (!now.ok)
    return {
      kind: "stopped",
      message: `${cluster.host} answered something that is no CRD: ${now.reason}.`,
      remedy: "Check `server` in the kubeconfig.",
    };
  const how = difference(before, now.value);
  return how === null ? { kind: "same", serverNow: reading.serverNow } : { kind: "changed", how };
}

function difference(before: CrdFacts, now: CrdFacts): string | null {
  const again = "Nothing was pruned. Run it again: it begins again.";
  if (now.uid !== before.uid) return `${before.name} was deleted and created again meanwhile. ${again}`;
  if (now.live.terminating === true) return `${before.name} is being deleted. Nothing was pruned.`;
  if (now.storage !== before.storage)
    return `${before.name} stores at \`${now.storage}\` now, and at \`${before.storage}\` before: somebody has applied another manifest. ${again}`;
  if (now.generation !== before.generation)
    return `The spec of ${before.name} was changed meanwhile (generation ${before.generation}, now ${now.generation}), so that objects may have been stored at another version. ${again}`;
  const [then, list] = [before.live.storedVersions, now.live.storedVersions];
  return then.length === list.length && then.every((version, index) => version === list[index])
    ? null
    : changedList(before);
}

export function changedList({ name, live }: CrdFacts): string {
  return `status.storedVersions of ${name} is no longer ${JSON.stringify(live.storedVersions)}, or its spec was changed at this moment. Nothing was pruned. Run it again: it begins again.`;
}
