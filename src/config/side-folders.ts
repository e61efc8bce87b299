/** Names of folders in which people keep what no cluster gets: input of tests, and what was delivered once. */
const TEST_DATA = "tests?|testing|test[-_]?data|fixtures?|e2e|chainsaw|kuttl|mocks?|archives?|archived";
const IS_TEST_DATA = new RegExp(`^(?:${TEST_DATA})$`, "i");
/** Samples are delivered at times, and so is what only has such a word in its name. */
const IS_SIDE = new RegExp(`(?:^|[-_.])(?:${TEST_DATA}|unittests?|samples?|examples?|golden)(?:$|[-_.])`, "i");

/** Whether what stands in a folder of this name can be proposed to be left out. */
export function isTestData(folder: string): boolean {
  return IS_TEST_DATA.test(folder);
}

/** Whether a path leads through a folder that looks like one of tests, samples or archives. The file's own name says nothing. */
export function isAside(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((folder) => IS_SIDE.test(folder));
}
