import fs from "node:fs";
import path from "node:path";
import { findFiles } from "../io/files/find-files.ts";
import type { Named, RefreshInputs } from "../io/runner/refresh-inputs.ts";
import type { SourceReading } from "../refresh/refresh.ts";
import { clusterOf } from "../snapshots/place.ts";
import { isProfilePath } from "../snapshots/profiles/profile-place.ts";
import { readSource, type SourceOptions } from "../snapshots/read-source.ts";
import { relativePath } from "./relative-path.ts";
import { sourcePorts } from "./source-ports.ts";

type Source = () => Promise<SourceReading>;

/** Everything that the inputs name, one a cluster. @param root what paths are relative to */
export function refreshSources(inputs: RefreshInputs, root: string): readonly Source[] {
  return [
    ...inputs.contexts.map((named) => () => fromCluster(named, inputs, root)),
    ...inputs.dumps.map((named) => () => fromFile(named, inputs, root)),
    ...collected(inputs, root),
  ];
}

function fromCluster({ cluster, value }: Named, inputs: RefreshInputs, root: string): Promise<SourceReading> {
  const { kubeconfig, countObjects, profileObjects, exclude, timeout } = inputs;
  return read(root, {
    cluster,
    context: value,
    exclude,
    timeout,
    ...(kubeconfig === null ? {} : { kubeconfig }),
    ...(countObjects ? { countObjects } : {}),
    ...(profileObjects ? { profileObjects } : {}),
  });
}

/** A snapshot is taken as it is; everything else has to be a dump. */
function fromFile({ cluster, value }: Named, inputs: RefreshInputs, root: string): Promise<SourceReading> {
  const { exclude, serverVersions } = inputs;
  const version = serverVersions.find((one) => one.cluster === cluster);
  return read(root, {
    cluster,
    fromDump: value,
    takesSnapshots: true,
    exclude,
    ...(version === undefined ? {} : { serverVersion: version.value }),
  });
}

async function read(root: string, options: SourceOptions): Promise<SourceReading> {
  const { cluster } = options;
  const reading = await readSource(options, sourcePorts(root));
  return reading.ok ? { cluster, ...reading } : { cluster, ok: false, reasons: reading.problems.slice(0, 5) };
}

/** The files that the inputs name as dumps or snapshots, relative to `root`. */
export function dumpFiles({ dumps, collect }: RefreshInputs, root: string): readonly string[] {
  const files = [...dumps.map(({ value }) => value), ...collectedFiles(collect, root)];
  return files.map((file) => relativePath(root, file));
}

/** Relative to `root`. */
function collectedFiles(collect: string | null, root: string): readonly string[] {
  if (collect === null) return [];
  const folder = path.resolve(root, collect);
  const isFolder = fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const files = isFolder ? findFiles(folder, ["**/*.{json,yaml,yml}"], []).files : [];
  // A profile is taken with the snapshot that it is beside.
  return files.filter((file) => !isProfilePath(file)).map((file) => path.join(collect, file));
}

function collected(inputs: RefreshInputs, root: string): readonly Source[] {
  const { collect } = inputs;
  if (collect === null) return [];
  const files = collectedFiles(collect, root);
  if (files.length === 0) {
    const isFolder = fs.statSync(path.resolve(root, collect), { throwIfNoEntry: false })?.isDirectory() ?? false;
    const reason = isFolder ? "has no file of `.json`, `.yaml` or `.yml`" : "is no folder";
    const words = `\`${collect}\` ${reason}: no earlier job has left anything there.`;
    return [async () => ({ cluster: collect, ok: false, reasons: [words] })];
  }
  return files.map((value) => () => fromFile({ cluster: clusterOf(value), value }, inputs, root));
}
