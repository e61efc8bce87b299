import { isObject, type JsonObject, type JsonValue, member } from "../base/json.ts";
import { hasActions } from "./argo-template.ts";
import { valuesOf } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import { gitRef, ownOrRemote, tidyPath } from "./git-address.ts";
import type { SourceOrigin, SourceTree, SourceValues } from "./reference.ts";

/** A source of an Application, by the texts that it has. */
export interface ArgoSource {
  readonly repository: string | null;
  readonly chart: string | null;
  readonly path: string | null;
  readonly revision: string | null;
  readonly ref: string | null;
}

interface Asked {
  readonly name: string;
  readonly namespace: string | null;
  readonly project: string;
  readonly fields: Fields;
  readonly source: ArgoSource;
  readonly origin: SourceOrigin;
  /** Sources by their `ref`. */
  readonly refs: ReadonlyMap<string, JsonValue>;
  readonly tree: SourceTree;
  /** By an ApplicationSet. */
  readonly isMade: boolean;
}

interface ArgoValues {
  readonly values: readonly SourceValues[];
  readonly missing: readonly string[];
}

/**
 * The values of a source's `helm`, in the order in which Argo CD hands them to helm: `valueFiles`, then `valuesObject` or
 * else `values`, then `parameters`, `parameters` that are text whatever they look like, and `fileParameters`
 * (reposerver/repository/repository.go helmTemplate and getResolvedValueFiles, util/helm/cmd.go template).
 */
export function argoValues(asked: Asked): ArgoValues {
  const missing: string[] = [];
  const add = (values: SourceValues | string | null): readonly SourceValues[] => {
    if (typeof values === "string") missing.push(values);
    return values === null || typeof values === "string" ? [] : [values];
  };
  const { fields, origin, tree } = asked;
  const optional = fields.flag("helm", "ignoreMissingValueFiles");
  const files = fields.list("helm", "valueFiles").flatMap((named) => add(valuesFile(named, optional, asked)));
  const inline = add(inlineValues(asked));
  const parameters = fields.list("helm", "parameters");
  const set = [false, true].flatMap((isText) => setOf(parameters, isText, asked).flatMap(add));
  const fileSet = fields.list("helm", "fileParameters").flatMap((entry) => add(fileParameter(entry, asked)));
  if (origin.kind === "local" && tree.read(inFolder(origin.path, ".argocd-source.yaml")) !== null) {
    missing.push("what .argocd-source.yaml changes");
  }
  return { values: [...files, ...inline, ...set, ...fileSet], missing };
}

function valuesFile(named: JsonValue, optional: boolean, asked: Asked): SourceValues | string | null {
  const file = resolved(named, asked);
  if ("reason" in file) return `values file ${file.text} (${file.reason})`;
  if (file.isInSource) return { kind: "in-source", path: file.path, optional };
  if (asked.tree.read(file.path) !== null) return { kind: "file", path: file.path };
  return optional ? null : `values file ${file.path}`;
}

type ResolvedFile =
  | { readonly isInSource: boolean; readonly path: string }
  | { readonly text: string; readonly reason: string };

/**
 * A file by the name that an Application gives it: `$ref/...` from the root of that source's repository, `/...` from the
 * root of its own, all else beside the chart.
 */
function resolved(named: JsonValue, asked: Asked): ResolvedFile {
  if (typeof named !== "string") return { text: JSON.stringify(named), reason: "it is no text" };
  const refuse = (reason: string) => ({ text: named, reason });
  const ref = /^\$([^/{]+)(?:\/|$)/.exec(named)?.[1];
  const source = ref === undefined ? undefined : asked.refs.get(ref);
  if (ref !== undefined && source !== undefined) return inReferred(named.slice(ref.length + 1), source, asked, refuse);
  const text = filledIn(named, asked);
  if (text === null) return refuse("a variable in it is not known");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return refuse("it is somewhere else");
  const root = "path" in asked.origin ? asked.origin.path : "";
  const path = tidyPath(text.startsWith("/") ? text : inFolder(root, text));
  if (path === null) return refuse("it is outside of the repository");
  return { isInSource: asked.origin.kind !== "local", path };
}

function inReferred(
  named: string,
  source: JsonValue,
  asked: Asked,
  refuse: (reason: string) => ResolvedFile,
): ResolvedFile {
  const fields = readFields(source);
  const [repository, revision] = [fields.text("repoURL"), fields.text("targetRevision")];
  const text = filledIn(named, asked);
  const path = text === null ? null : tidyPath(text);
  if (repository === null || fields.reason() !== null || text === null) return refuse("a variable in it is not known");
  if (path === null) return refuse("it is outside of the repository");
  const ref = gitRef(revision === "HEAD" ? null : revision);
  const tree = ownOrRemote({ kind: "git", url: repository, ref, path: "" }, asked.tree);
  if (tree.kind === "local") return { isInSource: false, path };
  return refuse(`it is in another ${asked.tree.isOwn(repository) ? "state of this repository" : "repository"}`);
}

/**
 * `$NAME` and `${NAME}` as Argo CD's environment has them, an unknown one being nothing (types.go, Envsubst); null where
 * it is one that only Argo CD knows, or what a template of a set left.
 */
function filledIn(text: string, { name, namespace, project, source }: Asked): string | null {
  const environment = new Map<string, string | null>([
    ["ARGOCD_APP_NAME", name],
    ["ARGOCD_APP_NAMESPACE", namespace ?? ""],
    ["ARGOCD_APP_PROJECT_NAME", project],
    ["ARGOCD_APP_SOURCE_REPO_URL", source.repository],
    ["ARGOCD_APP_SOURCE_PATH", source.path ?? ""],
    ["ARGOCD_APP_SOURCE_TARGET_REVISION", source.revision ?? ""],
    ["ARGOCD_APP_REVISION", null],
    ["ARGOCD_APP_REVISION_SHORT", null],
    ["ARGOCD_APP_REVISION_SHORT_8", null],
  ]);
  let isKnown = !text.includes("{{");
  const filled = text.replace(/\$(?:\$|\{([^}]*)\}|([A-Za-z0-9_]+))/g, (whole, braced, plain) => {
    if (whole === "$$") return "$";
    const value = environment.get(braced ?? plain);
    if (value === null) isKnown = false;
    return value ?? "";
  });
  return isKnown ? filled : null;
}

function inlineValues({ fields, isMade, tree }: Asked): SourceValues | string | null {
  const object = fields.object("helm", "valuesObject");
  const text = fields.text("helm", "values");
  const values: JsonValue = object ?? (text === null ? null : textValues(text, tree));
  if (values === null && (text === null || text.trim() === "")) return null;
  if (!isObject(values)) return "helm.values, which cannot be read";
  // A chart may take templates as values; those of a set are its own, and stand here where nobody knows what they become.
  return isMade && holdsActions(values) ? "values that the set fills in" : { kind: "inline", values };
}

/** Of each tree: what a set makes often has one text of values in common. */
const readTexts = new WeakMap<SourceTree, Map<string, JsonValue>>();

function textValues(text: string, tree: SourceTree): JsonValue {
  const known = readTexts.get(tree) ?? new Map<string, JsonValue>();
  readTexts.set(tree, known);
  const values = known.get(text) ?? valuesOf(text);
  known.set(text, values);
  return values;
}

const withActions = new WeakMap<JsonObject, boolean>();

function holdsActions(values: JsonObject): boolean {
  const holds = withActions.get(values) ?? hasActions(values);
  withActions.set(values, holds);
  return holds;
}

/** Names are those of a map: the last parameter of a name counts. */
function setOf(parameters: readonly JsonValue[], isText: boolean, asked: Asked): readonly (SourceValues | string)[] {
  const found = new Map<string, SourceValues | string>();
  for (const entry of parameters) {
    const fields = readFields(entry);
    const name = fields.text("name");
    if (fields.flag("forceString") !== isText) continue;
    if (name === null) {
      found.set("", "a parameter without a name");
      continue;
    }
    const written = member(entry, "value") ?? "";
    const value = typeof written === "string" ? filledIn(written, asked) : null;
    found.set(
      name,
      value === null ? `parameter ${name}` : { kind: "set", name, value: cleaned(value), string: isText },
    );
  }
  return [...found.values()];
}

/** A comma is meant, unless a backslash stands in front of it or braces make a list of it (cleanSetParameters). */
function cleaned(value: string): string {
  return value.startsWith("{") && value.endsWith("}") ? value : value.replace(/(?<!\\),/g, "\\,");
}

/** `--set-file` is the text of a file below a name: the same as values that come last, where the name has no escapes. */
function fileParameter(entry: JsonValue, asked: Asked): SourceValues | string {
  const fields = readFields(entry);
  const [name, path] = [fields.text("name") ?? "", member(entry, "path") ?? ""];
  const file = resolved(path, asked);
  const bytes = "reason" in file || file.isInSource ? null : asked.tree.read(file.path);
  if (bytes === null || !/^[^.[\]\\,={}]+(?:\.[^.[\]\\,={}]+)*$/.test(name)) return `file parameter ${name}`;
  return { kind: "inline", values: nested(name.split("."), new TextDecoder().decode(bytes)) };
}

function nested(steps: readonly string[], text: string): JsonObject {
  const [step = "", ...rest] = steps;
  const value = rest.length === 0 ? text : nested(rest, text);
  return Object.assign(Object.create(null), { [step]: value });
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
