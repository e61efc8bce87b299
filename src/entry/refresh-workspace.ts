import fs from "node:fs";
import { done } from "../base/result.ts";
import { CONFIG_PATH } from "../check/guard.ts";
import { knownRules } from "../check/known-rules.ts";
import { DEFAULT_CONFIG } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { findFiles } from "../io/files/find-files.ts";
import { readWholeFile } from "../io/files/read-file.ts";
import { writeWholeFile } from "../io/files/write-file.ts";
import { placeToWrite } from "../io/files/write-place.ts";
import { blobId } from "../io/git/blob-id.ts";
import type { Workspace } from "../refresh/deliver-files.ts";
import { refused } from "../refresh/outcome.ts";
import { sortedOut } from "../refresh/plan.ts";
import type { SettingsReader } from "../refresh/settings.ts";
import { RULES } from "../rules/index.ts";
import { profilePatterns } from "../snapshots/profiles/profile-place.ts";

/** Reads the configuration by the rules of a check, so that both agree on where snapshots are. */
export const settingsReader: SettingsReader = (bytes) => {
  if (bytes === null)
    return done({ patterns: DEFAULT_CONFIG.snapshots, maxSnapshotAge: DEFAULT_CONFIG.maxSnapshotAge });
  const loaded = loadConfig(CONFIG_PATH, bytes, knownRules(RULES));
  if (loaded.ok) {
    const { snapshots, maxSnapshotAge } = loaded.value.config;
    return done({ patterns: snapshots, maxSnapshotAge });
  }
  const [problem] = loaded.problems;
  const place = problem === undefined ? CONFIG_PATH : `${problem.path}:${problem.line}:${problem.column}`;
  return refused(`the configuration cannot be read: ${place}: ${problem?.message ?? ""} ${problem?.remedy ?? ""}`);
};

/** The working tree below `root`. */
export function refreshWorkspace(root: string): Workspace {
  const read = (file: string) => {
    const reading = readWholeFile(root, file);
    if (reading.ok) return done(reading.value);
    return refused(`\`${file}\` cannot be read: ${reading.reason}`);
  };
  return {
    settings: () => {
      const reading = readWholeFile(root, CONFIG_PATH);
      if (!reading.ok && reading.missing) return settingsReader(null);
      return reading.ok
        ? settingsReader(reading.value)
        : refused(`\`${CONFIG_PATH}\` cannot be read: ${reading.reason}`);
    },
    files: (patterns) => {
      // A file that cannot be read stays in the list: it must not be taken for one that is not there.
      const names = findFiles(root, [...patterns, ...profilePatterns(patterns)], []).files.map((file) => {
        const bytes = read(file);
        return [file, bytes.ok ? blobId(bytes.value) : ""] as const;
      });
      return { ...sortedOut(new Map(names), patterns), read: async (file) => read(file) };
    },
    write: (file, text) => writeWholeFile(root, file, text),
    remove: (file) => fs.rmSync(placeToWrite(root, file)),
  };
}
