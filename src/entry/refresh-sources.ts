import fs from "node:fs";
import path from "node:path";
import { readCluster } from "../io/cluster/read-cluster.ts";
import { findFiles } from "../io/files/find-files.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { git } from "../io/git/run.ts";
import type { Named, RefreshInputs } from "../io/runner/refresh-inputs.ts";
import type { SourceReading } from "../refresh/refresh.ts";
import { assembleSnapshot } from "../snapshots/assemble.ts";
import { readSnapshot } from "../snapshots/read.ts";
import { TOOL_VERSION } from "./version.ts";

type Source = () => Promise<SourceReading>;

/** Everything that the inputs name, one a cluster. @param root what paths are relative to */
export function refreshSources(inputs: RefreshInputs, root: string): readonly Source[] {
  return [
    ...inputs.contexts.map((named) => () => fromCluster(named, inputs)),
    ...inputs.dumps.map((named) => async () => fromFile(named, inputs, root)),
    ...collected(inputs, root),
  ];
}

async function fromCluster({ cluster, value }: Named, inputs: RefreshInputs): Promise<SourceReading> {
  const reading = await readCluster({
    kubeconfig: inputs.kubeconfig ?? undefined,
    context: value,
    cluster,
    exclude: inputs.exclude,
    countObjects: inputs.countObjects,
    timeoutMs: inputs.timeout,
    toolVersion: TOOL_VERSION,
    now: Date.now(),
  });
  if (!reading.ok) return failed(cluster, `${reading.message} ${reading.remedy}`);
  return { cluster, ok: true, snapshot: reading.snapshot, warnings: reading.warnings };
}

/** A snapshot says when it was taken; a dump does not, and its file's last change stands for it. */
function fromFile({ cluster, value }: Named, inputs: RefreshInputs, root: string): SourceReading {
  const reading = readWholeFile(root, value);
  if (!reading.ok) return failed(cluster, `\`${value}\` cannot be read: ${reading.reason}.`);
  const read = readSnapshot(value, reading.bytes, TOOL_VERSION, cluster);
  if (!read.ok) {
    const words = read.problems.map(
      ({ path: file, line, column, message, remedy }) => `${file}:${line}:${column}: ${message} ${remedy}`,
    );
    return { cluster, ok: false, reasons: words.slice(0, 5) };
  }
  const { snapshot } = read.loaded;
  if (snapshot.origin.tool !== null) return { cluster, ok: true, snapshot, warnings: read.notices };
  if (!snapshot.complete) return failed(cluster, `\`${value}\` is one CRD; a snapshot is made of all of a cluster.`);
  if (isTracked(root, value)) {
    const remedy =
      "Make a snapshot of it where it is taken: `kubectl get crd -o json | crd-upgrade-guard snapshot --cluster NAME --from-dump -`.";
    return failed(cluster, `\`${value}\` is a committed dump, which does not tell when it was taken. ${remedy}`);
  }
  const crds = Object.entries(snapshot.crds).filter(([, crd]) => !inputs.exclude.includes(crd.group));
  const assembled = assembleSnapshot({
    cluster,
    origin: { kind: "dump", tool: TOOL_VERSION },
    serverVersion: null,
    capturedAt: Math.min(fs.statSync(path.resolve(root, value)).mtimeMs, Date.now()),
    exclude: inputs.exclude,
    apis: [],
    crds: new Map(crds),
  });
  if (!assembled.ok) return failed(cluster, `\`${value}\` makes no snapshot: ${assembled.message}`);
  return { cluster, ok: true, snapshot: assembled.snapshot, warnings: read.notices };
}

/** A checkout sets every file's time anew: of a committed dump it says nothing. */
function isTracked(root: string, file: string): boolean {
  return git(root, ["ls-files", "--error-unmatch", "--", file]).status === 0;
}

function collected(inputs: RefreshInputs, root: string): readonly Source[] {
  const { collect } = inputs;
  if (collect === null) return [];
  const folder = path.resolve(root, collect);
  const isFolder = fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const files = isFolder ? findFiles(folder, ["**/*.{json,yaml,yml}"], []).files : [];
  if (files.length === 0) {
    const reason = isFolder ? "has no file of `.json`, `.yaml` or `.yml`" : "is no folder";
    return [async () => failed(collect, `\`${collect}\` ${reason}: no earlier job has left anything there.`)];
  }
  return files.map((file) => async () => {
    const cluster = path.basename(file).replace(/\.(?:json|ya?ml)$/i, "");
    return fromFile({ cluster, value: path.join(collect, file) }, inputs, root);
  });
}

function failed(cluster: string, reason: string): SourceReading {
  return { cluster, ok: false, reasons: [reason] };
}
