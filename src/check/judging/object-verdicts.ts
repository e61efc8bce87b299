import type { ObjectVerdict } from "../../crd/objects/answer.ts";
import type { ServedVersion } from "../../crd/objects/version.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { servedVersions } from "../../rules/manifest-versions.ts";
import type { FoundObject } from "../reading/tree.ts";
import { contentOf } from "./counterparts.ts";
import type { Delivery } from "./object-deliveries.ts";
import type { ObjectJudge } from "./object-judge.ts";

/** An object under one manifest of its CRD. */
export interface Judged {
  readonly manifest: CrdManifest;
  readonly version: ServedVersion;
  readonly answer: ObjectVerdict;
}

/** What the manifests of a delivery that serve an object's version do to it; those that say the same are asked once. */
export function verdictsOf(one: FoundObject, { manifests, server }: Delivery, judge: ObjectJudge): readonly Judged[] {
  const name = versionOf(one);
  const serving = manifests.filter((manifest) => servedVersions(manifest).includes(name));
  const contents = new Set<string>();
  return serving.flatMap((manifest): readonly Judged[] => {
    // Running rules takes time: what is the same need not be asked again.
    const content = serving.length === 1 ? "" : contentOf(manifest);
    if (contents.has(content)) return [];
    contents.add(content);
    const version = judge.version(manifest, name, server);
    return version === null ? [] : [{ manifest, version, answer: judge.answer(one.contents, null, version) }];
  });
}

/** The version of its API that an object is written at. */
export function versionOf({ apiVersion }: Pick<FoundObject, "apiVersion">): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** The first of those under which most of it is right. */
export function bestOf(judged: readonly Judged[]): Judged | null {
  let best: Judged | null = null;
  for (const one of judged) if (best === null || faults(one.answer) < faults(best.answer)) best = one;
  return best;
}

/** Nothing is worse than an error, and nothing less than what could not be told. */
function faults({ errors, dropped, lost, undecided }: ObjectVerdict): number {
  return errors.length * 1000 + dropped.length + lost.length + (undecided.length > 0 ? 0.5 : 0);
}
