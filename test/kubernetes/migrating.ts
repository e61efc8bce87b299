import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isObject, type JsonObject, type JsonValue, member } from "../../src/base/json.ts";
import { releasedCrds } from "../../src/entry/migrate-tree.ts";
import { openMigration } from "../../src/io/cluster/migration.ts";
import { backupFolder } from "../../src/io/files/backup-folder.ts";
import { journalFiles } from "../../src/io/files/journal-file.ts";
import { examine } from "../../src/migrate/examine.ts";
import { examineInTree, migrateInTree, migrationName } from "../../src/migrate/in-tree.ts";
import { migrate } from "../../src/migrate/migrate.ts";
import { type CrdOutcome, lookedAt, unread } from "../../src/migrate/outcome.ts";
import type { MigratePorts, TreeManifest } from "../../src/migrate/ports.ts";
import { install, objectsPath } from "./crd-client.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import type { ApiServer } from "./server.ts";

export interface Run {
  readonly outcome: CrdOutcome;
  readonly told: readonly string[];
  /** How many requests were waited for, in milliseconds each. */
  readonly slept: readonly number[];
}

export interface RunOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Default: a folder of this run's own. */
  readonly state?: string;
  readonly backup?: string;
  readonly tree?: readonly TreeManifest[];
  readonly dryRun?: boolean;
  readonly allowFieldLoss?: boolean;
  /** By the cluster's own controller, for which nothing is waited. */
  readonly inTree?: boolean;
  readonly qps?: number;
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
}

/** One run of the command in this process, fast: what it waits for is only counted, but for a moment each. */
export async function run(server: ApiServer, plural: string, options: RunOptions = {}): Promise<Run> {
  const name = `${plural}.${GROUP}`;
  const told: string[] = [];
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    await wait(Math.min(ms, 20));
  };
  const { kubeconfig = server.kubeconfig("admin"), context = "admin", qps = 10_000 } = options;
  const opened = await openMigration(
    { kubeconfig, context, qps, toolVersion: "0.1.0" },
    { environment: {}, sleep, clock: options.clock ?? (() => performance.now()), random: () => 0.5 },
  );
  if (!opened.ok) return { outcome: unread(name, opened), told, slept };
  const ports: MigratePorts = {
    cluster: opened.value.cluster,
    journal: journalFiles(options.state ?? state(server)),
    backup: options.backup === undefined ? null : backupFolder(options.backup),
    tree: () => ({ manifests: options.tree ?? [], notes: [] }),
    released: releasedCrds,
    ownMigrator: () => null,
    progress: { begin: () => {}, tell: () => {}, end: () => {} },
    tell: (sentence) => told.push(sentence),
    sleep: async () => {},
  };
  try {
    const mayLose = options.allowFieldLoss === true;
    const first = await examine(name, ports, mayLose);
    const examining =
      first.kind === "examined" && options.inTree === true
        ? await examineInTree(first.examination, ports, mayLose)
        : first;
    if (examining.kind === "stopped") return { outcome: unread(name, examining), told, slept };
    const { examination } = examining;
    const plan = lookedAt(examination, options.inTree === true ? migrationName(examination.facts) : null);
    if (plan.outcome !== "planned" || examination.at === null || options.dryRun === true)
      return { outcome: plan, told, slept };
    const outcome =
      options.inTree === true
        ? await migrateInTree(examination, examination.at, ports, { settleMs: 0, noticeMs: 4000 })
        : await migrate(examination, examination.at, ports, { settleMs: 0 });
    return { outcome, told, slept };
  } finally {
    opened.value.close();
  }
}

/** A new folder for journals. */
export function state(server: ApiServer): string {
  return mkdtempSync(join(server.directory, "state-"));
}

export const OLD = [version("v1alpha2", { storage: true })];
export const BOTH = [version("v1", { storage: true }), version("v1alpha2", { storage: false })];
export const NEW = [version("v1", { storage: true })];

/** Objects in a number of namespaces, all stored at the old version; then the new one stores. */
export async function seeded(
  server: ApiServer,
  plural: string,
  count: number,
  more: {
    readonly namespaces?: number;
    readonly both?: readonly JsonObject[];
    readonly spec?: (index: number) => JsonValue;
  } = {},
): Promise<void> {
  await install(server, crd(plural, OLD));
  const { namespaces = 3, both = BOTH, spec = (index: number) => ({ weight: index }) } = more;
  const queue = Array.from({ length: count }, (_, index) => index);
  const worker = async () => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      await create(
        server,
        plural,
        "v1alpha2",
        `ns-${index % namespaces}`,
        `o-${String(index).padStart(5, "0")}`,
        spec(index),
      );
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  await install(server, crd(plural, both));
}

export async function create(
  server: ApiServer,
  plural: string,
  at: string,
  namespace: string,
  name: string,
  spec: JsonValue,
): Promise<JsonObject> {
  const body = { apiVersion: `${GROUP}/${at}`, kind: kindOf(plural), metadata: { name, namespace }, spec };
  const answer = await server.request("POST", `${objectsPath(plural, at, namespace)}?fieldManager=gitops`, body);
  if (answer.status !== 201 || !isObject(answer.body))
    throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The versions that metadata.managedFields of all objects name. */
export async function managerVersions(server: ApiServer, plural: string): Promise<readonly string[]> {
  const objects = Object.values(await server.stored(GROUP, plural));
  const entries = objects.flatMap((object) => {
    const fields = member(member(object, "metadata"), "managedFields");
    return Array.isArray(fields) ? fields.map((one: JsonValue) => String(member(one, "apiVersion"))) : [];
  });
  return [...new Set(entries)].sort();
}
