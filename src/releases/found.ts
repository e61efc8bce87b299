import type { ManifestReading } from "../manifests/manifest.ts";
import type { ReleaseCrd } from "./history.ts";
import { type KnownCrds, knownCrds } from "./known-crds.ts";

/** A CRD as it stands somewhere in a release. Equal `crd` are the same object. */
export interface Found {
  readonly name: string;
  readonly crd: ReleaseCrd;
  readonly line: number;
  readonly isReadable: boolean;
}

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
  return { files: new Map(), crds: knownCrds() };
}

/** The facts of what was read. `converting` has the lines of patches that make a conversion webhook, and `unnamed` has the lines of CRDs that cannot be read, and whose names nobody can tell. */
export function foundIn({ crds, partial, unreadable }: ManifestReading, known: KnownCrds): FoundInFile {
  const found: Found[] = crds.map((manifest) => {
    const { name, crd } = known.ofManifest(manifest);
    return { name, crd, line: manifest.source.line, isReadable: manifest.action === undefined };
  });
  const unnamed: number[] = [];
  for (const { name, message, source, template } of unreadable) {
    // What a template's CRDs are called is a template mostly, and a chart has its own copy of them elsewhere.
    if (name === null || !CRD_NAME.test(name)) {
      if (template === undefined) unnamed.push(source.line);
      continue;
    }
    const reason = `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
    found.push({ name, crd: known.ofReason(name, reason).crd, line: source.line, isReadable: false });
  }
  const converting = partial.flatMap(({ converts, source }) => (converts === true ? [source.line] : []));
  return { found, unnamed: orNone(unnamed), converting: orNone(converting) };
}

/** Of hundreds of releases there are tens of thousands of files, and nearly all have neither. */
function orNone(lines: readonly number[]): readonly number[] {
  return lines.length === 0 ? NONE : lines;
}

const NONE: readonly number[] = [];

const CRD_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
