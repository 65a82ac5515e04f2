export const LONGEST = 300_000;

/**
 * Milliseconds until the next try: full jitter, doubling, never more than five minutes.
 * @param {number} times how often it failed in a row, from 1
 * @param {string|null} [retryAfter] what the server asked for: seconds or a date
 * @param {{random?: number, now?: number}} [chance]
 */
export function pause(times, retryAfter = null, { random = Math.random(), now = Date.now() } = {}) {
  const asked = askedFor(retryAfter, now);
  // Everyone was told the same moment: spread the crowd a little beyond it.
  if (asked) return Math.round(Math.min(LONGEST, asked) * (1 + random / 10));
  return Math.round(1000 + random * Math.min(LONGEST - 1000, 1000 * 2 ** times));
}

/** @param {string|null} retryAfter @param {number} now */
function askedFor(retryAfter, now) {
  if (!retryAfter) return 0;
  const seconds = Number(retryAfter);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(retryAfter) - now || 0 : seconds * 1000);
}

/**
 * How long an upload may take: 25 s, and one more for every 20 kB.
 * @param {number} bytes
 */
export const uploadLimit = (bytes) => 25_000 + Math.ceil(bytes / 20);
