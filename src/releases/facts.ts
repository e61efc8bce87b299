import { parseServerVersion } from "../base/server-version.ts";
import type { CelCompiler } from "../crd/cel-compiler.ts";
import { errorText } from "../crd/error-text.ts";
import { liveAfter } from "../crd/live-after.ts";
import { predict } from "../crd/predict.ts";
import type { PredictedError } from "../crd/prediction.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { crdFaults } from "../snapshots/crd-faults.ts";
import type { ReleaseCrd, ReleaseFacts } from "./history.ts";

/** What is told of one CRD: more says nothing new. */
const MOST_TOLD = 3;
const LONGEST_TOLD = 300;

/** A history is of no cluster: it is judged by the newest server whose code predictions were compared with. */
const NEWEST = parseServerVersion(null);

/**
 * CEL rules are taken as they are: to compile those of every release takes minutes, and what was released was applied
 * by somebody. Whoever goes a way through the releases has the rules on it compiled.
 */
const RELEASED: CelCompiler = { compile: () => ({ kind: "answered", errors: [] }) };

/** What of a manifest a cluster knows that has nothing but it, and what the server says to creating it. */
export function releaseCrdOf(manifest: CrdManifest): ReleaseCrd {
  if (manifest.action !== undefined) return { facts: null, refused: [], undecided: [NOT_RENDERED] };
  const { name, object } = manifest;
  const prediction = predict({ manifest: object, live: null, server: NEWEST, client: "unknown", cel: RELEASED });
  // Which versions are stored is the cluster's, and asked of every cluster anew.
  const refused = told(prediction.errors.filter(({ field }) => !field.startsWith("status.")).map(errorText));
  if (prediction.errors.some(isUnread)) return { facts: null, refused, undecided: [] };
  const facts = factsOf(liveAfter(null, object, prediction));
  return {
    facts: crdFaults(name, { ...facts, storedVersions: [], conditions: {} }).length > 0 ? null : facts,
    refused,
    undecided: told(prediction.undecided.map(({ reason }) => reason)),
  };
}

const NOT_RENDERED = "it is a template that has not been rendered";

/** The server has not got as far as the versions. */
function isUnread({ type }: PredictedError): boolean {
  return type === "NoMatch" || type === "DecodeError" || type === "BadRequest";
}

function factsOf(live: ReturnType<typeof liveAfter>): ReleaseFacts {
  const { group, names, scope, versions, conversion } = live;
  const { preserveUnknownFields, apiApproved, schemaFaults, cel, keepsNothing } = live;
  return {
    group,
    names,
    scope,
    versions,
    conversion,
    ...(preserveUnknownFields === undefined ? {} : { preserveUnknownFields }),
    ...(apiApproved === undefined ? {} : { apiApproved }),
    ...(schemaFaults === undefined ? {} : { schemaFaults }),
    ...(cel === undefined ? {} : { cel }),
    ...(keepsNothing === undefined ? {} : { keepsNothing }),
  };
}

/** Each once, the first of many. */
function told(texts: readonly string[]): readonly string[] {
  const distinct = [
    ...new Set(texts.map((text) => (text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}...` : text))),
  ];
  const more = distinct.length - MOST_TOLD;
  return more > 1 ? [...distinct.slice(0, MOST_TOLD), `${more} more`] : distinct;
}
