import { isObject, type JsonValue, member } from "../base/json.ts";
import { parseServerVersion } from "../base/server-version.ts";
import { parseText } from "./parse-text.ts";

export type VersionDump =
  | { readonly ok: true; readonly version: string }
  /** A sentence without its full stop, that starts with the file. */
  | { readonly ok: false; readonly reason: string };

/** Whether the text is a server's version, as `v1.31.3-gke.100`, and not a file that has it. */
export function isServerVersion(text: string): boolean {
  return parseServerVersion(text).text !== null;
}

/** The server's version as `kubectl version -o json|yaml` prints it, or as the server's own `/version` says it. */
export function readVersionDump(bytes: Uint8Array): VersionDump {
  const parsing = parseText(bytes);
  if (!parsing.ok) return refused(`line ${parsing.fault.line}: ${parsing.fault.message.replace(/\.$/, "")}`);
  const { value } = parsing.document;
  const server = member(value, "serverVersion");
  if (member(value, "clientVersion") !== undefined && server === undefined) {
    return refused("it has only kubectl's own version: the server did not answer `kubectl version`");
  }
  const version = gitVersionOf(isObject(server) ? server : value);
  if (version !== null && isServerVersion(version)) return { ok: true, version };
  return refused("it is not what `kubectl version -o json` prints of a server");
}

function gitVersionOf(value: JsonValue): string | null {
  const version = member(value, "gitVersion");
  return typeof version === "string" ? version.trim() : null;
}

function refused(reason: string): VersionDump {
  return { ok: false, reason };
}
