import type { ManifestReading } from "../manifests/manifest.ts";
import { releaseCrdOf } from "./facts.ts";
import type { ReleaseCrd } from "./history.ts";

/** A CRD as it stands somewhere in a release. Equal `crd` are the same object. */
export interface Found {
  readonly name: string;
  readonly crd: ReleaseCrd;
  readonly line: number;
  readonly isReadable: boolean;
}

/** What was found of all releases, so that equal ones are kept once. */
export type KnownCrds = Map<string, ReleaseCrd>;

export interface FoundInFile {
  readonly found: readonly Found[];
  readonly unnamed: readonly number[];
  readonly converting: readonly number[];
}

/** What was read before of the releases' files, so that another choice among them reads only what is new to it. */
export interface SeenFiles {
  /** By id and path. */
  readonly files: Map<string, FoundInFile | "too-large">;
  readonly crds: KnownCrds;
}

export function nothingSeen(): SeenFiles {
  return { files: new Map(), crds: new Map() };
}

/** The facts of what was read. `converting` has the lines of patches that make a conversion webhook, and `unnamed` has the lines of CRDs that cannot be read, and whose names nobody can tell. */
export function foundIn({ crds, partial, unreadable }: ManifestReading, known: KnownCrds): FoundInFile {
  const same = (crd: ReleaseCrd): ReleaseCrd => {
    const key = JSON.stringify(crd);
    // A copy: names that are cut out of a file's text would keep all of it in memory.
    const before = known.get(key) ?? structuredClone(crd);
    known.set(key, before);
    return before;
  };
  const found: Found[] = crds.map((manifest) => ({
    name: structuredClone(manifest.name),
    crd: same(releaseCrdOf(manifest)),
    line: manifest.source.line,
    isReadable: manifest.action === undefined,
  }));
  const unnamed: number[] = [];
  for (const { name, message, source, template } of unreadable) {
    // What a template's CRDs are called is a template mostly, and a chart has its own copy of them elsewhere.
    if (name === null || !CRD_NAME.test(name)) {
      if (template === undefined) unnamed.push(source.line);
      continue;
    }
    const reason = `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
    const crd = same({ facts: null, refused: [], undecided: [reason] });
    found.push({ name, crd, line: source.line, isReadable: false });
  }
  const converting = partial.flatMap(({ converts, source }) => (converts === true ? [source.line] : []));
  return { found, unnamed, converting };
}

const CRD_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
