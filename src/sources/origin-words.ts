import type { SourceOrigin } from "./reference.ts";

/** Where contents come from, for people: `strimzi-kafka-operator of https://strimzi.io/charts`. */
export function originInWords(origin: SourceOrigin): string {
  switch (origin.kind) {
    case "helm":
      return `${origin.chart} of ${origin.repository}`;
    case "oci":
      return `oci://${origin.repository}`;
    case "git":
      return origin.path === "" ? origin.url : `${origin.path} of ${origin.url}`;
    case "file":
      return origin.url;
    case "local":
      return origin.path === "" ? "this repository" : `${origin.path} of this repository`;
    case "undecided":
      return origin.text;
    default:
      return origin satisfies never;
  }
}

/** What the contents are called, as a file: `strimzi-kafka-operator-1.0.0.tgz`. @param resolved what a range stood for */
export function contentsName(origin: SourceOrigin, resolved: string): string {
  switch (origin.kind) {
    case "helm":
      return `${origin.chart}-${resolved}.tgz`;
    case "oci":
      return `${origin.repository.split("/").at(-1) ?? ""}-${resolved}.tgz`;
    case "git":
      return `${origin.url.replace(/(?:\.git)?$/, "")}@${resolved}`;
    case "file":
      return origin.url;
    case "local":
    case "undecided":
      return originInWords(origin);
    default:
      return origin satisfies never;
  }
}
