import {
  type DocumentPath,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  valueAt,
} from "../../base/json.ts";
import { decodeBase64 } from "../../go/base64.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { expandList } from "../../manifests/list.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { mentions, searchWord } from "../../manifests/select.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { SourcePlace } from "../reference.ts";
import type { Build, Generator } from "./build.ts";

export type DataKind = "ConfigMap" | "Secret";

/** What a ConfigMap or Secret holds, as text. */
export interface ConfigData {
  readonly namespace: string | null;
  /** Null for a value that is there and cannot be read: encrypted, or no text. */
  readonly entries: ReadonlyMap<string, string | null>;
  /** Where they are written, where an object of the tree has them. */
  readonly places: ReadonlyMap<string, () => SourcePlace>;
}

/** The ConfigMaps and Secrets that one cluster gets. */
export interface DataIndex {
  /**
   * The one of that name, or why it is not known as part of a sentence.
   * @param namespace null: not known
   */
  readonly find: (kind: DataKind, namespace: string | null, name: string) => ConfigData | string;
}

interface Named extends ConfigData {
  readonly kind: DataKind;
  readonly name: string;
}

type Read = (path: string) => Uint8Array | null;

const WORDS = ["ConfigMap", "Secret"].map(searchWord);

/** Reads each file once, however many clusters it is for, and nothing before it is asked for a name in it. */
export function createDataReader(read: Read): (builds: readonly Build[]) => DataIndex {
  const parsed = new Map<string, readonly Named[]>();
  const named = new Map<string, readonly string[]>();
  const inFile = (path: string) => {
    const found = parsed.get(path) ?? namedIn(path, read(path));
    parsed.set(path, found);
    return found;
  };
  const namesIn = (path: string) => {
    const found = named.get(path) ?? namesOf(read(path));
    named.set(path, found);
    return found;
  };
  return (builds) => {
    let files: ReadonlyMap<string, readonly FileOfBuild[]> | undefined;
    let generators: ReadonlyMap<string, readonly Generator[]> | undefined;
    return {
      find: (kind, namespace, name) => {
        files ??= filesByName(builds, namesIn);
        generators ??= generatorsByName(builds);
        const inFiles = (files.get(name) ?? []).flatMap((file) =>
          inFile(file.path).map((one) => ({ ...one, namespace: file.namespace ?? one.namespace })),
        );
        const made = (generators.get(name) ?? []).map((one) => generated(one, read));
        const all = [...inFiles, ...made];
        const candidates = all.filter((one) => one.kind === kind && one.name === name);
        return choose(candidates, kind, namespace, name);
      },
    };
  };
}

interface FileOfBuild {
  readonly path: string;
  readonly namespace: string | null;
}

function filesByName(
  builds: readonly Build[],
  namesIn: (path: string) => readonly string[],
): ReadonlyMap<string, readonly FileOfBuild[]> {
  const index = new Map<string, FileOfBuild[]>();
  for (const { files } of builds) {
    for (const [path, namespace] of files) {
      for (const name of namesIn(path)) {
        const others = index.get(name);
        if (others === undefined) index.set(name, [{ path, namespace }]);
        else others.push({ path, namespace });
      }
    }
  }
  return index;
}

function generatorsByName(builds: readonly Build[]): ReadonlyMap<string, readonly Generator[]> {
  const index = new Map<string, Generator[]>();
  for (const { generators } of builds) {
    for (const generator of generators) {
      const others = index.get(generator.name);
      if (others === undefined) index.set(generator.name, [generator]);
      else others.push(generator);
    }
  }
  return index;
}

const NAMES = /name["']?[ \t]{0,8}:[ \t]{0,8}(?:&[\w-]{1,60}[ \t]{1,8})?["']?([a-z0-9][a-z0-9.-]{0,252})/g;

/** What stands behind `name:` in a file that speaks of such objects: few have to be parsed then. */
function namesOf(bytes: Uint8Array | null): readonly string[] {
  if (bytes === null || !mayHoldValues(bytes)) return [];
  const text = new TextDecoder().decode(bytes);
  return [...new Set([...text.matchAll(NAMES)].map(([, name = ""]) => name))];
}

function choose(
  candidates: readonly Named[],
  kind: DataKind,
  namespace: string | null,
  name: string,
): ConfigData | string {
  const fitting = candidates.filter(
    (one) => namespace === null || one.namespace === null || one.namespace === namespace,
  );
  const exact = fitting.filter((one) => one.namespace !== null && one.namespace === namespace);
  const [first, ...more] = exact.length > 0 ? exact : fitting;
  const words = `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  if (first === undefined) return words;
  const isSame = (other: Named) =>
    JSON.stringify([...other.entries]) === JSON.stringify([...first.entries]) && other.namespace === first.namespace;
  return more.every(isSame) ? first : `${words}, of which the tree has several`;
}

function namedIn(path: string, bytes: Uint8Array | null): readonly Named[] {
  if (bytes === null || !mayHoldValues(bytes)) return [];
  return splitDocuments(bytes).flatMap(({ bytes: document, firstLine }) => {
    if (!mayHoldValues(document)) return [];
    const reading = readYamlDocument(new TextDecoder().decode(document), { dialect: "kubernetes", firstLine });
    if (!reading.ok) return [];
    return expandList(reading.value).flatMap((listed) =>
      namedObject(listed.object, (inner) => ({ path, range: reading.locate([...listed.path, ...inner]) })),
    );
  });
}

/** Whether bytes may hold a ConfigMap or Secret. */
export function mayHoldValues(bytes: Uint8Array): boolean {
  return WORDS.some((word) => mentions(bytes, word));
}

function namedObject(object: JsonObject, at: (path: DocumentPath) => SourcePlace): readonly Named[] {
  const kind = member(object, "kind");
  const [name, namespace] = [valueAt(object, ["metadata", "name"]), valueAt(object, ["metadata", "namespace"])];
  if ((kind !== "ConfigMap" && kind !== "Secret") || member(object, "apiVersion") !== "v1") return [];
  if (typeof name !== "string") return [];
  const entries = new Map<string, string | null>();
  const places = new Map<string, () => SourcePlace>();
  for (const field of ["data", "stringData"]) {
    for (const [key, value] of entriesOf(member(object, field))) {
      entries.set(key, kind === "Secret" && field === "data" ? decoded(value) : value);
      places.set(key, () => at([field, key]));
    }
  }
  return [{ kind, name, namespace: typeof namespace === "string" ? namespace : null, entries, places }];
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, string | null])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).map(([key, text]) => [key, typeof text === "string" ? unencrypted(text) : null]);
}

/** What SOPS leaves in place of a value. */
function unencrypted(text: string): string | null {
  return text.startsWith("ENC[") ? null : text;
}

function decoded(text: string | null): string | null {
  const bytes = text === null ? null : decodeBase64(text);
  return bytes?.ok ? unencrypted(new TextDecoder().decode(bytes.value)) : null;
}

/** As kustomize makes it; the hash behind its name is no part of what others call it. */
function generated({ kind, entry, name, namespace, folder }: Generator, read: Read): Named {
  const entries = new Map<string, string | null>();
  const textOf = (path: string) => {
    const file = relativeFile(folder, path);
    const bytes = file === undefined ? null : read(file);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  for (const literal of textsIn(member(entry, "literals"))) {
    const [key, value] = pair(literal);
    entries.set(key, value.replace(/^(["'])(.*)\1$/s, "$2"));
  }
  for (const file of textsIn(member(entry, "files"))) {
    const [key, path] = file.includes("=") ? pair(file) : [file.slice(file.lastIndexOf("/") + 1), file];
    const text = textOf(path);
    entries.set(key, text === null ? null : unencrypted(text));
  }
  for (const file of [...textsIn(member(entry, "envs")), ...textsIn(member(entry, "env"))]) {
    for (const line of (textOf(file) ?? "").split("\n")) {
      if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
      const [key, value] = pair(line.trim());
      entries.set(key, value);
    }
  }
  return { kind, name, namespace, entries, places: new Map() };
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
