import { createHash } from "node:crypto";
import type { FileReading } from "../../base/files.ts";
import { type PackedReading, readPackedChart } from "../../manifests/charts/packed-chart.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import { type GroupLines, groupLines } from "../../manifests/objects.ts";
import { mentions, mentionsCrd, searchWord } from "../../manifests/select.ts";
import { mayHoldReferences } from "../../sources/objects.ts";
import type { TreeFiles } from "../ports.ts";
import { packedCrds } from "./packed-crds.ts";

/** What a file holds, as far as CRDs are concerned. */
export type Scan =
  | UnreadScan
  | { readonly kind: "nothing" }
  | {
      readonly kind: "kustomization" | "chart";
      readonly bytes: Uint8Array;
      /** What else stands in it: a file's name keeps nothing out of a cluster. */
      readonly crds: CrdScan | null;
    }
  | {
      readonly kind: "archive";
      readonly packed: PackedReading;
      readonly crds: () => ManifestReading;
      /** Tells its bytes from others. */
      readonly content: string;
    }
  | CrdScan;

export interface UnreadScan {
  readonly kind: "not-read";
  readonly reason: string;
  /** It may hold CRDs: it names one, or nobody can tell. */
  readonly mayHoldCrds: boolean;
  /** Tells its bytes from others, where that can be told. */
  readonly content: string;
}

export interface CrdScan {
  readonly kind: "crds";
  /** It has a template action, `{{`. */
  readonly templated: boolean;
  readonly text: () => string;
  /** Parses once for each path and way of reading; two trees that share a file share its manifests. */
  readonly read: (path: string, patch: boolean) => ManifestReading;
}

export type Look = (files: TreeFiles, path: string) => Scan;

export interface Scanner {
  readonly look: Look;
  /** The bytes of a file that was looked into and may refer to what is deployed from elsewhere; null: it does not. */
  readonly references: (files: TreeFiles, path: string) => Uint8Array | null;
  /** Where a file that was looked into names groups of APIs; null: nobody knows. */
  readonly groupLines: (files: TreeFiles, path: string) => GroupLines;
}

/** Looks into each file once, however many trees and guards ask for it. Only files that name a CRD keep their bytes. */
export function createScanner(): Scanner {
  const scans = new Map<string, Scan>();
  const references = new Map<string, Uint8Array>();
  const lines = new Map<string, GroupLines>();
  // Thousands of files have the same.
  const same = new Map<string, GroupLines>();
  const shared = (found: GroupLines): GroupLines => {
    const key = JSON.stringify(found);
    const known = same.get(key) ?? found;
    same.set(key, known);
    return known;
  };
  return {
    look: (files, path) => {
      const identity = files.identityOf(path);
      const known = scans.get(identity);
      if (known !== undefined) return known;
      const reading = files.read(path);
      if (reading.ok && !path.endsWith(".tgz") && mayHoldReferences(path, reading.value))
        references.set(identity, Uint8Array.from(reading.value));
      if (reading.ok && !path.endsWith(".tgz")) lines.set(identity, shared(groupLines(reading.value)));
      const scan = scanFile(reading, path);
      scans.set(identity, scan);
      return scan;
    },
    references: (files, path) => references.get(files.identityOf(path)) ?? null,
    groupLines: (files, path) => lines.get(files.identityOf(path)) ?? null,
  };
}

const KUSTOMIZATION = /(^|\/)(kustomization\.ya?ml|Kustomization)$/;

const CHART = /(^|\/)(Chart|requirements)\.yaml$/;

function scanFile(reading: FileReading, path: string): Scan {
  const isArchive = path.endsWith(".tgz");
  if (!reading.ok) return unreadScan(reading, isArchive);
  if (isArchive) return pointerScan(path, reading.value) ?? scanArchive(path, reading.value);
  const kind = CHART.test(path) ? "chart" : KUSTOMIZATION.test(path) ? "kustomization" : null;
  if (kind === null) return pointerScan(path, reading.value) ?? scanBytes(reading.value);
  const crds = scanBytes(reading.value);
  return { kind, bytes: Uint8Array.from(reading.value), crds: crds.kind === "crds" ? crds : null };
}

/** A file that is merely too large is searched all the same: most such files are data. What is packed says no words. */
function unreadScan({ reason, pieces }: Exclude<FileReading, { ok: true }>, isPacked: boolean): UnreadScan {
  if (pieces === undefined) return { kind: "not-read", reason, mayHoldCrds: true, content: reason };
  const hash = createHash("sha256");
  let mayHoldCrds = isPacked;
  let before: Uint8Array = new Uint8Array();
  for (const piece of pieces()) {
    hash.update(piece);
    // The word may stand across the border of two pieces.
    mayHoldCrds ||= mentionsCrd(joined(before, piece.subarray(0, LONGEST_SPELLING))) || mentionsCrd(piece);
    before = Uint8Array.from(piece.subarray(-LONGEST_SPELLING));
  }
  return { kind: "not-read", reason, mayHoldCrds, content: `sha256:${hash.digest("hex")}` };
}

/** Every letter written as `\U00000043`, and a line folded between them. */
const LONGEST_SPELLING = 4096;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** What nobody can read here. Git LFS leaves a pointer in place of a file whose contents nobody fetched: large JSON is often kept so, a manifest never by chance. */
function pointerScan(path: string, bytes: Uint8Array): UnreadScan | null {
  // Secrets are kept so, and no CRD is one.
  if (mentions(bytes.subarray(0, GIT_CRYPT.length), GIT_CRYPT))
    return { kind: "not-read", reason: "git-crypt has it encrypted", mayHoldCrds: false, content: "git-crypt" };
  if (bytes.length > LONGEST_POINTER) return null;
  const text = new TextDecoder().decode(bytes);
  if (!text.startsWith("version https://git-lfs.github.com/spec/")) return null;
  const reason = "a Git LFS pointer, whose contents are not checked out";
  return { kind: "not-read", reason, mayHoldCrds: !path.endsWith(".json"), content: text };
}

/** How git-crypt's files begin (its file format, `commands.cpp`). */
const GIT_CRYPT = searchWord("\0GITCRYPT\0");

/** As long as git-lfs itself takes for one. */
const LONGEST_POINTER = 1024;

function scanArchive(path: string, bytes: Uint8Array): Scan {
  const packed = readPackedChart(path, bytes);
  let crds: ManifestReading | undefined;
  return {
    kind: "archive",
    packed,
    content: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    crds: () => {
      crds ??= packed.ok ? packedCrds(packed.value) : { crds: [], partial: [], unreadable: [] };
      return crds;
    },
  };
}

const ACTION = searchWord("{{");

/** @param bytes copied when they are kept */
export function scanBytes(bytes: Uint8Array): CrdScan | { readonly kind: "nothing" } {
  if (!mentionsCrd(bytes)) return { kind: "nothing" };
  const kept = Uint8Array.from(bytes);
  const readings = new Map<string, ManifestReading>();
  return {
    kind: "crds",
    templated: mentions(kept, ACTION),
    text: () => new TextDecoder().decode(kept),
    read: (path, patch) => {
      const key = `${patch} ${path}`;
      const reading = readings.get(key) ?? readManifests(path, kept, { patch, letsGo: true });
      readings.set(key, reading);
      return reading;
    },
  };
}
