import type { Report } from "./report.ts";

/** One thing that was left open, of the CRDs of a file that share it. */
export interface UndecidedLine {
  readonly crds: readonly [string, ...string[]];
  /** The file of the manifests. */
  readonly file: string;
  readonly clusters: readonly string[];
  /** "": of no place. */
  readonly path: string;
  readonly reason: string;
}

/** What was left open, in the order of the predictions; what CRDs of one file have in common once. */
export function undecidedLines({ predictions }: Pick<Report, "predictions">): readonly UndecidedLine[] {
  const lines = new Map<string, { readonly line: Omit<UndecidedLine, "crds">; readonly crds: [string, ...string[]] }>();
  for (const { crd, clusters, source, undecided } of predictions) {
    for (const { path, reason } of undecided) {
      const key = JSON.stringify([source.path, clusters, path, reason]);
      const known = lines.get(key);
      if (known === undefined) lines.set(key, { line: { file: source.path, clusters, path, reason }, crds: [crd] });
      else if (!known.crds.includes(crd)) known.crds.push(crd);
    }
  }
  return [...lines.values()].map(({ line, crds }) => ({ ...line, crds }));
}
