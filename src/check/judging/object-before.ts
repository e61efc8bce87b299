import { errorText } from "../../crd/error-text.ts";
import type { PredictedError } from "../../crd/prediction.ts";
import type { FoundObject, ManifestTree } from "../reading/tree.ts";
import type { ObjectJudge } from "./object-judge.ts";
import { type Judged, versionOf } from "./object-verdicts.ts";

/** What the tree that is replaced makes of objects. */
interface BaseOfObjects {
  readonly judge: ObjectJudge;
  readonly replaces: ManifestTree;
}

/** By any manifest of the base: two of them hardly ever differ. */
export function saidBefore(
  { manifest, version }: Judged,
  before: () => FoundObject | null,
  { judge, replaces }: BaseOfObjects,
): (error: PredictedError) => boolean {
  let texts: ReadonlySet<string> | undefined;
  return (error) => {
    const old = before();
    if (old === null) return false;
    texts ??= new Set(
      replaces.crds.flatMap((other) => {
        const served = other.name === manifest.name ? judge.version(other, versionOf(old), version.server) : null;
        return served === null ? [] : judge.answer(old.contents, null, served).errors.map(errorText);
      }),
    );
    return texts.has(errorText(error));
  };
}

/**
 * The errors that an update would not meet where the base has the object and its CRD took it: then it may well be in the
 * cluster. What somebody asks about is in none.
 */
export function keptErrors(
  one: FoundObject,
  { manifest, version, answer }: Judged,
  old: FoundObject | null,
  { judge, replaces }: BaseOfObjects,
): ReadonlySet<PredictedError> | null {
  // Of a generated name each delivery makes one more.
  if (old === null || one.isGiven === true || one.names.name === null) return null;
  const name = versionOf(one);
  const wasTaken = replaces.crds.some((other) => {
    const served = other.name === manifest.name ? judge.version(other, name, version.server) : null;
    return served !== null && judge.answer(old.contents, null, served).errors.length === 0;
  });
  if (!wasTaken) return null;
  const left = new Set(judge.answer(one.contents, old.contents, version).errors.map(errorText));
  // What is wrong with the request itself is so with each: one with a resourceVersion is in conflict as soon as that is old.
  return new Set(answer.errors.filter((error) => error.type !== "BadRequest" && !left.has(errorText(error))));
}
