/** Numbers and days as the reader's language writes them; sentences with their numbers filled in. */

/**
 * Digits stand ungrouped, as on the meter.
 * @param {number} thousandths
 * @param {string} lang
 * @param {boolean} [signed]
 */
export function quantity(thousandths, lang, signed = false) {
  return new Intl.NumberFormat(lang, {
    maximumFractionDigits: 3,
    useGrouping: false,
    signDisplay: signed ? "exceptZero" : "auto",
  })
    .format(thousandths / 1000)
    .replace("-", "\u2212");
}

/**
 * The year is said only where it is not this one.
 * @param {string} iso
 * @param {string} lang
 * @param {string} today
 */
export function day(iso, lang, today) {
  const sameYear = iso.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat(lang, {
    day: "numeric",
    month: "short",
    year: sameYear ? undefined : "numeric",
    timeZone: "UTC",
  }).format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

/**
 * A month as people say it: October 2025.
 * @param {string} iso
 * @param {string} lang
 */
export function month(iso, lang) {
  const said = /** @type {const} */ ({ month: "long", year: "numeric", timeZone: "UTC" });
  return new Intl.DateTimeFormat(lang, said).format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

/**
 * Puts numbers in the places a sentence keeps for them: "up to {high}".
 * @param {string} sentence
 * @param {Record<string, string | number>} numbers
 */
export function fill(sentence, numbers) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => String(numbers[name] ?? place));
}
