import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { placeToWrite } from "./write-place.ts";

/**
 * Writes a whole file or nothing: into a neighbour first, then in place by renaming. Folders above it are made.
 * @param root what `file` is relative to; no link in it leads out of the repository
 * @throws what the file system says, with the path in it, or where a link leads
 */
export function writeWholeFile(root: string, file: string, text: string): void {
  const place = placeToWrite(root, file);
  if (isStream(place)) {
    writeToStream(place, text);
    return;
  }
  fs.mkdirSync(path.dirname(place), { recursive: true });
  // A name that nobody can have put a link at, and which a file of the longest name leaves no room for.
  const neighbour = `${place}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    fs.writeFileSync(neighbour, text, { flag: "wx" });
    fs.renameSync(neighbour, place);
  } catch (error) {
    removeIfThere(neighbour);
    // Nobody knows the neighbour: what was to be written is what could not be.
    if (error instanceof Error) error.message = error.message.replaceAll(neighbour, place);
    throw error;
  }
}

/** Where that fails as well, why the file could not be written is what counts. */
function removeIfThere(neighbour: string): void {
  try {
    fs.rmSync(neighbour, { force: true });
  } catch {
    // Most likely it was never made.
  }
}

/** `/dev/stdout`, the shell's `>(...)`, a named pipe: what stands there takes the text, and gives way to no file. */
function isStream(file: string): boolean {
  if (file.startsWith("/dev/")) return true;
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}

/** Whoever reads a pipe may be started beside us. */
const READER_MS = 3_000;
const LOOK_MS = 50;

/** @throws where nobody reads a named pipe: opening it would wait for ever */
function writeToStream(place: string, text: string): void {
  const isPipe = fs.statSync(place, { throwIfNoEntry: false })?.isFIFO() === true;
  // Kept open until the other is: a reader takes the last writer's end for the end of all.
  const first = isPipe ? openedForReader(place) : null;
  try {
    fs.writeFileSync(place, text);
  } finally {
    if (first !== null) fs.closeSync(first);
  }
}

function openedForReader(place: string): number {
  for (const end = Date.now() + READER_MS; ; ) {
    try {
      return fs.openSync(place, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENXIO")) throw error;
      if (Date.now() > end) throw new Error(`nobody reads from the pipe ${place}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }
}
