import { isArray, isObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { addedReach, type PatchReach } from "../../manifests/kustomize-reach.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { readObjects } from "../../sources/objects.ts";
import type { SourceFile } from "../../sources/reference.ts";

/**
 * What Kustomizations of Flux and Applications of Argo CD patch of files of this tree. Whether their repository is this one is
 * not asked: folders of another that are called alike are few, and nothing wrong is said of what is taken for patched.
 * @param files that may hold such objects
 * @param asked kinds; what patches none of them is left out
 */
export function deliveryPatches(files: readonly SourceFile[], asked: ReadonlySet<string>): readonly PatchReach[] {
  return files.flatMap((file) =>
    readObjects(file).objects.flatMap(({ group, kind, object }) => {
      if (group === "kustomize.toolkit.fluxcd.io" && kind === "Kustomization")
        return reachOf(valueAt(object, ["spec"]), valueAt(object, ["spec"]), asked);
      if (group !== "argoproj.io" || kind !== "Application") return [];
      const { source, sources } = isObject(object.spec) ? object.spec : {};
      return [source, ...(isArray(sources) ? sources : [])].flatMap((one) =>
        reachOf(one, member(one, "kustomize"), asked),
      );
    }),
  );
}

function reachOf(
  placed: JsonValue | undefined,
  patching: JsonValue | undefined,
  asked: ReadonlySet<string>,
): readonly PatchReach[] {
  const path = member(placed, "path");
  if (!isObject(patching)) return [];
  const folder = typeof path === "string" && path !== "" ? relativeFile("", path) : "";
  const reach = folder === undefined ? null : addedReach(folder, patching, asked);
  return reach === null ? [] : [reach];
}
