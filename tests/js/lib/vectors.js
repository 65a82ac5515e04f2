import { readFileSync } from "node:fs";

/** The cases of one file of tests/vectors, which Python must pass too. */
export function cases(name) {
  const file = new URL(`../../vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).cases;
}
