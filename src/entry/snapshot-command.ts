import fs from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { GUARD_FOLDER } from "../check/guard.ts";
import { repositoryManifests } from "../check/judging/targeted-manifests.ts";
import { DEFAULT_CONFIG } from "../config/config.ts";
import type { CelPort } from "../crd/cel-compiler.ts";
import { findFiles } from "../io/files/find-files.ts";
import { headFiles } from "../io/files/head-files.ts";
import { isInside } from "../io/files/inside.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { findCheckout } from "../io/git/checked-out.ts";
import { ignoredByGit } from "../io/git/ignored.ts";
import { indexReader } from "../io/git/index-entries.ts";
import { CLUSTER_NAME_RULE, isClusterName } from "../schemas/cluster-name.ts";
import { readSource, type SourceOptions } from "../snapshots/read-source.ts";
import { type ManifestsForCluster, type RecordPorts, recordSnapshot } from "../snapshots/record.ts";
import { printable } from "../text/escape.ts";
import { celPort } from "./cel-port.ts";
import { collect, duration } from "./check-options.ts";
import { tellOfGuardAbove } from "./guard-above.ts";
import { refreshWorkspace } from "./refresh-workspace.ts";
import { relativePath } from "./relative-path.ts";
import { sourcePorts } from "./source-ports.ts";
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
    .option(
      "--profile-objects",
      "also record how the objects of each CRD use its fields, without any value; needs the right to list them",
    )
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
    .action(runSnapshot);
}

async function runSnapshot(options: SnapshotOptions): Promise<void> {
  // A run that ends before it is through, say in a plugin that nothing answers, is no success.
  process.exitCode = 2;
  const root = process.cwd();
  const usage = usageFault(options);
  if (usage !== null) return fail([usage]);
  if (options.output === undefined) tellOfGuardAbove(root);
  const { cluster, output, diff, renew, allowShrink, allowIdentityChange } = options;
  const recording = await recordSnapshot(
    {
      cluster,
      output: output === undefined ? null : relativePath(root, output),
      compareOnly: diff === true,
      renew: renew === true,
      allowShrink: allowShrink === true,
      allowIdentityChange: allowIdentityChange === true,
      profilesObjects: options.profileObjects === true,
      toolVersion: TOOL_VERSION,
    },
    recordPorts(root, options),
  );
  if (!recording.ok) return fail(recording.problems);
  process.stdout.write(printable(recording.value));
  process.exitCode = 0;
}

function recordPorts(root: string, options: SnapshotOptions): RecordPorts {
  const cel = celPort();
  return {
    source: () => readSource(options, sourcePorts(root)),
    settings: refreshWorkspace(root).settings,
    defaultSettings: { patterns: DEFAULT_CONFIG.snapshots, maxSnapshotAge: DEFAULT_CONFIG.maxSnapshotAge },
    files: (patterns) => findFiles(root, patterns, []).files,
    isInside: (file) => isInside(root, file),
    read: (file) => readWholeFile(root, file),
    write: (file, text) => writeWholeFile(root, file, text),
    remove: (file) => fs.rmSync(path.resolve(root, file), { force: true }),
    manifests: () => manifestsOf(root, options, cel),
    cel,
    now: Date.now,
    warn: (words) => say(`warning: ${words}`),
  };
}

function manifestsOf(root: string, { cluster, fromDump }: SnapshotOptions, cel: CelPort): ManifestsForCluster | null {
  if (findCheckout(root, path.parse(root).root) === null) return null;
  const index = indexReader(root);
  const ignored = (paths: readonly string[]) => ignoredByGit(root, paths, index);
  const ports = { head: headFiles(root), ignoredByGit: ignored, cel };
  const dumps = fromDump === undefined ? [] : [relativePath(root, fromDump)];
  const { of, problems } = repositoryManifests(ports, TOOL_VERSION, dumps);
  return { manifests: of(cluster), problems };
}

function usageFault(options: SnapshotOptions): string | null {
  const { fromDump, context, kubeconfig, countObjects, profileObjects, timeout, serverVersion } = options;
  if (fromDump === undefined && serverVersion !== undefined) {
    return "--server-version is about a dump: a server says its version itself. Leave it out, or name the dump with --from-dump.";
  }
  const ofCluster = [context, kubeconfig, countObjects, profileObjects, timeout];
  if (fromDump === undefined || ofCluster.every((one) => one === undefined)) return null;
  return "--from-dump asks no cluster: leave out --context, --kubeconfig, --count-objects, --profile-objects and --timeout.";
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
