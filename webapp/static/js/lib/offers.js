/**
 * What a person is offered beside "it is right" when something looks odd.
 *
 * @typedef {import("./findings.js").Finding} Finding
 */

/** @type {Record<string, string[]>} */
const OFFERS = {
  V06: ["mistyped", "exchanged"],
  V08: ["rolled_over", "mistyped", "exchanged"],
  V09: ["mistyped"],
  V10: ["unused", "mistyped"],
  V11: ["suggested"],
  V12: ["suggested"],
  V13: ["other_meter"],
  V16: ["mistyped"],
  V19: ["fill_in"],
};

/**
 * The offers that fit one finding.
 * @param {Finding} finding
 */
export const offersFor = ({ code, words, numbers }) => [
  ...(OFFERS[code] ?? []).map((offer) => (words === "V13.register" ? "other_register" : offer)),
  ...(numbers.rolled ? ["rolled_over"] : []),
];
