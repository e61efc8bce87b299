import { type Repository, repository } from "../git/repository.ts";

/** One version of a CRD in short: `v1`, `v1 storage`, `v1alpha1 unserved`. */
export type VersionWords = string;

export interface CrdWords {
  readonly plural?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly scope?: string;
  readonly versions: readonly VersionWords[];
  /** Fields of spec, all of type string. */
  readonly fields?: readonly string[];
  readonly rule?: string;
}

/** A CRD of our own as YAML. Where no version is said to be `storage`, the first is. */
export function crdYaml({
  plural = "widgets",
  group = "example.com",
  kind,
  scope,
  versions,
  fields,
  rule,
}: CrdWords): string {
  const singular = plural.replace(/s$/, "");
  const name = kind ?? `${singular.charAt(0).toUpperCase()}${singular.slice(1)}`;
  const storage = versions.find((one) => / storage/.test(one)) ?? versions[0];
  const properties = (fields ?? ["size"]).map((field) => `                ${field}: {type: string}\n`).join("");
  const rules =
    rule === undefined
      ? ""
      : `              x-kubernetes-validations:\n                - rule: ${JSON.stringify(rule)}\n`;
  const each = versions.map(
    (one) => `    - name: ${one.split(" ")[0]}
      served: ${!one.includes("unserved")}
      storage: ${one === storage}
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
${rules}              properties:
${properties}`,
  );
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.${group}
spec:
  group: ${group}
  names: {kind: ${name}, plural: ${plural}, singular: ${name.toLowerCase()}, listKind: ${name}List}
  scope: ${scope ?? "Namespaced"}
  versions:
${each.join("")}`;
}

/** A repository with one commit and tag for each release. Files stay until null takes them away. */
export function project(releases: Readonly<Record<string, Readonly<Record<string, string | null>>>>): Repository {
  const made = repository();
  for (const [tag, files] of Object.entries(releases)) {
    made.commit(files);
    made.git("tag", tag);
  }
  return made;
}
