import { CONFIG_PATH } from "../check/guard.ts";
import { matchesGlob } from "../check/judging/targets.ts";
import { knownRules } from "../check/known-rules.ts";
import type { TreeFiles } from "../check/ports.ts";
import { chartPatterns } from "../check/reading/manifest-files.ts";
import { bytesAt, sourceTree } from "../check/sources/source-tree.ts";
import { type Config, DEFAULT_CONFIG } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { RULES } from "../rules/index.ts";
import { readInventory } from "../sources/inventory.ts";
import { mayHoldReferences } from "../sources/objects.ts";
import type { Inventory, SourceFile, SourceTree } from "../sources/reference.ts";

/** What a tree refers to, and what its own configuration says of that. */
export interface TreeReading {
  readonly inventory: Inventory;
  readonly config: Config;
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Reads a tree's references by its own configuration, from the files in which a check looks for them.
 * @param isOwn whether an address of git is that of the repository itself
 * @param ignored which of these paths git ignores: nobody deploys them from Git
 * @returns a sentence where its configuration cannot be read
 */
export function readSources(
  tree: TreeFiles,
  isOwn: SourceTree["isOwn"],
  ignored: (paths: readonly string[]) => ReadonlySet<string> = () => NOTHING,
): TreeReading | string {
  const config = readConfig(tree);
  if (typeof config === "string") return config;
  const found = tree.find(
    [...config.manifests.include, ...chartPatterns(config.manifests.include)],
    config.manifests.exclude,
  );
  const linked = found.skipped.flatMap(({ path, linkTo }) => (linkTo === undefined ? [] : [path]));
  const files: SourceFile[] = [];
  for (const path of [...found.files, ...linked].sort()) {
    if (/\.(?:tgz|tpl)$/.test(path)) continue;
    const bytes = bytesAt(tree, path);
    if (bytes !== null && mayHoldReferences(path, bytes)) files.push({ path, bytes });
  }
  const left = ignored(files.map(({ path }) => path));
  const referring = files.filter(({ path }) => !left.has(path));
  const inventory = readInventory(sourceTree(referring, tree, { isOwn, substitute: config.sources.substitute }));
  const { ignore } = config.sources;
  const references = inventory.references.filter(({ object }) => !matchesGlob(object.path, ignore));
  return { config, inventory: { ...inventory, references } };
}

function readConfig(tree: TreeFiles): Config | string {
  const reading = tree.read(CONFIG_PATH);
  if (!reading.ok) {
    return reading.missing ? DEFAULT_CONFIG : `The configuration \`${CONFIG_PATH}\` cannot be read: ${reading.reason}.`;
  }
  const loaded = loadConfig(CONFIG_PATH, Uint8Array.from(reading.value), knownRules(RULES));
  if (loaded.ok) return loaded.value.config;
  const [problem] = loaded.problems;
  return `${problem?.path}:${problem?.line}:${problem?.column}: ${problem?.message} ${problem?.remedy}`;
}
