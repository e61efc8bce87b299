import {
  type DocumentPath,
  formatPath,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
} from "../base/json.ts";
import { done, type Result } from "../base/result.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { liveFromObject } from "../crd/live-from-object.ts";
import { nearestWord } from "../text/nearest-word.ts";
import { crdFaults } from "./crd-faults.ts";
import { itemFaults } from "./dump-item.ts";

/** What is wrong at one place of a file. */
export interface Fault {
  readonly path: DocumentPath;
  readonly message: string;
  readonly remedy: string;
}

/** The CRDs of a raw dump, with the place of each in it. */
export type DumpReading = Result<
  {
    readonly crds: ReadonlyMap<string, { readonly crd: LiveCrd; readonly path: DocumentPath }>;
    /** false: the file is one CRD, which says nothing of the others. */
    readonly complete: boolean;
  },
  { readonly faults: readonly Fault[] }
>;

const HOW = "Take the dump with `kubectl get crd -o json`.";

/**
 * Reads what `kubectl get crd -o json|yaml` prints, or the API server's own list, or one CRD of it.
 * An empty list is a fault: it comes from a wrong context or a selector far more often than from a cluster without
 * CRDs, and taken as evidence it would make every manifest a creation, which hardly anything refuses.
 */
export function readDump(root: JsonObject): DumpReading {
  const kind = member(root, "kind");
  if (kind === "CustomResourceDefinition") return readItems([root], { base: null, kindOptional: false });
  const fault = notAList(root, kind);
  if (fault !== null) return { ok: false, faults: [fault] };
  const items = member(root, "items");
  if (!isArray(items)) {
    const found = items === null ? "null" : items === undefined ? "missing" : "no list";
    const typo = Object.keys(root).find((key) => nearestWord(key, ["items"]) !== null && key !== "items");
    const remedy = typo === undefined ? HOW : `The key \`${typo}\` may be a slip. ${HOW}`;
    return refused(["items"], `\`items\` is ${found}; expected the list of CRDs.`, remedy);
  }
  if (items.length === 0) {
    return refused(
      ["items"],
      "`items` is empty, and an empty answer is no evidence.",
      "Check the context and leave selectors out: `kubectl --context CONTEXT get crd -o json`.",
    );
  }
  return readItems(items, { base: "items", kindOptional: kind === "CustomResourceDefinitionList" });
}

function refused(path: DocumentPath, message: string, remedy: string): DumpReading {
  return { ok: false, faults: [{ path, message, remedy }] };
}

function notAList(root: JsonObject, kind: JsonValue | undefined): Fault | null {
  const apiVersion = member(root, "apiVersion");
  if (kind === "Status") {
    const said = member(root, "message");
    const message = typeof said === "string" ? `: ${said.slice(0, LONGEST_QUOTE)}` : "";
    return { path: [], message: `The file is an error that the API server answered${message}.`, remedy: HOW };
  }
  if (kind !== "List" && kind !== "CustomResourceDefinitionList") {
    const found = kind === undefined ? "missing" : JSON.stringify(kind);
    const message = `\`kind\` is ${found}; expected "List" or "CustomResourceDefinitionList" of a dump, or a snapshot.`;
    return { path: ["kind"], message, remedy: HOW };
  }
  const expected = kind === "List" ? "v1" : "apiextensions.k8s.io/v1";
  if (apiVersion !== expected) {
    const message = `\`apiVersion\` is ${JSON.stringify(apiVersion ?? null)}; expected "${expected}".`;
    return { path: ["apiVersion"], message, remedy: HOW };
  }
  const next = member(member(root, "metadata"), "continue");
  if (typeof next !== "string" || next === "") return null;
  return {
    path: ["metadata", "continue"],
    message: "The dump is one page of a longer list: `metadata.continue` says that more follows.",
    remedy: "Ask without `limit`, or let kubectl join the pages: `kubectl get crd -o json`.",
  };
}

/** Longest part of a foreign text that a sentence repeats. */
const LONGEST_QUOTE = 200;

interface Container {
  /** The key of the list; null: the file itself is the only CRD. */
  readonly base: string | null;
  /** Members of the API server's own list do not repeat their kind. */
  readonly kindOptional: boolean;
}

function readItems(items: readonly JsonValue[], container: Container): DumpReading {
  const crds = new Map<string, { crd: LiveCrd; path: DocumentPath }>();
  const faults: Fault[] = [];
  for (const [index, item] of items.entries()) {
    const path = container.base === null ? [] : [container.base, index];
    const own = itemFaults(item, container.kindOptional);
    for (const fault of own) {
      const whole = [...path, ...fault.path];
      const name = whole.length === 0 ? "The file" : `\`${formatPath(whole)}\``;
      faults.push({ path: whole, message: `${name} ${fault.message}.`, remedy: fault.remedy });
    }
    if (own.length > 0 || !isObject(item)) continue;
    const name = String(member(member(item, "metadata"), "name"));
    if (crds.has(name)) {
      const message = `The CRD "${name}" is in the dump twice.`;
      faults.push({ path: [...path, "metadata", "name"], message, remedy: HOW });
      continue;
    }
    const crd = liveFromObject(item);
    for (const fault of crdFaults(name, crd)) {
      const below = fault.at === "name" ? ["metadata", "name"] : ["spec", "versions"];
      faults.push({ path: [...path, ...below], message: `The CRD "${name}" ${fault.message}.`, remedy: fault.remedy });
    }
    crds.set(name, { crd, path });
  }
  return faults.length > 0 ? { ok: false, faults } : done({ crds, complete: container.base !== null });
}
