import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * Chooses one change of so many by what it is, not by its number: code that comes, goes or moves elsewhere puts none into
 * the sample that was not there and takes none out, so that what a run has left open is all that is open. Equal changes on
 * equal lines of a file are in it together.
 *
 * @param {{ root: string, every: number, offset: number }} sample one of `every`, of the `every` parts that number
 * `offset`; `root` is what the files' names start from
 * @returns {(mutant: { fileName: string, location: Location, replacement: string }) => boolean} whether a change is in the
 * sample; lines and columns count from 0, as Stryker tells them to a checker
 * @typedef {{ line: number, column: number }} Position
 * @typedef {{ start: Position, end: Position }} Location
 */
export function sampleOf({ root, every, offset }) {
  const read = new Map();
  const linesOf = (fileName) => {
    if (!read.has(fileName)) read.set(fileName, fs.readFileSync(fileName, "utf8").split("\n"));
    return read.get(fileName);
  };
  return ({ fileName, location: { start, end }, replacement }) => {
    const line = linesOf(fileName)[start.line];
    // Of several lines the first one stands for all: what is in a block is no part of its change to an empty one.
    const was = line.slice(start.column, end.line === start.line ? end.column : undefined);
    const before = line.slice(0, start.column).trimStart();
    const behind = line.slice(start.column + was.length);
    const file = path.relative(root, fileName).replaceAll(path.sep, "/");
    const digest = createHash("sha256")
      .update(JSON.stringify([file, before, was, behind, replacement]))
      .digest();
    return digest.readUInt32BE() % every === offset;
  };
}
