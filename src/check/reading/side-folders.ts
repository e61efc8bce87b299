/** Names of folders that hold what nobody delivers: test data, samples, archives of old releases. */
const SIDE =
  /(?:^|[-_.])(?:tests?|testing|testdata|unittests?|e2e|fixtures?|samples?|examples?|mocks?|golden|archives?|archived|kuttl|chainsaw)(?:$|[-_.])/i;

/** Whether a path leads through a folder that looks like one of tests, samples or archives. The file's own name says nothing. */
export function isAside(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((folder) => SIDE.test(folder));
}
