import { createHash } from "node:crypto";
import { done, failed, type Result } from "../../base/result.ts";
import { mentionsCrd } from "../../manifests/select.ts";
import { mayHoldReferences } from "../../sources/objects.ts";
import type { HelmDelivery } from "../../sources/reference.ts";
import { code } from "../../text/code-span.ts";
import type { TreeFiles } from "../ports.ts";
import type { SourceContents } from "./contents.ts";
import { memoryTree } from "./fetched-tree.ts";

/** What helm is given besides the chart. */
export interface GivenValues {
  /** In helm's order; under names of their own, so that none takes the place of a file of the chart. */
  readonly files: readonly { readonly name: string; readonly path: string; readonly tree: TreeFiles }[];
  readonly set: Readonly<Record<string, string | number | boolean>>;
  /** Whether they name a CRD, which a template may print. */
  readonly mentions: boolean;
}

/** No chart has such a folder, and no tree leads into it. */
function nameOf(index: number): string {
  return `.values-of-the-reference/${index}.yaml`;
}

/** The values of a reference, for helm. @param own the tree that the reference stands in */
export function givenValues(delivery: HelmDelivery, contents: SourceContents, own: TreeFiles): Result<GivenValues> {
  const files: GivenValues["files"][number][] = [];
  const set: Record<string, string | number | boolean> = Object.create(null);
  let mentions = false;
  for (const [index, one] of delivery.values.entries()) {
    switch (one.kind) {
      case "inline": {
        const bytes = new TextEncoder().encode(JSON.stringify(one.values));
        const digest = createHash("sha256").update(bytes).digest("hex");
        files.push({
          name: nameOf(index),
          path: "values.json",
          tree: memoryTree(digest, new Map([["values.json", bytes]])),
        });
        mentions ||= mayMatter(bytes);
        break;
      }
      case "file": {
        if (own.follow(one.path).kind !== "file") return failed(`there is no values file ${code(one.path)}`);
        files.push({ name: nameOf(index), path: one.path, tree: own });
        mentions ||= fileMatters(own, one.path);
        break;
      }
      case "in-source": {
        const path = contents.root === "." ? one.path : `${contents.root}/${one.path}`;
        if (contents.tree.kindOf(path) === "file") {
          files.push({ name: nameOf(index), path, tree: contents.tree });
          mentions ||= fileMatters(contents.tree, path);
        } else if (!one.optional) return failed(`there is no values file ${code(one.path)} in it`);
        break;
      }
      case "set": {
        // Commas come escaped, as helm's command line wants them; the port escapes what it is given.
        const text = one.value.replaceAll("\\,", ",");
        const value = one.string ? text : typedValue(text);
        if (value === null) return failed(`its parameter ${code(one.name)} is set in a way that is not rendered here`);
        set[one.name] = value;
        mentions ||= mayMatter(new TextEncoder().encode(text));
        break;
      }
      default:
        one satisfies never;
    }
  }
  return done({ files, set, mentions });
}

/** Whether a reference has values that may matter (`GivenValues.mentions`), as far as it says them itself: files may. */
export function ownValuesMatter({ values }: HelmDelivery): boolean {
  const encoder = new TextEncoder();
  return values.some((one) => {
    if (one.kind === "inline") return mayMatter(encoder.encode(JSON.stringify(one.values)));
    return one.kind !== "set" || mayMatter(encoder.encode(one.value.replaceAll("\\,", ",")));
  });
}

/** Whether values may have a template print a CRD, or a reference to one. */
function mayMatter(bytes: Uint8Array): boolean {
  return mentionsCrd(bytes) || mayHoldReferences("", bytes);
}

function fileMatters(tree: TreeFiles, file: string): boolean {
  const reading = tree.read(file);
  return !reading.ok || mayMatter(reading.value);
}

/**
 * As helm's `--set` takes a text (pkg/strvals/parser.go, typedVal): numbers and truth values are none any more.
 * @returns null for what takes a value away, a list, and numbers that JavaScript does not have
 */
function typedValue(text: string): string | number | boolean | null {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if (/^null$/i.test(text) || text.startsWith("{") || /^-?[1-9]\d{15,}$/.test(text)) return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
