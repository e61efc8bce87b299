import type { CheckPorts, TreeFiles } from "../ports.ts";
import { literalGlob } from "../reading/manifest-files.ts";
import { addFile, type Inputs } from "./tool-files.ts";

/** The working tree, beside a commit that is rendered. */
export interface Checkout {
  readonly files: TreeFiles;
  readonly ignoredByGit: CheckPorts["ignoredByGit"];
}

/** What says which dependencies a chart has; the lock files say in which versions. */
const DEPENDENCIES = ["Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock"];

/**
 * Gives a chart of a commit the dependencies that an earlier step fetched into the working tree (`helm dependency
 * build`), which git ignores: they are the commit's own as long as it asks for the same ones.
 * @param chart the chart's folder, or an archive, which holds its own
 */
export function addVendored(tree: TreeFiles, checkout: Checkout, chart: string, inputs: Inputs): void {
  const folder = chart === "." ? "" : `${chart}/`;
  const asksForOthers = DEPENDENCIES.map((name) => folder + name).some((path) => {
    const isThere = [tree, checkout.files].some((files) => files.kindOf(path) === "file");
    return isThere && tree.identityOf(path) !== checkout.files.identityOf(path);
  });
  if (asksForOthers) return;
  const pattern = chart === "." ? "" : `${literalGlob(chart)}/`;
  const found = checkout.files.find([`${pattern}charts/**`], []).files.filter((path) => !inputs.files.has(path));
  const answer = checkout.ignoredByGit(found);
  if (!answer.ok) return;
  for (const path of found) if (answer.value.has(path)) addFile(checkout.files, path, inputs);
}
