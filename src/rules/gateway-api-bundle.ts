import { valueAt } from "../base/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import type { LiveCase } from "./live-cases.ts";

export const GATEWAY_API_GROUP = "gateway.networking.k8s.io";
/** The admission policy that Gateway API ships with its bundles, for sentences. */
export const SAFE_UPGRADES_POLICY = "`safe-upgrades.gateway.networking.k8s.io`";
const CHANNEL = `${GATEWAY_API_GROUP}/channel`;
const BUNDLE_VERSION = `${GATEWAY_API_GROUP}/bundle-version`;

/** The channel that a manifest says it is of; "" where it says none. */
export function channelOf(manifest: CrdManifest): string {
  return annotation(manifest, CHANNEL);
}

/** The release that a manifest says it is of; "" where it says none. */
export function bundleVersionOf(manifest: CrdManifest): string {
  return annotation(manifest, BUNDLE_VERSION);
}

export function annotationPath(key: "channel" | "bundle-version"): readonly string[] {
  return ["metadata", "annotations", `${GATEWAY_API_GROUP}/${key}`];
}

/**
 * Whether the manifest is of an older release than the live CRD. Releases that are no versions are not compared, and
 * `v0.0.0-dev` is a build of any age; only the policy takes it for an old one.
 */
export function bundleGoesBack({ live, manifest }: LiveCase): boolean {
  if (live.group !== GATEWAY_API_GROUP) return false;
  const bundleVersion = live.owners?.gatewayApi?.bundleVersion ?? "";
  const before = parts(bundleVersion);
  const next = parts(bundleVersionOf(manifest));
  if (before === null || next === null || isBuild(before)) return false;
  return isBuild(next) ? bringsPolicy(bundleVersion) : compare(next, before) < 0;
}

function isBuild([major, minor, patch]: Version): boolean {
  return major + minor + patch === 0;
}

/**
 * Whether `safe-upgrades.gateway.networking.k8s.io`, which Gateway API ships with its bundles from v1.5 on, refuses
 * every manifest of a release, as the expression of the bundle at hand says: v0 and, of v1.5, v1.0 to v1.4, of v1.6, v1.0 to
 * v1.5. Its message speaks of releases before v1.5.0 all the same. That of later bundles is not known: at the least these.
 * Release candidates pass by the expression of v1.6; of v1.5 that is not known.
 * @param bundleVersion that of the manifest
 * @param policyVersion that of the bundle which the policy is of
 */
export function isRefusedByPolicy(bundleVersion: string, policyVersion: string): boolean {
  if (!bringsPolicy(policyVersion)) return false;
  if (bundleVersion.includes("-rc")) return false;
  const version = parts(policyVersion);
  const pattern = version !== null && compare(version, [1, 6, 0, 0]) < 0 ? BEFORE_V1_5 : BEFORE_V1_6;
  return bundleVersion === "" || bundleVersion.includes("v0") || pattern.test(bundleVersion);
}

/** As they stand in the policies: a dot is any character, and nothing says where the text begins or ends. */
const BEFORE_V1_5 = /v1.[0-4].\d/;
const BEFORE_V1_6 = /v1.[0-5].\d/;

/** What the policy says of an older release; v1.5.0, v1.5.1 and v1.6.0-rc.1 have the very same words. */
export const TOO_OLD =
  "Installing CRDs with version before v1.5.0 is prohibited by default. Uninstall ValidatingAdmissionPolicy safe-upgrades.gateway.networking.k8s.io to install older versions.";
/** And of another channel than the standard one over that. */
export const NOT_STANDARD =
  "Installing experimental CRDs on top of standard channel CRDs is prohibited by default. Uninstall ValidatingAdmissionPolicy safe-upgrades.gateway.networking.k8s.io to install experimental CRDs on top of standard channel CRDs.";

/** Whether a bundle of this release has that policy in it. */
export function bringsPolicy(bundleVersion: string): boolean {
  const version = parts(bundleVersion);
  return version !== null && compare(version, [1, 5, 0, 1]) >= 0;
}

function annotation(manifest: CrdManifest, key: string): string {
  const value = valueAt(manifest.object, ["metadata", "annotations", key]);
  return typeof value === "string" ? value : "";
}

type Version = readonly [number, number, number, number];

/** v1.2.0-rc1 comes before v1.2.0. */
function parts(text: string): Version | null {
  const match = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-.+)?$/.exec(text);
  if (match === null) return null;
  return [Number(match[1]), Number(match[2]), Number(match[3]), match[4] === undefined ? 1 : 0];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
