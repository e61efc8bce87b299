import { isObject, member } from "../../base/json.ts";
import type { Result } from "../../base/result.ts";
import { code } from "../../text/code-span.ts";
import type { CheckPorts } from "../ports.ts";
import { parsedDocuments } from "./parsed-documents.ts";
import type { Input, Inputs } from "./tool-files.ts";

/** The tree in which a job keeps more than the repository: credentials, other checkouts, what earlier steps made. */
export type WorkingTree = Pick<CheckPorts, "head" | "trackedByGit">;

/** What a tool is given of its inputs, or why it is not run. */
/** What helm reads by itself: the rest it needs only where a template asks for it. */
const READ_BY_HELM = /^((templates|crds)\/.+|(Chart|requirements)\.yaml|values\.(yaml|schema\.json))$/;

/**
 * Tells which files of the working tree a tool may be given. What a tool reads it can print, and a change says what it
 * reads, by a link or by naming it: so that is what the change can see anyway, files that git tracks. What a commit holds
 * is always that. Besides, what an earlier step fetched or made for a tool: a chart's `charts/`, a submodule that is checked
 * out, and files with nothing but CRDs.
 */
export function createInputGuard(
  working: WorkingTree,
): (inputs: Inputs, chart: string | null) => Result<Inputs["files"]> {
  const { head, trackedByGit } = working;
  let asked: ReturnType<CheckPorts["trackedByGit"]> | undefined;
  return ({ files }, chart) => {
    const others = [...files.values()].filter(({ tree }) => tree === head);
    if (others.length === 0) return { ok: true, value: files };
    asked ??= trackedByGit();
    if (!asked.ok) return withoutGit(files, others, asked.reason);
    const { value: tracked } = asked;
    const submodules = tracked.submodules.filter((folder) => head.kindOf(`${folder}/.git`) !== "missing");
    const isFetched = ({ path, from }: Input) =>
      submodules.some((folder) => from.startsWith(`${folder}/`)) ||
      (chart !== null && below(chart, path).startsWith("charts/")) ||
      hasCrdsAlone(head, from);
    const left = others.filter((one) => !tracked.files.has(one.from) && (one.linked || !isFetched(one)));
    const linked = left.find((one) => one.linked);
    if (linked !== undefined) {
      const { path, from } = linked;
      const reason = `${code(path)} leads to \`${from}\` by a link, and git does not track that: by a link a tool gets tracked files only`;
      return { ok: false, reason };
    }
    const named = left.find(({ path }) => chart === null || isRead(below(chart, path)));
    if (named !== undefined) return { ok: false, reason: notTracked(named.path) };
    const [first] = left;
    if (first === undefined) return { ok: true, value: files };
    if (chart !== null && others.some((one) => readsFiles(one, chart))) {
      return { ok: false, reason: `its templates read \`.Files\`, ${notTracked(first.path)}` };
    }
    const withheld = new Set(left.map(({ path }) => path));
    return { ok: true, value: new Map([...files].filter(([path]) => !withheld.has(path))) };
  };
}

function notTracked(path: string): string {
  return `git does not track ${code(path)}, and no tool is given what an earlier step left: add the file to git, or remove it`;
}

function withoutGit(files: Inputs["files"], others: readonly Input[], why: string): Result<Inputs["files"]> {
  const linked = others.find((one) => one.linked);
  if (linked === undefined) return { ok: true, value: files };
  const reason = `${code(linked.path)} is a link, and none is followed where git cannot tell which files are the repository's (${why})`;
  return { ok: false, reason };
}

/** The path inside the chart; empty: outside of it. */
function below(chart: string, path: string): string {
  if (chart === ".") return path;
  return path.startsWith(`${chart}/`) ? path.slice(chart.length + 1) : "";
}

/** @param inside empty: a values file that is elsewhere */
function isRead(inside: string): boolean {
  return inside === "" || READ_BY_HELM.test(inside);
}

/** Whether a template of the chart itself may ask for a file of it by name. */
function readsFiles({ path, from, tree }: Input, chart: string): boolean {
  if (!below(chart, path).startsWith("templates/")) return false;
  const reading = tree.read(from);
  return reading.ok && new TextDecoder().decode(reading.value).includes(".Files");
}

function hasCrdsAlone(tree: CheckPorts["head"], path: string): boolean {
  if (!/\.(ya?ml|json)$/.test(path)) return false;
  const reading = tree.read(path);
  if (!reading.ok) return false;
  const found = parsedDocuments(Uint8Array.from(reading.value));
  const values = found.ok ? found.value.map(({ value }) => value).filter((value) => value !== null) : [];
  return (
    values.length > 0 &&
    values.every((value) => isObject(value) && member(value, "kind") === "CustomResourceDefinition")
  );
}
