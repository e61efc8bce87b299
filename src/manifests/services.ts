import { type JsonObject, member, valueAt } from "../base/json.ts";
import { readJsonStream } from "../yaml/json-document.ts";
import { readYamlDocument } from "../yaml/yaml-document.ts";
import { splitDocuments } from "./document-stream.ts";
import { expandList } from "./list.ts";
import { mentions, searchWord } from "./select.ts";

/** A Service as a file has it. */
export interface ServiceInFile {
  /** null: an action of a template makes it. */
  readonly name: string | null;
  /** null: it names none, or an action or a variable makes it: who applies it decides. */
  readonly namespace: string | null;
}

const WORD = searchWord("Service");
const DECODER = new TextDecoder();

/**
 * The Services in the bytes of a file, also those of lists. What no parser reads (a Helm template) counts with what of it
 * can be told line by line. Never throws for bad input.
 */
export function servicesIn(bytes: Uint8Array): readonly ServiceInFile[] {
  if (!mentions(bytes, WORD)) return [];
  return splitDocuments(bytes).flatMap((document) => {
    if (!mentions(document.bytes, WORD)) return [];
    const text = DECODER.decode(document.bytes);
    return SERVICE.test(text) ? servicesOf(text, document.firstLine) : [];
  });
}

/** `kind: Service`, in any of its spellings, or a list of them. */
const SERVICE = /\bkind["']?[ \t]*:[ \t]*["']?Service(?:List)?\b/;

function servicesOf(text: string, firstLine: number): readonly ServiceInFile[] {
  if (/^\s*\{\s*["}]/.test(text)) {
    const values = [...readJsonStream(text, firstLine)].map(({ reading }) => reading);
    const found = values.flatMap((reading) => (reading.ok ? expandList(reading.value) : []));
    if (values.every(({ ok }) => ok)) return found.flatMap(({ object }) => serviceOf(object));
  }
  const yaml = readYamlDocument(text, { dialect: "kubernetes", firstLine });
  return yaml.ok ? expandList(yaml.value).flatMap(({ object }) => serviceOf(object)) : [serviceInLines(text)];
}

function serviceOf(object: JsonObject): readonly ServiceInFile[] {
  if (member(object, "kind") !== "Service" || member(object, "apiVersion") !== "v1") return [];
  const name = plain(valueAt(object, ["metadata", "name"]));
  return [{ name, namespace: plain(valueAt(object, ["metadata", "namespace"])) }];
}

/** Text without actions of templates and variables. */
function plain(value: unknown): string | null {
  return typeof value === "string" && value !== "" && !/\{\{|\$\{?\w/.test(value) ? value : null;
}

/** The first name of a document that is a template. */
function serviceInLines(text: string): ServiceInFile {
  const [, name] = /^[ \t]+name[ \t]*:[ \t]*["']?([a-z0-9][a-z0-9.-]*)["']?[ \t]*$/m.exec(text) ?? [];
  const first = /^[ \t]+name[ \t]*:.*$/m.exec(text)?.[0] ?? "";
  return { name: name !== undefined && first.includes(name) && !first.includes("{{") ? name : null, namespace: null };
}
