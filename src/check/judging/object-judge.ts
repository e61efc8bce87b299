import type { JsonObject } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { CelEvaluator } from "../../crd/cel-compiler.ts";
import { type ObjectVerdict, objectAnswer } from "../../crd/objects/answer.ts";
import { type ServedVersion, servedVersion } from "../../crd/objects/version.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { withoutFillIns } from "./fill-ins.ts";

/** Answers each question once a run: two trees and many clusters share most objects and schemas. */
export interface ObjectJudge {
  readonly version: (manifest: CrdManifest, name: string, server: ServerVersion) => ServedVersion | null;
  readonly answer: (object: JsonObject, old: JsonObject | null, version: ServedVersion) => ObjectVerdict;
}

export function createObjectJudge(cel: CelEvaluator | null = null): ObjectJudge {
  const versions = new WeakMap<JsonObject, Map<string, ServedVersion | null>>();
  const answers = new WeakMap<ServedVersion, WeakMap<JsonObject, ObjectVerdict>>();
  return {
    version: ({ object }, name, server) => {
      const known = versions.get(object) ?? new Map<string, ServedVersion | null>();
      versions.set(object, known);
      const key = `${server.major}.${server.minor} ${name}`;
      const found = known.has(key) ? known.get(key) : servedVersion(object, name, server);
      known.set(key, found ?? null);
      return found ?? null;
    },
    answer: (object, old, version) => {
      if (old !== null) return verdictOf(object, objectAnswer({ object, old, cel }, version));
      const known = answers.get(version) ?? new WeakMap<JsonObject, ObjectVerdict>();
      answers.set(version, known);
      const found = known.get(object) ?? verdictOf(object, objectAnswer({ object, cel }, version));
      known.set(object, found);
      return found;
    },
  };
}

const TAKEN: ObjectVerdict = { outcome: "accepted", errors: [], undecided: [], dropped: [], lost: [] };

/** Nothing is kept of what would be stored, and most verdicts are one. */
function verdictOf(object: JsonObject, { outcome, errors, undecided, dropped, lost }: ObjectVerdict): ObjectVerdict {
  if (outcome === "accepted" && dropped.length + lost.length === 0) return TAKEN;
  return withoutFillIns(object, { outcome, errors, undecided, dropped, lost });
}
