/**
 * `named` as a file or folder of the workspace, seen from `folder`: without `.` and `..`. Undefined for what leads out
 * of the workspace, is absolute or an address.
 * @param folder path of a folder without `/` at its end; "" for the workspace
 */
export function relativeFile(folder: string, named: string): string | undefined {
  if (named === "" || named.includes("\n") || named.includes("://") || named.startsWith("/")) return undefined;
  const parts: string[] = [];
  for (const part of [...folder.split("/"), ...named.split("/")]) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
