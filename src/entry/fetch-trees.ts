import { CONFIG_PATH } from "../check/guard.ts";
import { matchesGlob } from "../check/judging/targets.ts";
import { knownRules } from "../check/known-rules.ts";
import type { TreeFiles } from "../check/ports.ts";
import { literalGlob } from "../check/reading/manifest-files.ts";
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

/** Manifests, and the files that are read for what they are called. */
const MAY_HOLD = [
  "**/*.{yaml,yml,json}",
  "**/{kustomization,Kustomization}",
  "**/helmfile*.{yaml,yml}.gotmpl",
  "**/helmfile.d/*",
];

/**
 * Reads a tree's references by its own configuration.
 * @param isOwn whether an address of git is that of the repository itself
 * @returns a sentence where its configuration cannot be read
 */
export function readSources(tree: TreeFiles, isOwn: SourceTree["isOwn"]): TreeReading | string {
  const config = readConfig(tree);
  if (typeof config === "string") return config;
  const read = (path: string): Uint8Array | null => {
    const reading = tree.read(path);
    return reading.ok ? Uint8Array.from(reading.value) : null;
  };
  const files: SourceFile[] = [];
  for (const path of tree.find(MAY_HOLD, config.manifests.exclude).files) {
    const reading = tree.read(path);
    if (reading.ok && mayHoldReferences(path, reading.value))
      files.push({ path, bytes: Uint8Array.from(reading.value) });
  }
  const inventory = readInventory({
    files,
    read,
    list: (folder) => tree.find([folder === "" ? "**" : `${literalGlob(folder)}/**`], []).files,
    isOwn,
    substitute: config.sources.substitute,
  });
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
