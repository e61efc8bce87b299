import {
  type DocumentPath,
  formatPath,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
} from "../base/json.ts";
import type { CrdManifest, ManifestReading, UnreadableManifest } from "./manifest.ts";

const OPEN = "{{";
const CLOSE = "}}";

export const RENDER_FIRST =
  "Render it in an earlier step and name the output in `rendered`, or leave it out with `manifests.exclude`.";

/**
 * Whether a text is a template action (`{{ template "x.name" . }}`), alone or as part of one word
 * (`{{ .Release.Namespace }}/{{ .Release.Name }}-cert`), and not a sentence that speaks of one.
 */
export function isAction(text: string): boolean {
  const [first = "", ...more] = aroundActions(text);
  return more.length > 0 && !/\s/.test([first, ...more].join("").trim());
}

/** The text before, between and after its actions; what opens and never closes is no action. */
function aroundActions(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf(OPEN, from);
    const end = start === -1 ? -1 : text.indexOf(CLOSE, start + OPEN.length);
    if (end === -1) break;
    parts.push(text.slice(from, start));
    from = end + CLOSE.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/**
 * Where a CRD that can be read as it stands has a template action as a key or a value, so that it is no manifest yet;
 * null: nowhere. A schema's own texts (descriptions, defaults, values that are allowed, rules) may well be braces.
 */
export function actionIn(object: JsonObject): DocumentPath | null {
  return actionBelow(object, []);
}

function actionBelow(value: JsonValue, path: DocumentPath): DocumentPath | null {
  if (typeof value === "string") return isAction(value) ? path : null;
  const entries = isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [step, inner] of entries) {
    const place = [...path, step];
    if (typeof step === "string" && isAction(step)) return place;
    if (isOwnText(value, step, path)) continue;
    const found = actionBelow(inner, place);
    if (found !== null) return found;
  }
  return null;
}

/** Keywords of a schema whose values are the author's own: the server never looks at the texts in them. */
const OWN_TEXTS: ReadonlySet<string | number> = new Set([
  "default",
  "description",
  "enum",
  "example",
  "externalDocs",
  "pattern",
  "title",
  "x-kubernetes-validations",
]);
/** Keywords below which keys are names of fields. */
const NAMED: ReadonlySet<string | number | undefined> = new Set([
  "definitions",
  "dependencies",
  "patternProperties",
  "properties",
]);

function isOwnText(schema: JsonValue, step: string | number, path: DocumentPath): boolean {
  if (!path.includes("openAPIV3Schema") || !OWN_TEXTS.has(step) || isFieldName(path)) return false;
  const type = member(schema, "type");
  // Where something else than text belongs, an action can only stand for it.
  return step !== "default" || typeof member(schema, step) !== "string" || type === undefined || type === "string";
}

/** Whether the keys of the mapping at `path` are names of fields: `properties`, but not a field that is called so. */
function isFieldName(path: DocumentPath): boolean {
  let named = false;
  for (const step of path) named = !named && NAMED.has(step);
  return named;
}

/** What is to be said of a CRD that is a template. */
export function templateWords(
  object: JsonObject,
  action: DocumentPath,
): Pick<UnreadableManifest, "message" | "remedy" | "template"> {
  return {
    message: `\`${formatPath(action)}\` is a template action (\`{{ ... }}\`): the document is a template that has not been rendered, and the CRD in it was not judged.`,
    remedy: RENDER_FIRST,
    template: { isReadable: true, rendersTo: (output) => rendersTo(object, output) },
  };
}

/** A reading of a file that nothing says to be applied as it stands: what has template actions in it is no manifest. */
export function withoutTemplates(reading: ManifestReading): ManifestReading {
  if (reading.crds.every(({ action }) => action === undefined)) return reading;
  const crds: CrdManifest[] = [];
  const unreadable = [...reading.unreadable];
  for (const crd of reading.crds) {
    if (crd.action === undefined) crds.push(crd);
    else unreadable.push(templateOf(crd, crd.action));
  }
  return { ...reading, crds, unreadable };
}

function templateOf({ name, object, source, locate }: CrdManifest, action: DocumentPath): UnreadableManifest {
  return {
    source,
    range: locate(action),
    name: isAction(name) ? null : name,
    ...templateWords(object, action),
  };
}

/** Whether a template comes out as this value when each action is replaced by some text. */
function rendersTo(template: JsonValue, output: JsonValue | undefined): boolean {
  if (typeof template === "string") return typeof output === "string" && fills(template, output);
  if (isArray(template)) {
    if (!isArray(output) || output.length !== template.length) return false;
    return template.every((item, index) => rendersTo(item, output[index]));
  }
  if (!isObject(template)) return template === output;
  if (!isObject(output)) return false;
  const keys = Object.keys(template).filter((key) => !isAction(key));
  if (keys.length === Object.keys(template).length && Object.keys(output).length !== keys.length) return false;
  return keys.every((key) => rendersTo(template[key] ?? null, member(output, key)));
}

/** Whether the parts of a text that are no actions occur in another one, in their order, from its start to its end. */
function fills(template: string, output: string): boolean {
  const [first = "", ...rest] = aroundActions(template);
  const last = rest.pop();
  if (last === undefined) return template === output;
  let position = first.length;
  for (const part of rest) {
    const found = output.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return output.startsWith(first) && output.endsWith(last) && output.length - last.length >= position;
}
