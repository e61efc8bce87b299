import { versionNames } from "../../manifests/crd-versions.ts";
import type { CrdManifest } from "../../manifests/manifest.ts";
import { type DocumentLines, documentLines, versionInsertion } from "../../manifests/version-insertion.ts";
import type { Finding, FindingPlace } from "../../report/report.ts";
import { decodeUtf8 } from "../../yaml/document-text.ts";
import type { CheckPorts } from "../ports.ts";
import type { Scanner } from "../reading/scan.ts";
import type { ManifestTree } from "../reading/tree.ts";

interface Reader extends Pick<CheckPorts, "head" | "base" | "blobId"> {
  /** That of the trees, which has the manifests of their files. */
  readonly scan: Scanner;
}

/** A file that findings stand in. */
interface ReadFile {
  readonly blob: string;
  /** "" where it is no UTF-8. */
  readonly text: string;
  /** Its own CRDs, whatever was rendered from them. */
  readonly crds: () => readonly CrdManifest[];
}

/** Of so many places of one finding what a diff takes is looked for; nobody comments on a later one. */
const MOST_PLACED = 100;

/**
 * Adds to findings which bytes their lines were counted in and, to those that a pull request introduces, what finding
 * them in its diff takes: the lines of their document, where the base has what is gone, and where a kept version can be
 * put in. Each file is read once.
 */
export function withPlaces(findings: readonly Finding[], base: ManifestTree, reader: Reader): readonly Finding[] {
  const files = new Map<string, ReadFile | null>();
  const fileOf = ({ path, inBase: isOfBase }: Finding["location"]) => {
    const inBase = isOfBase === true;
    const key = `${inBase} ${path}`;
    const file = files.get(key) ?? readFile(reader, path, inBase);
    files.set(key, file);
    return file;
  };
  const before = byName(base.crds);
  const at = (finding: Finding): Finding => {
    const file = fileOf(finding.location);
    if (finding.location.inBase === true) return placedInBase(finding, file);
    return file === null ? finding : placed(finding, file, before);
  };
  return findings.map((finding) => {
    if (finding.otherPlaces === undefined) return at(finding);
    const { otherPlaces, ...first } = finding;
    const others = otherPlaces.map((place, index) =>
      index < MOST_PLACED ? ownPlace(at({ ...first, ...place })) : place,
    );
    return { ...at(first), otherPlaces: others };
  });
}

function ownPlace({ location, rendered, document, removed }: Finding): FindingPlace {
  return {
    location,
    ...(rendered === undefined ? {} : { rendered }),
    ...(document === undefined ? {} : { document }),
    ...(removed === undefined ? {} : { removed }),
  };
}

function byName(crds: readonly CrdManifest[]): ReadonlyMap<string, readonly CrdManifest[]> {
  const names = new Map<string, CrdManifest[]>();
  for (const manifest of crds) {
    const same = names.get(manifest.name);
    if (same === undefined) names.set(manifest.name, [manifest]);
    else same.push(manifest);
  }
  return names;
}

/** What the change took away has no bytes of the head. */
function placedInBase(finding: Finding, file: ReadFile | null): Finding {
  return file === null ? finding : { ...finding, ...linesOf(ownManifest(finding, file), file) };
}

function readFile({ head, base, blobId, scan }: Reader, path: string, inBase: boolean): ReadFile | null {
  const tree = inBase && base.available ? base.files : head;
  if (path === "-" || tree.kindOf(path) !== "file") return null;
  const reading = tree.read(path);
  if (!reading.ok) return null;
  const decoded = decodeUtf8(reading.value, 1);
  if (!decoded.ok) return { blob: blobId(reading.value), text: "", crds: () => [] };
  const seen = scan.look(tree, path);
  const own = seen.kind === "kustomization" || seen.kind === "chart" ? seen.crds : seen;
  return {
    blob: blobId(reading.value),
    text: decoded.value,
    crds: () => (own?.kind === "crds" ? own.read(path, false).crds : []),
  };
}

function placed(finding: Finding, file: ReadFile, base: ReturnType<typeof byName>): Finding {
  const { crd, state, waived } = finding;
  const location = { ...finding.location, blob: file.blob };
  // Only these are commented on.
  if (crd === undefined || state !== "introduced" || waived !== undefined) return { ...finding, location };
  const manifest = ownManifest(finding, file);
  const removed = removedVersions(finding, manifest, base);
  return {
    ...finding,
    location,
    remedy: manifest === undefined ? finding.remedy : withInsertion(finding, manifest, file),
    ...linesOf(manifest, file),
    ...(removed.length === 0 ? {} : { removed }),
  };
}

/** The last of the CRD that starts no later than the place: a file may have the same CRD twice. */
function ownManifest({ crd, location }: Finding, { crds }: ReadFile): CrdManifest | undefined {
  return crds().findLast(({ name, source }) => name === crd && source.line <= location.startLine);
}

function linesOf(manifest: CrdManifest | undefined, file: ReadFile): Pick<Finding, "document"> {
  const document = manifest === undefined ? null : ownDocument(manifest, file);
  if (document === null) return {};
  const { firstLine, lines } = document;
  return { document: { startLine: firstLine, endLine: firstLine + lines.length - 1 } };
}

/** Several objects in one document (a List) have no lines of their own. */
function ownDocument({ source }: CrdManifest, { text }: ReadFile): DocumentLines | null {
  return source.item === undefined ? documentLines(text, source.line) : null;
}

/** A rendered manifest is made anew by the next rendering: the change belongs in its template. */
function withInsertion({ remedy }: Finding, manifest: CrdManifest, file: ReadFile): Finding["remedy"] {
  const document = ownDocument(manifest, file);
  if (remedy.suggestion === undefined || document === null || manifest.source.helmSource !== undefined) return remedy;
  const insertion = versionInsertion(manifest, document, remedy.suggestion);
  return insertion === null ? remedy : { ...remedy, insertion };
}

function removedVersions(
  { crd, version, versions = version === undefined ? [] : [version], location }: Finding,
  manifest: CrdManifest | undefined,
  base: ReturnType<typeof byName>,
): NonNullable<Finding["removed"]> {
  const listed = manifest === undefined ? [] : versionNames(manifest.object);
  // The same file first: a CRD may stand in several.
  const before = [...(base.get(crd ?? "") ?? [])].sort(
    (a, b) => Number(b.source.path === location.path) - Number(a.source.path === location.path),
  );
  return versions
    .filter((name) => !listed.includes(name))
    .flatMap((name) => {
      const owner = before.find((one) => versionNames(one.object).includes(name));
      return owner === undefined ? [] : nameLine(owner, name);
    });
}

/** Where a manifest of the base says the version's name; in the file that a person edits, where it was rendered from one. */
function nameLine(manifest: CrdManifest, version: string): NonNullable<Finding["removed"]> {
  const path = ["spec", "versions", versionNames(manifest.object).indexOf(version), "name"];
  const origin = manifest.origin?.(path, version) ?? null;
  if (origin !== null && origin.within !== null) return [];
  const { startLine } = origin?.range ?? manifest.locate(path);
  return [{ version, path: origin?.path ?? manifest.source.path, line: startLine }];
}
