import type { Problem } from "../../report/report.ts";
import type { RenderFailure } from "../../rules/tree-view.ts";
import { code } from "../../text/code-span.ts";
import { guardPlace } from "../guard.ts";
import { lackingWords } from "../sources/contents.ts";
import { failureOf, placeOfWords, sourcePlace } from "./failures.ts";
import { kustomizationInputs } from "./kustomization-inputs.ts";
import { NOTHING_PRINTED, type RenderContext, type RenderedOutcome } from "./outcome.ts";
import type { PlannedSource } from "./plan.ts";
import { printedManifests } from "./printed-manifests.ts";

/** Builds a kustomization, which is the same for every cluster. */
export function buildKustomization(context: RenderContext, source: PlannedSource): RenderedOutcome {
  const { tree, guard, runner, reader, origins } = context;
  const { path, place: entry } = source;
  const configured = guardPlace(guard, entry);
  const { inputs, resources, remote, lacking, takenIn } = kustomizationInputs(tree, path, context.contents);
  const ended = (
    reading: RenderedOutcome["reading"],
    failures: RenderedOutcome["failures"] = [],
    problem: Problem | null = null,
    takenInto: RenderedOutcome["takenIn"] = [],
    outputs: RenderedOutcome["outputs"] = [],
  ): RenderedOutcome => ({ source, resources, reading, outputs, takenIn: takenInto, failures, problem });
  const failed = (message: string, advice: RenderFailure["advice"], place: RenderFailure["place"]) =>
    ended(NOTHING_PRINTED, [failureOf(source, source.clusters, { message, advice, place, configured })]);
  if (tree.follow(path).kind === "missing") {
    return failed(`there is no ${code(path)}`, "source-missing", guardPlace(guard, [...entry, "path"]));
  }
  if (remote !== null) {
    const [first] = lacking;
    const isAtFault = first !== undefined && first.cause !== "not-fetched";
    const why = isAtFault ? `in turn ${lackingWords(first)}` : `\`${remote.named}\`, which is not in this repository`;
    return failed(`it takes in ${why}`, "remote", { ...remote, yamlPath: [] });
  }
  const answer = runner.kustomize(inputs, { path });
  if (answer.ok) {
    const output = { reading: reader.ofKustomize(answer, path, origins, takenIn), clusters: source.clusters };
    const places = takenIn.map(({ by }) => by);
    const printed = [{ bytes: answer.value, clusters: source.clusters.map(({ name }) => name) }];
    return ended(printedManifests(source, [output], sourcePlace(source, inputs)), [], null, places, printed);
  }
  if (answer.reason !== "not-installed") {
    return failed(answer.message, "tool-words", placeOfWords(source, answer.message, inputs, origins));
  }
  return ended(NOTHING_PRINTED, [], NO_KUSTOMIZE);
}

const NO_KUSTOMIZE: Problem = {
  message: "The configuration has kustomizations to build, and there is neither `kustomize` nor `kubectl` on PATH.",
  remedy: "Put a step before this one that installs one of them, such as `azure/setup-kubectl`.",
};
