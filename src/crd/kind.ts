import { isArray, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { atLeast, type ServerVersion } from "../base/server-version.ts";
import { goQuote } from "../go/quote.ts";
import { goJson } from "./schema/go-values.ts";
import type { Answer } from "./validation/subject.ts";

const GROUP = "apiextensions.k8s.io";
const KIND = "CustomResourceDefinition";
/** apiextensions.k8s.io/v1 came with 1.16, v1beta1 went with 1.22. */
const FIRST_MINOR_OF_V1 = 16;
const FIRST_MINOR_WITHOUT_V1BETA1 = 22;
/** The server quotes the whole document. */
const MAX_QUOTED = 200;

/** What becomes of a document that is no apiextensions.k8s.io/v1 CustomResourceDefinition; null when it is one. */
export function kindError(manifest: JsonObject, server: ServerVersion): Answer | null {
  const apiVersion = member(manifest, "apiVersion") ?? "";
  const kind = member(manifest, "kind") ?? "";
  if (typeof apiVersion !== "string") return unreadable(notText("apiVersion", apiVersion), "apiVersion");
  if (typeof kind !== "string") return unreadable(notText("kind", kind), "kind");
  if (kind === "") return unreadable(missing("Kind", manifest), "kind");
  if (apiVersion === "") return unreadable(missing("apiVersion", manifest), "apiVersion");
  if (apiVersion === `${GROUP}/v1beta1` && kind === KIND && !atLeast(server, FIRST_MINOR_WITHOUT_V1BETA1)) {
    const reason = `${GROUP}/v1beta1 is served by Kubernetes 1.${server.minor}, and its rules are not predicted`;
    return { errors: [], undecided: [{ path: ["apiVersion"], reason }] };
  }
  if (apiVersion === `${GROUP}/v1` && kind === KIND && atLeast(server, FIRST_MINOR_OF_V1)) return null;
  const detail = `no matches for kind ${goQuote(kind)} in version ${goQuote(apiVersion)}`;
  return { errors: [{ type: "NoMatch", field: "apiVersion", detail, path: ["apiVersion"] }], undecided: [] };
}

function unreadable(detail: string, key: string): Answer {
  return { errors: [{ type: "DecodeError", field: "", detail, path: [key] }], undecided: [] };
}

function missing(what: string, manifest: JsonObject): string {
  const json = goJson(manifest);
  const shown = json.length > MAX_QUOTED ? `${json.slice(0, MAX_QUOTED)}...` : json;
  return `Object '${what}' is missing in '${shown}'`;
}

function notText(key: string, value: Exclude<JsonValue, null | string>): string {
  const type = isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go struct field .${key} of type string`;
}
