import { gunzipSync } from "node:zlib";
import { isArray, isObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { ReleaseReading } from "../../migrate/ports.ts";
import { firstLine } from "./cluster-error.ts";
import { messageOf } from "./failures.ts";
import type { Session } from "./session.ts";

/** A release has at most a megabyte, compressed. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What Helm has deployed as a release: the Secret `sh.helm.release.v1.NAME.vREVISION` holds base64 of gzip of JSON, as Helm 3
 * and 4 write it (pkg/storage/driver/util.go, encodeRelease). Of it only the manifest leaves this file.
 * @throws ClusterError where nothing can be asked at all
 */
export async function readRelease(session: Session, namespace: string, name: string): Promise<ReleaseReading> {
  const selector = encodeURIComponent(`owner=helm,name=${name},status=deployed`);
  const answer = await session.send(
    { what: "the Helm release", right: `the verb \`list\` on \`secrets\` in the namespace \`${namespace}\`` },
    {
      method: "GET",
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets?labelSelector=${selector}`,
      headers: { accept: "application/json" },
    },
  );
  if (answer.status === 404) return { kind: "missing" };
  if (answer.status !== 200) {
    const words = messageOf(answer.text);
    return {
      kind: "unread",
      why: session.hide(words === "" ? `the server answers ${answer.status}` : firstLine(words)),
    };
  }
  const listed = valueAt(parsed(answer.text), ["items"]);
  const newest = (isArray(listed) ? listed : [])
    .map((secret) => ({ secret, revision: Number(valueAt(secret, ["metadata", "labels", "version"])) }))
    .sort((one, other) => other.revision - one.revision)[0];
  if (newest === undefined) return { kind: "missing" };
  const manifest = manifestOf(member(valueAt(newest.secret, ["data"]), "release"));
  return manifest === null
    ? { kind: "unread", why: "its Secret cannot be read" }
    : { kind: "release", revision: newest.revision, manifest };
}

function manifestOf(data: JsonValue | undefined): string | null {
  if (typeof data !== "string") return null;
  try {
    const packed = Buffer.from(Buffer.from(data, "base64").toString("latin1"), "base64");
    const text = gunzipSync(packed, { maxOutputLength: MOST_BYTES }).toString("utf8");
    const manifest = member(parsed(text), "manifest");
    return typeof manifest === "string" ? manifest : null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

function parsed(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
