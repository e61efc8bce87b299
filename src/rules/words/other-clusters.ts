import { code } from "../../text/code-span.ts";
import { quoted } from "../../text/listing.ts";

/** More names than this drown the sentence that lists them. */
const MOST_NAMED = 10;

/**
 * What to do about a name that no snapshot has.
 * @param meant the cluster that was most likely meant; null: none is near
 * @param known sorted names of the clusters that have a snapshot
 */
export function otherClusters(meant: string | null, known: readonly string[]): string {
  if (known.length === 0) return "There is no snapshot at all: record the cluster (docs/snapshot.md).";
  const more = known.length - MOST_NAMED;
  const names =
    more > 0
      ? `${known
          .slice(0, MOST_NAMED)
          .map((name) => code(name))
          .join(", ")} and ${more} more`
      : quoted(known);
  const list = `snapshots describe ${names}`;
  if (meant === null) return `Correct the name (${list}), or record the cluster.`;
  return `Write \`${meant}\` if that is meant (${list}).`;
}
