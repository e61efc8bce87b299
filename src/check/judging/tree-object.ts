import { objectName } from "../../manifests/object-contents.ts";
import type { TreeObject } from "../../rules/tree-view.ts";
import type { FoundObject } from "../reading/tree.ts";
import type { FollowPlaces, ObjectBefore } from "./object-pairs.ts";

/** A custom resource as rules see it. @param before what it replaces, looked up when somebody asks */
export function treeObject(one: FoundObject, before: () => ObjectBefore, follow: FollowPlaces): TreeObject {
  const { line } = one;
  const places = () => {
    const { object } = before();
    return object === null ? null : follow(one, object);
  };
  return {
    apiVersion: one.apiVersion,
    kind: one.kind,
    name: objectName(one),
    path: one.path,
    standing: (path) => {
      const at = places()?.of(path);
      return JSON.stringify([before().standing, at === null ? ["new", path] : (at ?? path)]);
    },
    isUnchanged: (path) => places()?.isSame(path) ?? false,
    locate: line === undefined ? one.locate : () => ({ startLine: line, startColumn: 1, endLine: line, endColumn: 1 }),
    isGiven: one.isGiven === true,
  };
}
