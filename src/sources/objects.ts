import type { DocumentPath, JsonObject } from "../base/json.ts";
import { member } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";
import { splitDocuments } from "../manifests/document-stream.ts";
import { expandList } from "../manifests/list.ts";
import { mentions, searchWord } from "../manifests/select.ts";
import { unescapedLetters } from "../manifests/spellings.ts";
import { readJsonStream } from "../yaml/json-document.ts";
import { type DocumentReading, readYamlDocument } from "../yaml/yaml-document.ts";
import type { SourceFile, SourceProblem, SourceTree } from "./reference.ts";

/** An object of one of the API groups that have manifests applied from elsewhere. */
export interface SourceObject {
  /** The file that it stands in. */
  readonly path: string;
  /** Without the version: `helm.toolkit.fluxcd.io`. */
  readonly group: string;
  readonly kind: string;
  /** As Kubernetes' reader takes it; nothing in it is trusted. */
  readonly object: JsonObject;
  /** The range of what stands at a path of the object, or of the nearest ancestor; computed on demand. */
  readonly locate: (path: DocumentPath) => TextRange;
}

export interface ObjectsReading {
  readonly objects: readonly SourceObject[];
  readonly problems: readonly SourceProblem[];
}

/** Ends of the API groups that matter, with the slash in front of the version. */
const GROUPS = [
  "toolkit.fluxcd.io/",
  "source.extensions.fluxcd.io/",
  "fluxcd.controlplane.io/",
  "argoproj.io/",
  "helm.cattle.io/",
  "operators.coreos.com/",
  "olm.operatorframework.io/",
  "pkg.crossplane.io/",
  "packaging.carvel.dev/",
  "kappctrl.k14s.io/",
];
/** What three of them have in common, which most files lack. */
const FLUX = "fluxcd";
const FLUX_WORD = searchWord(FLUX);
const FLUX_WORDS = GROUPS.filter((group) => group.includes(FLUX)).map(searchWord);
const OTHER_WORDS = GROUPS.filter((group) => !group.includes(FLUX)).map(searchWord);
/** A word of letters alone of each: what escapes may spell. */
const LETTERS = ["fluxcd", "argoproj", "cattle", "coreos", "operatorframework", "crossplane", "carvel", "kappctrl"].map(
  searchWord,
);
const BACKSLASH = 0x5c;
/** What stands behind a backslash in an escape of a character: x, u, U. */
const ESCAPES: ReadonlySet<number | undefined> = new Set([0x78, 0x75, 0x55]);

/** Files that are read for what they are called; `kustomization` in every spelling that a tool takes. */
const NAMED =
  /(?:^|\/)(?:Chart\.yaml|[Kk]ustomization(?:\.ya?ml)?|helmfile[^/]*\.ya?ml(?:\.gotmpl)?|helmfile\.d\/[^/]+|fleet\.ya?ml)$/;

/**
 * Whether a file may hold source references, by its name or its bytes: no other one has to be kept or parsed. Asked of
 * every file of a tree, so that it is no more than a search for words.
 */
export function mayHoldReferences(path: string, bytes: Uint8Array): boolean {
  return NAMED.test(path) || namesGroup(bytes);
}

function namesGroup(bytes: Uint8Array): boolean {
  const isThere = (word: Buffer) => mentions(bytes, word);
  const isNamed = OTHER_WORDS.some(isThere) || (isThere(FLUX_WORD) && FLUX_WORDS.some(isThere));
  return isNamed || (hasEscapes(bytes) && spellsGroup(bytes));
}

function hasEscapes(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(BACKSLASH); at >= 0; at = bytes.indexOf(BACKSLASH, at + 2)) {
    if (ESCAPES.has(bytes[at + 1])) return true;
  }
  return false;
}

function spellsGroup(bytes: Uint8Array): boolean {
  const plain = unescapedLetters(bytes) ?? bytes;
  return LETTERS.some((word) => mentions(plain, word));
}

/** What the files of a chart have of objects that may have manifests applied from elsewhere: group and kind may stand apart. */
export interface ReferenceWords {
  readonly group: boolean;
  readonly kind: boolean;
}

/** Kinds that refer to something, or that others refer to; or an action in place of one. */
const KINDS =
  /Application|HelmRelease|HelmChart|Kustomization|Repository|Bucket|Artifact|FluxInstance|ResourceSet|Subscription|kind["']?[ \t]{0,8}:?[ \t]{0,8}["']?(?:\{\{|(?:ClusterExtension|Provider|Configuration|PackageInstall|App)\b)/;

/**
 * Which of these words are in a template, or in what one is filled with. Charts of applications name these groups for
 * much else: annotations of Argo CD and Flux, Rollouts.
 */
export function referenceWords(bytes: Uint8Array): ReferenceWords {
  return { group: namesGroup(bytes), kind: KINDS.test(DECODER.decode(unescapedLetters(bytes) ?? bytes)) };
}

/**
 * All objects of these groups in the files of a tree. A template of one of the tree's own charts is a problem: what helm
 * makes of it counts, and not what it is made of.
 */
export function readTreeObjects(tree: Pick<SourceTree, "files" | "read">, parse = readObjects): ObjectsReading {
  const objects: SourceObject[] = [];
  const problems: SourceProblem[] = [];
  for (const file of tree.files) {
    if (isChartTemplate(file, tree.read)) {
      if (SAYS_SO.test(DECODER.decode(file.bytes)) && referenceWords(file.bytes).kind)
        problems.push({ path: file.path, range: FIRST_LINE, message: TEMPLATE, isTemplate: true });
      continue;
    }
    const reading = parse(file);
    for (const object of reading.objects) objects.push(object);
    for (const problem of reading.problems) problems.push(problem);
  }
  return { objects, problems };
}

const FIRST_LINE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
const TEMPLATE =
  "a template of objects that have manifests applied from elsewhere: what they refer to is only known once it is rendered";

const ACTION = searchWord("{{");

/** Without an action in it, what stands below `templates/` is a manifest as it is. */
function isChartTemplate({ path, bytes }: SourceFile, read: SourceTree["read"]): boolean {
  if (!path.includes("templates/") || !mentions(bytes, ACTION)) return false;
  const steps = path.split("/");
  return steps.some(
    (step, index) => step === "templates" && read([...steps.slice(0, index), "Chart.yaml"].join("/")) !== null,
  );
}

/**
 * The objects of these groups in the bytes of one file: in every document of a stream, in JSON, and in Lists. Never throws
 * for bad input. A document that says it is such an object and cannot be read is a problem, unless it is a template.
 */
export function readObjects({ path, bytes }: SourceFile): ObjectsReading {
  const objects: SourceObject[] = [];
  const problems: SourceProblem[] = [];
  if (!namesGroup(bytes)) return { objects, problems };
  for (const document of splitDocuments(bytes)) {
    if (!namesGroup(document.bytes)) continue;
    const text = DECODER.decode(document.bytes);
    for (const reading of readParts(text, document.firstLine)) {
      if (!reading.ok) {
        const { range, message } = reading.problem;
        if (SAYS_SO.test(text) && !text.includes("{{")) problems.push({ path, range, message });
        continue;
      }
      for (const { object, path: place } of expandList(reading.value)) {
        const known = groupAndKind(object);
        const locate: SourceObject["locate"] = (inner) => reading.locate([...place, ...inner]);
        if (known !== null) objects.push({ path, ...known, object, locate });
      }
    }
  }
  return { objects, problems };
}

/** Reads each file once, as long as somebody has its bytes. */
export function objectsOnce(): typeof readObjects {
  const known = new WeakMap<Uint8Array, Map<string, ObjectsReading>>();
  return (file) => {
    const readings = known.get(file.bytes) ?? new Map<string, ObjectsReading>();
    known.set(file.bytes, readings);
    const reading = readings.get(file.path) ?? readObjects(file);
    readings.set(file.path, reading);
    return reading;
  };
}

const DECODER = new TextDecoder();

/** `apiVersion` with one of the groups, wherever it stands: a word in a comment makes no document of it. */
const SAYS_SO =
  /apiVersion["']?[ \t]{0,8}:[ \t]{0,8}["']?(?:[a-z]{1,30}\.toolkit\.fluxcd\.io|fluxcd\.controlplane\.io|argoproj\.io|helm\.cattle\.io|operators\.coreos\.com|olm\.operatorframework\.io|pkg\.crossplane\.io|packaging\.carvel\.dev|kappctrl\.k14s\.io)\//;

/** JSON values may follow one another; what else begins with a brace is YAML. */
function readParts(text: string, firstLine: number): readonly DocumentReading[] {
  if (/^\s*\{\s*["}]/.test(text)) {
    const values = [...readJsonStream(text, firstLine)].map(({ reading }) => reading);
    if (values.every(({ ok }) => ok)) return values;
  }
  return [readYamlDocument(text, { dialect: "kubernetes", firstLine })];
}

/** Of an object of one of these groups; null for any other. */
export function groupAndKind(object: JsonObject): { readonly group: string; readonly kind: string } | null {
  const [apiVersion, kind] = [member(object, "apiVersion"), member(object, "kind")];
  if (typeof apiVersion !== "string" || typeof kind !== "string") return null;
  if (!GROUPS.some((end) => apiVersion.includes(end))) return null;
  return { group: apiVersion.slice(0, apiVersion.indexOf("/")), kind };
}
