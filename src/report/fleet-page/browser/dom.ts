type Content = Node | string | readonly (Node | string)[];

/** An element with attributes and what is in it; text is text, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  fill(element, content);
  return element;
}

/** Puts this behind what is in an element. */
export function fill(element: HTMLElement, content: readonly Content[]): void {
  for (const one of content.flat()) element.append(one);
}

/** `12 clusters`, `1 cluster`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
