import pc from "picocolors";
import { wrap } from "../text/wrap.ts";

type Paint = ReturnType<typeof pc.createColors>;

/**
 * A rule's page for a terminal: headings stand out, sentences wrap at `width`, code and tables stay as they are. Knows
 * the Markdown that our own pages are written in, and no more of it.
 */
export function renderPage(
  markdown: string,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const paint = pc.createColors(color);
  const blocks = blocksOf(markdown);
  const texts = blocks.map((block, index) => {
    const inList = block.kind === "item" && blocks[index - 1]?.kind === "item";
    const gap = index === 0 ? "" : inList ? "\n" : "\n\n";
    return gap + renderBlock(block, paint, Math.max(40, width));
  });
  return `${texts.join("")}\n`;
}

interface Block {
  readonly kind: "heading" | "code" | "table" | "item" | "paragraph";
  readonly lines: readonly string[];
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: { kind: Block["kind"]; lines: string[] }[] = [];
  let open: { kind: Block["kind"]; lines: string[] } | null = null;
  for (const line of markdown.split("\n")) {
    if (open?.kind === "code") {
      if (line.trim() === "```") open = null;
      else open.lines.push(line);
      continue;
    }
    if (line.trim() === "") {
      open = null;
      continue;
    }
    const kind = kindOf(line);
    // A line that starts nothing goes on with what is open; each item and heading is a block of its own.
    if (
      open === null ||
      kind === "code" ||
      kind === "item" ||
      kind === "heading" ||
      (kind === "table") !== (open.kind === "table")
    ) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    if (kind !== "code") open.lines.push(line);
  }
  return blocks;
}

function kindOf(line: string): Block["kind"] {
  if (/^ *```/.test(line)) return "code";
  if (/^#+ /.test(line)) return "heading";
  if (line.startsWith("|")) return "table";
  return /^ *([-*]|\d+\.) /.test(line) ? "item" : "paragraph";
}

function renderBlock({ kind, lines }: Block, paint: Paint, width: number): string {
  switch (kind) {
    case "heading":
      return paint.bold(lines.join(" ").replace(/^#+ /, ""));
    case "code":
      return lines.map((line) => (line === "" ? "" : `    ${paint.green(line)}`)).join("\n");
    case "table":
      return lines.join("\n");
    case "item":
    case "paragraph": {
      const text = lines.map((line) => line.trim()).join(" ");
      const margin = kind === "item" ? "  " : "";
      return wrap(inline(text, paint), width, margin).replace(/^ {2}(?=[-*\d])/, "");
    }
  }
}

function inline(text: string, paint: Paint): string {
  const linked = text.replace(
    /\[([^[\]]+)\]\((https:[^()[\]\s]+)\)/g,
    (_, name: string, url: string) => `${name} (${url})`,
  );
  return paint.isColorSupported ? linked.replace(/`([^`]*)`/g, (_, name: string) => paint.cyan(name)) : linked;
}
