/** A colour or a link: texts are made printable before these are put in, so that a control character is ours. */
const INVISIBLE = /\p{Cc}\[\d+m|\p{Cc}\]8;;\P{Cc}*\p{Cc}/gu;

/** Columns a text takes, colours and link targets not counted. East Asian width is not considered: our sentences are English. */
export function visibleLength(text: string): number {
  return text.replace(INVISIBLE, "").length;
}

/** Breaks a sentence at spaces so that no line is wider than `width`; a longer word stands alone. Every line gets `margin`. */
export function wrap(text: string, width: number, margin: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && margin.length + visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(margin + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, margin + line].join("\n");
}
