import type { SkippedPath } from "../../base/files.ts";
import { done, failed } from "../../base/result.ts";
import { costFault } from "../../config/glob-cost.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { mayHoldValues } from "../../sources/flux/config-data.ts";
import { mayHoldReferences } from "../../sources/objects.ts";
import type { SourceDelivery } from "../../sources/reference.ts";
import { code } from "../../text/code-span.ts";
import { counted } from "../../text/listing.ts";
import { matchesGlob } from "../judging/targets.ts";
import type { TreeFiles } from "../ports.ts";
import { NOTHING_PRINTED } from "../rendering/outcome.ts";
import type { SourceContents } from "./contents.ts";
import type { SourceOutput, SourceRenderContext, SourceRendering } from "./source-rendering.ts";

/** What a folder without a kustomization is one of. */
export const MANIFEST = /\.(?:ya?ml|json)$/;
/** What Argo CD makes manifests of without a tool (reposerver/repository/repository.go, manifestFile). */
const TAKEN = /\.(?:ya?ml|json|jsonnet)$/;

type PlainFiles = Extract<SourceDelivery, { by: "files" }>;

/** The manifests of a file or folder that no tool builds, as Argo CD takes them. */
export function plainFiles(
  { tree, path }: SourceContents,
  clusters: readonly ClusterView[],
  { recurse, include, exclude }: Pick<PlainFiles, "recurse" | "include" | "exclude">,
  wanted: SourceRenderContext["wanted"],
): SourceRendering {
  const kind = tree.kindOf(path);
  const found = tree.find(["**"], ["**/.git/**"]);
  if (kind !== "file" && kind !== "directory") {
    const link = found.skipped.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    return failed(link === undefined ? `there is no ${code(path)} in it` : skippedWords(link));
  }
  const costly = [include, exclude].find((pattern) => pattern !== undefined && costFault(pattern) !== null);
  if (costly !== undefined) return failed("its `include` or `exclude` takes too long to match");
  if (kind === "file") return done({ outputs: outputsOf([path], tree, clusters, wanted), gaps: [] });
  const below = path === "." ? "" : `${path}/`;
  const isTaken = (file: string) =>
    file.startsWith(below) &&
    TAKEN.test(file) &&
    (recurse || !file.slice(below.length).includes("/")) &&
    (include === undefined || matchesGlob(file.slice(below.length), [include])) &&
    (exclude === undefined || !matchesGlob(file.slice(below.length), [exclude]));
  const files = found.files.filter(isTaken);
  const gaps = [
    // It would follow one to a file of the repository.
    ...found.skipped.filter((one) => isTaken(one.path)).map(skippedWords),
    ...files.filter((file) => !MANIFEST.test(file)).map((file) => `\`${file}\` is for jsonnet, which is not run here`),
  ];
  const manifests = files.filter((file) => MANIFEST.test(file));
  return done({ outputs: outputsOf(manifests, tree, clusters, wanted), gaps: firstAndMore(gaps) });
}

function skippedWords({ path, reason }: SkippedPath): string {
  return `${code(path)} is ${reason}`;
}

/** Of thousands one is enough to see what it is about. */
function firstAndMore(gaps: readonly string[]): readonly string[] {
  const [first, ...more] = gaps;
  if (first === undefined || more.length === 0) return gaps;
  return [`${first}; ${counted(more.length, "more file")} of it ${more.length === 1 ? "was" : "were"} not read either`];
}

export function outputsOf(
  files: readonly string[],
  tree: TreeFiles,
  clusters: readonly ClusterView[],
  wanted: SourceRenderContext["wanted"],
): readonly SourceOutput[] {
  if (wanted === "everything")
    return files.map((file) => ({ reading: readFile(tree, file), clusters, ...textOf(tree, file) }));
  if (!files.some((file) => isReferringFile(tree, file))) return [];
  const looked = files.filter((file) => isReferringFile(tree, file) || isHoldingValues(tree, file));
  return looked.map((file) => ({ reading: NOTHING_PRINTED, clusters, ...textOf(tree, file) }));
}

function isHoldingValues(tree: TreeFiles, file: string): boolean {
  const { text } = textOf(tree, file);
  return text !== undefined && mayHoldValues(text);
}

/** Whether a file may hold objects that refer to more. */
export function isReferringFile(tree: TreeFiles, file: string): boolean {
  const { text } = textOf(tree, file);
  return text !== undefined && mayHoldReferences("", text);
}

/** Whether a template may refer to more. */
export function isReferringTemplate(tree: TreeFiles, file: string): boolean {
  return file.includes("templates/") && isReferringFile(tree, file);
}

function textOf(tree: TreeFiles, file: string): Pick<SourceOutput, "text"> {
  const reading = tree.read(file);
  return reading.ok ? { text: reading.value } : {};
}

/** Each manifest knows its file as Helm would write it. */
export function readFile(tree: TreeFiles, file: string): ManifestReading {
  const reading = tree.read(file);
  const found = readManifests(file, reading.ok ? reading.value : new Uint8Array());
  return {
    ...found,
    crds: found.crds.map((one) => ({
      ...one,
      origin: (at) => ({ path: file, within: file, range: one.locate(at), isExact: true }),
    })),
  };
}

/** All files of contents. */
export function filesOf(tree: TreeFiles): readonly string[] {
  return tree.find(["**"], ["**/.git/**"]).files;
}
