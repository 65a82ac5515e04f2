/**
 * Gives up after so long; also where AbortSignal.timeout is not known, as on phones of 2022.
 * @param {number} milliseconds @returns {AbortSignal}
 */
export function within(milliseconds) {
  if ("timeout" in AbortSignal) return AbortSignal.timeout(milliseconds);
  const giver = new AbortController();
  setTimeout(() => giver.abort(), milliseconds);
  return giver.signal;
}
