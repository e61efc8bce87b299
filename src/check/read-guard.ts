import { createHash } from "node:crypto";
import type { FileReading } from "../base/files.ts";
import { type Config, DEFAULT_CONFIG } from "../config/config.ts";
import { costFault, TOO_MANY, tooManyFrom } from "../config/glob-cost.ts";
import { loadConfig } from "../config/load.ts";
import { type Overrides, resolveSettings } from "../config/settings.ts";
import { fleetOf, releasesSince } from "../releases/fleet.ts";
import type { ReleaseHistory } from "../releases/history.ts";
import type { TagPorts } from "../releases/ports.ts";
import { readHistory } from "../releases/read-history.ts";
import { tagsBeyond } from "../releases/releases-of-tags.ts";
import type { taggedReleases } from "../releases/tagged-releases.ts";
import { untoldWords } from "../releases/untold.ts";
import type { Problem } from "../report/report.ts";
import { RULES } from "../rules/index.ts";
import { createSnapshotReader } from "../snapshots/fleet-reader.ts";
import type { LoadedSnapshot } from "../snapshots/snapshot.ts";
import { code } from "../text/code-span.ts";
import { someOf } from "../text/listing.ts";
import { CONFIG_PATH, type ConfigFile, type Guard, MISNAMED_CONFIGS } from "./guard.ts";
import { matchesGlob } from "./judging/targets.ts";
import { knownRules } from "./known-rules.ts";
import type { TreeFiles } from "./ports.ts";
import { profileOf, strayProfiles } from "./read-profile-of.ts";

export interface GuardReading {
  readonly guard: Guard;
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

export interface GuardOptions {
  /** In a base: a snapshot that is named and not there is one that the change brings. */
  readonly mayLackSnapshots?: boolean;
  /** Releases as tags have them; null: whoever reads the guard does not ask for users. */
  readonly tagged?: ReturnType<typeof taggedReleases> | null;
  /** The tags of the checkout, for what a recorded history lacks of them; null: nobody asks. */
  readonly tags?: Pick<TagPorts, "tags" | "head"> | null;
}

/**
 * Reads the configuration and the snapshots it names. Nothing that was named is ever skipped: what cannot be used is a
 * problem, and ends the check with exit code 2.
 * @param configPath as a person gave it; null: the default path, if there is a file
 */
export function readGuard(
  configPath: string | null,
  flags: Partial<Overrides>,
  toolVersion: string,
  files: TreeFiles,
  { mayLackSnapshots = false, tagged = null, tags = null }: GuardOptions = {},
): GuardReading {
  const costly = costlyFlags(flags);
  if (costly.length > 0) return { guard: NO_GUARD, problems: costly, notices: [] };
  const config = readConfig(configPath, files);
  const settings = resolveSettings(flags, config.config);
  const snapshots = readSnapshots(settings.snapshots, toolVersion, files, mayLackSnapshots);
  // Who names the snapshots means those alone.
  const releases = flags.snapshots === undefined ? settings.releases : DEFAULT_CONFIG.releases;
  const users = readUsers(releases, files, mayLackSnapshots, tags);
  const own = tagged === null ? NO_USERS : taggedUsers(releases, tagged, config.file);
  return {
    guard: {
      settings,
      snapshots: [...snapshots.snapshots, ...users.snapshots, ...own.snapshots],
      config: config.file,
      ...(flags.snapshots === undefined ? {} : { isNarrowed: true }),
    },
    problems: [...config.problems, ...snapshots.problems, ...users.problems, ...own.problems],
    notices: [...config.notices, ...snapshots.notices, ...users.notices, ...own.notices],
  };
}

const NO_GUARD: Guard = { settings: resolveSettings({}, DEFAULT_CONFIG), snapshots: [], config: null };

/** The clusters of users, as the histories of the configuration tell them. */
function readUsers(
  { histories, since }: Config["releases"],
  files: TreeFiles,
  mayLack: boolean,
  tags: Pick<TagPorts, "tags" | "head"> | null,
): Users {
  const snapshots: LoadedSnapshot[] = [];
  const problems: Problem[] = [];
  const notices: string[] = [];
  for (const path of new Set(histories)) {
    const reading = readInside(path, files);
    if (!reading.ok) {
      if (mayLack && reading.missing) continue;
      const remedy = "Correct the path, or write the file with `crd-upgrade-guard releases`.";
      problems.push({ path, message: `The release history cannot be read: ${reading.reason}.`, remedy });
      continue;
    }
    const read = readHistory(path, Uint8Array.from(reading.value));
    if (!read.ok) {
      for (const one of read.problems) problems.push(one);
      continue;
    }
    const known = tags?.tags();
    const later = known?.ok === true ? tagsBeyond(read.value.history, known.value, tags?.head() ?? null) : [];
    if (later.length > 0) notices.push(staleWords(path, read.value.history, later));
    const users = fleetOf(read.value, since);
    if (users.ok) {
      for (const one of users.value) snapshots.push(one);
      for (const words of untoldWords(releasesSince(read.value.history, since))) notices.push(words);
    } else {
      const message = `No users can be told from the release history: ${users.reason}.`;
      problems.push({ path, message, remedy: "Correct `releases.since`, or record fewer releases." });
    }
  }
  return { snapshots, problems, notices };
}

function staleWords(path: string, { releases }: ReleaseHistory, later: readonly string[]): string {
  const names = someOf(later, "release");
  return `The release history ${code(path)} ends with \`${releases.at(-1)?.version}\`, and the checkout has tags of later releases (${names}), whose users nothing here counts. Write it again with \`crd-upgrade-guard releases\`.`;
}

interface Users {
  readonly snapshots: readonly LoadedSnapshot[];
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

const NO_USERS: Users = { snapshots: [], problems: [], notices: [] };

/** The clusters of users, as the tags of the checkout tell them. Whatever is said of them is said of the configuration. */
function taggedUsers(
  releases: Config["releases"],
  tagged: ReturnType<typeof taggedReleases>,
  config: ConfigFile | null,
): Users {
  const { tags, paths, preReleases, since } = releases;
  if (tags.length === 0 || config === null) return NO_USERS;
  const { path } = config;
  const { startLine, startColumn } = config.locate(["releases", "tags"]);
  const problem = (message: string, remedy: string): Problem => ({
    path,
    line: startLine,
    column: startColumn,
    message,
    remedy,
  });
  const reading = tagged({ tags, paths, preReleases, since });
  if (!reading.ok) {
    const remedy =
      "Correct `releases`, or take it out until there is a release; the checkout has to have all tags (`fetch-depth: 0` of actions/checkout).";
    return { ...NO_USERS, problems: [problem(reading.problems.join(" "), remedy)] };
  }
  const { history, notices } = reading.value;
  const users = fleetOf({ history, path }, since);
  if (users.ok)
    return { ...NO_USERS, snapshots: users.value.map((one) => ({ ...one, lineOf: () => startLine })), notices };
  return {
    ...NO_USERS,
    problems: [problem(`No users can be told from the tags: ${users.reason}.`, "Correct `releases.since`.")],
  };
}

/** The file's own patterns are refused where it is read. */
function costlyFlags(flags: Partial<Overrides>): readonly Problem[] {
  const lists = {
    manifests: flags.manifests,
    rendered: flags.rendered,
    snapshots: flags.snapshots,
    clusters: flags.clusters,
  };
  return Object.entries(lists).flatMap(([name, patterns = []]) => {
    const faults = patterns.flatMap((pattern) => costFault(pattern) ?? []);
    const all = faults.length === 0 && tooManyFrom(patterns) !== null ? [TOO_MANY] : faults;
    return all.map(({ message, remedy }) => ({ message: `A pattern of ${code(name)} ${message}.`, remedy }));
  });
}

function readConfig(given: string | null, files: TreeFiles) {
  const path = given ?? CONFIG_PATH;
  const none = { config: DEFAULT_CONFIG, file: null, problems: [], notices: [] };
  const misnamed = given === null ? MISNAMED_CONFIGS.filter((one) => files.kindOf(one) !== "missing") : [];
  const reading = readInside(path, files);
  if (!reading.ok) {
    if (reading.missing && given === null) return { ...none, problems: misnamed.map(misnamedConfig) };
    const remedy = "Correct the path of the configuration file, or leave it out to use the defaults.";
    return { ...none, problems: [{ path, message: `The configuration cannot be read: ${reading.reason}.`, remedy }] };
  }
  const loaded = loadConfig(path, Uint8Array.from(reading.value), knownRules(RULES));
  if (!loaded.ok) return { ...none, problems: loaded.problems };
  const { config, locate, notices } = loaded.value;
  const file: ConfigFile = { path, locate };
  const unread = misnamed.map((one) => `\`${one}\` is not read: the configuration is \`${CONFIG_PATH}\`.`);
  return { config, file, problems: [], notices: [...notices, ...unread] };
}

/** A check that went on with the defaults would be one that somebody believes to be set up. */
function misnamedConfig(path: string): Problem {
  return {
    path,
    message: `The configuration is read from \`${CONFIG_PATH}\` alone, and this file is called otherwise.`,
    remedy: path.endsWith(".json")
      ? "Rename it to `config.yaml`: JSON is YAML too."
      : "Rename it to `config.yaml`, or name it with `--config` or the input `config`.",
  };
}

function readSnapshots(patterns: readonly string[], toolVersion: string, files: TreeFiles, mayLack: boolean) {
  const snapshots: LoadedSnapshot[] = [];
  const problems: Problem[] = [];
  const notices: string[] = [];
  const readSnapshot = createSnapshotReader(toolVersion, sha256);
  const read = snapshotFiles(patterns, files, problems, notices);
  for (const path of read) {
    const reading = readInside(path, files);
    if (!reading.ok) {
      if (mayLack && reading.missing) continue;
      const remedy = "Correct the path, or record the cluster again.";
      problems.push({ path, message: `The snapshot cannot be read: ${reading.reason}.`, remedy });
      continue;
    }
    const snapshot = readSnapshot(path, Uint8Array.from(reading.value));
    if (snapshot.ok) {
      const { loaded, notices: own } = snapshot.value;
      const used = profileOf(loaded, toolVersion, (one) => readInside(one, files));
      snapshots.push(used.profile === null ? loaded : { ...loaded, used: used.profile });
      for (const one of used.problems) problems.push(one);
      for (const one of [...own, ...used.notices]) notices.push(one);
    } else {
      for (const one of snapshot.problems) problems.push(one);
    }
  }
  for (const one of sameCluster(snapshots)) problems.push(one);
  for (const one of strayProfiles(patterns, read, toolVersion, files)) notices.push(one);
  return { snapshots, problems, notices };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * A pull request may bring a link to any file of the runner, and what cannot be read of a file is told with its words. A
 * path that itself leads out was given by a person.
 */
export function readInside(path: string, files: TreeFiles): FileReading {
  const isBelow = !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes("..");
  if (!isBelow || files.follow(path).kind !== "outside") return files.read(path);
  return { ok: false, missing: false, reason: "a link leads out of the workspace" };
}

/** A pattern may match nothing (then `no-snapshot` says so); a path without pattern characters must be there. */
function snapshotFiles(
  patterns: readonly string[],
  files: TreeFiles,
  problems: Problem[],
  notices: string[],
): readonly string[] {
  const globs = patterns.filter((pattern) => /[*?{}[\]!()+@|]/.test(pattern) && files.kindOf(pattern) !== "file");
  const found = globs.length === 0 ? { files: [], skipped: [] } : files.find(globs, []);
  const paths = new Set(found.files);
  for (const { path, reason } of found.skipped) {
    const isNamed = matchesGlob(path, globs) || globs.some((glob) => glob.startsWith(`${path}/`));
    if (isNamed && files.kindOf(path) !== "missing")
      notices.push(`${code(path)} is not read for snapshots: ${reason}.`);
  }
  for (const path of patterns) {
    if (globs.includes(path)) continue;
    if (files.kindOf(path) === "directory") {
      problems.push({
        path,
        message: "A folder is given as a snapshot.",
        remedy: `Name the files in it: \`${path.replace(/(?<!\/)\/+$/, "")}/*.json\`.`,
      });
    } else paths.add(path);
  }
  return [...paths].sort();
}

function sameCluster(snapshots: readonly LoadedSnapshot[]): readonly Problem[] {
  const first = new Map<string, string>();
  return snapshots.flatMap(({ snapshot, path }) => {
    const other = first.get(snapshot.cluster);
    first.set(snapshot.cluster, other ?? path);
    if (other === undefined) return [];
    return [
      {
        path,
        line: 1,
        column: 1,
        message: `Two snapshots describe the cluster \`${snapshot.cluster}\`: this one and ${code(other)}.`,
        remedy: "Keep the newer one; a cluster has one snapshot.",
      },
    ];
  });
}
