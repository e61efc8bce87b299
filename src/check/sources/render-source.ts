import { done, failed } from "../../base/result.ts";
import type { ToolAnswer } from "../../base/tools.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import { KUSTOMIZATION_FILES } from "../../manifests/kustomization.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import { mentionsCrd } from "../../manifests/select.ts";
import { withoutCrdsFolder } from "../../rules/helm-release.ts";
import type { ClusterView } from "../../rules/rule.ts";
import { releaseName } from "../../sources/helm-delivery.ts";
import type { HelmDelivery, SourceDelivery } from "../../sources/reference.ts";
import type { TreeFiles } from "../ports.ts";
import { asksOf, sizeOf } from "../rendering/chart-files.ts";
import { clusterGroups, curiosityOf } from "../rendering/cluster-groups.ts";
import { shownWords } from "../rendering/failures.ts";
import { kustomizationInputs } from "../rendering/kustomization-inputs.ts";
import { withoutNotes } from "../rendering/outputs.ts";
import type { Runner } from "../rendering/runner.ts";
import { addFile, addFolder, type Inputs, noInputs } from "../rendering/tool-files.ts";
import { addDependencies, type ChartParts } from "./chart-parts.ts";
import { lackingWords, type SourceContents } from "./contents.ts";
import { afterPostRenderers, asFluxApplies } from "./flux-output.ts";
import { type GivenValues, givenValues } from "./given-values.ts";
import {
  filesOf,
  isReferringFile,
  isReferringTemplate,
  MANIFEST,
  outputsOf,
  plainFiles,
  readFile,
} from "./plain-source.ts";
import type { SourceOutput, SourceRenderContext, SourceRendering } from "./source-rendering.ts";

/** Makes manifests of contents as they are delivered, or says why that cannot be done. */
export function renderContents(
  contents: SourceContents,
  delivery: SourceDelivery,
  clusters: readonly ClusterView[],
  context: SourceRenderContext,
): SourceRendering {
  switch (delivery.by) {
    case "helm": {
      const made = renderChart(contents, delivery, clusters, context);
      const { postRenderers } = delivery;
      return made.ok && postRenderers !== undefined ? done(afterPostRenderers(made.value, postRenderers)) : made;
    }
    case "kustomize": {
      const built = buildFolder(contents, clusters, context);
      return built.ok ? asFluxApplies(built.value, delivery, context.wanted) : built;
    }
    case "files":
      return plainFiles(contents, clusters, delivery, context.wanted);
    case "detect":
      return detected(contents, delivery.helm, clusters, context);
    case "none":
      return failed("what it installs is decided in the cluster");
    default:
      return delivery satisfies never;
  }
}

/** As Argo CD finds out what a folder is (util/app/discovery/discovery.go). */
function detected(
  contents: SourceContents,
  helm: HelmDelivery,
  clusters: readonly ClusterView[],
  context: SourceRenderContext,
): SourceRendering {
  const { tree, path } = contents;
  const folder = path === "." ? "" : `${path}/`;
  if (tree.kindOf(`${folder}Chart.yaml`) === "file") return renderChart(contents, helm, clusters, context);
  return KUSTOMIZATION_FILES.some((name) => tree.kindOf(folder + name) === "file")
    ? buildFolder(contents, clusters, context)
    : plainFiles(contents, clusters, { recurse: false }, context.wanted);
}

/** As kustomize-controller does: a folder without a kustomization is one of all its manifests. */
function buildFolder(
  contents: SourceContents,
  clusters: readonly ClusterView[],
  context: SourceRenderContext,
): SourceRendering {
  const { tree, path } = contents;
  const folder = path === "." ? "" : `${path}/`;
  if (tree.kindOf(path) !== "directory") return plainFiles(contents, clusters, { recurse: true }, context.wanted);
  if (!KUSTOMIZATION_FILES.some((name) => tree.kindOf(folder + name) === "file"))
    return generated(contents, clusters, context);
  const { runner } = context;
  if (runner.refused !== null) return failed(NOT_HERE);
  const { inputs, unsupported, lacking } = kustomizationInputs(tree, path, context.contents);
  const [first] = lacking;
  if (first !== undefined) return { ok: false, reason: `it takes in, in turn, ${lackingWords(first)}`, lacking };
  if (unsupported !== null) return failed(unsupported);
  if (context.wanted === "references" && !mayRefer(inputs)) return done({ outputs: [], gaps: [] });
  const answer = runner.kustomize(inputs, { path });
  if (!answer.ok) return failed(inWords(answer, "kustomize"));
  return done({
    outputs: [{ reading: withoutNotes(readManifests("", answer.value)), clusters, text: answer.value }],
    gaps: [],
  });
}

/**
 * What Flux generates a kustomization of (fluxcd/pkg, kustomize/kustomize_generator.go): YAML files below the folder, and in
 * the place of a folder that has a kustomization what that builds.
 */
function generated(
  { tree, path, root }: SourceContents,
  clusters: readonly ClusterView[],
  context: SourceRenderContext,
): SourceRendering {
  const below = path === "." ? "" : `${path}/`;
  const all = filesOf(tree).filter((file) => file.startsWith(below));
  const folders = all
    .filter((file) => KUSTOMIZATION_FILES.includes(file.slice(file.lastIndexOf("/") + 1)))
    .map((file) => file.slice(0, file.lastIndexOf("/")));
  const outer = folders.filter((folder) => !folders.some((one) => folder.startsWith(`${one}/`)));
  const plain = all.filter((file) => /\.ya?ml$/.test(file) && !outer.some((folder) => file.startsWith(`${folder}/`)));
  const outputs: SourceOutput[] = [...outputsOf(plain, tree, clusters, context.wanted)];
  const failures: Extract<SourceRendering, { ok: false }>[] = [];
  for (const folder of outer) {
    const built = buildFolder({ tree, path: folder, root }, clusters, context);
    if (!built.ok) failures.push(built);
    else for (const output of built.value.outputs) outputs.push(output);
  }
  const [first] = failures;
  if (first === undefined) return done({ outputs, gaps: [] });
  return { ...first, lacking: failures.flatMap(({ lacking = [] }) => lacking) };
}

function mayRefer({ files }: Inputs): boolean {
  return [...files.values()].some(({ from, tree }) => isReferringFile(tree, from));
}

/** As of charts of the configuration, for the same reason. */
const NOT_HERE = "nothing is rendered in a job where a stranger's code meets the repository's secrets";

function inWords(answer: Extract<ToolAnswer, { ok: false }>, tool: string): string {
  return answer.reason === "not-installed"
    ? `\`${tool}\` is not on PATH, which makes its manifests`
    : `it could not be rendered (${shownWords(answer.message)})`;
}

/** Without helm where no template can make a CRD: most charts have none, or have them in `crds/` alone. */
function renderChart(
  contents: SourceContents,
  delivery: HelmDelivery,
  clusters: readonly ClusterView[],
  context: SourceRenderContext,
): SourceRendering {
  const { tree, path } = contents;
  const inputs = noInputs();
  if (tree.kindOf(path) === "file") addFile(tree, path, inputs);
  else addFolder(tree, path, inputs);
  if (inputs.problem !== null) return failed(inputs.problem);
  const own = [...inputs.files.keys()];
  const values = givenValues(delivery, contents, context.tree);
  if (!values.ok) return values;
  const folder = path === "." ? "" : `${path}/`;
  // Packed charts have their dependencies in them, and leave out what they ignore.
  const isWhole = contents.root !== "." || !asksForMore(tree, folder);
  const refers = own.some((file) => isReferringTemplate(tree, file));
  if (context.wanted === "everything" && isWhole && !refers && !values.value.mentions) {
    const naming = own.filter((file) => namesCrd(tree, file));
    if (naming.every((file) => file.startsWith(`${folder}crds/`))) {
      for (const { name, path: file, tree: from } of values.value.files) addFile(from, file, inputs, name);
      const reading = setApart(crdsOf(tree, folder, naming), delivery);
      const size = sizeIn(contents, delivery, inputs, values.value);
      return done({ outputs: [{ reading, clusters, size }], gaps: [] });
    }
  }
  const parts = isWhole ? NO_PARTS : addDependencies(tree, path, inputs, context.contents);
  if (context.wanted === "references" && context.isReferring !== true) {
    const mayRefer =
      refers ||
      values.value.mentions ||
      // Nobody looks into a chart that is packed in another one.
      own.some((file) => file.endsWith(".tgz")) ||
      parts.trees.some((part) => filesOf(part).some((file) => isReferringTemplate(part, file)));
    if (!mayRefer || parts.lacking.length > 0) return done({ outputs: [], gaps: [], lacking: parts.lacking });
  }
  if (context.runner.refused !== null) return failed(NOT_HERE);
  for (const { name, path: file, tree: from } of values.value.files) addFile(from, file, inputs, name);
  if (inputs.problem !== null) return failed(inputs.problem);
  return render(contents, delivery, clusters, { inputs, parts, values: values.value, runner: context.runner });
}

function sizeIn(
  { path, root }: SourceContents,
  { release: name, namespace }: HelmDelivery,
  inputs: Inputs,
  values: GivenValues,
  rendered: Uint8Array | null = null,
): () => number {
  return sizeOf(inputs, {
    name,
    namespace: namespace ?? "",
    chart: path,
    isPacked: root !== ".",
    values: values.files.map((file) => file.name),
    rendered,
  });
}

const NO_PARTS: ChartParts = { lacking: [], trees: [], places: [] };

/** Whether what is in `crds/` is not all of it, or not all of that counts: helm says. */
function asksForMore(tree: TreeFiles, folder: string): boolean {
  if (tree.kindOf(`${folder}.helmignore`) === "file" || tree.kindOf(`${folder}requirements.yaml`) === "file")
    return true;
  const reading = tree.read(`${folder}Chart.yaml`);
  return !reading.ok || /^["']?dependencies/m.test(new TextDecoder().decode(reading.value));
}

function setApart(reading: ManifestReading, { crds }: HelmDelivery): ManifestReading {
  return crds === "skipped" ? withoutCrdsFolder(reading) : reading;
}

function namesCrd(tree: TreeFiles, file: string): boolean {
  const reading = tree.read(file);
  return !reading.ok || file.endsWith(".tgz") || mentionsCrd(reading.value);
}

/** What stands in the chart's own `crds/`, which helm applies as it is. */
function crdsOf(tree: TreeFiles, folder: string, files: readonly string[]): ManifestReading {
  const readings = files.filter((file) => MANIFEST.test(file)).map((file) => inChart(readFile(tree, file), folder));
  return {
    crds: readings.flatMap(({ crds }) => crds),
    partial: readings.flatMap(({ partial }) => partial),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
  };
}

function inChart(reading: ManifestReading, folder: string): ManifestReading {
  return {
    ...reading,
    crds: reading.crds.map((one) => {
      const within = one.source.path.slice(folder.length);
      return {
        ...one,
        source: { ...one.source, helmSource: `chart/${within}` },
        origin: (at) => ({ path: within, within, range: one.locate(at), isExact: true }),
      };
    }),
  };
}

function render(
  contents: SourceContents,
  delivery: HelmDelivery,
  clusters: readonly ClusterView[],
  { inputs, parts: { lacking }, values, runner }: ChartRendering,
): SourceRendering {
  const { tree, path } = contents;
  const outputs: SourceOutput[] = [];
  const reasons = lacking.map((one) => `its dependency ${lackingWords(one)}`);
  const installed = { kubeVersion: null, release: releaseName(delivery) };
  // Helm renders nothing of a chart that lacks a dependency.
  const groups = lacking.length > 0 ? [] : clusterGroups(installed, clusters, curiosityOf(inputs));
  const asks = { templates: asksOf(inputs, path), folder: null };
  for (const { clusters: own, ...asked } of groups) {
    // What only renders never says that it is an upgrade (Argo CD, util/helm/cmd.go; kustomize).
    const group = { ...asked, isUpgrade: asked.isUpgrade && delivery.ownership !== null };
    const answer = runner.helm(inputs, {
      chart: path,
      release: delivery.release,
      namespace: delivery.namespace ?? "default",
      values: values.files.map(({ name }) => name),
      set: values.set,
      ...group,
    });
    if (answer.ok)
      outputs.push({
        reading: setApart(placed(readManifests(path, answer.value)), delivery),
        clusters: own,
        text: answer.value,
        size: sizeIn(contents, delivery, inputs, values, answer.value),
        asks: { ...asks, isUpgrade: group.isUpgrade },
      });
    else reasons.push(inWords(answer, "helm"));
  }
  const [reason] = reasons;
  if (reason === undefined) return done({ outputs, gaps: [] });
  const names = [...inputs.files.keys()].filter((file) => /\/crds\//.test(`/${file}`) && namesCrd(tree, file));
  // What stands in `crds/` is delivered whatever the templates come to.
  const folder = path === "." ? "" : `${path}/`;
  const own = names.filter((file) => file.startsWith(`${folder}crds/`));
  if (outputs.length > 0 || own.length === 0 || own.length < names.length || delivery.crds === "skipped")
    return { ok: false, reason, lacking };
  return done({
    outputs: [{ reading: crdsOf(tree, folder, own), clusters }],
    gaps: [`only its \`crds/\` was: ${reason}`],
    lacking,
  });
}

interface ChartRendering {
  readonly inputs: Inputs;
  readonly parts: ChartParts;
  readonly values: GivenValues;
  readonly runner: Runner;
}

/** Where in the chart each manifest comes from, as helm says. */
function placed(reading: ManifestReading): ManifestReading {
  return {
    ...reading,
    crds: reading.crds.map((one) => {
      const within = one.source.helmSource?.split("/").slice(1).join("/") ?? null;
      return within === null
        ? one
        : {
            ...one,
            origin: () => ({ path: within, within, range: FIRST_LINE, isExact: false }),
          };
    }),
  };
}

const FIRST_LINE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
