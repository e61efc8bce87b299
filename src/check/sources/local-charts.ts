import type { Settings } from "../../config/settings.ts";
import { readChartArchive, unpackBudget } from "../../manifests/charts/chart-archive.ts";
import { helmDelivery } from "../../sources/helm-delivery.ts";
import { type ReferenceWords, referenceWords } from "../../sources/objects.ts";
import type { SourceReference } from "../../sources/reference.ts";
import type { TreeFiles } from "../ports.ts";
import { isConfigured } from "../reading/rendered-forms.ts";
import { addFile, addFolder, noInputs } from "../rendering/tool-files.ts";
import { addDependencies } from "./chart-parts.ts";
import { NO_CONTENTS, type SourceContents } from "./contents.ts";
import { bytesAt } from "./source-tree.ts";

/** The charts of a tree that its own references lead to. */
export interface LocalCharts {
  /**
   * The chart that a reference has rendered, where that may refer to more and the configuration does not have it rendered
   * itself; null: there is no such one.
   */
  readonly of: (reference: SourceReference) => SourceContents | null;
  /** What that chart says it is called; "" where it does not. */
  readonly nameOf: (reference: SourceReference) => string;
}

/**
 * Helm costs a run for each reference, and many charts are led to from hundreds of places: each chart is looked into once,
 * and most refer to nothing whatever values they are given.
 */
export function createLocalCharts(tree: TreeFiles, settings: Settings): LocalCharts {
  const known = new Map<string, ReferenceWords>();
  const wordsOf = (path: string) => {
    const words = known.get(path) ?? chartWords(tree, path);
    known.set(path, words);
    return words;
  };
  return {
    of: (reference) => {
      const path = chartOf(tree, reference);
      if (path === null || isConfigured(pathOf(reference), settings) || isConfigured(path, settings)) return null;
      const { group, kind } = together([wordsOf(path), ...valuesWords(tree, reference)]);
      return group && kind ? { tree, path, root: "." } : null;
    },
    nameOf: (reference) => {
      const path = chartOf(tree, reference);
      const bytes = path === null ? null : bytesAt(tree, inFolder(path, "Chart.yaml"));
      const text = new TextDecoder().decode(bytes ?? new Uint8Array());
      return /^name:[ \t]{0,8}["']?([A-Za-z0-9._-]{1,253})/m.exec(text)?.[1] ?? "";
    },
  };
}

function pathOf({ origin }: SourceReference): string {
  return origin.kind === "local" ? origin.path || "." : "";
}

/**
 * A folder with a Chart.yaml, or a packed chart; null where helm has no part in it, or where nothing is. A chart's dependency
 * is rendered with it.
 */
function chartOf(tree: TreeFiles, reference: SourceReference): string | null {
  const { kind, origin, delivery } = reference;
  if (kind === "Chart.yaml" || origin.kind !== "local" || helmDelivery(delivery) === null) return null;
  const real = tree.follow(pathOf(reference));
  if (real.kind === "file") return delivery.by === "helm" ? real.path : null;
  if (real.kind !== "directory") return null;
  return tree.follow(inFolder(real.path, "Chart.yaml")).kind === "file" ? real.path : null;
}

function inFolder(folder: string, file: string): string {
  return folder === "." ? file : `${folder}/${file}`;
}

/** Of what a chart makes manifests of: its templates, its own values, and what is packed in it. */
function chartWords(tree: TreeFiles, path: string): ReferenceWords {
  const inputs = noInputs();
  if (tree.kindOf(path) === "file") addFile(tree, path, inputs);
  else {
    addFolder(tree, path, inputs);
    // What was fetched of its dependencies is looked into as theirs.
    addDependencies(tree, path, inputs, NO_CONTENTS);
  }
  const words = [...inputs.files.values()].flatMap(({ path: file, from }): readonly ReferenceWords[] => {
    const isPacked = file.endsWith(".tgz");
    const reading = isPacked || isMade(file) ? tree.read(from) : null;
    if (reading?.ok !== true) return [];
    return isPacked ? packedWords(reading.value) : [referenceWords(reading.value)];
  });
  return together(words);
}

/** Helm says what is in an archive that cannot be read here. */
const ANY: ReferenceWords = { group: true, kind: true };

function packedWords(bytes: Uint8Array): readonly ReferenceWords[] {
  const archive = readChartArchive(bytes, unpackBudget(bytes.length));
  if (!archive.ok) return [ANY];
  return [...archive.value].flatMap(([file, own]) =>
    file.endsWith(".tgz") ? [ANY] : isMade(file) ? [referenceWords(own)] : [],
  );
}

function isMade(file: string): boolean {
  return file.includes("templates/") || /(?:^|\/)values\.yaml$/.test(file);
}

function valuesWords(tree: TreeFiles, { delivery }: SourceReference): readonly ReferenceWords[] {
  return (helmDelivery(delivery)?.values ?? []).flatMap((one) => {
    switch (one.kind) {
      case "inline":
        return [referenceWords(new TextEncoder().encode(JSON.stringify(one.values)))];
      case "set":
        return [referenceWords(new TextEncoder().encode(one.value))];
      case "file":
      case "in-source": {
        const bytes = bytesAt(tree, one.path);
        return bytes === null ? [] : [referenceWords(bytes)];
      }
      default:
        return one satisfies never;
    }
  });
}

function together(words: readonly ReferenceWords[]): ReferenceWords {
  return { group: words.some(({ group }) => group), kind: words.some(({ kind }) => kind) };
}
