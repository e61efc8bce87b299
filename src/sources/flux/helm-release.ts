import { createHash } from "node:crypto";
import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { HelmDelivery, HelmOwnership, SourceDestination, SourceReference } from "../reference.ts";
import { plainText } from "./fields.ts";
import { nameOf, namespaceOf, type SourceRef, sourceRef } from "./kustomization.ts";
import { chartOrigin, chartSpecOf, type Origin, ociOrigin, unknownKind } from "./origins.ts";
import type { Placed, Scope } from "./scope.ts";
import { chartFiles, releaseValues } from "./values.ts";

/** What a HelmRelease has helm-controller install. */
export function helmRelease(placed: Placed, scope: Scope): SourceReference {
  const { applied, written } = placed;
  const { object } = applied;
  const { origin, version, place, chartSpec } = release(placed, scope);
  const { values, missing } = releaseValues(placed, chartFiles(chartSpec, origin), scope);
  const suspended = scope.suspended || valueAt(object, ["spec", "suspend"]) === true;
  return {
    kind: "HelmRelease",
    name: nameOf(object) ?? nameOf(written) ?? "",
    namespace: namespaceOf(object),
    origin,
    version,
    place,
    object: applied.at([]),
    delivery: {
      by: "helm",
      client: "unknown",
      release: releaseName(placed),
      namespace: plainText(placed, ["spec", "targetNamespace"]) ?? namespaceOf(object),
      values,
      crds: crdsPolicy(object),
      ownership: ownership(object),
      ...postRenderersOf(object),
      missing,
    },
    destination: valueAt(object, ["spec", "kubeConfig"]) === undefined ? scope.destination : ELSEWHERE,
    ...(suspended ? { suspended: true } : {}),
  };
}

export const ELSEWHERE: SourceDestination = { kind: "elsewhere", reason: "its `kubeConfig` names another cluster" };

type Release = Origin & { readonly chartSpec: JsonValue | undefined };

/** The API server takes exactly one of `chart` and `chartRef` (helm-controller, api/v2: HelmReleaseSpec). */
function release(placed: Placed, scope: Scope): Release {
  const { applied } = placed;
  const spec = member(applied.object, "spec");
  const [chart, chartRef] = [member(spec, "chart"), member(spec, "chartRef")];
  const refuse = (reason: string, at: string): Release => ({
    origin: { kind: "undecided", text: `HelmRelease ${nameOf(applied.object) ?? ""}`.trim(), reason },
    version: null,
    place: applied.at(["spec", at]),
    chartSpec: undefined,
  });
  if (applied.undecided !== null) return refuse(applied.undecided, "chart");
  if (chart !== undefined && chartRef !== undefined) return refuse("it has both `chart` and `chartRef`", "chartRef");
  if (chart !== undefined) {
    const path = ["spec", "chart", "spec"];
    return { ...chartOrigin(chartSpecOf(placed, path), scope), chartSpec: member(chart, "spec") };
  }
  if (chartRef === undefined) return refuse("it has neither `chart` nor `chartRef`", "chart");
  return referredChart(sourceRef(chartRef, namespaceOf(applied.object)), placed, scope, refuse);
}

function referredChart(
  ref: SourceRef,
  { applied }: Placed,
  scope: Scope,
  refuse: (reason: string, at: string) => Release,
): Release {
  const unread = (reason: string): Release => ({
    ...refuse(reason, "chartRef"),
    origin: { kind: "undecided", text: `${ref.kind} ${ref.name}`.trim(), reason },
    place: applied.at(["spec", "chartRef", "name"]),
  });
  if (ref.kind !== "OCIRepository" && ref.kind !== "HelmChart") {
    return unread(unknownKind(ref.kind));
  }
  const source = scope.sources.find(ref);
  if (typeof source === "string") return unread(source);
  if (source.applied.undecided !== null) return unread(source.applied.undecided);
  if (ref.kind === "OCIRepository") return { ...ociOrigin(source, "chart", ""), chartSpec: undefined };
  const spec = member(source.applied.object, "spec");
  return { ...chartOrigin(chartSpecOf(source, ["spec"]), scope), chartSpec: spec };
}

const LONGEST_NAME = 53;
const HASH_LENGTH = 12;

/** `[targetNamespace-]name`, and beyond 53 characters cut and hashed (helm-controller, internal/release/name.go). */
function releaseName(placed: Placed): string {
  const own = plainText(placed, ["spec", "releaseName"]);
  const target = plainText(placed, ["spec", "targetNamespace"]);
  const name = nameOf(placed.applied.object) ?? "";
  return shortened(own ?? (target === null ? name : `${target}-${name}`));
}

function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH);
  return `${name.slice(0, LONGEST_NAME - HASH_LENGTH - 1)}-${hash}`;
}

/**
 * What becomes of the chart's folder `crds/` (helm-controller, api/v2: Install.CRDs is Create and Upgrade.CRDs is Skip unless
 * they say otherwise; the older `skipCRDs` of an installation is Skip).
 */
function crdsPolicy(object: JsonObject): HelmDelivery["crds"] {
  const install = valueAt(object, ["spec", "install", "crds"]);
  const skips =
    install === "Skip" || (install === undefined && valueAt(object, ["spec", "install", "skipCRDs"]) === true);
  const upgrade = valueAt(object, ["spec", "upgrade", "crds"]);
  if (upgrade === "CreateReplace") return "applied";
  if (upgrade === "Create") return "create-missing";
  return skips ? "skipped" : "create-only";
}

/** helm-controller takes over what it finds, since 1.2 (Flux 2.5), but for what it is told (api/v2: Install, Upgrade). */
function ownership(object: JsonObject): HelmOwnership {
  const takes = (action: string) => valueAt(object, ["spec", action, "disableTakeOwnership"]) !== true;
  return {
    takes: { installing: takes("install"), upgrading: takes("upgrade") },
    option: "taking `disableTakeOwnership: true` out of the HelmRelease",
  };
}

function postRenderersOf(object: JsonObject): Pick<HelmDelivery, "postRenderers"> {
  const list = valueAt(object, ["spec", "postRenderers"]);
  const postRenderers = isArray(list) ? list.filter((one) => isObject(one)) : [];
  return postRenderers.length === 0 ? {} : { postRenderers };
}

/** A patch of a HelmRelease that is not in the tree: another source brings it, and what it becomes is not known. */
export function patchedElsewhere(patch: JsonObject, at: Placed["applied"]["at"], scope: Scope): SourceReference {
  const version = valueAt(patch, ["spec", "chart", "spec", "version"]);
  const name = nameOf(patch) ?? "";
  return {
    kind: "HelmRelease",
    name,
    namespace: namespaceOf(patch),
    origin: {
      kind: "undecided",
      text: `HelmRelease ${name}`,
      reason: "it is a patch of a release that the tree does not have",
    },
    version: typeof version === "string" ? version : null,
    place: at(["spec", "chart", "spec", "version"]),
    object: at([]),
    delivery: { by: "none" },
    destination: scope.destination,
  };
}
