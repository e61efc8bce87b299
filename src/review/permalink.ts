import { cutName } from "../report/cut.ts";
import { type PlaceText, placeAsCode } from "../report/markdown-finding.ts";
import { fromRoot } from "../report/root-path.ts";
import { markdownCode, markdownLink } from "../text/escape.ts";
import { mapLine } from "./line-map.ts";
import { fileAt, type PlacementContext } from "./placement.ts";

export interface LinkedCommits {
  /** `https://github.com/owner/repo`. */
  readonly repositoryUrl: string;
  readonly headSha: string;
  /** The commit that was compared with; null: none. */
  readonly baseSha: string | null;
}

/**
 * Places as links to the files of the head, or of the base for what the change took away. Text and address name the line
 * as that commit has it, whatever number it has in the merge that was checked; a line that cannot be told there is left
 * out of the address, and a file that the head does not have for certain gets none.
 */
export function permalinks({ repositoryUrl, headSha, baseSha }: LinkedCommits, context: PlacementContext): PlaceText {
  return (path, line, inBase) => {
    const text = placeAsCode(path, line);
    const name = fromRoot(path, context.folder);
    // Half of a surrogate pair has no address, and what a browser tidies away leads to another repository.
    if (
      path === "-" ||
      name.length > LONGEST_LINKED ||
      /\p{Cs}/u.test(name) ||
      name.split("/").some((one) => /^\.{0,2}$/.test(one))
    )
      return text;
    const address = (sha: string) =>
      `${repositoryUrl}/blob/${sha}/${name.split("/").map(encodeURIComponent).join("/")}`;
    if (inBase === true) {
      return baseSha === null || !COMMIT.test(baseSha) ? text : markdownLink(text, `${address(baseSha)}#L${line}`);
    }
    const mapped = mapLine(context.relations.head.get(name), line);
    switch (mapped.kind) {
      case "line":
        return markdownLink(placeAsCode(path, mapped.line), `${address(headSha)}#L${mapped.line}`);
      // The base branch brought the line: the head has no number for it.
      case "changed":
        return markdownLink(markdownCode(cutName(path)), address(headSha));
      case "unknown":
        return fileAt(context.diff, name) === undefined ? text : markdownLink(text, address(headSha));
      case "absent":
        return text;
    }
  };
}

/** A longer one would take the room of other findings. */
const LONGEST_LINKED = 250;
/** A fork's own report may say anything. */
const COMMIT = /^[0-9a-f]{40,64}$/;
