import { JSONParser } from "@streamparser/json";
import { type JsonValue, member } from "../../base/json.ts";
import type { Result } from "../../base/result.ts";

/** What a page of a list says of itself. */
export interface PageHead {
  readonly kind: JsonValue | undefined;
  readonly apiVersion: JsonValue | undefined;
  /** The token of the next page; "" on the last. */
  readonly continue: string;
  /** `items` is a list, and not null or missing. */
  readonly hasItems: boolean;
}

/** etcd takes no object above 1.5 MiB; with all escapes and spaces that JSON allows it is still far below. */
const LARGEST_ITEM_BYTES = 64 * 1024 * 1024;

/**
 * Reads a list's JSON as it arrives and gives its items away one by one, so that a page of 500 CRDs of a megabyte each
 * never is in memory as a whole.
 * @param onItem called with every item in order; it may throw
 * @throws what the stream throws, and what `onItem` throws
 */
export async function readListItems(
  chunks: AsyncIterable<Uint8Array>,
  onItem: (item: JsonValue) => void,
): Promise<Result<PageHead>> {
  const parser = new JSONParser({ paths: ["$.kind", "$.apiVersion", "$.metadata", "$.items", "$.items.*"] });
  const head = new Map<string, JsonValue>();
  const items: JsonValue[] = [];
  let broken: string | undefined;
  parser.onError = (error) => {
    broken ??= error.message;
  };
  parser.onValue = ({ key, value, parent, stack }) => {
    if (value === undefined) return;
    if (stack.length === 1) head.set(String(key), value);
    else if (Array.isArray(parent)) {
      items.push(value);
      // The parser keeps what it has read until the list ends.
      parent[Number(key)] = null;
    }
  };
  let bytes = 0;
  for await (const chunk of chunks) {
    if (broken === undefined) parser.write(chunk);
    bytes = items.length === 0 ? bytes + chunk.length : 0;
    for (const item of items.splice(0)) onItem(item);
    if (bytes > LARGEST_ITEM_BYTES) return { ok: false, reason: "an item has more than 64 MiB, and no object has" };
  }
  if (broken === undefined && !parser.isEnded) broken = "it ends in the middle";
  if (broken !== undefined) return { ok: false, reason: broken };
  const next = member(head.get("metadata"), "continue");
  return {
    ok: true,
    value: {
      kind: head.get("kind"),
      apiVersion: head.get("apiVersion"),
      continue: typeof next === "string" ? next : "",
      hasItems: Array.isArray(head.get("items")),
    },
  };
}
