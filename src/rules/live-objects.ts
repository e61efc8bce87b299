import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { compareVersionPriority } from "../crd/version-order.ts";

/** Where the objects of a CRD can be read today. */
export interface ObjectsPlace {
  readonly plural: string;
  readonly group: string;
  /** A served version; "" where none is. */
  readonly version: string;
}

/** Where the objects of a live CRD can be listed: at its storage version if that is served, else at the best served one. */
export function objectsPlace(live: LiveCrd): ObjectsPlace {
  const { group, names } = live;
  const served = live.versions.filter((version) => version.served).map(({ name }) => name);
  const storage = liveStorageVersion(live);
  const best =
    storage !== undefined && served.includes(storage) ? storage : [...served].sort(compareVersionPriority)[0];
  return { plural: names.plural, group, version: best ?? "" };
}
