import { readInventory } from "../../sources/inventory.ts";
import type { readObjects } from "../../sources/objects.ts";
import type { PrintedFile, SourceFile, SourcePlace, SourceProblem, SourceReference } from "../../sources/reference.ts";
import type { TreeFiles } from "../ports.ts";
import type { Contents } from "./contents.ts";
import type { PrintedText } from "./earlier-output.ts";
import { sourceTree } from "./source-tree.ts";

/** A reference, with the text that it was said in. */
export interface Referred {
  readonly reference: SourceReference;
  /** null: it stands in a file of the tree. */
  readonly text: PrintedText | null;
}

export interface LevelReading {
  readonly references: readonly Referred[];
  readonly problems: readonly SourceProblem[];
}

/** What a tree refers to, and what comes out of that refers to in turn, one level after the other. */
export interface Levels {
  /**
   * @param texts what the level before has brought; for the first one what tools have printed already
   * @returns all references that are known now: what comes to light may decide one that nobody could decide before
   */
  readonly next: (texts: readonly PrintedText[]) => LevelReading;
}

export interface LevelFacts {
  readonly isOwn: Contents["isOwn"];
  readonly substitute: Readonly<Record<string, string>>;
  /** Parses each file once, however many levels and trees have it. */
  readonly parse: typeof readObjects;
}

/** A text that was printed is a file of this name for the readers: no tree has such a one. */
const PRINTED = /^\0(\d+)$/;

/** @param files of the tree that may hold references */
export function createLevels(files: readonly SourceFile[], tree: TreeFiles, facts: LevelFacts): Levels {
  const own = sourceTree(files, tree, facts);
  const texts: PrintedText[] = [];
  const printed = new Map<string, Uint8Array>();
  const origins = new Map<string, PrintedFile>();
  const numbers = new Map<SourceReference | undefined, number>();
  const textOf = (path: string) => texts[Number(PRINTED.exec(path)?.[1] ?? -1)] ?? null;
  const placed = <P extends SourcePlace>(place: P): P => ({ ...place, ...textOf(place.path)?.place });
  return {
    next: (more) => {
      for (const text of more) {
        const path = `\0${texts.length}`;
        const parent = text.by.at(-1);
        const number = numbers.get(parent) ?? numbers.size;
        numbers.set(parent, number);
        printed.set(path, text.bytes);
        origins.set(path, { from: JSON.stringify([number, text.clusters]), clusters: text.clusters });
        texts.push(text);
      }
      const all = [...files, ...[...printed].map(([path, bytes]) => ({ path, bytes }))];
      const whole = {
        ...own,
        files: all,
        printed: origins,
        read: (path: string) => printed.get(path) ?? own.read(path),
      };
      const { references, problems } = readInventory(whole, facts.parse);
      return {
        references: references.map((reference) => {
          const { place, object } = reference;
          const text = textOf(object.path);
          return { reference: { ...reference, place: placed(place), object: placed(object) }, text };
        }),
        problems: problems.map(placed),
      };
    },
  };
}
