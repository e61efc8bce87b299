import { gzipSync } from "node:zlib";

/** A tar entry as it is written, however wrong. */
export interface WrittenEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** tar's type flag: "0" a file, "5" a folder, "2" a link, "x" pax records, "L" a long name. */
  readonly flag?: string;
  readonly prefix?: string;
  readonly link?: string;
  /** GNU's own header has times where ustar has the name's prefix. */
  readonly isGnu?: boolean;
}

/** A tar archive of our own, which no program would refuse to make. */
export function tar(entries: readonly WrittenEntry[]): Uint8Array {
  const blocks = entries.flatMap((entry) => {
    const content = typeof entry.content === "string" ? Buffer.from(entry.content) : Buffer.from(entry.content ?? []);
    return [header(entry, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function tgz(entries: readonly WrittenEntry[]): Uint8Array {
  return gzipSync(tar(entries));
}

function header({ name, flag = "0", prefix = "", link = "", isGnu = false }: WrittenEntry, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 100);
  block.write("0000644\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write("        ", 148);
  block.write(flag, 156);
  block.write(link, 157, 100);
  block.write(isGnu ? "ustar  \0" : "ustar\u000000", 257);
  block.write(prefix, 345, 155);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
