import { markdownLink } from "../report/escape.ts";
import { type PlaceText, placeAsCode } from "../report/markdown-finding.ts";
import { fromRoot } from "../report/root-path.ts";
import { mapLine } from "./line-map.ts";
import { fileAt, type PlacementContext } from "./placement.ts";

/**
 * Places as links to the head commit's files. A line that cannot be told there is left out of the address, and a file
 * that the commit does not have for certain gets none.
 * @param commitUrl `https://github.com/owner/repo/blob/SHA`
 */
export function permalinks(commitUrl: string, context: PlacementContext): PlaceText {
  return (path, line) => {
    const text = placeAsCode(path, line);
    const name = fromRoot(path, context.folder);
    const mapped = mapLine(context.relations.head.get(name), line);
    const isThere = mapped.kind === "line" || mapped.kind === "changed" || fileAt(context.diff, name) !== undefined;
    // Half of a surrogate pair has no address.
    if (path === "-" || /\p{Cs}/u.test(name) || mapped.kind === "absent" || !isThere) return text;
    const address = `${commitUrl}/${name.split("/").map(encodeURIComponent).join("/")}`;
    return markdownLink(text, mapped.kind === "line" ? `${address}#L${mapped.line}` : address);
  };
}
