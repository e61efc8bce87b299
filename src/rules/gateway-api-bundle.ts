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
 * every manifest of that release: v0 and v1.0 to v1.3 by its expression, although its message says before v1.5.0.
 */
export function isRefusedByPolicy(bundleVersion: string): boolean {
  return bundleVersion === "" || /^v?(?:0(?:\.|$)|1\.[0-3]\.\d+)/.test(bundleVersion);
}

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
