import { expect, it } from "vitest";
import { renderPage } from "../../src/report/page.ts";
import { pages } from "../../src/rules/pages.generated.js";

const PAGE = `# some-rule

A sentence of the rule that is long enough to be
wrapped anew, with \`code\` and [a link](https://example.com/x.md).

## Why

- one thing, which goes on
  in a second line
- another

1. first

| a | b |
| --- | --- |
| 1 | 2 |

\`\`\`yaml
# kept   as it is, however long the line may be, since people paste it

key: value
\`\`\`

The end.
`;

it("wraps sentences and keeps code and tables", () => {
  expect(renderPage(PAGE, { color: false, width: 40 })).toBe(`some-rule

A sentence of the rule that is long
enough to be wrapped anew, with \`code\`
and a link (https://example.com/x.md).

Why

- one thing, which goes on in a second
  line
- another
1. first

| a | b |
| --- | --- |
| 1 | 2 |

    # kept   as it is, however long the line may be, since people paste it

    key: value

The end.
`);
});

it("uses colours where there are some", () => {
  expect(renderPage("# a\n\n`b` c\n\n```sh\nd\n```\n", { color: true, width: 80 })).toBe(
    "\u001b[1ma\u001b[22m\n\n\u001b[36mb\u001b[39m c\n\n    \u001b[32md\u001b[39m\n",
  );
});

/** What a page says, without the marks that only order it. */
function words(text: string): readonly string[] {
  return text
    .replace(/^ *```.*$/gm, "")
    .replace(/\[([^\]]+)\]\((https:[^)]+)\)/g, "$1 ($2)")
    .replace(/^#+ (?=[A-Za-z-]+( [a-z]+)*$)/gm, "")
    .split(/\s+/)
    .filter((word) => word !== "");
}

it.each(Object.keys(pages))("loses no word of %s", (id) => {
  const rendered = renderPage(pages[id] ?? "", { color: false, width: 80 });
  expect(words(rendered)).toEqual(words(pages[id] ?? ""));
});
