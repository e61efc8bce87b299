import { isObject, type JsonObject, member } from "../base/json.ts";
import { applicationReferences } from "./argo-application.ts";
import { applicationSetReferences } from "./argo-application-set.ts";
import type { SourceObject } from "./objects.ts";
import type { SourceReference, SourceTree } from "./reference.ts";

/**
 * What Argo CD's Applications and ApplicationSets deploy. An Application of this repository refers to a folder of the tree, in
 * which others may stand: they are objects of their own here, so that a circle of them ends.
 */
export function argoReferences(objects: readonly SourceObject[], tree: SourceTree): readonly SourceReference[] {
  return objects.flatMap((one): readonly SourceReference[] => {
    if (one.group !== "argoproj.io") return [];
    if (one.kind === "ApplicationSet") return applicationSetReferences(one, tree);
    if (one.kind !== "Application") return [];
    const { path, object, locate } = one;
    return applicationReferences(
      {
        kind: "Application",
        metadata: objectAt(object, "metadata"),
        spec: objectAt(object, "spec"),
        place: (at) => ({ path, range: locate(["spec", ...at]) }),
        object: { path, range: locate(["metadata", "name"]) },
        because: null,
      },
      tree,
    );
  });
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = member(object, key);
  return isObject(value) ? value : {};
}
