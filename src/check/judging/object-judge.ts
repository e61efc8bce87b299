import type { JsonObject } from "../../base/json.ts";
import type { ServerVersion } from "../../base/server-version.ts";
import type { CelEvaluator } from "../../crd/cel-compiler.ts";
import { type ObjectVerdict, objectAnswer } from "../../crd/objects/answer.ts";
import { type ServedVersion, servedVersion } from "../../crd/objects/version.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import type { ObjectContents } from "../../manifests/object-contents.ts";
import { withoutFillIns } from "./fill-ins.ts";

/** Answers each question once a run: two trees and many clusters share most objects and schemas. */
export interface ObjectJudge {
  readonly version: (manifest: CrdManifest, name: string, server: ServerVersion) => ServedVersion | null;
  /** Parses nothing that it has been asked before, but for what would replace something. */
  readonly answer: (contents: ObjectContents, old: ObjectContents | null, version: ServedVersion) => ObjectVerdict;
}

export function createObjectJudge(cel: CelEvaluator | null = null): ObjectJudge {
  const versions = new WeakMap<JsonObject, Map<string, ServedVersion | null>>();
  const answers = new Map<ServedVersion, Map<ObjectContents, ObjectVerdict>>();
  return {
    version: ({ object }, name, server) => {
      const known = versions.get(object) ?? new Map<string, ServedVersion | null>();
      versions.set(object, known);
      const key = `${server.major}.${server.minor} ${name}`;
      const found = known.has(key) ? known.get(key) : servedVersion(object, name, server);
      known.set(key, found ?? null);
      return found ?? null;
    },
    answer: (contents, old, version) => {
      if (old !== null) {
        const object = contents.read();
        return verdictOf(object, objectAnswer({ object, old: old.read(), cel }, version));
      }
      const known = answers.get(version) ?? new Map<ObjectContents, ObjectVerdict>();
      if (known.size === 0) answers.set(version, known);
      const found = known.get(contents);
      if (found !== undefined) return found;
      const object = contents.read();
      const made = verdictOf(object, objectAnswer({ object, cel }, version));
      known.set(contents, made);
      return made;
    },
  };
}

const TAKEN: ObjectVerdict = { outcome: "accepted", errors: [], undecided: [], dropped: [], lost: [] };

/** Nothing is kept of what would be stored, and most verdicts are one. */
function verdictOf(object: JsonObject, { outcome, errors, undecided, dropped, lost }: ObjectVerdict): ObjectVerdict {
  if (outcome === "accepted" && dropped.length + lost.length === 0) return TAKEN;
  return withoutFillIns(object, { outcome, errors, undecided, dropped, lost });
}
