import { createHash } from "node:crypto";
import type { ChartFacts } from "../../rules/charts.ts";
import type { SourceView } from "../../rules/tree-view.ts";
import { helmDelivery } from "../../sources/helm-delivery.ts";
import type { TreeFiles } from "../ports.ts";
import { literalGlob } from "./manifest-files.ts";

/**
 * Tells the files that a reference leads to from those of another tree: what of them may matter where they were left out, and
 * all that they are made with where they could not be made.
 * @param charts those of the tree, by path
 */
export function createFilesOf(
  files: TreeFiles,
  charts: ReadonlyMap<string, Pick<ChartFacts, "localDependencies">>,
): (view: SourceView, matters: readonly string[]) => string {
  const known = new Map<string, readonly string[]>();
  const below = (folder: string): readonly string[] => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const inside = folder === "." ? "" : `${literalGlob(folder)}/`;
    const found = files.find([`${inside}**`], ["**/.git/**", "**/node_modules/**"]).files;
    known.set(folder, found);
    return found;
  };
  const chartFiles = (folder: string, seen: Set<string>): readonly string[] => {
    if (seen.has(folder)) return [];
    seen.add(folder);
    const others = charts.get(folder)?.localDependencies ?? [];
    return [...below(folder), ...others.flatMap((one) => chartFiles(one, seen))];
  };
  return ({ reference: { origin, delivery }, cause }: SourceView, matters: readonly string[]): string => {
    const real = files.follow(origin.kind === "local" ? origin.path || "." : "");
    const values = (helmDelivery(delivery)?.values ?? []).flatMap((one) =>
      one.kind === "file" || one.kind === "in-source" ? [one.path] : [],
    );
    const isMade = cause !== "left-out" && cause !== "unread";
    const made = isMade && real.kind === "directory" ? chartFiles(real.path, new Set()) : [];
    const all = [...new Set([...matters, ...(isMade ? [...made, ...values] : [])])].sort();
    const prints = all.map((file) => [file, files.follow(file).kind === "file" ? files.identityOf(file) : null]);
    return createHash("sha256").update(JSON.stringify(prints)).digest("hex");
  };
}
