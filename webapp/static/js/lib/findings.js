/**
 * A verdict on what was typed. Numbers are whole thousandths of the register's unit, or days.
 * `queue` asks like `soft`, and goes to a clerk first; `words` names its sentence in the page.
 *
 * @typedef {"hard" | "soft" | "queue" | "info"} Severity
 * @typedef {{code: string, words: string, severity: Severity,
 *   numbers: Record<string, number | string>}} Finding
 */

/**
 * @param {string} code
 * @param {Severity} severity
 * @param {Finding["numbers"]} numbers
 * @param {string} [words]
 * @returns {Finding}
 */
export function finding(code, severity, numbers, words = code) {
  return { code, words, severity, numbers };
}

/**
 * Whether the person is asked once before it is saved.
 * @param {Finding} finding
 */
export const asks = ({ severity }) => severity === "soft" || severity === "queue";
