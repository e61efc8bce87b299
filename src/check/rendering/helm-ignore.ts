import { matchesPath } from "../../sources/argo-globs.ts";

/**
 * What helm leaves out of a chart's folder as it loads it (pkg/ignore/rules.go): the first rule that matches decides, and
 * one that is negated leaves out what it does not match.
 * @param text of `.helmignore`; null: there is none
 */
export function helmIgnore(text: string | null): (path: string) => boolean {
  const rules = [...(text ?? "").split("\n"), "templates/.?*"].flatMap((line) => {
    const rule = line.trim();
    return rule === "" || rule.startsWith("#") ? [] : [ruleOf(rule)];
  });
  const isLeftOut = (path: string, isFolder: boolean) => {
    for (const { negated, onlyFolders, matches } of rules) {
      if (onlyFolders && !isFolder) {
        if (negated) return true;
        continue;
      }
      if (matches(path) !== negated) return true;
    }
    return false;
  };
  const folders = new Map<string, boolean>();
  const isFolderLeftOut = (path: string): boolean => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const end = path.lastIndexOf("/");
    const answer = (end > 0 && isFolderLeftOut(path.slice(0, end))) || isLeftOut(path, true);
    folders.set(path, answer);
    return answer;
  };
  return (path) => {
    const end = path.lastIndexOf("/");
    return (end > 0 && isFolderLeftOut(path.slice(0, end))) || isLeftOut(path, false);
  };
}

function ruleOf(raw: string) {
  const negated = raw.startsWith("!");
  const rule = negated ? raw.slice(1) : raw;
  const onlyFolders = rule.endsWith("/");
  const plain = onlyFolders ? rule.slice(0, -1) : rule;
  const matchesPlain = matchesPath(plain.startsWith("/") ? plain.slice(1) : plain);
  const matches = plain.includes("/") ? matchesPlain : (path: string) => matchesPlain(path.split("/").at(-1) ?? "");
  return { negated, onlyFolders, matches };
}
