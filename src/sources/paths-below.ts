/**
 * Lists the paths below a folder ("" is all of them) without a walk through the others.
 * @param paths sorted by their characters' numbers
 */
export function pathsBelow(paths: readonly string[]): (folder: string) => readonly string[] {
  const indexOf = (start: string) => {
    let [low, high] = [0, paths.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((paths[middle] ?? "") < start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  // "0" is the character behind "/".
  return (folder) => (folder === "" ? paths : paths.slice(indexOf(`${folder}/`), indexOf(`${folder}0`)));
}
