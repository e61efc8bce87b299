/** The page of each rule, `docs/rules/<id>.md`, as Markdown with absolute links. */
export const pages: Readonly<Record<string, string>>;
