import { isArray, member, valueAt } from "../crd/json.ts";
import { decodeUtf8 } from "../manifests/document-text.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type DocumentLines, documentLines, versionInsertion } from "../manifests/version-insertion.ts";
import type { Finding } from "../report/report.ts";
import type { CheckPorts } from "./ports.ts";
import type { ManifestTree } from "./tree.ts";

export interface PlacedTrees {
  readonly head: ManifestTree;
  readonly base: ManifestTree;
}

interface ReadText {
  readonly blob: string;
  /** null: no UTF-8. */
  readonly text: string | null;
}

/**
 * Adds to findings what finding them in a pull request takes: which bytes their lines were counted in, the lines of
 * their document, where the base has what is gone, and where a kept version can be put in. Each file is read once.
 */
export function withPlaces(
  findings: readonly Finding[],
  trees: PlacedTrees,
  ports: Pick<CheckPorts, "head" | "blobId">,
): readonly Finding[] {
  const texts = new Map<string, ReadText | null>();
  const textOf = (path: string): ReadText | null => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = readText(ports, path);
    texts.set(path, text);
    return text;
  };
  return findings.map((finding) => placed(finding, trees, textOf(finding.location.path)));
}

function readText({ head, blobId }: Pick<CheckPorts, "head" | "blobId">, path: string): ReadText | null {
  if (path === "-" || head.kindOf(path) !== "file") return null;
  const reading = head.read(path);
  if (!reading.ok) return null;
  const decoded = decodeUtf8(reading.bytes, 1);
  return { blob: blobId(reading.bytes), text: decoded.ok ? decoded.text : null };
}

function placed(finding: Finding, { head, base }: PlacedTrees, read: ReadText | null): Finding {
  if (read === null) return finding;
  const manifest = manifestOf(finding, head);
  const document = manifest === undefined || read.text === null ? null : ownDocument(manifest, read.text);
  const removed = removedVersions(finding, manifest, base);
  return {
    ...finding,
    location: { ...finding.location, blob: read.blob },
    remedy: manifest === undefined || document === null ? finding.remedy : withInsertion(finding, manifest, document),
    ...(document === null
      ? {}
      : { document: { startLine: document.firstLine, endLine: document.firstLine + document.lines.length - 1 } }),
    ...(removed.length === 0 ? {} : { removed }),
  };
}

/** The manifest of the finding's CRD in the finding's file: the last that starts no later than the place. */
function manifestOf({ crd, location }: Finding, { crds }: ManifestTree): CrdManifest | undefined {
  return crds.findLast(
    ({ name, source }) => name === crd && source.path === location.path && source.line <= location.startLine,
  );
}

/** Several objects in one document (a List) have no lines of their own. */
function ownDocument({ source }: CrdManifest, text: string): DocumentLines | null {
  return source.item === undefined ? documentLines(text, source.line) : null;
}

/** A rendered manifest is made anew by the next rendering: the change belongs in its template. */
function withInsertion({ remedy }: Finding, manifest: CrdManifest, document: DocumentLines): Finding["remedy"] {
  if (remedy.suggestion === undefined || manifest.source.helmSource !== undefined) return remedy;
  const insertion = versionInsertion(manifest, document, remedy.suggestion);
  return insertion === null ? remedy : { ...remedy, insertion };
}

function removedVersions(
  { crd, version, versions = version === undefined ? [] : [version], location }: Finding,
  manifest: CrdManifest | undefined,
  base: ManifestTree,
): NonNullable<Finding["removed"]> {
  const listed = manifest === undefined ? [] : versionNames(manifest);
  const before = base.crds
    .filter(({ name }) => name === crd && crd !== undefined)
    // The same file first: a CRD may stand in several.
    .sort((a, b) => Number(b.source.path === location.path) - Number(a.source.path === location.path));
  return versions
    .filter((name) => !listed.includes(name))
    .flatMap((name) => {
      const owner = before.find((one) => versionNames(one).includes(name));
      if (owner === undefined) return [];
      const { startLine } = owner.locate(["spec", "versions", versionNames(owner).indexOf(name), "name"]);
      return [{ version: name, path: owner.source.path, line: startLine }];
    });
}

function versionNames({ object }: CrdManifest): readonly unknown[] {
  const versions = valueAt(object, ["spec", "versions"]);
  return isArray(versions) ? versions.map((version) => member(version, "name")) : [];
}
