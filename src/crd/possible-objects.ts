import { type DocumentPath, type JsonObject, valueAt } from "../base/json.ts";
import { ANNOTATIONS_LIMIT_BYTES, lastAppliedBytes } from "./annotation-size.ts";
import type { CrdConversion, CrdObject, CrdWebhook, WebhookClientConfig, WebhookService } from "./crd-object.ts";
import type { ApiApproval, LiveCrd } from "./live-crd.ts";
import { type Fates, fatesOf } from "./live-managers.ts";
import type { ApplyClient, PredictInput } from "./prediction.ts";

const API_APPROVED = "api-approved.kubernetes.io";
/** Texts that stand for a live annotation of which only the state is known. */
const APPROVAL_TEXT: Readonly<Record<ApiApproval, string>> = {
  approved: "https://live",
  unapproved: "unapproved",
  invalid: "live",
  missing: "",
};
/** Stands for the live webhook's endpoint, which the server took when it was stored. */
const LIVE_SERVICE: WebhookService = { namespace: "live", name: "live", path: null, port: null };
const LIVE_CLIENT_CONFIG: WebhookClientConfig = { url: null, service: LIVE_SERVICE, caBundle: new Uint8Array() };

/** One object that may reach the server's validation. */
export interface PossibleObject {
  readonly crd: CrdObject;
  /** What client-side apply adds to the annotations. */
  readonly lastAppliedBytes: number;
}

/**
 * The objects that may reach the server's validation. A client that replaces sends the manifest alone. All others merge
 * it with the live object: lists of versions and short names as a whole, maps by key. What the manifest is silent on
 * stays, unless an earlier apply by the same owner had stated it, which no snapshot knows. So there may be several; the
 * first is the manifest alone, as far as the client leaves it so.
 */
export function possibleObjects(crd: CrdObject, { manifest, live, client }: PredictInput): readonly PossibleObject[] {
  if (client === "replace") return [{ crd, lastAppliedBytes: 0 }];
  const objects = client === "unknown" ? [crd] : [withLivePreservation(crd, manifest, live)];
  if (live !== null && isSilent(manifest, live)) {
    const merged = withLivePreservation(crd, manifest, live);
    const told = fatesOf(live, client);
    // Client-side apply sends the null, which takes the whole away.
    const isTaken = client === "client-side" && valueAt(manifest, ["spec", "conversion"]) === null;
    const fates: Fates = isTaken ? { ...told, conversion: "goes" } : told;
    const leftover = withWebhookLeftover(merged, manifest, live, client);
    const decided = (one: CrdObject) => asDecided(one, { merged, leftover, fates, manifest, live });
    objects[0] = decided(objects[0] ?? crd);
    objects.push(decided(withLiveValues(merged, manifest, live)));
    if (leftover !== null) objects.push(decided(leftover));
  }
  const applied = client === "client-side" || client === "unknown" ? lastAppliedBytes(manifest) : 0;
  if (client === "client-side") return objects.map((object) => ({ crd: object, lastAppliedBytes: applied }));
  const possible = objects.map((object) => ({ crd: object, lastAppliedBytes: 0 }));
  return applied > ANNOTATIONS_LIMIT_BYTES ? [...possible, { crd, lastAppliedBytes: applied }] : possible;
}

/** No v1 manifest has ever stated it, so no client takes it away: it came with v1beta1. */
function withLivePreservation(crd: CrdObject, manifest: JsonObject, live: LiveCrd | null): CrdObject {
  const stays = live?.preserveUnknownFields === true && !states(manifest, ["spec", "preserveUnknownFields"]);
  return stays ? { ...crd, preserveUnknownFields: true } : crd;
}

/** Whether the manifest leaves out anything that decides and that the live object may have. */
function isSilent(manifest: JsonObject, live: LiveCrd): boolean {
  const required = [["group"], ["scope"], ["names", "plural"], ["names", "kind"]];
  return (
    required.some((path) => !states(manifest, ["spec", ...path])) ||
    (live.preserveUnknownFields === true && !states(manifest, ["spec", "preserveUnknownFields"])) ||
    (live.apiApproved !== undefined && !states(manifest, ["metadata", "annotations", API_APPROVED])) ||
    live.conversion.strategy === "Webhook"
  );
}

interface Decisions {
  readonly merged: CrdObject;
  readonly leftover: CrdObject | null;
  readonly fates: Fates;
  readonly manifest: JsonObject;
  readonly live: LiveCrd;
}

/** One of the possible objects with that of it which is known: what becomes of the conversion and of the approval. */
function asDecided(one: CrdObject, { merged, leftover, fates, manifest, live }: Decisions): CrdObject {
  const stayed = withLiveValues(merged, manifest, live);
  const conversions = { stays: stayed, goes: merged, leftover: leftover ?? merged, unknown: one };
  const approvals = { stays: stayed, goes: merged, unknown: one };
  const { conversion } = conversions[fates.conversion];
  const { annotations } = approvals[fates.approval].metadata;
  return { ...one, conversion, metadata: { ...one.metadata, annotations } };
}

/** Everything the manifest is silent on stays. */
function withLiveValues(crd: CrdObject, manifest: JsonObject, live: LiveCrd): CrdObject {
  const spec = (...path: readonly string[]) => states(manifest, ["spec", ...path]);
  const approval = APPROVAL_TEXT[live.apiApproved ?? "missing"];
  const approved = states(manifest, ["metadata", "annotations", API_APPROVED]) || approval === "";
  return {
    ...crd,
    group: spec("group") ? crd.group : live.group,
    scope: spec("scope") ? crd.scope : live.scope,
    names: {
      ...crd.names,
      plural: spec("names", "plural") ? crd.names.plural : live.names.plural,
      kind: spec("names", "kind") ? crd.names.kind : live.names.kind,
    },
    metadata: approved
      ? crd.metadata
      : { ...crd.metadata, annotations: { ...crd.metadata.annotations, [API_APPROVED]: approval } },
    conversion:
      live.conversion.strategy === "Webhook" ? liveConversion(crd.conversion, manifest, live) : crd.conversion,
  };
}

function liveConversion(stated: CrdConversion | null, manifest: JsonObject, live: LiveCrd): CrdConversion {
  const reviewVersions = live.conversion.reviewVersions ?? [];
  const liveWebhook: CrdWebhook = { clientConfig: LIVE_CLIENT_CONFIG, conversionReviewVersions: reviewVersions };
  if (stated === null) return { strategy: live.conversion.strategy, webhook: liveWebhook };
  const strategy = states(manifest, ["spec", "conversion", "strategy"]) ? stated.strategy : live.conversion.strategy;
  if (stated.webhook === null) return { strategy, webhook: liveWebhook };
  const hasReviewVersions = states(manifest, ["spec", "conversion", "webhook", "conversionReviewVersions"]);
  return {
    strategy,
    webhook: {
      clientConfig: mergedClientConfig(stated.webhook.clientConfig),
      conversionReviewVersions: hasReviewVersions ? stated.webhook.conversionReviewVersions : reviewVersions,
    },
  };
}

/** Conversion through a URL is hardly ever used in a cluster: a live endpoint counts as a service. */
function mergedClientConfig(stated: WebhookClientConfig | null): WebhookClientConfig {
  if (stated === null) return LIVE_CLIENT_CONFIG;
  if (stated.service === null) return stated.url === null ? { ...stated, service: LIVE_SERVICE } : stated;
  const { namespace, name } = stated.service;
  return {
    ...stated,
    service: { ...stated.service, namespace: namespace || LIVE_SERVICE.namespace, name: name || LIVE_SERVICE.name },
  };
}

/**
 * A controller's CA bundle outlives the conversion around it: the rest goes, the bundle stays. Server-side apply drops a
 * null before it merges, so `conversion: null` takes nothing away there; client-side apply removes the whole field
 * (both run on a real server).
 */
function withWebhookLeftover(
  crd: CrdObject,
  manifest: JsonObject,
  live: LiveCrd,
  client: ApplyClient,
): CrdObject | null {
  const bundle = live.conversion.caBundle;
  if (live.conversion.strategy !== "Webhook" || bundle === "absent") return null;
  const webhook: CrdWebhook = {
    clientConfig: { ...LIVE_CLIENT_CONFIG, service: null },
    conversionReviewVersions: [],
  };
  const stated = valueAt(manifest, ["spec", "conversion"]);
  const isSilentHere = stated === undefined || (stated === null && client !== "client-side");
  if (isSilentHere) return { ...crd, conversion: { strategy: "", webhook } };
  const isGone = crd.conversion?.strategy === "None" && crd.conversion.webhook === null;
  return isGone ? { ...crd, conversion: { strategy: "None", webhook } } : null;
}

/** Stating null is stating: it takes the live value away. */
function states(manifest: JsonObject, path: DocumentPath): boolean {
  return valueAt(manifest, path) !== undefined;
}
