/** @import { Answer } from "./types.js" */
import { within } from "../lib/limit.js";

/**
 * One request and its answer in plain terms. It never throws: status 0 = nothing usable came back
 * (no network, too slow, or a redirect, which is a sign-in page or a captive portal).
 * @param {string} url
 * @param {RequestInit & {limit?: number}} [options] limit in milliseconds
 * @returns {Promise<Answer>}
 */
export async function ask(url, { limit = 10_000, ...init } = {}) {
  try {
    const response = await fetch(url, {
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: within(limit),
      ...init,
    });
    const { status, headers } = response;
    // "Not modified" keeps the type of the body it leaves out.
    const isJson = status !== 304 && headers.get("Content-Type")?.includes("json");
    const body = isJson ? await response.json() : null;
    return { status, body, retryAfter: headers.get("Retry-After"), etag: headers.get("ETag") };
  } catch {
    return { status: 0, body: null, retryAfter: null };
  }
}
