import fs from "node:fs";
import path from "node:path";
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
    return code === "ENOENT" || code === "ENOTDIR" ? { to: "nowhere" } : { to: "unknown", code };
  }
  const to = stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "other";
  if (to === "other") return { to };
  const steps = path.relative(fs.realpathSync.native(root), real).split(path.sep);
  if (steps[0] === ".." || path.isAbsolute(steps.join(path.sep))) return { to, isInside: false };
  const isGit = steps.some((step) => step.toLowerCase() === ".git");
  return { to, isInside: true, path: isGit ? null : steps.join("/") };
}

/** What is said of a link, which is not followed on the walk; `linkTo` where it may be read as the file it leads to. */
export function saidOf(lead: Lead): { readonly reason: string; readonly linkTo?: string } {
  switch (lead.to) {
    case "nowhere":
      return { reason: "a symbolic link that leads nowhere" };
    case "other":
      return { reason: "a symbolic link to what is neither a file nor a folder" };
    case "unknown":
      return { reason: REASONS[lead.code] ?? `a symbolic link that cannot be followed (${lead.code})` };
    case "directory":
      return {
        reason: `a symbolic link to a directory${lead.isInside ? "" : " that leads out of the workspace"}, which is not followed`,
      };
    case "file":
      if (!lead.isInside) return { reason: "a symbolic link that leads out of the workspace, which is not followed" };
      if (lead.path === null) return { reason: "a symbolic link into a `.git` folder, which is never read" };
      return { reason: "a symbolic link, which is not followed", linkTo: lead.path };
    default:
      return lead satisfies never;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ELOOP: "a symbolic link that leads to itself",
  EACCES: "a symbolic link into a folder without permission",
  ENAMETOOLONG: "a symbolic link with a target that is too long",
};
