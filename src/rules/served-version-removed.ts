import { type LiveCrd, liveStorageVersion } from "../crd/live-crd.ts";
import { isOlderVersion } from "../crd/version-order.ts";
import { code } from "../text/code-span.ts";
import { counted, quoted } from "../text/listing.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { type ObjectsPlace, objectsPlace } from "./live-objects.ts";
import { hasVersionName, servedPath, servedVersions } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleContext, Severity } from "./rule.ts";
import { revertedStorage } from "./storage-version-reverted.ts";
import type { ApiUse } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, type RemedyStep, words } from "./words/finding-words.ts";
import { canCommand, rewriteCommand } from "./words/object-commands.ts";
import { crdsInWords, crdsOf, verb, whereInWords } from "./words/subjects.ts";

interface ServedVersionRemovedDetail {
  readonly kind: "served-version-removed";
  /** `none-left`: the manifest serves no version at all. */
  readonly cause: "used" | "has-objects" | "not-counted" | "none-left";
  readonly apiVersion: string;
  readonly objectKind: string;
  /** Versions that the manifest serves. */
  readonly served: readonly string[];
  readonly uses: readonly ApiUse[];
  /** null: the version stays in spec.versions. Else where objects can be rewritten before and after, if anywhere. */
  readonly gone: ObjectsPlace | null;
}

/** A version that clients can use today would no longer be served: whoever asks for it gets `no matches for kind`. */
export const servedVersionRemoved: BundleRule<"served-version-removed", ServedVersionRemovedDetail> = {
  meta: {
    id: "served-version-removed",
    severity: { check: "warning", gate: "warning" },
    summary: "A version that is served today would not be any more, and manifests still use it or objects exist.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    const asked = new Set<string>();
    riskFindings(context, "served-version-removed", (one) => {
      for (const version of unservedVersions(one)) asked.add(`${one.live.group}/${version}`);
      return [];
    });
    if (asked.size === 0) return [];
    const uses = usesByApi(context, [...asked].sort());
    return riskFindings(context, "served-version-removed", (one) => {
      const served = servedVersions(one.manifest);
      // The same for all versions of a case, and made only where one is gone.
      let place: ObjectsPlace | undefined;
      const rewriteAt = () => {
        place ??= rewritePlace(one.live, served);
        return place;
      };
      return unservedVersions(one).flatMap((version) => riskOf(one, version, { uses, served, rewriteAt }));
    });
  },
  words: (group) => servedVersionWords(group),
  line: ({ apiVersion }) => `\`${apiVersion.slice(apiVersion.indexOf("/") + 1)}\``,
  places: ({ uses }) =>
    uses.map(({ path, line, kind, apiVersion }) => ({ path, line, text: `${code(kind)} at ${code(apiVersion)}` })),
};

const SEVERITIES: Record<ServedVersionRemovedDetail["cause"], Severity> = {
  used: "warning",
  "has-objects": "warning",
  "none-left": "warning",
  "not-counted": "info",
};

/** Going back to an older storage version is one cause, which names the newer versions itself. */
export function unservedVersions(one: LiveCase): readonly string[] {
  const { live, manifest } = one;
  const served = new Set(servedVersions(manifest));
  const reverted = revertedStorage(one);
  return live.versions
    .filter((version) => version.served && !served.has(version.name))
    .map(({ name }) => name)
    .filter((name) => reverted === null || !isOlderVersion(reverted.manifest, name));
}

function usesByApi({ usesOf }: RuleContext, apiVersions: readonly string[]): ReadonlyMap<string, readonly ApiUse[]> {
  const found = new Map<string, ApiUse[]>();
  for (const use of usesOf(apiVersions)) {
    const key = `${use.apiVersion} ${use.kind}`;
    const uses = found.get(key);
    if (uses === undefined) found.set(key, [use]);
    else uses.push(use);
  }
  return found;
}

function riskOf(
  { live, manifest, cluster }: LiveCase,
  version: string,
  known: {
    readonly uses: ReadonlyMap<string, readonly ApiUse[]>;
    readonly served: readonly string[];
    readonly rewriteAt: () => ObjectsPlace;
  },
): readonly Risk<ServedVersionRemovedDetail>[] {
  const { group, names, hasObjects } = live;
  const apiVersion = `${group}/${version}`;
  const uses = [names.kind, names.listKind ?? `${names.kind}List`]
    .flatMap((kind) => known.uses.get(`${apiVersion} ${kind}`) ?? [])
    .filter(({ clusters }) => clusters.includes(cluster.name));
  const { served, rewriteAt } = known;
  const cause = causeOf(uses, served, hasObjects);
  if (cause === null) return [];
  return [
    {
      severity: SEVERITIES[cause],
      version,
      yamlPath: servedPath(manifest, version),
      detail: {
        kind: "served-version-removed",
        cause,
        apiVersion,
        objectKind: names.kind,
        served,
        uses,
        gone: hasVersionName(manifest, version) ? null : rewriteAt(),
      },
    },
  ];
}

/** At the storage version if it is served today and stays so: a write at another drops what only that one has. */
function rewritePlace(live: LiveCrd, served: readonly string[]): ObjectsPlace {
  const place = objectsPlace(live);
  const { version } = place;
  return version === liveStorageVersion(live) && served.includes(version) ? place : { ...place, version: "" };
}

function causeOf(
  uses: readonly ApiUse[],
  served: readonly string[],
  hasObjects: boolean | "unknown" | undefined,
): ServedVersionRemovedDetail["cause"] | null {
  if (uses.length > 0) return "used";
  if (hasObjects === false) return null;
  if (served.length === 0) return "none-left";
  return hasObjects === true ? "has-objects" : "not-counted";
}

/** @param group one finding a version and cluster, all of one cause */
function servedVersionWords(group: FindingGroup<ServedVersionRemovedDetail>): FindingWords {
  const { message, remedy } = servedWords(group);
  const gone = goneVersions(group);
  return gone === ""
    ? { message: `${message}.`, remedy }
    : {
        message: `${message}${OWNERS}.`,
        remedy: { ...remedy, steps: [...remedy.steps, { text: gone }, ...rewriteSteps(group)] },
      };
}

const OWNERS =
  "; server-side apply fails on an object whose managedFields still name a version that leaves spec.versions";

/**
 * What happens to objects whose owners of fields are recorded at a version that no longer is: docs/runbook-evidence.md §2.
 * Executed with objects: test/kubernetes/stored-data.test.ts.
 */
function goneVersions(group: FindingGroup<ServedVersionRemovedDetail>): string {
  const gone = group.filter(({ detail }) => detail.gone !== null);
  const apiVersions = [...new Set(gone.map(({ detail }) => detail.apiVersion))];
  const [first] = apiVersions;
  if (first === undefined) return "";
  const [leave, name] = apiVersions.length === 1 ? ["leaves", "it"] : ["leave", "them"];
  return `${quoted(apiVersions)} ${leave} spec.versions of ${crdsInWords(gone)} altogether: server-side apply of an object whose managedFields still name ${name} fails then, at every version: \`request to convert CR to an invalid group/version: ${first}\`.`;
}

/** More CRDs than this are rewritten in the same way, without a command for each. */
const MOST_COMMANDS = 3;

function rewriteSteps(group: FindingGroup<ServedVersionRemovedDetail>): readonly RemedyStep[] {
  const places = new Map(
    group.flatMap(({ crd = "", detail: { gone } }) => (gone === null ? [] : [[crd, gone] as const])),
  );
  const commands = [...places].filter(([, at]) => canCommand(at));
  const more = places.size - Math.min(commands.length, MOST_COMMANDS);
  return [
    ...commands.slice(0, MOST_COMMANDS).map(([crd, at]) => ({
      text: `Before the version goes, or once the error is there, rewrite the objects of ${code(crd)}, which renames it in their managedFields (set CTX to the cluster's kubectl context; the last line must be \`all rewritten\`):`,
      command: rewriteCommand(at),
    })),
    ...(more > 0
      ? [
          {
            text:
              commands.length === 0
                ? `Before the version goes, or once the error is there, rewrite the objects of ${counted(more, "CRD")} at the storage version, which has to be served for as long as that takes.`
                : `Rewrite the objects of ${counted(more, "more CRD")} in the same way, at the storage version, which has to be served then.`,
          },
        ]
      : []),
  ];
}

/** The message without the full stop at its end. */
function servedWords(group: FindingGroup<ServedVersionRemovedDetail>): FindingWords {
  const details = detailsOf(group);
  const apiVersions = [...new Set(details.map(({ apiVersion }) => apiVersion))];
  const lead = `${quoted(apiVersions)} of ${crdsInWords(group)} ${apiVersions.length === 1 ? "is" : "are"} served on ${whereInWords(group)} today and would not be any more`;
  const [{ cause, objectKind }] = details;
  const kind = crdsOf(group).length === 1 ? code(objectKind) : "an object of its kind";
  const stuck = `a Helm release that holds ${kind} at that version can neither be upgraded nor rolled back`;
  const next = keptServed(details);
  const change =
    next.length === 0
      ? "Serve at least one version"
      : `Change \`apiVersion\` to ${quoted(next)} where the old one is used (in manifests, templates, Helm releases by their next upgrade)`;
  const wait = ", and keep `served: true` until that is delivered.";
  const fields = "Look at fields that the schemas do not share; a stored object is read through any served version.";
  switch (cause) {
    case "used": {
      const uses = new Set(details.flatMap((detail) => detail.uses.map(({ path, line }) => `${path}:${line}`)));
      return words(
        `${lead}, and ${counted(uses.size, "place")} in this tree still ${uses.size === 1 ? "uses" : "use"} it: whoever asks for it is told \`no matches for kind\`, and ${stuck}`,
        `${change}${wait}`,
        next.length === 0 ? [] : [fields],
      );
    }
    case "has-objects":
      return words(
        `${lead}, and there are objects: whoever asks for it (no file of this tree, but controllers, Helm releases and people may) is told \`no matches for kind\`, and ${stuck}`,
        `${change}${wait}`,
        next.length === 0 ? [] : [fields],
      );
    case "none-left":
      return words(
        `${lead}, and no version would be: ${verb(group, "its", "their")} objects can be neither read nor changed nor deleted by anybody until one is served again`,
        `${change}; if ${verb(group, "the CRD is", "the CRDs are")} to go, delete the objects first.`,
      );
    case "not-counted":
      return words(
        `${lead}; no file of this tree uses it, and whether there are objects was not counted`,
        `Make sure that no controller, Helm release or other repository still asks for it; ${change.charAt(0).toLowerCase()}${change.slice(1)}.`,
        next.length === 0 ? [] : [fields],
      );
  }
}

/** The versions that are served on every one of the clusters and CRDs of an API group afterwards. */
function keptServed(details: readonly ServedVersionRemovedDetail[]): readonly string[] {
  const groups = new Map<string, Set<readonly string[]>>();
  for (const { apiVersion, served } of details) {
    const group = apiVersion.slice(0, apiVersion.indexOf("/"));
    // All versions of one CRD on one cluster have the same list.
    groups.set(group, (groups.get(group) ?? new Set()).add(served));
  }
  return [...groups].flatMap(([group, [first = [], ...rest]]) => {
    const others = rest.map((served) => new Set(served));
    return first
      .filter((version) => others.every((served) => served.has(version)))
      .slice(0, 3)
      .map((version) => `${group}/${version}`);
  });
}
