/** A path of the report, seen from the repository's root. @param folder where the report's paths start, `.` for the root */
export function fromRoot(path: string, folder: string): string {
  let [start, end] = [0, folder.length];
  while (folder.startsWith("./", start)) start += 2;
  while (end > start && folder[end - 1] === "/") end--;
  const prefix = folder.slice(start, end);
  return prefix === "" || prefix === "." ? path : `${prefix}/${path}`;
}
