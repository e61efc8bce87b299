import type { ReleaseHistory } from "../releases/history.ts";
import { readHistory } from "../releases/read-history.ts";
import { RELEASES_FOLDER } from "../releases/record.ts";
import { code } from "../text/code-span.ts";
import { counted } from "../text/listing.ts";
import type { TreeFiles } from "./ports.ts";
import { readInside } from "./read-guard.ts";

/** The release histories that a repository keeps, whether or not its configuration makes users of them. */
export interface KeptHistories {
  readonly histories: readonly { readonly path: string; readonly history: ReleaseHistory }[];
  /** Files that are in their place: `plan` asks which one it goes by where they are several. */
  readonly files: number;
  /** Sentences about those that cannot be used. Nothing but advice hangs on them. */
  readonly notices: readonly string[];
}

const MOST_FILES = 10;
/** 400 releases of 60 CRDs take a third of it. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Reads what is in the place of histories. To be asked only where a way through them may be told of. */
export function readKeptHistories(files: TreeFiles): KeptHistories {
  const paths = files.find([`${RELEASES_FOLDER}/*.json`], []).files;
  const histories: KeptHistories["histories"][number][] = [];
  const notices: string[] = [];
  const unused = (path: string, reason: string) =>
    notices.push(`${code(path)} is not looked at for a way through its releases: ${reason}`);
  for (const path of paths.slice(0, MOST_FILES)) {
    const reading = readInside(path, files);
    if (!reading.ok) {
      unused(path, `it cannot be read: ${reading.reason}.`);
      continue;
    }
    if (reading.value.byteLength > MOST_BYTES) {
      unused(path, "it has more than 8 MiB.");
      continue;
    }
    const read = readHistory(path, Uint8Array.from(reading.value));
    if (read.ok) histories.push(read.value);
    else {
      const [first] = read.problems;
      unused(path, `line ${first?.line ?? 1}: ${first?.message ?? ""} ${first?.remedy ?? ""}`);
    }
  }
  const more = paths.length - MOST_FILES;
  if (more > 0)
    notices.push(`${counted(more, "release history", "release histories")} of ${paths.length} are not looked at.`);
  return { histories, files: paths.length, notices };
}
