import { errorText } from "../crd/error-text.ts";
import { isArray, isObject, type JsonObject, member, valueAt } from "../crd/json.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { predict } from "../crd/predict.ts";
import type { ApplyClient, Prediction } from "../crd/prediction.ts";
import { parseServerVersion } from "../crd/server-version.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type ManifestConsequence, quoted } from "./change.ts";
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
  const { name, before, after, old, fresh } = changed;
  const { path, line } = manifest.source;
  const consequence = (
    kind: ManifestConsequence["kind"],
    words: string,
    versions: readonly string[] = [],
  ): ManifestConsequence => ({ kind, crd: name, versions, path, line, words });
  const answer = (object: JsonObject, live: LiveCrd | null, { serverVersion }: Snapshot): Prediction =>
    predict({ manifest: object, live, server: parseServerVersion(serverVersion), client });
  const was = answer(manifest.object, before, old);
  const is = answer(manifest.object, after, fresh);
  const found: ManifestConsequence[] = [];
  if (was.outcome !== "rejected" && is.outcome === "rejected") {
    const [first] = is.errors;
    const reason = first === undefined ? "" : `: \`${errorText(first)}\``;
    found.push(consequence("refused-now", `\`${fresh.cluster}\` now refuses \`${path}\`${reason}`));
  }
  if (was.outcome === "rejected" && is.outcome === "accepted") {
    found.push(consequence("accepted-now", `\`${fresh.cluster}\` now accepts \`${path}\`, which it refused before`));
  }
  const droppable = droppableVersions(manifest.object, changed, (object) => answer(object, after, fresh));
  if (after !== null && droppable.length > 0) {
    found.push(consequence("droppable", droppableWords(droppable, path, after, fresh.cluster), droppable));
  }
  return found;
}

/** The versions that left storedVersions and that the server lets the manifest drop, all at once. */
function droppableVersions(
  manifest: JsonObject,
  { before, after }: Changed,
  answer: (manifest: JsonObject) => Prediction,
): readonly string[] {
  const versions = valueAt(manifest, ["spec", "versions"]);
  if (before === null || after === null || !isArray(versions)) return [];
  const left = before.storedVersions.filter(
    (version) => !after.storedVersions.includes(version) && versions.some((entry) => member(entry, "name") === version),
  );
  const spec = member(manifest, "spec");
  if (left.length === 0 || !isObject(spec)) return [];
  const without = (dropped: readonly string[]): JsonObject => ({
    ...manifest,
    spec: { ...spec, versions: versions.filter((entry) => !dropped.includes(String(member(entry, "name")))) },
  });
  const isAccepted = (dropped: readonly string[]) => answer(without(dropped)).outcome === "accepted";
  if (isAccepted(left)) return left;
  return left.filter((version) => isAccepted([version])).slice(0, 1);
}

/**
 * "Safe" takes two things: that the server accepts it, which was predicted, and that no object is at the version any
 * more, which only who pruned the list knows, unless the cluster was seen without objects.
 */
function droppableWords(dropped: readonly string[], path: string, after: LiveCrd, cluster: string): string {
  const served = after.versions.filter((version) => version.served && dropped.includes(version.name));
  const clients =
    served.length === 0
      ? ""
      : `; it still serves ${quoted(served.map(({ name }) => name))}: see first that nobody asks for it`;
  const proviso =
    after.hasObjects === false ? "" : ", as long as every object was rewritten before the list was pruned";
  return `\`${cluster}\` now stores ${quoted(after.storedVersions)}: dropping ${quoted(dropped)} from \`${path}\` is safe there${proviso}${clients}`;
}
