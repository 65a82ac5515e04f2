/**
 * Gives up after so long. Not by AbortSignal.timeout, which browsers of 2022 do not know.
 * @param {number} milliseconds @returns {AbortSignal}
 */
export function within(milliseconds) {
  const giver = new AbortController();
  setTimeout(() => giver.abort(), milliseconds);
  return giver.signal;
}
