/** The capture screen's sentences: they stand in templates, scripts only choose and fill them. */

import { fill } from "../lib/format.js";
import { lang } from "./words.js";

/**
 * @param {string} name
 * @param {Record<string, string | number>} [numbers] `n` decides between singular and plural forms
 */
export const say = (name, numbers = {}) => sentence(`template[data-say="${name}"]`, numbers);

/**
 * @param {string} name
 * @param {Record<string, string | number>} numbers
 */
export const sayFinding = (name, numbers) => sentence(`template[data-finding="${name}"]`, numbers);

/**
 * One part of an element by its name; the markup promises that it is there.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @param {string} [kind]
 * @returns {T}
 */
export function part(root, name, kind = "part") {
  const found = root.querySelector(`[data-${kind}="${name}"]`);
  if (!found) throw new Error(`no data-${kind} "${name}"`);
  return /** @type {T} */ (found);
}

/**
 * @param {string} selector
 * @param {Record<string, string | number>} numbers
 */
function sentence(selector, numbers) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector(selector));
  const form = new Intl.PluralRules(lang()).select(Number(numbers.n ?? 0));
  const chosen = template?.content.querySelector(`[data-n="${form}"]`) ?? template?.content;
  return fill(chosen?.textContent ?? "", numbers);
}
