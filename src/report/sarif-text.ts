import { printable } from "../text/escape.ts";
import { cutName, LONGEST_PATH } from "./cut.ts";
import { fromRoot } from "./root-path.ts";

/** What UTF-8 and so a URI cannot say. */
const LONE_SURROGATE = /\p{Cs}/gu;

/**
 * A relative URI of a path: what is no unreserved character is encoded.
 * @param folder what `path` is relative to, seen from the repository's root
 */
export function artifact(path: string, folder: string): { readonly uri: string; readonly uriBaseId: string } {
  const whole = fromRoot(path.length > LONGEST_PATH ? cutName(path) : path, folder);
  return {
    uri: whole.replace(LONE_SURROGATE, "\ufffd").split("/").map(encodeURIComponent).join("/"),
    uriBaseId: "SRCROOT",
  };
}

/** Plain text: SARIF makes a link of `[text](target)` even in it (§3.11.6). */
export function plainText(text: string): string {
  return printable(text).replaceAll("](", "]\u200b(");
}
