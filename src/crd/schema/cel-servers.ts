import { isArray, isObject, type JsonValue } from "../../base/json.ts";
import { atLeast, PROVEN_MINORS, type ServerVersion } from "../../base/server-version.ts";
import { RULE_FIELDS_SINCE } from "../go-types.ts";

/** Rules were a feature that was off before 1.25. */
const OLDEST_MINOR = 25;

/**
 * The minor versions of which the server may be one; where nobody knows, the newest and the oldest that are proven. Or why
 * none can be asked, as a clause.
 */
export function possibleServers(server: ServerVersion): readonly number[] | string {
  if (server.text === null) return [PROVEN_MINORS.newest, PROVEN_MINORS.oldest];
  if (!atLeast(server, OLDEST_MINOR)) return `before Kubernetes 1.${OLDEST_MINOR} they were off`;
  return [isNewer(server) ? PROVEN_MINORS.newest : server.minor];
}

/** A newer server knows all that an older one does, and more. */
export function isNewer(server: ServerVersion): boolean {
  return atLeast(server, PROVEN_MINORS.newest + 1);
}

/** The version that new rules have to be compatible with. Until 1.27 there was one environment for both. */
export function newMinorOf(minor: number): number {
  return minor > 27 ? minor - 1 : minor;
}

/** 1.29 knew optionalOldSelf and dropped it: CRDValidationRatcheting was off. */
const COMPILED_SINCE = { ...RULE_FIELDS_SINCE, optionalOldSelf: 30 };

/** A schema without the fields of rules that the server drops before it compiles them. */
export function knownText(text: string, minor: number): string {
  const unknown = Object.entries(COMPILED_SINCE).flatMap(([name, since]) => (minor < since ? [name] : []));
  if (unknown.length === 0) return text;
  const known = (rule: JsonValue): JsonValue =>
    isObject(rule) ? Object.fromEntries(Object.entries(rule).filter(([name]) => !unknown.includes(name))) : rule;
  return JSON.stringify(
    JSON.parse(text, (key, value: JsonValue) =>
      key === "x-kubernetes-validations" && isArray(value) ? value.map(known) : value,
    ),
  );
}
