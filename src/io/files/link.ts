import fs from "node:fs";
import path from "node:path";
import type { SkippedPath } from "../../base/files.ts";
import { isInside } from "./inside.ts";
import { placeOf } from "./names.ts";

/** Where a symbolic link leads once every link on the way is followed. */
export type Lead =
  | { readonly to: "file" | "directory"; readonly isInside: false }
  /** `path` is relative to the workspace; null: below a `.git`, of which nothing is read. */
  | { readonly to: "file" | "directory"; readonly isInside: true; readonly path: string | null }
  | { readonly to: "nowhere" | "other" }
  | { readonly to: "unknown"; readonly code: string };

/** @param walked relative to `root`, as the walk has it */
export function readLink(root: string, walked: string): Lead {
  let real: string;
  let stat: fs.Stats;
  try {
    const place = placeOf(path.join(root, walked));
    real = fs.realpathSync.native(place, "utf8");
    stat = fs.statSync(place);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code !== "ENOENT" && code !== "ENOTDIR") return { to: "unknown", code };
    return isInside(root, path.dirname(walked)) && !isInside(root, targetOf(root, walked))
      ? { to: "file", isInside: false }
      : { to: "nowhere" };
  }
  const to = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "other";
  if (to === "other") return { to };
  const steps = path.relative(fs.realpathSync.native(root), real).split(path.sep);
  if (steps[0] === ".." || path.isAbsolute(steps.join(path.sep))) return { to, isInside: false };
  const isGit = steps.some((step) => step.toLowerCase() === ".git");
  return { to, isInside: true, path: isGit ? null : steps.join("/") };
}

/** What a link that leads nowhere names, relative to `root`: elsewhere it may be there. */
function targetOf(root: string, walked: string): string {
  const target = fs.readlinkSync(placeOf(path.join(root, walked)), "utf8");
  return path.isAbsolute(target) ? target : path.join(path.dirname(walked), target);
}

/** What is said of a link, which is not followed on the walk; `linkTo` where it may be read as the file it leads to. */
export function saidOf(lead: Lead): Omit<SkippedPath, "path"> {
  switch (lead.to) {
    case "nowhere":
      return { reason: "a symbolic link that leads nowhere" };
    case "other":
      return { reason: "a symbolic link to what is neither a file nor a folder" };
    case "unknown":
      return { reason: REASONS[lead.code] ?? `a symbolic link that cannot be followed (${lead.code})` };
    case "directory":
      if (!lead.isInside) return { reason: FOLDER_OUTSIDE, elsewhere: "folder" };
      return {
        reason: "a symbolic link to a directory, which is not followed",
        ...(lead.path === null ? {} : { linkToFolder: lead.path }),
      };
    case "file":
      if (!lead.isInside)
        return {
          reason: "a symbolic link that leads out of the workspace, which is not followed",
          elsewhere: "file",
        };
      if (lead.path === null) return { reason: "a symbolic link into a `.git` folder, which is never read" };
      return { reason: "a symbolic link, which is not followed", linkTo: lead.path };
    default:
      return lead satisfies never;
  }
}

export const FOLDER_OUTSIDE = "a symbolic link to a directory that leads out of the workspace, which is not followed";

const REASONS: Readonly<Record<string, string>> = {
  ELOOP: "a symbolic link that leads to itself",
  EACCES: "a symbolic link into a folder without permission",
  ENAMETOOLONG: "a symbolic link with a target that is too long",
};
