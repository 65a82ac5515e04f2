import { readFileSync } from "node:fs";

/** One file of tests/vectors, which Python must pass too. */
export function vectors(name) {
  const file = new URL(`../../vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The cases of one file. */
export const cases = (name) => vectors(name).cases;
