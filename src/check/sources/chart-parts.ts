import { createHash } from "node:crypto";
import { missingDependencies } from "../../sources/chart-dependencies.ts";
import type { SourcePlace } from "../../sources/reference.ts";
import type { TreeFiles } from "../ports.ts";
import { literalGlob } from "../reading/manifest-files.ts";
import { addFile, addFolder, type Inputs } from "../rendering/tool-files.ts";
import type { Contents, Lacking } from "./contents.ts";
import { memoryTree } from "./fetched-tree.ts";

export interface ChartParts {
  /** What is not at hand of them. */
  readonly lacking: readonly Lacking[];
  /** What they are: trees of packed charts. */
  readonly trees: readonly TreeFiles[];
  /** Where the chart asks for those that it is given. */
  readonly places: readonly SourcePlace[];
}

/**
 * Gives a chart the dependencies that nobody vendored in its `charts/`, as `helm dependency build` would have downloaded
 * them (and Argo CD and Flux's source-controller for a chart of a git repository): archives of what was fetched, and
 * folders of the same tree where they are named by `file://`.
 * @param chart its folder
 */
export function addDependencies(tree: TreeFiles, chart: string, inputs: Inputs, contents: Contents): ChartParts {
  const lacking: Lacking[] = [];
  const trees: TreeFiles[] = [];
  const places: SourcePlace[] = [];
  const folder = chart === "." ? "" : chart;
  const asked = missingDependencies(folder, {
    read: (path) => {
      const reading = tree.kindOf(path) === "file" ? tree.read(path) : null;
      return reading?.ok === true ? Uint8Array.from(reading.value) : null;
    },
    list: (below) => tree.find([`${literalGlob(below)}/**`], []).files,
  });
  for (const { name, version, origin, place } of asked) {
    const named = version === null ? name : `${name} ${version}`;
    const at = `${folder === "" ? "" : `${folder}/`}charts/${name}`;
    // An earlier step may have brought it, which is in no tree of a commit.
    if ([...inputs.files.keys()].some((file) => file.startsWith(`${at}/`) || isArchiveOf(file, at))) continue;
    if (origin.kind === "undecided") {
      lacking.push({ named, origin: null, reason: origin.reason, cause: "undecided" });
      continue;
    }
    if (origin.kind === "local") {
      addFolder(tree, origin.path === "" ? "." : origin.path, inputs, at);
      places.push(place);
      continue;
    }
    const found = contents.of(origin);
    const packed = found.ok ? found.value.packed() : found;
    if (!found.ok) lacking.push({ named, origin, reason: found.reason, cause: found.cause });
    else if (!packed.ok) lacking.push({ named, origin, reason: packed.reason, cause: "failed" });
    else {
      trees.push(found.value.tree);
      places.push(place);
      const { resolved, digest } = found.value.entry;
      const archive = memoryTree(digest, new Map([["chart.tgz", packed.value]]));
      // Any name that helm takes for an archive will do; two versions of one chart are two.
      const suffix = createHash("sha256").update(`${resolved} ${digest}`).digest("hex").slice(0, 12);
      addFile(archive, "chart.tgz", inputs, `${at}-${suffix}.tgz`);
    }
  }
  return { lacking, trees, places };
}

function isArchiveOf(file: string, at: string): boolean {
  return file.startsWith(`${at}-`) && /^v?\d[^/]*\.tgz$/.test(file.slice(at.length + 1));
}
