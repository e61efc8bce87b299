import { goQuote } from "../../go/quote.ts";
import { dns1123SubdomainErrors, pathSegmentErrors } from "../content-rules.ts";
import { forbidden, invalid, invalidValue, required } from "../field-error.ts";
import type { PredictedError, Undecided } from "../prediction.ts";
import { managedFieldsUndecided } from "./managed-fields.ts";
import { generatedName, maskTrailingDash, objectMetaErrors } from "./object-meta.ts";
import type { Answer, Subject } from "./subject.ts";

const NAME = ["metadata", "name"];

/**
 * metadata (apimachinery/pkg/api/validation/objectmeta.go, apiserver/pkg/registry/rest/{create,update}.go). The server
 * checks it up to three times; each error is given once, as its message gives it. metadata.namespace is cleared before.
 */
export function validateMetadata(subject: Subject): Answer {
  const { crd, live, server } = subject;
  const { managedFields } = crd.metadata;
  return {
    errors: [
      ...(live === null ? newNameErrors(subject) : keptNameErrors(subject)),
      ...deletionErrors(subject),
      ...newFinalizerErrors(subject),
      ...objectMetaErrors(crd.metadata, server, subject.lastAppliedBytes),
    ],
    undecided: [...(live === null ? [] : unknownToSnapshots(subject)), ...managedFieldsUndecided(managedFields ?? [])],
  };
}

function newNameErrors({ crd }: Subject): PredictedError[] {
  const { name, generateName } = crd.metadata;
  const wanted = `${crd.names.plural}.${crd.group}`;
  const details = (given: string, checked = given): string[] => [
    ...dns1123SubdomainErrors(checked),
    ...(given === wanted ? [] : ['must be spec.names.plural+"."+spec.group']),
  ];
  if (generateName === "") {
    if (name === "") return [required("metadata.name", "name or generateName is required", NAME)];
    return details(name).map((detail) => invalid("metadata.name", name, detail, NAME));
  }
  const path = ["metadata", "generateName"];
  const errors = details(generateName, maskTrailingDash(generateName)).map((detail) =>
    invalid("metadata.generateName", generateName, detail, path),
  );
  if (name !== "") return [...errors, ...details(name).map((detail) => invalid("metadata.name", name, detail, NAME))];
  // Nobody knows the name that the server makes of it, only that it is none for this CRD.
  return [
    ...errors,
    ...details(generatedName(generateName)).map((detail) => invalidValue("metadata.name", undefined, detail, path)),
  ];
}

function keptNameErrors({ crd, live }: Subject): PredictedError[] {
  const { name, generateName } = crd.metadata;
  const errors = pathSegmentErrors(generateName, true).map((detail) =>
    invalid("metadata.generateName", generateName, detail, ["metadata", "generateName"]),
  );
  if (live === null || name === `${live.names.plural}.${live.group}`) return errors;
  if (name === "") errors.push(required("metadata.name", "name or generateName is required", NAME));
  for (const one of pathSegmentErrors(name, false).map((detail) => invalid("metadata.name", name, detail, NAME)))
    errors.push(one);
  return [...errors, invalid("metadata.name", name, "field is immutable", NAME)];
}

/** Nobody but the server says when an object is deleted. */
function deletionErrors({ crd, live }: Subject): PredictedError[] {
  if (live === null || live.terminating === true) return [];
  const { deletionTimestamp, deletionGracePeriodSeconds: seconds } = crd.metadata;
  const errors: PredictedError[] = [];
  if (deletionTimestamp !== null) {
    const path = ["metadata", "deletionTimestamp"];
    errors.push(invalidValue("metadata.deletionTimestamp", undefined, "field is immutable", path));
  }
  if (seconds !== null) {
    const path = ["metadata", "deletionGracePeriodSeconds"];
    errors.push(invalidValue("metadata.deletionGracePeriodSeconds", String(seconds), "field is immutable", path));
  }
  return errors;
}

/** ValidateNoNewFinalizers: a CRD that is being deleted takes none. */
function newFinalizerErrors({ crd, live }: Subject): PredictedError[] {
  if (live?.finalizers === undefined) return [];
  const known = new Set(live.finalizers);
  const added = [...new Set(crd.metadata.finalizers)].filter((finalizer) => !known.has(finalizer)).sort();
  if (added.length === 0) return [];
  const found = `[]string{${added.map(goQuote).join(", ")}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
  return [forbidden("metadata.finalizers", detail, ["metadata", "finalizers"])];
}

/** What the server compares with the live object's own metadata, which no snapshot keeps. */
function unknownToSnapshots({ crd, live }: Subject): Undecided[] {
  const undecided: Undecided[] = [];
  if (crd.metadata.uid !== "") {
    undecided.push({
      path: ["metadata", "uid"],
      reason: "the server refuses another uid than the live one, which a snapshot does not keep",
    });
  }
  if (crd.metadata.resourceVersion !== "") {
    undecided.push({
      path: ["metadata", "resourceVersion"],
      reason: "the server refuses another resourceVersion than the live one, which a snapshot does not keep",
    });
  }
  if (live?.terminating === true && crd.metadata.deletionGracePeriodSeconds !== null) {
    undecided.push({
      path: ["metadata", "deletionGracePeriodSeconds"],
      reason: "the server refuses another period than the live one, which a snapshot does not keep",
    });
  }
  if (live?.terminating === true && live.finalizers === undefined && crd.metadata.finalizers.length > 0) {
    undecided.push({
      path: ["metadata", "finalizers"],
      reason: "the live CRD is being deleted and takes no new finalizers; this snapshot does not have its own ones",
    });
  }
  return undecided;
}
