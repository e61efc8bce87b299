import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { judgeCaBundle } from "../ca-bundle.ts";
import { dns1035LabelErrors } from "../content-rules.ts";
import type { CrdConversion, WebhookClientConfig } from "../crd-object.ts";
import { forbidden, invalid, invalidValue, notSupported, required } from "../field-error.ts";
import type { LiveCrd } from "../live-crd.ts";
import type { PredictedError } from "../prediction.ts";
import { printedBytes, printedPointer, printedTexts } from "../schema/go-values.ts";
import { type Answer, isEstablished, type Subject } from "./subject.ts";
import { urlErrors, validateService } from "./webhook-client.ts";

const FIELD = "spec.conversion";
const CLIENT_CONFIG = `${FIELD}.webhookClientConfig`;
const REVIEW_VERSIONS = `${FIELD}.conversionReviewVersions`;
const PATH = ["spec", "conversion"];
const CLIENT_CONFIG_PATH = [...PATH, "webhook", "clientConfig"];
const REVIEW_VERSIONS_PATH = [...PATH, "webhook", "conversionReviewVersions"];
const STRATEGIES = ["None", "Webhook"];
/** The ConversionReview versions that the API server speaks. */
const ACCEPTED_REVIEW_VERSIONS = ["v1", "v1beta1"];
const ONLY_FOR_WEBHOOK = "should not be set when strategy is not set to Webhook";

/** spec.conversion (validateCustomResourceConversion and the check before it). Defaulted, so never missing. */
export function validateConversion(subject: Subject): Answer {
  const { crd, server } = subject;
  const conversion = crd.conversion;
  if (conversion === null) return { errors: [], undecided: [] };
  const errors: PredictedError[] = [];
  if (conversion.strategy !== "None" && crd.preserveUnknownFields) {
    const detail = "must be None if spec.preserveUnknownFields is true";
    const value = printedPointer(conversion.strategy, server);
    errors.push(invalidValue(`${FIELD}.strategy`, value, detail, [...PATH, "strategy"]));
  }
  for (const one of strategyErrors(conversion.strategy)) errors.push(one);
  if (conversion.strategy !== "Webhook") {
    return { errors: [...errors, ...webhookLeftoverErrors(conversion)], undecided: [] };
  }
  const clientConfig = validateClientConfig(conversion.webhook?.clientConfig ?? null, subject);
  const reviewVersions = reviewVersionErrors(conversion.webhook?.conversionReviewVersions ?? [], subject);
  return { errors: [...errors, ...clientConfig.errors, ...reviewVersions], undecided: clientConfig.undecided };
}

function strategyErrors(strategy: string): PredictedError[] {
  const path = [...PATH, "strategy"];
  if (strategy === "") return [required(`${FIELD}.strategy`, "", path)];
  return STRATEGIES.includes(strategy) ? [] : [notSupported(`${FIELD}.strategy`, strategy, STRATEGIES, path)];
}

function webhookLeftoverErrors(conversion: CrdConversion): PredictedError[] {
  const errors: PredictedError[] = [];
  if (conversion.webhook?.clientConfig) errors.push(forbidden(CLIENT_CONFIG, ONLY_FOR_WEBHOOK, CLIENT_CONFIG_PATH));
  if (conversion.webhook !== null && conversion.webhook.conversionReviewVersions.length > 0) {
    errors.push(forbidden(REVIEW_VERSIONS, ONLY_FOR_WEBHOOK, REVIEW_VERSIONS_PATH));
  }
  return errors;
}

function validateClientConfig(config: WebhookClientConfig | null, subject: Subject): Answer {
  if (config === null) {
    const detail = "required when strategy is set to Webhook";
    return { errors: [required(CLIENT_CONFIG, detail, CLIENT_CONFIG_PATH)], undecided: [] };
  }
  const endpoint = validateEndpoint(config, subject.server);
  const bundle = validateCaBundle(config.caBundle, subject);
  return {
    errors: [...endpoint.errors, ...bundle.errors],
    undecided: [...endpoint.undecided, ...bundle.undecided],
  };
}

function validateEndpoint({ url, service }: WebhookClientConfig, server: ServerVersion): Answer {
  if (service !== null && url === null) {
    return validateService(service, `${CLIENT_CONFIG}.service`, [...CLIENT_CONFIG_PATH, "service"], server);
  }
  const errors =
    url === null || service !== null
      ? [required(CLIENT_CONFIG, "exactly one of url or service is required", CLIENT_CONFIG_PATH)]
      : urlErrors(url, `${CLIENT_CONFIG}.url`, [...CLIENT_CONFIG_PATH, "url"], server);
  return { errors, undecided: [] };
}

/** From 1.31 on, a bundle that nobody can parse is refused, unless the live one is as bad already. */
function validateCaBundle(bytes: Uint8Array, { live, server }: Subject): Answer {
  const nothing: Answer = { errors: [], undecided: [] };
  if (bytes.length === 0 || !atLeast(server, 31)) return nothing;
  const allowed = mayBeInvalid(live);
  // 1.31 is built as for Go 1.22.
  const verdict = allowed === true ? null : judgeCaBundle(bytes, atLeast(server, 32) ? "positive" : "any");
  if (verdict === null || verdict.kind === "valid") return nothing;
  const path = [...CLIENT_CONFIG_PATH, "caBundle"];
  if (verdict.kind === "unclear") {
    const reason = "a certificate in it is damaged, and only the server can tell whether it can still read it";
    return { errors: [], undecided: [{ path, reason }] };
  }
  if (allowed === "unknown") {
    const reason =
      "nobody can parse it; the server lets that pass only if the live one is as bad, which the snapshot does not say";
    return { errors: [], undecided: [{ path, reason }] };
  }
  const value = printedBytes(bytes, server);
  return { errors: [invalidValue(`${CLIENT_CONFIG}.caBundle`, value, verdict.detail, path)], undecided: [] };
}

/** allowInvalidCABundle */
function mayBeInvalid(live: LiveCrd | null): boolean | "unknown" {
  if (live === null || !isEstablished(live)) return true;
  if (live.conversion.caBundle !== undefined) return live.conversion.caBundle === "invalid";
  return live.conversion.strategy === "Webhook" ? "unknown" : false;
}

function reviewVersionErrors(versions: readonly string[], { live, server }: Subject): PredictedError[] {
  if (versions.length === 0) return [required(REVIEW_VERSIONS, "", REVIEW_VERSIONS_PATH)];
  const known = new Set<string>();
  const errors = versions.flatMap((version, index) => {
    const isNew = !known.has(version);
    known.add(version);
    const field = `${REVIEW_VERSIONS}[${index}]`;
    const path = [...REVIEW_VERSIONS_PATH, index];
    if (!isNew) return [invalid(field, version, "duplicate version", path)];
    return dns1035LabelErrors(version).map((detail) => invalid(field, version, detail, path));
  });
  if (requiresAcceptedVersion(live) && !versions.some(isAccepted)) {
    const detail = `must include at least one of ${ACCEPTED_REVIEW_VERSIONS.join(", ")}`;
    errors.push(invalidValue(REVIEW_VERSIONS, printedTexts(versions, server), detail, REVIEW_VERSIONS_PATH));
  }
  return errors;
}

/** hasValidConversionReviewVersionOrEmpty of the live CRD. */
function requiresAcceptedVersion(live: LiveCrd | null): boolean {
  const versions = live?.conversion.reviewVersions ?? [];
  return versions.length === 0 || versions.some(isAccepted);
}

function isAccepted(version: string): boolean {
  return ACCEPTED_REVIEW_VERSIONS.includes(version);
}
