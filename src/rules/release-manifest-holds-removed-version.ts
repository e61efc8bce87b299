import { code } from "../text/code-span.ts";
import { joined, quoted } from "../text/listing.ts";
import { shellWord } from "../text/shell.ts";
import { isFromCrdsFolder, printedRelease, sameRelease } from "./helm-release.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { servedPath, servedVersions } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup } from "./rule.ts";
import { unservedVersions } from "./served-version-removed.ts";
import type { HeldObject } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import type { FindingWords, RemedyStep } from "./words/finding-words.ts";
import { crdsInWords, whereInWords } from "./words/subjects.ts";

interface ReleaseManifestHoldsRemovedVersionDetail {
  readonly kind: "release-manifest-holds-removed-version";
  /** `unknown`: whether Helm applies one of the releases, nobody says. */
  readonly cause: "helm" | "unknown";
  readonly apiVersion: string;
  readonly objectKind: string;
  /** Versions that the manifest serves. */
  readonly served: readonly string[];
  readonly releases: readonly Holder[];
}

type Holder = Pick<HeldObject, "release" | "place" | "isHeldAfter">;

/**
 * Helm looks up every object of the release that lives before it changes anything (pkg/action/upgrade.go, performUpgrade of
 * Helm 3 and 4): one at a version that is served no longer ends an upgrade, a rollback and an uninstall.
 */
export const releaseManifestHoldsRemovedVersion: BundleRule<
  "release-manifest-holds-removed-version",
  ReleaseManifestHoldsRemovedVersionDetail
> = {
  meta: {
    id: "release-manifest-holds-removed-version",
    severity: { check: "warning", gate: "warning" },
    summary:
      "A Helm release that lives holds objects at a version that would not be served any more: Helm is stuck then.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    const asked = new Set<string>();
    riskFindings(context, "release-manifest-holds-removed-version", (one) => {
      for (const version of unservedVersions(one)) asked.add(`${one.live.group}/${version}`);
      return [];
    });
    if (asked.size === 0) return [];
    const held = context.heldAt([...asked].sort());
    if (held.length === 0) return [];
    const byKind = new Map<string, HeldObject[]>();
    for (const one of held) {
      const same = byKind.get(keyOf(one.apiVersion, one.kind));
      if (same === undefined) byKind.set(keyOf(one.apiVersion, one.kind), [one]);
      else same.push(one);
    }
    return riskFindings(context, "release-manifest-holds-removed-version", (one) =>
      unservedVersions(one).flatMap((version) => riskOf(one, version, byKind)),
    );
  },
  words: (group) => holdsWords(group),
  line: ({ apiVersion, releases }) =>
    `\`${apiVersion.slice(apiVersion.indexOf("/") + 1)}\`, held by ${quoted(releases.map(({ release }) => shown(release)))}`,
  places: ({ releases, apiVersion, objectKind }) =>
    releases.map(({ place, release }) => ({
      ...place,
      text: `\`${shown(release)}\` holds ${code(objectKind)} at ${code(apiVersion)}`,
    })),
};

function riskOf(
  { live, manifest, cluster }: LiveCase,
  version: string,
  held: ReadonlyMap<string, readonly HeldObject[]>,
): readonly Risk<ReleaseManifestHoldsRemovedVersionDetail>[] {
  const apiVersion = `${live.group}/${version}`;
  const own = isFromCrdsFolder(manifest) ? undefined : printedRelease(manifest);
  const holders = (held.get(keyOf(apiVersion, live.names.kind)) ?? []).filter(
    (one) =>
      one.clusters.includes(cluster.name) &&
      // One upgrade that changes both looks its objects up while the version is served still.
      (one.isHeldAfter || own === undefined || !sameRelease(own, one.release)),
  );
  if (holders.length === 0) return [];
  return [
    {
      version,
      yamlPath: servedPath(manifest, version),
      detail: {
        kind: "release-manifest-holds-removed-version",
        cause: holders.some(({ byHelm }) => byHelm) ? "helm" : "unknown",
        apiVersion,
        objectKind: live.names.kind,
        served: servedVersions(manifest),
        releases: holders.map(({ release, place, isHeldAfter }) => ({ release, place, isHeldAfter })),
      },
    },
  ];
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}

/** Where nobody says the namespace, the name alone. */
function shown(release: string): string {
  return release.replace(/^\//, "");
}

/** More releases than this are upgraded in the same way, without a command for each. */
const MOST_COMMANDS = 3;

function holdsWords(group: FindingGroup<ReleaseManifestHoldsRemovedVersionDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause, apiVersion, objectKind, served }] = details;
  const apiVersions = [...new Set(details.map((detail) => detail.apiVersion))];
  const holders = [...new Map(details.flatMap(({ releases }) => releases).map((one) => [one.release, one])).values()];
  const names = joined(holders.map(({ release }) => `\`${shown(release)}\``));
  const isServed = `${apiVersions.length === 1 ? "is" : "are"} served`;
  const at = apiVersions.length === 1 ? "it" : "them";
  const [the, hold, its] =
    holders.length === 1 ? ["the Helm release", "holds", "its"] : ["the Helm releases", "hold", "their"];
  const condition = cause === "helm" ? "" : ` if it is Helm that applies ${holders.length === 1 ? "it" : "them"}`;
  const stays = served.slice(0, 3).map((version) => `${apiVersion.slice(0, apiVersion.indexOf("/"))}/${version}`);
  return {
    message: `${quoted(apiVersions)} of ${crdsInWords(group)} ${isServed} on ${whereInWords(group)} today and would not be any more, and ${the} ${names} ${hold} ${code(objectKind)} at ${at}:${condition === "" ? "" : `${condition},`} ${its} next \`helm upgrade\` ends with \`unable to build kubernetes objects from current release manifest: resource mapping not found ... no matches for kind "${objectKind}" in version "${apiVersion}"\`, whatever the new chart has, a rollback ends so too, and an uninstall fails.`,
    remedy: {
      summary: "Have the release hold a version that stays, before this one goes.",
      steps: [
        {
          text: `Keep \`served: true\` on the version for now. Change \`apiVersion\` in the templates to ${stays.length === 0 ? "one that is served" : quoted(stays)}, and have ${names} upgraded while both are served.`,
        },
        ...holders.slice(0, MOST_COMMANDS).map((holder) => lookStep(holder, apiVersions)),
        { text: "Then stop serving the version, in a change of its own." },
        {
          text: "Where it is gone already, have it served again, upgrade the release, and take it away once more: Helm works again as soon as the version is served.",
        },
      ],
    },
  };
}

function lookStep({ release }: Holder, apiVersions: readonly string[]): RemedyStep {
  const [namespace = "", name = ""] = release.split("/");
  const where = namespace === "" ? '"$NS"' : shellWord(namespace);
  const words = apiVersions.map((one) => `-e ${shellWord(one)}`).join(" ");
  return {
    text: `See that \`${shown(release)}\` holds none any more (set CTX to the cluster's kubectl context${namespace === "" ? ", and NS to the namespace of the release" : ""}); the answer must be 0:`,
    command: `helm get manifest ${shellWord(name)} --namespace ${where} --kube-context "$CTX" | grep -cwF ${words} || true`,
  };
}
