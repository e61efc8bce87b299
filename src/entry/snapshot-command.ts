import fs from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { GUARD_FOLDER } from "../check/guard.ts";
import { repositoryManifests } from "../check/judging/targeted-manifests.ts";
import { DEFAULT_CONFIG } from "../config/config.ts";
import { headFiles } from "../io/files/head-files.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { findCheckout } from "../io/git/checked-out.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { CLUSTER_NAME_RULE, isClusterName } from "../schemas/cluster-name.ts";
import type { SnapshotDiff } from "../snapshots/change.ts";
import { snapshotChanges } from "../snapshots/diff.ts";
import { comparedWith, type TargetedManifest } from "../snapshots/diff-manifests.ts";
import { comparedText, diffText } from "../snapshots/diff-text.ts";
import { sameFacts } from "../snapshots/next-snapshot.ts";
import { readSnapshot } from "../snapshots/read.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { type SuccessionTerms, succession } from "../snapshots/succession.ts";
import { writeSnapshot } from "../snapshots/write.ts";
import { printable } from "../text/escape.ts";
import { collect, duration } from "./check-command.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { refreshWorkspace } from "./refresh-workspace.ts";
import { relativePath } from "./relative-path.ts";
import { snapshotFile } from "./snapshot-file.ts";
import { readSource, type SourceOptions } from "./snapshot-source.ts";
import { TOOL_VERSION } from "./version.ts";

interface SnapshotOptions extends SourceOptions {
  readonly output?: string;
  readonly diff?: true;
  readonly renew?: true;
  readonly allowShrink?: true;
  readonly allowIdentityChange?: true;
}

/** `snapshot`: records a cluster in the repository, or tells how it differs from what is recorded. */
export function addSnapshot(program: Command): void {
  program
    .command("snapshot")
    .description("record a cluster's CRDs as a snapshot, with nothing but the right to read them")
    .requiredOption("--cluster <name>", "what the cluster is called in the repository", clusterName)
    .option("--context <name>", "context of the kubeconfig (default: the current one)")
    .option("--kubeconfig <file>", "kubeconfig (default: as kubectl: KUBECONFIG, ~/.kube/config, a pod's own)")
    .option(
      "--from-dump <file|->",
      "read what `kubectl get crd -o json` printed instead of a cluster; - is standard input",
    )
    .option("--count-objects", "also ask of each CRD whether it has objects; needs the right to list them")
    .option("--exclude <group>", "API group to leave out: what is left out is unknown; repeatable", excludedGroups)
    .option("--timeout <duration>", "how long reading the cluster may take (default: 120s)", duration)
    .option(
      "--output <file>",
      `where it is written (default: where a check looks for it, ${GUARD_FOLDER}/clusters/NAME.json)`,
    )
    .option(
      "--server-version <version|file>",
      "server version of a dump, or a file that `kubectl version -o json` wrote",
    )
    .option("--renew", "record the time of this reading although nothing else has changed")
    .option("--diff", "tell what has changed since the recorded snapshot, and write nothing")
    .option("--allow-shrink", "more than 30% of the recorded CRDs may be gone")
    .option("--allow-identity-change", "the cluster may be another than the recorded one: rebuilt, or with a new CA")
    .addHelpText("after", "\nExit codes: 0 written or compared, 2 not: then the old snapshot is untouched.")
    .action(runSnapshot);
}

async function runSnapshot(options: SnapshotOptions): Promise<void> {
  // A run that ends before it is through, say in a plugin that nothing answers, is no success.
  process.exitCode = 2;
  const began = Date.now();
  const root = process.cwd();
  const usage = usageFault(options);
  if (usage !== null) return fail([usage]);
  if (options.output === undefined) tellOfGuardAbove(root);
  const file = snapshotFile(root, options.cluster, options.output);
  if (!file.ok) return fail([file.problem]);
  const source = await readSource(root, options);
  if (!source.ok) return fail(source.problems);
  for (const warning of source.warnings) say(`warning: ${warning}`);
  const old = file.former === null ? null : recorded(root, file.former, options.cluster);
  const next = succession(old, source.snapshot, termsOf(root, options, began));
  if (!next.ok) return fail(next.faults.map(({ message, remedy }) => `${message} ${asFlag(remedy)}`));
  const { snapshot } = next;
  const isNew = old === null || !sameFacts(old, snapshot);
  const manifests = isNew ? manifestsFor(root, options) : [];
  const diff = snapshotChanges(old, snapshot, manifests ?? []);
  const text = writeSnapshot(snapshot);
  const isWritten = options.diff !== true && !isThere(root, file, text);
  const failure = isWritten ? written(root, file, text) : null;
  if (failure !== null) return fail([failure]);
  const deed = deedOf(options, file, old, isWritten);
  const changes = old === null ? firstText(diff) : changesText(old, snapshot, diff);
  const seen = isNew
    ? `\n${manifests === null ? NOT_LOOKED_AT : comparedText(comparedWith(snapshot, manifests))}\n`
    : "";
  process.stdout.write(printable(`${deed}: ${size(snapshot)}.\n${changes}${seen}`));
  process.exitCode = 0;
}

/** Whether the file has these bytes already. */
function isThere(root: string, { path: file, former }: Places, text: string): boolean {
  if (former !== file) return false;
  const reading = readWholeFile(root, file);
  return reading.ok && Buffer.from(text).equals(reading.bytes);
}

/** The heartbeat is the configuration's, as for a refresh; where that cannot be read, `--output` says the place alone. */
function termsOf(root: string, options: SnapshotOptions, began: number): SuccessionTerms {
  const settings = refreshWorkspace(root).settings();
  const { maxSnapshotAge } = settings.ok ? settings.value : DEFAULT_CONFIG;
  return {
    now: Date.now(),
    began,
    heartbeatMs: options.renew === true ? -1 : maxSnapshotAge / 2,
    allowShrink: options.allowShrink === true,
    allowIdentityChange: options.allowIdentityChange === true,
  };
}

/** Whole or not at all; a dump in YAML that was the snapshot before goes, since a cluster has one. */
function written(root: string, { path: file, former }: Places, text: string): string | null {
  try {
    writeWholeFile(root, file, text);
    if (former !== null && former !== file) fs.rmSync(path.resolve(root, former), { force: true });
    return null;
  } catch (error) {
    return `The snapshot cannot be written to ${file} (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/** The sentence names an input of the action at its end. */
function asFlag(remedy: string): string {
  return remedy.replace(/allow-[a-z-]+\.$/, "--$&");
}

interface Places {
  readonly path: string;
  readonly former: string | null;
}

function deedOf(options: SnapshotOptions, { path: place, former }: Places, old: Snapshot | null, isWritten: boolean) {
  if (options.diff !== true) return isWritten ? `Wrote ${place}` : `${place} stays as it is`;
  return old === null ? "Read, and wrote nothing" : `Compared with ${former ?? place}`;
}

const NOT_LOOKED_AT = "This is no git repository: no manifests were looked at.";

/** What a first snapshot means is what a newcomer wants to know. */
function firstText(diff: SnapshotDiff): string {
  return `There was no snapshot to compare with.\n${diffText({ ...diff, changes: [] })}`;
}

function changesText(old: Snapshot, next: Snapshot, diff: SnapshotDiff): string {
  if (diff.changes.length > 0) return diffText(diff);
  const since = old.capturedAt === null ? "" : ` since ${old.capturedAt}`;
  const renew = next === old && old.capturedAt !== null ? "; --renew records the time of this reading" : "";
  return `Nothing of ${old.cluster} has changed${since}${renew}.\n`;
}

function size({ crds, cluster, serverVersion }: Snapshot): string {
  const count = Object.keys(crds).length;
  const version = serverVersion === null ? "" : `, Kubernetes ${serverVersion}`;
  return `${count} ${count === 1 ? "CRD" : "CRDs"} of ${cluster}${version}`;
}

/** The snapshot that is there; null: none, or one that cannot be used, which is what writing it anew is for. */
function recorded(root: string, file: string, cluster: string): Snapshot | null {
  const reading = readWholeFile(root, file);
  if (!reading.ok && reading.missing) return null;
  const read = reading.ok ? readSnapshot(file, reading.bytes, TOOL_VERSION, cluster) : null;
  if (read?.ok === true) return read.loaded.snapshot;
  const problem = read?.problems[0];
  const reason = reading.ok ? `line ${problem?.line ?? 1}: ${problem?.message ?? ""}` : `${reading.reason}.`;
  say(`warning: the recorded snapshot cannot be compared with: ${file}: ${reason}`);
  return null;
}

/** A folder outside a repository may be a home or a whole disk, which is not read for what it may hold. */
function manifestsFor(root: string, { cluster, fromDump }: SnapshotOptions): readonly TargetedManifest[] | null {
  if (!isInRepository(root)) return null;
  const ports = { head: headFiles(root), ignoredByGit: (paths: readonly string[]) => ignoredByGit(root, paths) };
  const dumps = fromDump === undefined ? [] : [relativePath(root, fromDump)];
  const manifests = repositoryManifests(ports, TOOL_VERSION, dumps);
  for (const problem of manifests.problems) say(`warning: what it means for the manifests is not told: ${problem}`);
  return manifests.of(cluster);
}

function isInRepository(root: string): boolean {
  return findCheckout(root, path.parse(root).root) !== null;
}

function usageFault(options: SnapshotOptions): string | null {
  const { fromDump, context, kubeconfig, countObjects, timeout, serverVersion } = options;
  if (fromDump === undefined && serverVersion !== undefined) {
    return "--server-version is about a dump: a server says its version itself. Leave it out, or name the dump with --from-dump.";
  }
  const ofCluster = [context, kubeconfig, countObjects, timeout];
  if (fromDump === undefined || ofCluster.every((one) => one === undefined)) return null;
  return "--from-dump asks no cluster: leave out --context, --kubeconfig, --count-objects and --timeout.";
}

function clusterName(value: string): string {
  if (isClusterName(value)) return value;
  throw new InvalidArgumentError(`A cluster's name has ${CLUSTER_NAME_RULE}.`);
}

function excludedGroups(value: string, previous?: readonly string[]): readonly string[] {
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(value)) {
    throw new InvalidArgumentError("It takes the name of an API group, without patterns: internal.example.com.");
  }
  return collect(value, previous);
}

function fail(problems: readonly string[]): void {
  for (const problem of problems) say(`error: ${problem}`);
}

function say(line: string): void {
  process.stderr.write(`${printable(line.replaceAll("\n", " "))}\n`);
}
