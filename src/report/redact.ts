import { isArray, isObject, type JsonValue } from "../base/json.ts";
import type { Report } from "./report.ts";

/** Words of ours, of Kubernetes, or times: they say what happened and to nobody whom. */
const KEPT = new Set([
  ...["mode", "result", "severity", "state", "outcome", "operation", "kind", "status", "type", "rule", "cause", "docs"],
  ...["serverVersion", "judgedAs", "capturedAt", "expires"],
]);
const STARTING_STATES = ["snapshot", "base-delivered"];
/** A version's name as Kubernetes orders it, and the version of a tool. */
const VERSION = /^v\d+(?:(?:alpha|beta)\d+)?$/;

type TokenKind = "cluster" | "crd" | "path" | "owner" | "version" | "text";

const KINDS: Readonly<Record<string, TokenKind>> = {
  clusters: "cluster",
  crd: "crd",
  crds: "crd",
  path: "path",
  helmSource: "path",
  folder: "path",
  owner: "owner",
  version: "version",
  versions: "version",
  storageVersion: "version",
  oldVersions: "version",
};

/** Keys of a CRD, as in its places: every other step of one is a name that somebody chose. */
const STEPS = new Set(
  `metadata name annotations labels spec status group names plural singular kind listKind shortNames categories scope versions served
  storage deprecated deprecationWarning schema openAPIV3Schema properties items additionalProperties additionalItems patternProperties
  dependencies definitions type format enum default required nullable pattern allOf anyOf oneOf not maximum minimum exclusiveMaximum
  exclusiveMinimum multipleOf maxLength minLength maxItems minItems uniqueItems maxProperties minProperties description title
  x-kubernetes-preserve-unknown-fields x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-type
  x-kubernetes-list-map-keys x-kubernetes-map-type x-kubernetes-validations rule message messageExpression fieldPath reason optionalOldSelf
  storedVersions acceptedNames conditions conversion strategy webhook clientConfig caBundle url service namespace port path
  conversionReviewVersions webhookClientConfig subresources scale specReplicasPath statusReplicasPath labelSelectorPath
  additionalPrinterColumns jsonPath priority selectableFields preserveUnknownFields version validation`.split(/\s+/),
);

/**
 * The report without what is its owner's: names of clusters, CRDs, files, objects and people, addresses, and every sentence.
 * What is alike stays alike (`crd-1`), and what decides stays as it is: rules, states, outcomes, kinds of errors and the
 * keys of their places, versions named as Kubernetes names them, numbers and times. It is a report by the same schema.
 */
export function redacted(report: Report): Report {
  const tokens = new Tokens();
  for (const { name } of report.clusters) tokens.of("cluster", name);
  const { tool, ...rest } = report;
  const plain: JsonValue = JSON.parse(JSON.stringify(rest));
  const same: typeof rest = JSON.parse(JSON.stringify(walked(plain, "", tokens)));
  return { ...same, tool };
}

/** The same token for the same text, whatever it stands in. */
class Tokens {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<TokenKind, number>();

  of(kind: TokenKind, text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const ending = kind === "path" ? (/\.(?:ya?ml|json|tgz|tpl)$/.exec(text)?.[0] ?? "") : "";
    const token = `${kind}-${count}${ending}`;
    this.#known.set(text, token);
    return token;
  }
}

/** @param key the member that it is the value of, or an entry of */
function walked(value: JsonValue, key: string, tokens: Tokens): JsonValue {
  if (typeof value === "string") return written(value, key, tokens);
  if (isArray(value)) return value.map((one) => walked(one, key, tokens));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walked(one, name, tokens)]));
}

function written(text: string, key: string, tokens: Tokens): string {
  if (text === "" || text === "-" || KEPT.has(key) || VERSION.test(text)) return text;
  if (key === "from" && STARTING_STATES.includes(text)) return text;
  if (key === "field" || key === "yamlPath") return text.replace(/[^.[\]"]+/g, (step) => stepOf(step));
  // Both are made of names that can be guessed.
  if (key === "blob") return "0".repeat(40);
  if (key === "fingerprint") return `fp1:${tokens.of("text", text).replace(/\D/g, "").padStart(64, "0")}`;
  return tokens.of(KINDS[key] ?? (/^storedVersions/.test(key) ? "version" : "text"), text);
}

function stepOf(step: string): string {
  return STEPS.has(step) || /^\d+$/.test(step) ? step : "name";
}
