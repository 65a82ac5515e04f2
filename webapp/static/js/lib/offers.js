/**
 * What a person is offered beside "it is right" when something looks odd.
 *
 * @typedef {import("./findings.js").Finding} Finding
 */

/** @type {Record<string, string[]>} */
const OFFERS = {
  V06: ["mistyped", "exchanged"],
  V08: ["rolled_over", "mistyped", "exchanged"],
  V09: ["mistyped", "photo"],
  V10: ["unused", "mistyped"],
  V11: ["suggested", "mistyped"],
  V12: ["suggested", "mistyped"],
  V13: ["other_meter", "mistyped"],
  "V13.register": ["other_register", "mistyped"],
  V16: ["mistyped", "photo"],
  V19: ["fill_in"],
};

/**
 * The offers that fit one finding.
 * @param {Finding} finding
 */
export const offersFor = ({ code, words, numbers }) => [
  ...(OFFERS[words] ?? OFFERS[code] ?? []),
  ...(numbers.rolled ? ["rolled_over"] : []),
];
