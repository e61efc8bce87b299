import { copyOf, type Dice, type Draft, type DraftObject, objectAt, objectsAt } from "./generator-dice.ts";

/** Changes one thing of a CRD manifest. */
export type Change = (crd: DraftObject, dice: Dice) => void;

/** Also for the key `__proto__`, which an assignment would take for something else. */
export function put(owner: DraftObject, key: string, value: Draft): void {
  Object.defineProperty(owner, key, { value: copyOf(value), enumerable: true, configurable: true, writable: true });
}

export function versionsIn(crd: DraftObject): DraftObject[] {
  return objectsAt(objectAt(crd, "spec"), "versions");
}

/** One of the versions, or one that is nowhere. */
export function someVersion(crd: DraftObject, dice: Dice): DraftObject {
  const versions = versionsIn(crd);
  return versions.length === 0 ? {} : dice.pick(versions);
}
