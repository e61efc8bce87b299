import { isArray, isObject, type JsonObject, member, valueAt } from "../base/json.ts";
import { parseServerVersion } from "../base/server-version.ts";
import type { CelCompiler } from "../crd/cel-compiler.ts";
import { errorText } from "../crd/error-text.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { predict } from "../crd/predict.ts";
import type { ApplyClient, Prediction } from "../crd/prediction.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type Compared, type ManifestConsequence, quoted } from "./change.ts";
import type { Snapshot } from "./snapshot.ts";

/** A manifest of the repository that is meant for the cluster, and how it gets there. */
export interface TargetedManifest {
  readonly manifest: CrdManifest;
  readonly client: ApplyClient;
}

interface Changed {
  readonly name: string;
  readonly before: LiveCrd | null;
  readonly after: LiveCrd | null;
  readonly old: Snapshot;
  readonly fresh: Snapshot;
  readonly manifests: readonly TargetedManifest[];
  readonly cel: CelCompiler | null;
}

/** What the change of one CRD means for the manifests that have it: by the API server's own decision, never by guess. */
export function manifestConsequences(changed: Changed): readonly ManifestConsequence[] {
  const { name, old, fresh, manifests } = changed;
  const group = name.slice(name.indexOf(".") + 1);
  if ([old, fresh].some(({ selection }) => selection?.exclude.includes(group) === true)) return [];
  return manifests
    .filter(({ manifest }) => manifest.name === name)
    .sort((a, b) => compare(a.manifest, b.manifest))
    .flatMap((targeted) => consequencesOf(targeted, changed));
}

function compare({ source: a }: CrdManifest, { source: b }: CrdManifest): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line;
}

function consequencesOf({ manifest, client }: TargetedManifest, changed: Changed): readonly ManifestConsequence[] {
  const { name, before, after, old, fresh, cel } = changed;
  const { path, line } = manifest.source;
  const consequence = (
    kind: ManifestConsequence["kind"],
    what: string,
    versions: readonly string[] = [],
  ): ManifestConsequence => ({ kind, crd: name, versions, path, line, what, words: `\`${fresh.cluster}\` ${what}` });
  const answer = (object: JsonObject, live: LiveCrd | null, { serverVersion }: Snapshot): Prediction =>
    predict({ manifest: object, live, server: parseServerVersion(serverVersion), client, cel });
  const was = answer(manifest.object, before, old);
  const is = answer(manifest.object, after, fresh);
  const found: ManifestConsequence[] = [];
  if (was.outcome !== "rejected" && is.outcome === "rejected") {
    found.push(consequence("refused-now", `now refuses ${refusal(path, is)}`));
  }
  if (was.outcome === "rejected" && is.outcome === "accepted") {
    found.push(consequence("accepted-now", `now accepts \`${path}\`, which it refused before`));
  }
  if (was.outcome === "rejected" && is.outcome === "undecided") {
    const words = `no longer refuses \`${path}\` for what it refused before; undecided: ${openQuestions(is)}`;
    found.push(consequence("no-longer-refused", words));
  }
  const droppable = droppableVersions(manifest.object, changed, (object) => answer(object, after, fresh));
  if (after !== null && droppable !== null) {
    const { versions, prediction } = droppable;
    const kind = prediction.outcome === "accepted" ? "droppable" : "unblocked";
    found.push(consequence(kind, droppableWords(droppable, path, after), versions));
  }
  return found;
}

function refusal(path: string, { errors: [first] }: Prediction): string {
  return `\`${path}\`${first === undefined ? "" : `: \`${errorText(first)}\``}`;
}

/** What a cluster that is recorded for the first time refuses: nobody has said it before. */
export function firstConsequences(
  fresh: Snapshot,
  manifests: readonly TargetedManifest[],
  cel: CelCompiler | null,
): readonly ManifestConsequence[] {
  return [...manifests]
    .sort((a, b) => compare(a.manifest, b.manifest))
    .flatMap((targeted) => {
      const prediction = predictionOn(fresh, targeted, cel);
      if (prediction?.outcome !== "rejected") return [];
      const { name, source } = targeted.manifest;
      const what = `refuses ${refusal(source.path, prediction)}`;
      const words = `\`${fresh.cluster}\` ${what}`;
      return [{ kind: "refused-now", crd: name, versions: [], path: source.path, line: source.line, words, what }];
    });
}

/** What the cluster answers to all of them. */
export function comparedWith(
  fresh: Snapshot,
  manifests: readonly TargetedManifest[],
  cel: CelCompiler | null = null,
): Compared {
  const outcomes = manifests.map((targeted) => predictionOn(fresh, targeted, cel)?.outcome ?? "undecided");
  return {
    manifests: manifests.length,
    refused: outcomes.filter((outcome) => outcome === "rejected").length,
    undecided: outcomes.filter((outcome) => outcome === "undecided").length,
  };
}

/** null: the snapshot leaves out the CRD's group, and nothing is known. */
function predictionOn(
  fresh: Snapshot,
  { manifest, client }: TargetedManifest,
  cel: CelCompiler | null,
): Prediction | null {
  const { name, object } = manifest;
  if (fresh.selection?.exclude.includes(name.slice(name.indexOf(".") + 1)) === true) return null;
  const live = Object.hasOwn(fresh.crds, name) ? (fresh.crds[name] ?? null) : null;
  return predict({ manifest: object, live, server: parseServerVersion(fresh.serverVersion), client, cel });
}

/** What the prediction leaves open, in its first words. */
function openQuestions({ undecided }: Prediction): string {
  const [first, ...rest] = undecided;
  return `${first?.reason ?? ""}${rest.length === 0 ? "" : `, and ${rest.length} more`}`;
}

interface Droppable {
  readonly versions: readonly string[];
  /** The answer to the manifest without them; not a refusal. */
  readonly prediction: Prediction;
}

/** The versions that left storedVersions and that the manifest still has, where the server does not refuse it without. */
function droppableVersions(
  manifest: JsonObject,
  { before, after }: Changed,
  answer: (manifest: JsonObject) => Prediction,
): Droppable | null {
  const versions = valueAt(manifest, ["spec", "versions"]);
  if (before === null || after === null || !isArray(versions)) return null;
  const left = before.storedVersions.filter(
    (version) => !after.storedVersions.includes(version) && versions.some((entry) => member(entry, "name") === version),
  );
  const spec = member(manifest, "spec");
  if (left.length === 0 || !isObject(spec)) return null;
  const without = (dropped: readonly string[]): Droppable => {
    const kept = versions.filter((entry) => !dropped.includes(String(member(entry, "name"))));
    return { versions: dropped, prediction: answer({ ...manifest, spec: { ...spec, versions: kept } }) };
  };
  // All at once, or else the first that may go alone.
  const ways = [left, ...left.map((version) => [version])].map(without);
  return ways.find(({ prediction }) => prediction.outcome !== "rejected") ?? null;
}

/**
 * "Safe" takes two things: that the server accepts it, which was predicted, and that no object is at the version any
 * more, which only who pruned the list knows, unless the cluster was seen without objects.
 */
function droppableWords({ versions, prediction }: Droppable, path: string, after: LiveCrd): string {
  const dropped = quoted(versions);
  const now = `now stores ${quoted(after.storedVersions)}`;
  if (prediction.outcome !== "accepted") {
    return `${now}: nothing stored keeps ${dropped} in \`${path}\` any more; whether it accepts the file without is undecided: ${openQuestions(prediction)}`;
  }
  const served = after.versions.filter((version) => version.served && versions.includes(version.name));
  const clients =
    served.length === 0
      ? ""
      : `; it still serves ${quoted(served.map(({ name }) => name))}: see first that nobody asks for it`;
  const proviso =
    after.hasObjects === false ? "" : ", as long as every object was rewritten before the list was pruned";
  return `${now}: dropping ${dropped} from \`${path}\` is safe there${proviso}${clients}`;
}
