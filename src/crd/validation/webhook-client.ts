import type { DocumentPath } from "../../base/json.ts";
import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { goQuote } from "../../go/quote.ts";
import { hostColons, parseUrl } from "../../go/url.ts";
import { dns1123SubdomainErrors } from "../content-rules.ts";
import type { WebhookService } from "../crd-object.ts";
import { invalid, invalidValue, required } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import type { Answer } from "./subject.ts";

/* apiserver/pkg/util/webhook/validation.go */

const FORM = "; desired format: https://host[/path]";
const MAX_PORT = 65535;

/** ValidateWebhookURL with https forced. */
export function urlErrors(text: string, field: string, path: DocumentPath, server: ServerVersion): PredictedError[] {
  const parsed = parseUrl(text, hostColons(server));
  if (!parsed.ok) return [required(field, `url must be a valid URL: ${parsed.reason}${FORM}`, path)];
  const { value: url } = parsed;
  const errors: PredictedError[] = [];
  if (url.scheme !== "https") {
    errors.push(invalid(field, url.scheme, `'https' is the only allowed URL scheme${FORM}`, path));
  }
  const given = atLeast(server, 26) ? "specified" : "provided";
  if (url.host === "") errors.push(invalid(field, "", `host must be ${given}${FORM}`, path));
  if (url.user !== null) {
    errors.push(invalid(field, url.user, "user information is not permitted in the URL", path));
  }
  if (url.fragment !== "") errors.push(invalid(field, url.fragment, "fragments are not permitted in the URL", path));
  if (url.query !== "") errors.push(invalid(field, url.query, "query parameters are not permitted in the URL", path));
  return errors;
}

/**
 * ValidateWebhookService. The server hands it name and namespace the wrong way round, so a missing name is reported for
 * the namespace and the other way about; `path` points at the one that is really missing.
 */
export function validateService(
  service: WebhookService,
  field: string,
  path: DocumentPath,
  server: ServerVersion,
): Answer {
  const errors: PredictedError[] = [];
  const missing = (reported: string, real: string) =>
    required(`${field}.${reported}`, atLeast(server, 34) ? "" : `service ${reported} is required`, [...path, real]);
  if (service.namespace === "") errors.push(missing("name", "namespace"));
  if (service.name === "") errors.push(missing("namespace", "name"));
  const port = service.port;
  if (port !== null && (port < 1 || port > MAX_PORT)) {
    const detail = `port is not valid: must be between 1 and ${MAX_PORT}, inclusive`;
    errors.push(invalidValue(`${field}.port`, String(port), detail, [...path, "port"]));
  }
  const { path: urlPath } = service;
  if (urlPath === null) return { errors, undecided: [] };
  const place = [...path, "path"];
  const details = urlPathErrors(urlPath);
  // Quoted once: each error prints it.
  const value = goQuote(urlPath);
  for (const detail of details.slice(0, MOST_PATH_ERRORS)) {
    errors.push(invalidValue(`${field}.path`, value, detail, place));
  }
  const more = details.length - MOST_PATH_ERRORS;
  const reason = `${more} more ${more === 1 ? "error is" : "errors are"} not listed`;
  return { errors, undecided: more > 0 ? [{ path: place, reason }] : [] };
}

/** A path may have a wrong segment every two characters. As many as are printed of an answer. */
const MOST_PATH_ERRORS = 1_000;

function urlPathErrors(path: string): string[] {
  if (path === "" || path === "/") return [];
  if (path === "//") return ["segment[0] may not be empty"];
  const errors = path.startsWith("/") ? [] : ["must start with a '/'"];
  // The first byte is cut off whatever it is: Go slices bytes, so a longer character leaves a broken rest.
  const segments = Buffer.from(path, "utf8").subarray(1).toString("latin1").replace(/\/$/, "").split("/");
  for (const [index, segment] of segments.entries()) {
    if (segment === "") errors.push(`segment[${index}] may not be empty`);
    else
      for (const one of dns1123SubdomainErrors(segment).map((error) => `segment[${index}]: ${error}`)) errors.push(one);
  }
  return errors;
}
