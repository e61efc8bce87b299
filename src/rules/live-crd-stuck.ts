import { type LiveCrd, liveStorageVersion, liveVersionNames } from "../crd/live-crd.ts";
import { code } from "../text/code-span.ts";
import { quoted } from "../text/listing.ts";
import { byCase, findingFromError } from "./finding-from-error.ts";
import type { ObjectsPlace } from "./live-objects.ts";
import { objectsPlace } from "./live-objects.ts";
import { snapshotPlace } from "./place.ts";
import type { BundleRule, ClusterView, FindingGroup, RuleContext, RuleFinding } from "./rule.ts";
import { missingVersion } from "./stored-version-facts.ts";
import type { FindingWords } from "./words/finding-words.ts";
import { keptVersion } from "./words/kept-version.ts";
import {
  countCommand,
  pruneCommand,
  rewriteCommand,
  SET_CTX,
  showCommand,
  withCommand,
} from "./words/object-commands.ts";
import { perCluster } from "./words/per-cluster.ts";
import { whereInWords } from "./words/subjects.ts";

interface LiveCrdStuckDetail {
  readonly kind: "live-crd-stuck";
  /** `refused`: this tree has a manifest of the CRD, and the server refuses it for that reason. */
  readonly cause: "refused" | "no-manifest";
  readonly storedVersions: readonly string[];
  /** Those of them that the live `spec.versions` lacks. */
  readonly missing: readonly string[];
  readonly liveStorage: string;
  readonly objects: ObjectsPlace;
}

type Found = RuleFinding<"live-crd-stuck", LiveCrdStuckDetail>;

/**
 * status.storedVersions of a live CRD names a version that its own spec.versions lacks. Only a write of the status can do
 * that, which the server does not check; from then on it refuses every write of the CRD without that version, even of
 * an annotation.
 */
export const liveCrdStuck: BundleRule<"live-crd-stuck", LiveCrdStuckDetail> = {
  meta: {
    id: "live-crd-stuck",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A live CRD's status.storedVersions names a version that its own spec.versions lacks: no write of it passes.",
    hasCrd: true,
    about: "cluster",
    perCrd: true,
    perStoredVersion: true,
  },
  check: (context) => [...refusedManifests(context), ...withoutManifest(context)],
  words: (group) => liveCrdStuckWords(group),
  line: () => "",
};

function refusedManifests(context: RuleContext): readonly Found[] {
  return byCase(context.errorsOf("live-crd-stuck")).flatMap((errors) => {
    const { live, manifest } = errors[0].case;
    if (live === null) return [];
    const detail = detailOf(live, "refused");
    return errors.map((claimed): Found => {
      const finding = findingFromError(claimed, detail, missingVersion(claimed));
      return { ...finding, severity: "error", together: manifest.name };
    });
  });
}

/** A manifest that the cluster takes brings the version back; one that it refuses is told of already. */
function withoutManifest(context: RuleContext): readonly Found[] {
  // Where only some paths were looked at, the manifest may stand in another.
  if (!context.whole) return [];
  const withManifest = new Set(context.cases.map(({ cluster, manifest }) => `${cluster.name} ${manifest.name}`));
  return context.clusters.flatMap((cluster) =>
    Object.entries(cluster.loaded.snapshot.crds).flatMap(([crd, live]) => {
      if (withManifest.has(`${cluster.name} ${crd}`)) return [];
      const detail = detailOf(live, "no-manifest");
      return detail.missing.map((version) => stuckFinding(cluster, crd, detail, version));
    }),
  );
}

function stuckFinding(cluster: ClusterView, crd: string, detail: LiveCrdStuckDetail, version: string): Found {
  return {
    rule: "live-crd-stuck",
    crd,
    version,
    cluster: cluster.name,
    place: snapshotPlace(cluster, crd, "storedVersions"),
    related: [],
    together: crd,
    detail,
  };
}

/** The same for all its missing versions: made once, for they may be thousands. */
function detailOf(live: LiveCrd, cause: LiveCrdStuckDetail["cause"]): LiveCrdStuckDetail {
  return {
    kind: "live-crd-stuck",
    cause,
    storedVersions: live.storedVersions,
    missing: live.storedVersions.filter((stored) => !liveVersionNames(live).has(stored)),
    liveStorage: liveStorageVersion(live) ?? "",
    objects: objectsPlace(live),
  };
}

/**
 * No object can be stored at a version that the CRD does not have, or every list would fail: so the proof that the
 * version may go is a rewrite of all of them that succeeds. Executed with objects: test/kubernetes/lifecycle.test.ts.
 */
function liveCrdStuckWords(group: FindingGroup<LiveCrdStuckDetail>): FindingWords {
  const [{ detail }] = group;
  const crd = group[0].crd ?? "";
  const names = quoted([...new Set(group.flatMap(({ version }) => version ?? []))]);
  const clusters = new Map(
    group.flatMap(({ cluster, detail: one }) => (cluster === undefined ? [] : [[cluster, one] as const])),
  );
  const entries = [...clusters].map(([cluster, one]) => ({ cluster, one }));
  const refused = detail.cause === "refused" ? "as this manifest does not" : "as no manifest here does";
  return {
    message: `status.storedVersions of ${code(crd)} on ${whereInWords(group)} names ${names}, which the live CRD itself does not have: the server refuses every write of it, even of a label, that does not bring that version back, ${refused}.`,
    remedy: {
      summary: `See that every object can be read and rewritten, then take ${names} off the list with a guarded patch.`,
      steps: [
        ...perCluster(entries, ({ one }) => ({
          text: `${SET_CTX} This must print \`${one.liveStorage}\`, at which objects are written today, and the list as the snapshot has it:`,
          command: showCommand(crd),
        })),
        ...perCluster(entries, ({ one }) => ({
          text: canRewrite(one)
            ? "Count the objects:"
            : `Count the objects, which reads each of them. They are not rewritten: \`${one.liveStorage}\` is not served, and a write at another version drops what only \`${one.liveStorage}\` has. ${ifStored(names)}`,
          ...withCommand(one.objects, countCommand),
        })),
        ...perCluster(entries, ({ one }) =>
          canRewrite(one)
            ? {
                text: `Rewrite every object: the last line must be \`all rewritten\`. ${ifStored(names)}`,
                ...withCommand(one.objects, rewriteCommand),
              }
            : null,
        ),
        ...perCluster(entries, ({ one }) => ({
          text: `Only after ${canRewrite(one) ? "`all rewritten`" : "a count without an error"}: take ${quoted(one.missing)} off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.`,
          command: pruneCommand(crd, one.storedVersions, without(one.storedVersions, new Set(one.missing))),
        })),
        { text: "Count again: the number must be the same. From here on the CRD can be written." },
        { text: "Only if the list failed so, this is what to add to spec.versions:" },
      ],
      suggestion: [...new Set(entries.flatMap(({ one }) => one.missing))]
        .map((version) => keptVersion(version, undefined).yaml)
        .join(""),
    },
  };
}

/** At another version than the storage version a write drops what only that one has. */
function canRewrite({ objects, liveStorage }: LiveCrdStuckDetail): boolean {
  return objects.version === liveStorage;
}

function ifStored(names: string): string {
  return `If the list fails with \`request to convert CR from an invalid group/version\`, objects are stored at ${names}: then add what is below to spec.versions, apply that, and begin again.`;
}

function without(versions: readonly string[], gone: ReadonlySet<string>): readonly string[] {
  return versions.filter((version) => !gone.has(version));
}
