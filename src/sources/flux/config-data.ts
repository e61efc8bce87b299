import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { decodeBase64 } from "../../go/base64.ts";
import { splitDocuments } from "../../manifests/document-stream.ts";
import { expandList } from "../../manifests/list.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import { mentions, searchWord } from "../../manifests/select.ts";
import { readYamlDocument } from "../../yaml/yaml-document.ts";
import type { Build, Generator } from "./build.ts";

export type DataKind = "ConfigMap" | "Secret";

/** What a ConfigMap or Secret holds, as text. */
export interface ConfigData {
  readonly namespace: string | null;
  /** Null for a value that is there and cannot be read: encrypted, or no text. */
  readonly entries: ReadonlyMap<string, string | null>;
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

/** Reads each file once, however many clusters it is for; nothing before it is asked. */
export function createDataReader(read: Read): (builds: readonly Build[]) => DataIndex {
  const known = new Map<string, readonly Named[]>();
  const inFile = (path: string) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = namedIn(read(path));
    known.set(path, found);
    return found;
  };
  return (builds) => {
    let index: ReadonlyMap<string, readonly Named[]> | undefined;
    return {
      find: (kind, namespace, name) => {
        index ??= indexOf(builds, inFile, read);
        return choose(index.get(`${kind}/${name}`) ?? [], kind, namespace, name);
      },
    };
  };
}

function indexOf(
  builds: readonly Build[],
  inFile: (path: string) => readonly Named[],
  read: Read,
): ReadonlyMap<string, readonly Named[]> {
  const index = new Map<string, Named[]>();
  const add = (one: Named) => {
    const key = `${one.kind}/${one.name}`;
    const others = index.get(key);
    if (others === undefined) index.set(key, [one]);
    else others.push(one);
  };
  for (const { files, generators } of builds) {
    for (const [path, namespace] of files) {
      for (const one of inFile(path)) add({ ...one, namespace: namespace ?? one.namespace });
    }
    for (const generator of generators) add(generated(generator, read));
  }
  return index;
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

function namedIn(bytes: Uint8Array | null): readonly Named[] {
  if (bytes === null || !mentionsAny(bytes)) return [];
  return splitDocuments(bytes).flatMap((document) => {
    if (!mentionsAny(document.bytes)) return [];
    const reading = readYamlDocument(new TextDecoder().decode(document.bytes), { dialect: "kubernetes" });
    return reading.ok ? expandList(reading.value).flatMap(({ object }) => namedObject(object)) : [];
  });
}

function mentionsAny(bytes: Uint8Array): boolean {
  return WORDS.some((word) => mentions(bytes, word));
}

function namedObject(object: JsonObject): readonly Named[] {
  const kind = member(object, "kind");
  const [name, namespace] = [valueAt(object, ["metadata", "name"]), valueAt(object, ["metadata", "namespace"])];
  if ((kind !== "ConfigMap" && kind !== "Secret") || member(object, "apiVersion") !== "v1") return [];
  if (typeof name !== "string") return [];
  const entries = new Map<string, string | null>();
  for (const [key, value] of entriesOf(member(object, "data"))) {
    entries.set(key, kind === "Secret" ? decoded(value) : value);
  }
  for (const [key, value] of entriesOf(member(object, "stringData"))) entries.set(key, value);
  return [{ kind, name, namespace: typeof namespace === "string" ? namespace : null, entries }];
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
  return { kind, name, namespace, entries };
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
