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
  const storage = crd.versions.filter((version) => version.storage).map((version) => version.name);
  if (storage.length !== 1) {
    const found = storage.length === 0 ? "none" : storage.join(", ");
    faults.push({
      at: "versions",
      message: `needs exactly one version with storage true; found ${found}`,
      remedy: RETAKE,
    });
  }
  const names = crd.versions.map((version) => version.name);
  const twice = names.find((version, index) => names.indexOf(version) !== index);
  if (twice !== undefined) {
    faults.push({ at: "versions", message: `has the version "${twice}" twice`, remedy: RETAKE });
  }
  return faults;
}
