import { isObject, type JsonObject } from "../base/json.ts";
import { deployedObjects } from "./applied-objects.ts";
import { argoReferences } from "./argo.ts";
import { chartDependencies } from "./chart-dependencies.ts";
import { chartOwners } from "./chart-owners.ts";
import { fleetSources } from "./fleet.ts";
import type { AddedPatches } from "./flux/patched-crds.ts";
import { type FluxInventory, fluxReferences } from "./flux.ts";
import { helmfileSources } from "./helmfile.ts";
import { k3sReferences } from "./k3s.ts";
import { ownedByApplications } from "./kustomization-owners.ts";
import { kustomizationSources } from "./kustomize.ts";
import { readObjects, readTreeObjects, type SourceObject } from "./objects.ts";
import { olmReferences } from "./olm.ts";
import { PACKAGE_GROUPS, packageReferences } from "./packages.ts";
import type { Inventory, SourcePlace, SourceReference, SourceTree } from "./reference.ts";

/**
 * All that a tree refers to, sorted by path and line; what is said twice at one place is one reference.
 * @param parse of whoever reads a file more than once
 */
export function readInventory(tree: SourceTree, parse = readObjects): Inventory {
  const { objects, problems } = readTreeObjects(tree, parse);
  const [ofObjects, ofFiles] = [objectReferences(objects, tree), fileReferences(tree)];
  const all = [...ofObjects.references, ...ofFiles.references].map(deliveredBy(ofObjects));
  const found = ownedByApplications(all, tree);
  const ofCharts = chartDependencies(tree, chartOwners(found));
  return {
    references: withoutTwins([...found, ...ofCharts.references]).sort((one, other) => byPlace(one.place, other.place)),
    problems: [...problems, ...ofObjects.problems, ...ofFiles.problems, ...ofCharts.problems].sort(byPlace),
  };
}

/** What objects refer to. */
function objectReferences(objects: readonly SourceObject[], tree: SourceTree): FluxInventory {
  const { references, problems, destinationOf, patchesOf } = fluxReferences(objects, tree);
  const deployed = deployedObjects(
    objects,
    ["argoproj.io", "helm.cattle.io", "operators.coreos.com", ...PACKAGE_GROUPS],
    tree,
  );
  return {
    references: [
      ...references,
      ...argoReferences(deployed, tree),
      ...k3sReferences(deployed),
      ...olmReferences(deployed),
      ...packageReferences(deployed),
    ],
    problems,
    destinationOf,
    patchesOf,
  };
}

/**
 * What Flux applies is for the clusters that it applies it to, server-side where it is no controller's in between.
 * A chart in a folder is applied by nobody.
 */
function deliveredBy({ destinationOf, patchesOf }: FluxInventory): (reference: SourceReference) => SourceReference {
  return (reference) => {
    const { kind, object, delivery } = reference;
    const destination = reference.destination ?? (BY_FLUX.has(kind) ? destinationOf(object.path) : null);
    if (destination === null || destination === reference.destination) return reference;
    const isApplied = kind === "kustomization" && (delivery.by === "kustomize" || delivery.by === "files");
    if (!isApplied) return { ...reference, destination };
    const applied: SourceReference = { ...reference, destination, delivery: { ...delivery, client: "server-side" } };
    return patchedBy(patchesOf(object.path), applied);
  };
}

/** With the patches of the Flux Kustomization that applies it, which are for the rest of what that applies, too. */
function patchedBy(patches: AddedPatches, reference: SourceReference): SourceReference {
  const { origin } = reference;
  if (patches === null || origin.kind === "undecided" || origin.kind === "local") return reference;
  return {
    ...reference,
    delivery: { by: "kustomize", client: "server-side", substitute: null, ...patches, isPart: true },
  };
}

const BY_FLUX: ReadonlySet<SourceReference["kind"]> = new Set([
  "kustomization",
  "HelmChart",
  "Subscription",
  "ClusterExtension",
  "Provider",
  "Configuration",
  "PackageInstall",
  "App",
]);

/** What files refer to that are read for what they are called, but for charts. */
function fileReferences(tree: SourceTree): Inventory {
  const readings = [kustomizationSources, helmfileSources, fleetSources].map((read) => read(tree));
  return {
    references: readings.flatMap(({ references }) => references),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/** Values are told apart by what they are, not by what they hold: thousands of references may share long ones. */
function withoutTwins(references: readonly SourceReference[]): SourceReference[] {
  const numbers = new WeakMap<JsonObject, number>();
  let next = 0;
  const numberOf = (values: JsonObject) => {
    const number = numbers.get(values) ?? next++;
    numbers.set(values, number);
    return number;
  };
  const keyOf = (reference: SourceReference) =>
    JSON.stringify(reference, (key, value) => (key === "values" && isObject(value) ? numberOf(value) : value));
  return [...new Map(references.map((reference) => [keyOf(reference), reference])).values()];
}

/** By path, line and column; what stands at one place keeps its order. */
function byPlace(one: SourcePlace, other: SourcePlace): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.range.startLine - other.range.startLine || one.range.startColumn - other.range.startColumn;
}
