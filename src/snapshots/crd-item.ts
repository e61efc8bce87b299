import { formatPath, isObject, type JsonValue, member } from "../base/json.ts";
import { done, failed, type Result } from "../base/result.ts";
import type { LiveCrd } from "../crd/live-crd.ts";
import { liveFromObject } from "../crd/live-from-object.ts";
import { crdFaults } from "./crd-faults.ts";
import { type ItemFault, itemFaults } from "./dump-item.ts";

export interface CrdItem {
  readonly name: string;
  readonly crd: LiveCrd;
}

/**
 * The facts of one CRD as a cluster returns it, or what shows that no cluster returned it: the end of a sentence that
 * starts with the name of the CRD.
 * @param kindOptional as in the API server's own list, whose items do not repeat their kind
 */
export function readCrdItem(item: JsonValue, { kindOptional }: { readonly kindOptional: boolean }): Result<CrdItem> {
  const own = itemFaults(item, kindOptional)[0];
  if (own !== undefined || !isObject(item)) return failed(own === undefined ? "is no object" : words(own));
  const name = String(member(member(item, "metadata"), "name"));
  const crd = liveFromObject(item);
  const fault = crdFaults(name, crd)[0];
  return fault === undefined ? done({ name, crd }) : failed(fault.message);
}

function words({ path, message }: ItemFault): string {
  return path.length === 0 ? message : `has a \`${formatPath(path)}\` that ${message}`;
}
