import { make } from "./dom.ts";

/** What the grid shows; texts are asked for when they come into sight. */
export interface GridContent {
  readonly rows: number;
  readonly columns: number;
  readonly rowName: (row: number) => string;
  readonly columnName: (column: number) => string;
  /** The sign in a cell, and what it means. */
  readonly cell: (
    row: number,
    column: number,
  ) => { readonly sign: string; readonly kind: string; readonly words: string };
}

/** Called for a cell that somebody opens; -1: the heading of the row or column. */
export type Opened = (row: number, column: number) => void;

const ROW = 30;
const NAMES = 320;
const NARROW_NAMES = 180;
const FEW = 6;
/** Pixels beyond the visible part that are there already. */
const MARGIN = 200;

/**
 * A table of which only the visible part is in the document, however large it is: a grid by the pattern of ARIA, with one
 * cell that Tab reaches and arrow keys that move it.
 */
export function createGrid(opened: Opened): {
  readonly element: HTMLElement;
  readonly show: (content: GridContent) => void;
} {
  const space = make("div", { class: "space" });
  const element = make("div", { class: "grid", role: "grid", "aria-label": "CRDs and clusters" }, space);
  let content: GridContent | null = null;
  let cells = new Map<string, HTMLElement>();
  let lines = new Map<number, HTMLElement>();
  let active = { row: 0, column: 0 };
  let waiting = false;
  /** For which width it is laid out. */
  let laidOut = 0;

  const sizes = () => {
    const columns = content?.columns ?? 0;
    const names = element.clientWidth < 600 ? NARROW_NAMES : NAMES;
    const isWide = columns <= FEW;
    return { names, width: isWide ? 170 : 40, head: isWide ? ROW + 4 : 150, isWide };
  };

  const draw = () => {
    waiting = false;
    if (content === null) return;
    const { names, width, head } = sizes();
    const first = Math.max(0, Math.floor((element.scrollTop - MARGIN) / ROW));
    const last = Math.min(content.rows - 1, Math.ceil((element.scrollTop + element.clientHeight + MARGIN) / ROW));
    const left = Math.max(0, Math.floor((element.scrollLeft - MARGIN) / width));
    const right = Math.min(content.columns - 1, Math.ceil((element.scrollLeft + element.clientWidth + MARGIN) / width));
    const rows = [-1, ...withActive(first, last, active.row, content.rows)];
    const columns = [-1, ...withActive(left, right, active.column, content.columns)];
    const kept = new Map<string, HTMLElement>();
    const keptLines = new Map<number, HTMLElement>();
    for (const row of rows) {
      const line = lines.get(row) ?? lineOf(row, head);
      keptLines.set(row, line);
      for (const column of columns) {
        const key = `${row} ${column}`;
        let cell = cells.get(key);
        if (cell === undefined) {
          cell = cellOf(content, row, column);
          if (column >= 0) cell.style.left = `${names + column * width}px`;
          line.append(cell);
        }
        kept.set(key, cell);
      }
      if (line.parentNode !== space) space.append(line);
    }
    for (const [key, cell] of cells) if (!kept.has(key)) cell.remove();
    for (const [row, line] of lines) if (!keptLines.has(row)) line.remove();
    cells = kept;
    lines = keptLines;
  };

  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  };

  const move = (row: number, column: number) => {
    if (content === null) return;
    cells.get(`${active.row} ${active.column}`)?.setAttribute("tabindex", "-1");
    active = {
      row: Math.min(Math.max(row, -1), content.rows - 1),
      column: Math.min(Math.max(column, -1), content.columns - 1),
    };
    intoSight();
    draw();
    const cell = cells.get(`${active.row} ${active.column}`);
    cell?.setAttribute("tabindex", "0");
    cell?.focus({ preventScroll: true });
  };

  const intoSight = () => {
    const { names, width, head } = sizes();
    const top = active.row * ROW;
    if (active.row >= 0 && top < element.scrollTop) element.scrollTop = top;
    const bottom = top + ROW + head - element.clientHeight;
    if (active.row >= 0 && bottom > element.scrollTop) element.scrollTop = bottom;
    const start = active.column * width;
    if (active.column >= 0 && start < element.scrollLeft) element.scrollLeft = start;
    const end = start + width + names - element.clientWidth;
    if (active.column >= 0 && end > element.scrollLeft) element.scrollLeft = end;
  };

  const cellOf = (of: GridContent, row: number, column: number): HTMLElement => {
    const isActive = row === active.row && column === active.column;
    const role = row < 0 ? "columnheader" : column < 0 ? "rowheader" : "gridcell";
    const cell = make("div", { role, "aria-colindex": String(column + 2), tabindex: isActive ? "0" : "-1" });
    cell.dataset.at = `${row} ${column}`;
    if (row < 0 && column < 0) cell.textContent = "CRD";
    else if (row < 0) cell.append(make("span", {}, of.columnName(column)));
    else if (column < 0) cell.textContent = of.rowName(row);
    else {
      const { sign, kind, words } = of.cell(row, column);
      cell.textContent = sign;
      cell.className = kind;
      cell.setAttribute("aria-label", words);
    }
    if (role !== "gridcell") cell.title = cell.textContent ?? "";
    return cell;
  };

  const placeOf = (event: Event): readonly [number, number] | null => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
    const [row, column] = (target?.dataset.at ?? "").split(" ").map(Number);
    return target === null || row === undefined || column === undefined ? null : [row, column];
  };

  element.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(() => {
    // Names take less room in a narrow window; that it is higher only shows more.
    if (content !== null && element.clientWidth !== laidOut) show(content);
    else later();
  }).observe(element);
  element.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (place === null) return;
    move(place[0], place[1]);
    opened(place[0], place[1]);
  });
  element.addEventListener("keydown", (event) => {
    const { row, column } = active;
    const page = Math.max(1, Math.floor(element.clientHeight / ROW) - 2);
    const far = event.ctrlKey || event.metaKey;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [far ? 0 : row, -1],
      End: [far ? Number.MAX_SAFE_INTEGER : row, Number.MAX_SAFE_INTEGER],
      PageUp: [Math.max(0, row - page), column],
      PageDown: [row + page, column],
    };
    const to = moves[event.key];
    if (to !== undefined) move(to[0], to[1]);
    else if (event.key === "Enter" || event.key === " ") opened(row, column);
    else return;
    event.preventDefault();
  });

  const show = (next: GridContent) => {
    const hasFocus = element.contains(document.activeElement);
    content = next;
    laidOut = element.clientWidth;
    active = { row: Math.min(active.row, next.rows - 1), column: Math.min(active.column, next.columns - 1) };
    cells = new Map();
    lines = new Map();
    space.replaceChildren();
    element.setAttribute("aria-rowcount", String(next.rows + 1));
    element.setAttribute("aria-colcount", String(next.columns + 1));
    const { names, width, head, isWide } = sizes();
    element.classList.toggle("few", isWide);
    element.style.setProperty("--names", `${names}px`);
    element.style.setProperty("--width", `${width}px`);
    element.style.setProperty("--head", `${head}px`);
    space.style.width = `${names + next.columns * width}px`;
    space.style.height = `${head + next.rows * ROW}px`;
    draw();
    if (hasFocus) cells.get(`${active.row} ${active.column}`)?.focus({ preventScroll: true });
  };
  return { element, show };
}

function lineOf(row: number, head: number): HTMLElement {
  const line = make("div", { role: "row", "aria-rowindex": String(row + 2), class: row < 0 ? "heads" : "line" });
  if (row >= 0) line.style.top = `${head + row * ROW}px`;
  return line;
}

/** The visible ones, and the active one wherever it is: what has the focus must not go. */
function withActive(first: number, last: number, active: number, count: number): readonly number[] {
  const shown: number[] = [];
  if (active >= 0 && active < first) shown.push(active);
  for (let one = first; one <= last; one++) shown.push(one);
  if (active > last && active < count) shown.push(active);
  return shown;
}
