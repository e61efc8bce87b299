import { isObject, type JsonObject, member } from "../base/json.ts";
import { type DeployedObject, unlessUnclear } from "./applied-objects.ts";
import { applicationReferences } from "./argo-application.ts";
import { applicationSetReferences } from "./argo-application-set.ts";
import { createBudget } from "./argo-parameters.ts";
import type { SourceReference, SourceTree } from "./reference.ts";

/**
 * What Argo CD's Applications and ApplicationSets deploy. An Application of this repository refers to a folder of the tree, in
 * which others may stand: they are objects of their own here, so that a circle of them ends.
 */
export function argoReferences(objects: readonly DeployedObject[], tree: SourceTree): readonly SourceReference[] {
  const budget = createBudget();
  return objects.flatMap((one): readonly SourceReference[] => {
    if (one.group !== "argoproj.io") return [];
    if (one.kind === "ApplicationSet") return unlessUnclear(one, applicationSetReferences(one, tree, budget));
    return one.kind === "Application" ? unlessUnclear(one, ofApplication(one, tree)) : [];
  });
}

function ofApplication({ object, at, standsAt }: DeployedObject, tree: SourceTree): readonly SourceReference[] {
  return applicationReferences(
    {
      kind: "Application",
      metadata: objectAt(object, "metadata"),
      spec: objectAt(object, "spec"),
      place: (path) => at(["spec", ...path]),
      object: standsAt,
      because: null,
    },
    tree,
  );
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = member(object, key);
  return isObject(value) ? value : {};
}
