const VERSION = /^v?(\d+)\.(\d+)\.(\d+)/;

/**
 * Whether the version that wrote a snapshot is newer than the one that reads it, by major, minor and patch number.
 * A version that cannot be read is not newer.
 */
export function isNewerTool(writer: string | null, reader: string): boolean {
  const left = writer === null ? null : VERSION.exec(writer);
  const right = VERSION.exec(reader);
  if (left === null || right === null) return false;
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
