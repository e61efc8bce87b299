import { type DocumentPath, valueAt } from "../../base/json.ts";
import type { TextRange } from "../../base/text-range.ts";
import { kustomizeOrigin, ownOrRemote } from "../../sources/git-address.ts";
import { originInWords } from "../../sources/origin-words.ts";
import { code } from "../../text/code-span.ts";
import { type Contents, DEEPEST, type Lacking } from "../sources/contents.ts";
import type { Ground, Remote } from "./kustomization-inputs.ts";
import { parsedDocuments } from "./parsed-documents.ts";
import type { Inputs } from "./tool-files.ts";

/** Fetched contents among the files of a build. */
export interface TakenIn {
  /** Where the tool finds them: a file, or a folder with `/` at its end. */
  readonly at: string;
  /** Where the tree that is built names what leads to them. */
  readonly by: Remote;
  /** What they are called. */
  readonly from: string;
}

/** Gives a build what was fetched in the place of addresses. */
export interface Supply {
  /** @returns what stands for the address; null: it is not at hand, which is noted */
  readonly take: (entry: RemoteEntry, inputs: Inputs) => Replacement | null;
  /** Has the text of an entry replaced in the end. */
  readonly replace: (edit: Edit) => void;
  /** Gives the tool the kustomizations without the addresses. */
  readonly replaceAddresses: (inputs: Inputs) => void;
  readonly lacking: readonly Lacking[];
  readonly takenIn: readonly TakenIn[];
}

interface RemoteEntry {
  readonly ground: Ground;
  /** Of the kustomization that names it. */
  readonly folder: string;
  readonly place: Remote;
  readonly isComponent: boolean;
}

interface Replacement {
  /** How the kustomization has to name it. */
  readonly named: string;
  /** A kustomization to go on with; null: it is a file. */
  readonly enter: { readonly ground: Ground; readonly folder: string } | null;
}

interface Edit {
  readonly ground: Ground;
  /** The kustomization. */
  readonly name: string;
  readonly path: DocumentPath;
  readonly range: TextRange;
  readonly text: string;
}

/** No tree has a folder or a file that is called so. */
const FETCHED = ".crd-upgrade-guard-fetched";
/** More than anybody takes in. */
const MOST_ADDRESSES = 1000;

export function supplies(contents: Contents): Supply {
  const lacking: Lacking[] = [];
  const takenIn: TakenIn[] = [];
  const edits = new Map<string, Edit[]>();
  let addresses = 0;
  const lack = (one: Lacking) => {
    lacking.push(one);
    return null;
  };
  return {
    lacking,
    takenIn,
    take: ({ ground, folder, place, isComponent }, inputs) => {
      const { named } = place;
      addresses += 1;
      if (addresses > MOST_ADDRESSES) {
        inputs.problem ??= `it takes in more than ${MOST_ADDRESSES} addresses`;
        return null;
      }
      const written = kustomizeOrigin(named, isComponent);
      const isBuilt = ground.prefix === "";
      const origin = written?.kind === "git" && isBuilt ? ownOrRemote(written, contents) : written;
      if (origin === null || origin.kind === "undecided") {
        const reason = origin?.reason ?? "it is no address that can be fetched";
        return lack({ named, origin: null, reason, cause: "undecided" });
      }
      if (origin.kind === "local") {
        const own = origin.path || ".";
        return { named: relativePath(folder, own), enter: { ground, folder: own } };
      }
      if (ground.depth >= DEEPEST) {
        const reason = `more than ${DEEPEST} addresses, one named by the other, lead to it`;
        return lack({ named, origin: null, reason, cause: "undecided" });
      }
      const found = contents.of(origin);
      if (!found.ok) return lack({ named, origin, reason: found.reason, cause: found.cause });
      const { tree, path, entry } = found.value;
      const by = ground.by ?? place;
      const from = originInWords(origin);
      const name = entry.digest.slice("sha256:".length, "sha256:".length + 16);
      if (entry.content === "file") {
        // kustomize takes files of its own folder alone.
        const at = ground.prefix + inFolder(folder, `${FETCHED}-${name}.yaml`);
        inputs.files.set(at, { path: at, from: path, linked: false, tree });
        takenIn.push({ at, by, from });
        return { named: `${FETCHED}-${name}.yaml`, enter: null };
      }
      const prefix = `${FETCHED}/${name}/`;
      if (tree.kindOf(path) !== "directory") inputs.problem ??= `there is no folder ${code(path)} in \`${named}\``;
      takenIn.push({ at: prefix, by, from });
      return {
        named: relativePath(inFolder(ground.prefix, folder), inFolder(prefix, path)),
        enter: { ground: { tree, prefix, by, depth: ground.depth + 1 }, folder: path },
      };
    },
    replace: (edit) => {
      const key = edit.ground.prefix + edit.name;
      const others = edits.get(key);
      if (others === undefined) edits.set(key, [edit]);
      else others.push(edit);
    },
    replaceAddresses: (inputs) => {
      for (const [key, own] of edits) {
        const input = inputs.files.get(key);
        const reading = input?.tree.read(input.from);
        if (input === undefined || reading?.ok !== true) continue;
        const instead = replaced(reading.value, own);
        if (instead === null)
          inputs.problem ??= `\`${own[0]?.name}\` names an address in a way in which it cannot be replaced by what was fetched`;
        else inputs.files.set(key, { ...input, instead });
      }
    },
  };
}

/**
 * Only the entries are other ones: everything else is read by kustomize as it is written.
 * @returns null where it does not read as it was meant: a text over several lines, an alias
 */
function replaced(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array | null {
  const lines = new TextDecoder().decode(bytes).split("\n");
  const backwards = [...edits].sort(
    (a, b) => b.range.startLine - a.range.startLine || b.range.startColumn - a.range.startColumn,
  );
  for (const { range, text } of backwards) {
    const line = lines[range.startLine - 1];
    if (line === undefined) return null;
    const [before, after] = [line.slice(0, range.startColumn - 1), line.slice(range.endColumn - 1)];
    lines[range.startLine - 1] = `${before}${JSON.stringify(text)}${after}`;
  }
  const written = new TextEncoder().encode(lines.join("\n"));
  const read = parsedDocuments(written);
  const isMeant = ({ path, text }: Edit) => read.ok && read.value.some(({ value }) => valueAt(value, path) === text);
  return edits.every(isMeant) ? written : null;
}

function inFolder(folder: string, name: string): string {
  const outer = folder === "." || folder === "" ? "" : folder.endsWith("/") ? folder : `${folder}/`;
  return name === "." ? outer.slice(0, -1) || "." : outer + name;
}

/** The path of a folder as seen from another one. */
function relativePath(from: string, to: string): string {
  const steps = (path: string) => path.split("/").filter((step) => step !== "" && step !== ".");
  const [own, other] = [steps(from), steps(to)];
  const same = own.findIndex((step, index) => step !== other[index]);
  const shared = same < 0 ? Math.min(own.length, other.length) : same;
  return [...own.slice(shared).map(() => ".."), ...other.slice(shared)].join("/") || ".";
}
