import fs from "node:fs";
import path from "node:path";
import { commonFolder, type Repository } from "./find-repository.ts";

/** What a repository's configuration holds that could run or fetch, by name. */
export interface Configuration {
  /** Drivers of `.gitattributes` that run programs on the contents of files. */
  readonly filters: readonly string[];
  /** Objects that are missing here are to be fetched when they are asked for: a partial clone. */
  readonly isPartial: boolean;
  /** A file of the working tree that the configuration includes, relative to that; null: none. */
  readonly included: string | null;
}

/** Lists every name in every file of the configuration, and no value: those hold tokens. Git runs nothing for it. */
export const LIST_NAMES = ["config", "--list", "--name-only", "--show-origin", "-z"];

/** @param listed what `LIST_NAMES` printed */
export function configurationOf(listed: string, repository: Repository): Configuration {
  const fields = listed.split("\0");
  const filters = new Set<string>();
  const origins = new Set<string>();
  let isPartial = false;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [origin = "", name = ""] = fields.slice(index, index + 2);
    if (origin.startsWith("file:")) origins.add(origin.slice("file:".length));
    const filter = /^filter\.([\s\S]+)\.[a-z]+$/.exec(name)?.[1];
    if (filter !== undefined) filters.add(filter);
    if (/^extensions\.partialclone$|^remote\.[\s\S]+\.promisor$/.test(name)) isPartial = true;
  }
  const included = [...origins].find((file) => isOfWorkTree(file, repository));
  const named = included === undefined ? null : path.relative(repository.workTree, included);
  return { filters: [...filters], isPartial, included: named };
}

/** Whether a pull request may have written it: in the working tree, and not in the folder of git. */
function isOfWorkTree(file: string, { gitFolder, workTree }: Repository): boolean {
  let real: string;
  try {
    real = fs.realpathSync(path.resolve(workTree, file));
  } catch {
    return true;
  }
  const isBelow = (folder: string) => real.startsWith(folder + path.sep);
  return isBelow(workTree) && ![gitFolder, commonFolder(gitFolder)].some(isBelow);
}

/** Settings that hold whatever a configuration says, in every call: those that would run a program. */
const NOTHING_RUN = [
  "safe.bareRepository=explicit",
  // Empty: older versions would take any text, `false` too, for the program to run.
  "core.fsmonitor=",
  "core.hooksPath=/dev/null",
  "core.alternateRefsCommand=true",
  "core.askPass=",
  "core.editor=true",
  "submodule.recurse=false",
  "fetch.recurseSubmodules=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "protocol.ext.allow=never",
];

/** Besides, where nothing is fetched: what would reach for a remote or for its password. */
const NOTHING_FETCHED = ["core.sshCommand=false", "credential.helper=", "protocol.allow=never"];

/** @returns options in front of git's command; null: a filter whose name no option can carry */
export function overrides({ filters }: Configuration, remote: boolean): readonly string[] | null {
  if (filters.some((name) => /[=\n]/.test(name))) return null;
  const settings = [
    ...NOTHING_RUN,
    ...(remote ? [] : NOTHING_FETCHED),
    ...filters.flatMap((name) => [
      `filter.${name}.clean=`,
      `filter.${name}.smudge=`,
      `filter.${name}.process=`,
      `filter.${name}.required=false`,
    ]),
  ];
  return settings.flatMap((setting) => ["-c", setting]);
}
