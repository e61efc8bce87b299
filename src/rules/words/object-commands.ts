import { shellWord } from "../../text/shell.ts";

/** The objects of a CRD at one served version. All three are DNS names on any cluster; commands are made of nothing else. */
export interface ObjectsAt {
  readonly plural: string;
  readonly group: string;
  readonly version: string;
}

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Whether the names are such as a server accepts: a snapshot that has others was made by hand, and gets no command. */
export function canCommand({ plural, group, version }: ObjectsAt): boolean {
  return [plural, version, ...group.split(".")].every((name) => LABEL.test(name));
}

/** What has to be done before the first command; a sentence of its own, so that it can be left out once it is done. */
export const SET_CTX = "Set CTX to the cluster's kubectl context (an empty one means the current context).";

/** What `migrate` does, said where the steps that it stands for are below it; without them it is said otherwise. */
export const AS_STEPS = "it does the steps up to the patch";
export const BY_HAND = " Or do them by hand:";

/** How a step ends that says of another program. */
export const ELSE_GO_ON =
  "Where that has been done, the list above is short already and there is nothing left to do; else go on here.";

const KUBECTL = 'kubectl --context "$CTX"';

/** Says what stands in the way, and with `--yes` counts, rewrites and prunes, one CRD after the other (docs/migrate.md). */
export function migrateCommand(crds: readonly string[]): string {
  return `npx crd-upgrade-guard migrate ${crds.map(shellWord).join(" ")} --context "$CTX"`;
}

/** How many objects there are: the same number before and after. */
export function countCommand(at: ObjectsAt): string {
  return `${KUBECTL} get ${resource(at)} --all-namespaces --no-headers | wc -l`;
}

/** A copy of every object as that version shows it. @param file where copies of several versions are taken */
export function backupCommand(at: ObjectsAt, file = `${at.plural}.${at.group}.backup.json`): string {
  return `${KUBECTL} get ${resource(at)} --all-namespaces -o json > ${file}`;
}

/**
 * Writes every object back as it is, which stores it at the storage version; also in metadata.managedFields, where the
 * old version would make every later server-side apply of the object fail. Through a file, never a pipe: `kubectl
 * replace` of an empty or half list ends with 0 (docs/runbook-evidence.md §2).
 */
export function rewriteCommand(at: ObjectsAt): string {
  const { plural, group, version } = at;
  const escaped = group.replaceAll(".", "\\.");
  const rename = `/"apiVersion": "${escaped}\\/[^"]*",$/{N;/"fieldsType"/s|"${escaped}/[^"]*"|"${group}/${version}"|;}`;
  return [
    `${KUBECTL} get ${resource(at)} --all-namespaces -o json --show-managed-fields > ${plural}.json`,
    `sed '${rename}' ${plural}.json > ${plural}.rewrite.json`,
    `${KUBECTL} replace --validate=false -f ${plural}.rewrite.json`,
    `echo "all rewritten"`,
  ].join(" && ");
}

/**
 * What the new version shows otherwise than the copy of `backupCommand`: the fields that a rewrite drops. From the copy,
 * because the old version need not be served any more; its last word is only there when both could be read.
 */
export function compareCommand(
  old: ObjectsAt,
  now: ObjectsAt,
  file = `${old.plural}.${old.group}.backup.json`,
): string {
  const rename = `s|^            "apiVersion": "${old.group}/${old.version}",|            "apiVersion": "${now.group}/${now.version}",|`;
  return [
    `${KUBECTL} get ${resource(now)} --all-namespaces -o json > ${now.plural}.new.json`,
    `sed '${rename}' ${file} | diff - ${now.plural}.new.json`,
    `echo "no difference"`,
  ].join(" && ");
}

/** Which finalizers the objects have: a line for each, `namespace/name [finalizers]`. */
export function finalizersCommand(at: ObjectsAt): string {
  const line = `{.metadata.namespace}/{.metadata.name} {.metadata.finalizers}{"\\n"}`;
  return `${KUBECTL} get ${resource(at)} --all-namespaces -o jsonpath='{range .items[*]}${line}{end}'`;
}

/** Ends with `NotFound` when the CRD is gone. */
export function goneCommand(crd: string): string {
  return `${KUBECTL} get crd ${shellWord(crd)}`;
}

/** The storage version, then the list. */
export function showCommand(crd: string): string {
  const path = `{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}`;
  return `${KUBECTL} get crd ${shellWord(crd)} -o jsonpath='${path}'`;
}

/** Takes versions off the list, unless the list has changed since (docs/runbook-evidence.md §4). */
export function pruneCommand(crd: string, stored: readonly string[], rest: readonly string[]): string {
  const patch = JSON.stringify([
    { op: "test", path: "/status/storedVersions", value: stored },
    { op: "replace", path: "/status/storedVersions", value: rest },
  ]);
  return `${KUBECTL} patch crd ${shellWord(crd)} --subresource=status --type=json -p ${shellWord(patch)}`;
}

/** One name for a CRD and a version. */
function migrationName({ plural, group, version }: ObjectsAt): string {
  return `${plural}.${group}-${version}`;
}

/** Has the cluster's own controller rewrite the objects. @param at the storage version @param api `storagemigration.k8s.io/v1` */
export function inTreeCommand(at: ObjectsAt, api: string): string {
  const { plural, group, version } = at;
  const manifest = JSON.stringify({
    apiVersion: api,
    kind: "StorageVersionMigration",
    metadata: { name: migrationName(at) },
    spec: { resource: { group, ...(api.endsWith("/v1alpha1") ? { version } : {}), resource: plural } },
  });
  return `echo ${shellWord(manifest)} | ${KUBECTL} create -f -`;
}

/** What became of it: `Succeeded=True`, with the controller's words. */
export function inTreeStateCommand(at: ObjectsAt): string {
  const line = `{range .status.conditions[*]}{.type}={.status} {.message}{"\\n"}{end}`;
  return `${KUBECTL} get storageversionmigration ${migrationName(at)} -o jsonpath='${line}'`;
}

/** The command where one can be made of the names, for a step. */
export function withCommand(at: ObjectsAt, make: (at: ObjectsAt) => string): { readonly command?: string } {
  return canCommand(at) ? { command: make(at) } : {};
}

function resource({ plural, version, group }: ObjectsAt): string {
  return `${plural}.${version}.${group}`;
}
