import { dns1035LabelErrors, dns1123SubdomainErrors } from "../crd/content-rules.ts";
import type { LiveCrd } from "../crd/live-crd.ts";

/** Something no cluster could have answered: the file was edited, or is not of a cluster. */
export interface CrdFault {
  /** Which of the CRD's facts it is about. */
  readonly at: "name" | "versions";
  /** Ends a sentence that starts with the name of the CRD. */
  readonly message: string;
  readonly remedy: string;
}

const RETAKE = "Take the snapshot or dump again instead of editing it.";

/**
 * What a schema cannot say of a live CRD. The API server keeps to each of these for every stored CRD
 * (k8s.io/apiextensions-apiserver, pkg/apis/apiextensions/validation/validation.go).
 */
export function crdFaults(name: string, crd: LiveCrd): readonly CrdFault[] {
  const faults: CrdFault[] = [];
  const expected = `${crd.names.plural}.${crd.group}`;
  if (name !== expected) {
    faults.push({ at: "name", message: `has the names of "${expected}"`, remedy: RETAKE });
  }
  for (const fault of nameFaults(crd)) faults.push(fault);
  const storage = crd.versions.filter((version) => version.storage).map((version) => version.name);
  if (storage.length !== 1) {
    const found = storage.length === 0 ? "none" : storage.join(", ");
    faults.push({
      at: "versions",
      message: `needs exactly one version with storage true; found ${found}`,
      remedy: RETAKE,
    });
  }
  const seen = new Set<string>();
  const twice = crd.versions
    .map(({ name: version }) => version)
    .find((version) => seen.size === seen.add(version).size);
  if (twice !== undefined) {
    faults.push({ at: "versions", message: `has the version "${twice}" twice`, remedy: RETAKE });
  }
  return faults;
}

/**
 * Names that are no DNS names never were a cluster's: what a server or a file calls so would become a part of a path,
 * a command or a file's name.
 */
function nameFaults({ group, names, acceptedNames, versions }: LiveCrd): readonly CrdFault[] {
  const wrong = (what: string, value: string, errors: readonly string[], at: CrdFault["at"]): readonly CrdFault[] =>
    errors.length === 0
      ? []
      : [
          {
            at,
            message: `has the ${what} ${JSON.stringify(value.slice(0, LONGEST_QUOTE))}, no DNS name`,
            remedy: RETAKE,
          },
        ];
  // A CRD whose names collide with another's has none that are accepted.
  const accepted = acceptedNames?.plural ?? "";
  const plurals = accepted === "" ? [names.plural] : [names.plural, accepted];
  return [
    ...wrong("group", group, dns1123SubdomainErrors(group), "name"),
    ...plurals.flatMap((plural) => wrong("plural", plural, dns1035LabelErrors(plural), "name")),
    ...versions.flatMap(({ name }) => wrong("version", name, dns1035LabelErrors(name), "versions")),
  ];
}

const LONGEST_QUOTE = 100;
