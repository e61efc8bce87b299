import { isObject, type JsonValue, member } from "../base/json.ts";
import { done, failed, type Result } from "../base/result.ts";
import { parseServerVersion } from "../base/server-version.ts";
import { asClause } from "../text/clause.ts";
import { parseText } from "./parse-text.ts";

/** Whether the text is a server's version, as `v1.31.3-gke.100`, and not a file that has it. */
export function isServerVersion(text: string): boolean {
  return parseServerVersion(text).text !== null;
}

/** The server's version as `kubectl version -o json|yaml` prints it, or as the server's own `/version` says it. */
export function readVersionDump(bytes: Uint8Array): Result<string> {
  const parsing = parseText(bytes);
  if (!parsing.ok) return failed(`line ${parsing.fault.line}: ${asClause(parsing.fault.message)}`);
  const { value } = parsing.value.document;
  const server = member(value, "serverVersion");
  if (member(value, "clientVersion") !== undefined && server === undefined) {
    return failed("it has only kubectl's own version: the server did not answer `kubectl version`");
  }
  const version = gitVersionOf(isObject(server) ? server : value);
  if (version !== null && isServerVersion(version)) return done(version);
  return failed("it is not what `kubectl version -o json` prints of a server");
}

function gitVersionOf(value: JsonValue): string | null {
  const version = member(value, "gitVersion");
  return typeof version === "string" ? version.trim() : null;
}
