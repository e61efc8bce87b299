/**
 * The bytes of blobs as `git cat-file --batch` printed them, by id; those that it does not have are left out.
 * @param ids in the order in which they were asked for
 */
export function blobsOf(printed: Buffer, ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let offset = 0;
  for (const id of ids) {
    const end = printed.indexOf(0x0a, offset);
    if (end < 0) break;
    const size = Number(/ blob (\d+)$/.exec(printed.toString("utf8", offset, end))?.[1] ?? Number.NaN);
    offset = end + 1;
    if (Number.isNaN(size)) continue;
    blobs.set(id, printed.subarray(offset, offset + size));
    offset += size + 1;
  }
  return blobs;
}
