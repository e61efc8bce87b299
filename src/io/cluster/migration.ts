import { isArray, isObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import type { Result } from "../../base/result.ts";
import type { ClusterPort, Fault, ObjectName, ObjectsAt } from "../../migrate/ports.ts";
import { ClusterError, firstLine } from "./cluster-error.ts";
import { type Asking, messageOf, refusal } from "./failures.ts";
import { readRelease } from "./helm-release.ts";
import { type MigrationOutside, type MigrationRequest, openSession, type Session, type Whole } from "./session.ts";

export interface Migration {
  readonly cluster: ClusterPort;
  readonly warnings: readonly string[];
  readonly close: () => void;
}

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const JSON_TYPE = "application/json";
/** Names and nothing else: an object may be large, or a secret. */
const METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
/** Who has changed what, in metadata.managedFields. */
const MANAGER = "fieldManager=crd-upgrade-guard";

/**
 * The one way in which this tool writes to a cluster: `migrate` alone has it. What reads clusters has a `Connection`, which
 * knows no other request than GET.
 */
export async function openMigration(
  request: MigrationRequest,
  outside: MigrationOutside,
): Promise<Result<Migration, Fault>> {
  try {
    const session = await openSession(request, outside);
    const cluster: ClusterPort = {
      host: session.host,
      identity: session.identity,
      crd: (name) => guarded(session, () => readCrd(session, name)),
      page: (at, want) => guarded(session, () => readPage(session, at, want)),
      object: (at, name) => guarded(session, () => readOne(session, at, name)),
      write: (at, name, text) => guarded(session, () => writeOne(session, at, name, text)),
      migrationVersions: () => guarded(session, () => readMigrationVersions(session)),
      migration: (version, name) => guarded(session, () => readMigration(session, version, name)),
      createMigration: (version, object) => guarded(session, () => createMigration(session, version, object)),
      release: (namespace, name) => guarded(session, () => readRelease(session, namespace, name)),
      patchStatus: (crd, patch, tryOnly) => guarded(session, () => patchStatus(session, crd, patch, tryOnly)),
    };
    return { ok: true, value: { cluster, warnings: session.warnings, close: session.close } };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { ok: false, message: error.message, remedy: error.remedy };
  }
}

type Stopped = { readonly kind: "stopped" } & Fault;

async function guarded<T>(session: Session, ask: () => Promise<T>): Promise<T | Stopped> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { kind: "stopped", message: session.hide(error.message), remedy: session.hide(error.remedy) };
  }
}

async function readCrd(session: Session, name: string) {
  const asking = asked(`the CRD ${name}`, "get", "customresourcedefinitions", "apiextensions.k8s.io");
  const answer = await session.send(asking, {
    method: "GET",
    path: `${CRDS}/${encodeURIComponent(name)}`,
    headers: { accept: JSON_TYPE },
  });
  if (answer.status === 404 && isStatus(answer)) return { kind: "missing" as const };
  if (answer.status !== 200) throw refused(session, asking, answer);
  const object = parsed(answer.text);
  if (!isObject(object) || member(object, "kind") !== "CustomResourceDefinition") throw noCrd(session, asking);
  return { kind: "crd" as const, object, serverNow: answer.serverNow };
}

async function readPage(
  session: Session,
  at: ObjectsAt,
  { limit, token, names }: { readonly limit: number; readonly token: string; readonly names: boolean },
) {
  const asking = asked(`the list of ${at.plural} at ${at.version}`, "list", at.plural, at.group);
  const next = token === "" ? "" : `&continue=${encodeURIComponent(token)}`;
  const answer = await session.send(asking, {
    method: "GET",
    path: `${pathOf(at, null)}?limit=${limit}${next}`,
    headers: { accept: names ? METADATA : JSON_TYPE },
  });
  if (answer.status === 200) return { kind: "page" as const, text: answer.text };
  if (answer.status === 410) {
    const inconsistent = valueAt(parsed(answer.text), ["metadata", "continue"]);
    return {
      kind: "expired" as const,
      token: typeof inconsistent === "string" && inconsistent !== "" ? inconsistent : null,
    };
  }
  if (isOutage(answer)) return { kind: "unreadable" as const, said: said(session, answer) };
  throw refusedObject(session, asking, answer);
}

async function readOne(session: Session, at: ObjectsAt, name: ObjectName) {
  const asking = asked(`an object of ${at.plural}`, "get", at.plural, at.group);
  const answer = await session.send(asking, { method: "GET", path: pathOf(at, name), headers: { accept: JSON_TYPE } });
  if (answer.status === 200) return { kind: "object" as const, text: answer.text };
  if (answer.status === 404 && isStatus(answer)) return { kind: "missing" as const };
  if (isOutage(answer)) return { kind: "unreadable" as const, said: said(session, answer) };
  throw refusedObject(session, asking, answer);
}

/** Statuses with which a server refuses one object: its schema, its size, or an admission webhook or policy that says so. */
const REFUSED: readonly number[] = [400, 401, 403, 413, 422];

async function writeOne(session: Session, at: ObjectsAt, name: ObjectName, text: string) {
  const asking = asked(`to write an object of ${at.plural}`, "update", at.plural, at.group);
  const headers = { accept: JSON_TYPE, "content-type": JSON_TYPE };
  const answer = await session.send(asking, {
    method: "PUT",
    path: `${pathOf(at, name)}?${MANAGER}`,
    headers,
    body: text,
  });
  if (answer.status === 200 || answer.status === 201) return { kind: "written" as const };
  if (answer.status === 409) return { kind: "conflict" as const, said: said(session, answer) };
  if (answer.status === 404 && isStatus(answer)) return { kind: "missing" as const, said: said(session, answer) };
  if (isOutage(answer)) return { kind: "outage" as const, said: said(session, answer) };
  if (REFUSED.includes(answer.status) && isStatus(answer) && !lacksRight(answer))
    return { kind: "refused" as const, said: said(session, answer) };
  throw refusedObject(session, asking, answer);
}

const MIGRATIONS = "storageversionmigrations";
const MIGRATION_GROUP = "storagemigration.k8s.io";

async function readMigrationVersions(session: Session) {
  const asking = asked(`the versions of ${MIGRATION_GROUP}`, "get", `/apis/${MIGRATION_GROUP}`, "");
  const path = `/apis/${MIGRATION_GROUP}`;
  const answer = await session.send(asking, { method: "GET", path, headers: { accept: JSON_TYPE } });
  if (answer.status === 404) return { kind: "versions" as const, versions: [] };
  if (answer.status !== 200) throw refused(session, asking, answer);
  const listed = member(parsed(answer.text), "versions");
  const names = (isArray(listed) ? listed : []).map((one) => String(member(one, "version")));
  return { kind: "versions" as const, versions: names };
}

async function readMigration(session: Session, version: string, name: string) {
  const asking = asked(`the StorageVersionMigration ${name}`, "get", MIGRATIONS, MIGRATION_GROUP);
  const path = pathOf({ group: MIGRATION_GROUP, plural: MIGRATIONS, version }, { namespace: null, name });
  const answer = await session.send(asking, { method: "GET", path, headers: { accept: JSON_TYPE } });
  if (answer.status === 404 && isStatus(answer)) return { kind: "missing" as const };
  if (answer.status !== 200) throw refused(session, asking, answer);
  const object = parsed(answer.text);
  if (!isObject(object)) throw noCrd(session, asking);
  return { kind: "migration" as const, object };
}

async function createMigration(session: Session, version: string, object: JsonValue) {
  const asking = asked("to create a StorageVersionMigration", "create", MIGRATIONS, MIGRATION_GROUP);
  const answer = await session.send(asking, {
    method: "POST",
    path: `${pathOf({ group: MIGRATION_GROUP, plural: MIGRATIONS, version }, null)}?${MANAGER}`,
    headers: { accept: JSON_TYPE, "content-type": JSON_TYPE },
    body: JSON.stringify(object),
  });
  if (answer.status === 201) return { kind: "created" as const };
  // Also where an answer was lost, and the request sent again.
  if (answer.status === 409) return { kind: "exists" as const };
  throw refused(session, asking, answer);
}

async function patchStatus(session: Session, crd: string, patch: readonly JsonValue[], tryOnly: boolean) {
  const asking = asked(
    `to change the status of the CRD ${crd}`,
    "patch",
    "customresourcedefinitions/status",
    "apiextensions.k8s.io",
  );
  const answer = await session.send(asking, {
    method: "PATCH",
    path: `${CRDS}/${encodeURIComponent(crd)}/status?${MANAGER}${tryOnly ? "&dryRun=All" : ""}`,
    headers: { accept: JSON_TYPE, "content-type": "application/json-patch+json" },
    body: JSON.stringify(patch),
  });
  if (answer.status === 200) return { kind: "pruned" as const };
  if (answer.status === 409 || answer.status === 422) return { kind: "changed" as const };
  throw refused(session, asking, answer);
}

function pathOf({ group, version, plural }: ObjectsAt, name: ObjectName | null): string {
  const namespace = name === null || name.namespace === null ? [] : ["namespaces", name.namespace];
  const parts = [group, version, ...namespace, plural, ...(name === null ? [] : [name.name])];
  return ["/apis", ...parts.map(encodeURIComponent)].join("/");
}

function asked(what: string, verb: string, resource: string, group: string): Asking {
  return { what, right: `the verb \`${verb}\` on \`${resource}\` of the group \`${group}\`` };
}

function isOutage({ status }: Whole): boolean {
  return status === 429 || status >= 500;
}

/** The API server itself answered, and nothing in its place. */
function isStatus({ text }: Whole): boolean {
  return member(parsed(text), "kind") === "Status";
}

/** RBAC's words (k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go), which no admission webhook says. */
function lacksRight({ status, text }: Whole): boolean {
  return status === 403 && / cannot \w+ resource /.test(messageOf(text));
}

/** Longer than elsewhere: of objects that cannot be decoded the reason stands at the end. */
const LONGEST_WORDS = 1000;

function said(session: Session, { status, text }: Whole): string {
  const message = member(parsed(text), "message");
  const words = typeof message === "string" ? message.replace(/\s+/g, " ").trim() : "";
  if (words === "") return `the server answers ${status}`;
  return session.hide(words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words);
}

/** Of custom resources: their API comes and goes with the CRD. */
function refusedObject(session: Session, asking: Asking, answer: Whole): Error {
  if (answer.status !== 404) return refused(session, asking, answer);
  return new ClusterError(
    `${session.host} does not serve it (404): ${asking.what}.`,
    "The CRD was deleted, or serves that version no more: look at it, and run this again.",
  );
}

function refused(session: Session, asking: Asking, answer: Whole): Error {
  if (answer.status === 401) {
    return new ClusterError(
      `${session.host} refuses it, although it knows "${session.userName}": ${said(session, answer)}.`,
      "Look at the admission webhooks and policies that it names; run this again then.",
    );
  }
  if (answer.status !== 403) {
    const error = refusal(session, asking, answer, answer.text);
    return error instanceof ClusterError
      ? error
      : new ClusterError(`${session.host} answered ${answer.status} to: ${asking.what}.`, "Try again.");
  }
  const words = messageOf(answer.text);
  return new ClusterError(
    `${session.host} does not let "${session.userName}" do it: ${words === "" ? "forbidden" : firstLine(words)}.`,
    `Grant it ${asking.right} (docs/migrate.md has a ClusterRole), and run this again.`,
  );
}

function noCrd({ host }: Session, { what }: Asking): ClusterError {
  return new ClusterError(`${host} answered something else to: ${what}.`, "Check `server` in the kubeconfig.");
}

function parsed(text: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return isArray(value) ? null : value;
  } catch {
    return null;
  }
}
