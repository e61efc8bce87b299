import { createBuilder, folderOf } from "./flux/build.ts";
import type { SourceClient, SourceDelivery, SourceReference, SourceTree } from "./reference.ts";

/** An Application that builds a folder of the tree with kustomize. */
interface Owner {
  readonly reference: SourceReference;
  readonly client: SourceClient;
}

/** More than anybody has: beyond it nobody's kustomization is told apart. */
const MAX_OWNED = 20_000;

/**
 * What kustomizations take from elsewhere, as Argo CD applies it: an Application whose path is a kustomization of this tree
 * says for which cluster and by which client, for all that the kustomization takes in. Without such an Application a
 * reference stays as it is.
 */
export function ownedByApplications(
  references: readonly SourceReference[],
  tree: SourceTree,
): readonly SourceReference[] {
  const owners = ownersByFolder(references, tree);
  let left = MAX_OWNED;
  return references.flatMap((reference): readonly SourceReference[] => {
    if (reference.kind !== "kustomization" || reference.destination !== null) return [reference];
    const own = owners.get(folderOf(reference.object.path)) ?? [];
    left -= own.length;
    if (own.length === 0 || left < 0) return [reference];
    return own.map(({ reference: { destination, object }, client }) => {
      return { ...reference, destination, object, delivery: appliedBy(reference.delivery, client) };
    });
  });
}

function appliedBy(delivery: SourceDelivery, client: SourceClient): SourceDelivery {
  return delivery.by === "none" || delivery.by === "detect" ? delivery : { ...delivery, client };
}

/** By every folder that an Application's kustomization leads to. */
function ownersByFolder(references: readonly SourceReference[], tree: SourceTree): ReadonlyMap<string, Owner[]> {
  const builder = createBuilder({ read: tree.read, list: tree.list, objectsOf: () => [] });
  const owners = new Map<string, Owner[]>();
  let left = MAX_OWNED;
  for (const reference of references) {
    const { kind, origin, delivery } = reference;
    if (kind !== "Application" && kind !== "ApplicationSet") continue;
    if (origin.kind !== "local" || delivery.by !== "kustomize") continue;
    const reached = new Set([origin.path]);
    for (const folder of reached) {
      left -= 1;
      if (left < 0) return owners;
      const others = owners.get(folder);
      const owner = { reference, client: delivery.client };
      if (others === undefined) owners.set(folder, [owner]);
      else others.push(owner);
      for (const base of builder.basesOf(folder)) reached.add(base);
    }
  }
  return owners;
}
