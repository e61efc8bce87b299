import { asClause } from "../text/clause.ts";
import { quoted } from "../text/listing.ts";
import type { CrdFacts } from "./crd-facts.ts";
import type { MigratePorts } from "./ports.ts";

/**
 * Whether the Helm release that the CRD belongs to stores another version: what it has comes back with a rollback, and with an
 * upgrade that changes the CRD. Who may not read it is told so, and nothing stands in the way.
 * @param older versions that are to leave the list
 */
export async function ofRelease(
  { name, live, storage }: CrdFacts,
  older: readonly string[],
  ports: MigratePorts,
): Promise<{ readonly obstacles: readonly string[]; readonly notes: readonly string[] }> {
  const release = live.owners?.helmRelease;
  if (release === undefined) return { obstacles: [], notes: [] };
  const slash = release.indexOf("/");
  const [namespace, own] = [release.slice(0, slash), release.slice(slash + 1)];
  const belongs = `The CRD belongs to the Helm release \`${release}\``;
  const warning = `${belongs}, whose next upgrade or rollback applies what its chart has: it must not store ${quoted(older)}`;
  if (namespace === "" || own === "") return { obstacles: [], notes: [`${warning}.`] };
  const reading = await ports.cluster.release(namespace, own);
  if (reading.kind === "stopped")
    return { obstacles: [], notes: [`${warning}. It was not read: ${asClause(reading.message)}.`] };
  if (reading.kind === "unread")
    return { obstacles: [], notes: [`${warning}. It was not read: ${asClause(reading.why)}.`] };
  if (reading.kind === "missing")
    return { obstacles: [], notes: [`${warning}. No Secret of a deployed release has been found.`] };
  const stores = ports.released(reading.manifest).find((one) => one.crd === name)?.storage;
  if (stores === undefined)
    return { obstacles: [], notes: [`${warning}. Its revision ${reading.revision} does not have the CRD.`] };
  if (stores === storage)
    return { obstacles: [], notes: [`${belongs}, which stores \`${storage}\` too (revision ${reading.revision}).`] };
  return {
    obstacles: [
      `The Helm release \`${release}\` (revision ${reading.revision}) has \`${name}\` with \`${stores}\` as the storage version, the cluster stores \`${storage}\`: a rollback to it, or an upgrade, brings \`${stores}\` back. Upgrade it to a chart that stores \`${storage}\` first.`,
    ],
    notes: [],
  };
}
