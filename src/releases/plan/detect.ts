import type { LiveCrd, LiveVersion } from "../../crd/live-crd.ts";
import type { Release } from "../history.ts";
import type { ClusterState } from "./search.ts";

/**
 * The newest release that a cluster is as: it has all of the release's CRDs, each with the same versions and schemas.
 * @returns its position; -1: none
 */
export function detectRelease(releases: readonly Release[], state: ClusterState): number {
  return releases.findLastIndex(
    ({ crds }) =>
      crds.size > 0 &&
      [...crds].every(([name, { facts }]) => {
        const live = state.get(name);
        return facts !== null && live !== undefined && sameVersions(live.versions, facts.versions);
      }),
  );
}

function sameVersions(live: LiveCrd["versions"], released: readonly LiveVersion[]): boolean {
  return (
    live.length === released.length &&
    live.every(({ name, served, storage, schema }, index) => {
      const other = released[index];
      return name === other?.name && served === other.served && storage === other.storage && schema === other.schema;
    })
  );
}
