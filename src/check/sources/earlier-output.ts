import { KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import type { SourcePlace, SourceReference } from "../../sources/reference.ts";
import type { TreeFiles } from "../ports.ts";

/** What a tool printed for some clusters. */
export interface PrintedText {
  readonly bytes: Uint8Array;
  /** Names. */
  readonly clusters: readonly string[];
  /** Where what was rendered is asked for: its references have no other place in the tree. */
  readonly place: SourcePlace;
  /** What brought it, from the reference in the tree on; none: a chart of the configuration. */
  readonly by: readonly SourceReference[];
  /** What was rendered, as `Printed.path` has it. */
  readonly of: string;
  /** `namespace/name` of the Helm release; undefined: it is none. */
  readonly release?: string;
}

export interface EarlierOutput {
  /** What comes out of charts that the configuration lists, where it may refer to what is deployed from elsewhere in turn. */
  readonly printed: readonly PrintedText[];
  /** Charts that an earlier step rendered, as its output says, with the paths of that; `-` is standard input. */
  readonly charts: () => ReadonlyMap<string, readonly string[]>;
  /** Charts and kustomizations of the configuration, by the places (`placeKey`) of what they were made with of what was fetched. */
  readonly takenIn: ReadonlyMap<string, string>;
}

/** Equal for two places that begin alike. */
export function placeKey({ path, range }: SourcePlace): string {
  return `${range.startLine}:${range.startColumn} ${path}`;
}

/** Names of the charts that output says it comes from, in Helm's comments. */
export function chartsIn(
  rendered: readonly string[],
  files: TreeFiles,
  stdin: { readonly bytes: Uint8Array } | null,
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const read = (path: string, bytes: Uint8Array) => {
    const said = new Set(
      [...new TextDecoder().decode(bytes).matchAll(/^# Source: ([^/\s]+)\//gm)].map(([, name = ""]) => name),
    );
    for (const name of said) names.set(name, [...(names.get(name) ?? []), path]);
  };
  for (const path of rendered) {
    const reading = files.read(path);
    if (reading.ok) read(path, reading.value);
  }
  if (stdin !== null) read("-", stdin.bytes);
  return names;
}

/** What stands for a chart or a kustomization: it, or what it is made of, has the references that come out of it. */
export function entryPlace(files: TreeFiles, path: string): PrintedText["place"] {
  const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  const named = ["Chart.yaml", ...KUSTOMIZATION_FILES].map((name) => (path === "." ? name : `${path}/${name}`));
  return { path: named.find((own) => files.kindOf(own) === "file") ?? path, range };
}
