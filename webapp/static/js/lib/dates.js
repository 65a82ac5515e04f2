/** Days as ISO text, in the calendar the person lives in. */

const DAY = 86_400_000;

/**
 * The day on the person's own calendar.
 * @param {Date} moment
 */
export function localDay(moment) {
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
}

/**
 * Whole days from one day to another; negative when the second is earlier.
 * @param {string} from
 * @param {string} to
 */
export function daysBetween(from, to) {
  return Math.round((utc(to) - utc(from)) / DAY);
}

/**
 * The last open day of a half-open period, as people say it.
 * @param {string} day
 */
export function dayBefore(day) {
  return new Date(utc(day) - DAY).toISOString().slice(0, 10);
}

/** @param {string} day */
function utc(day) {
  return Date.parse(`${day.slice(0, 10)}T00:00:00Z`);
}
