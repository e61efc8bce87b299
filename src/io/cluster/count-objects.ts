import { isArray, member } from "../../base/json.ts";
import { type LiveCrd, liveStorageVersion } from "../../crd/live-crd.ts";
import { ask, type Patience, readSmallJson } from "./ask.ts";
import { MOST_CONNECTIONS } from "./channel.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Connection } from "./connection.ts";
import { ExpiredError, ForbiddenError } from "./failures.ts";
import { FORBIDDEN_LIST, reasonSentences } from "./unknown-reasons.ts";

/** Names and nothing else: an object may be large, or a secret. */
const METADATA =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

export interface Counting {
  readonly hasObjects: ReadonlyMap<string, boolean | "unknown">;
  /** Why what is unknown is unknown, one sentence each and one a reason. */
  readonly warnings: readonly string[];
}

/**
 * Asks of each CRD whether objects of it exist, with one request each and few at a time. What cannot be told is
 * unknown, never "none": a refusal, an error, or a CRD that serves no version.
 */
export async function countObjects(
  connection: Connection,
  patience: Patience,
  crds: ReadonlyMap<string, LiveCrd>,
): Promise<Counting> {
  const hasObjects = new Map<string, boolean | "unknown">();
  const reasons: { readonly name: string; readonly reason: string }[] = [];
  const queue = [...crds];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, crd] = next;
      const answer = await objectsOf(connection, patience, name, crd);
      hasObjects.set(name, answer.exist);
      if (answer.exist === "unknown") reasons.push({ name, reason: answer.reason });
    }
  };
  await Promise.all(Array.from({ length: MOST_CONNECTIONS }, worker));
  return {
    hasObjects,
    warnings: reasonSentences(reasons, (names) => `Whether there are objects of ${names} is unknown`),
  };
}

type Existence = { readonly exist: boolean } | { readonly exist: "unknown"; readonly reason: string };

async function objectsOf(connection: Connection, patience: Patience, name: string, crd: LiveCrd): Promise<Existence> {
  const version = servedVersion(crd);
  if (version === undefined) return { exist: "unknown", reason: "no version of it is served" };
  const { plural } = crd.acceptedNames ?? crd.names;
  if (plural === "") return { exist: "unknown", reason: "its names are another CRD's" };
  const asking = {
    what: `whether ${name} has objects`,
    right: "the verb `list` on the resources whose objects it counts",
  };
  const path = ["/apis", ...[crd.group, version, plural].map(encodeURIComponent)].join("/");
  const request = { path: `${path}?limit=1`, accept: METADATA };
  try {
    const list = await ask(connection, patience, asking, request, (answer) =>
      readSmallJson(connection, asking, answer),
    );
    const items = member(list, "items") ?? null;
    const more = member(member(list, "metadata"), "continue") ?? "";
    if (isArray(items) && items.length > 0) return { exist: true };
    // The server writes an empty list of metadata as null.
    const isEmpty = isArray(items) || (items === null && member(list, "kind") === "PartialObjectMetadataList");
    if (isEmpty && more === "") return { exist: false };
    return { exist: "unknown", reason: "the answer was no list" };
  } catch (error) {
    if (error instanceof ForbiddenError) return { exist: "unknown", reason: FORBIDDEN_LIST };
    if (error instanceof ExpiredError) return { exist: "unknown", reason: error.message };
    if (error instanceof ClusterError && !connection.signal.aborted) return { exist: "unknown", reason: error.message };
    throw error;
  }
}

/** The storage version needs no conversion webhook; any other served one will do. */
function servedVersion(crd: LiveCrd): string | undefined {
  const served = crd.versions.filter((version) => version.served).map((version) => version.name);
  const storage = liveStorageVersion(crd);
  return served.find((version) => version === storage) ?? served[0];
}
