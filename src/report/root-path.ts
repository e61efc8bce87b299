/** A path of the report, seen from the repository's root. @param folder where the report's paths start, `.` for the root */
export function fromRoot(path: string, folder: string): string {
  const prefix = folder.replace(/^(\.\/)+|\/+$/g, "");
  return prefix === "" || prefix === "." ? path : `${prefix}/${path}`;
}
