const PREFIX = "pages:";
const MOST = 50;

/**
 * Keeps a signed-in person's page for the time without a network, marked with its moment.
 * @param {string} url
 * @param {Response} response
 */
export async function keepPage(url, response) {
  const account = response.headers.get("X-Meterpost-Account");
  if (!account || !isKeepable(response)) return;
  await dropPages(account);
  const cache = await caches.open(PREFIX + account);
  await cache.put(url, await dated(response));
  const [oldest, ...others] = await cache.keys();
  if (others.length >= MOST) await cache.delete(oldest);
}

/** @param {string} url @returns {Promise<Response|undefined>} */
export async function keptPage(url) {
  for (const name of await names()) {
    const page = await (await caches.open(name)).match(url);
    if (page) return page;
  }
}

/** @param {string|null} [account] whose pages stay; all others' are dropped */
export async function dropPages(account = null) {
  if (!globalThis.caches) return;
  const others = (await names()).filter((name) => name !== PREFIX + account);
  await Promise.all(others.map((name) => caches.delete(name)));
}

const names = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** @param {Response} response */
const isKeepable = ({ status, type, redirected, headers }) =>
  status === 200 &&
  type === "basic" &&
  !redirected &&
  headers.get("X-Meterpost-Keep") !== "no" &&
  Boolean(headers.get("Content-Type")?.startsWith("text/html"));

/** @param {Response} response */
async function dated(response) {
  const moment = new Date().toISOString();
  const html = await response.text();
  const headers = new Headers(response.headers);
  headers.set("X-Meterpost-Cached-At", moment);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(html.replace("<mp-age-note", `<mp-age-note data-cached-at="${moment}"`), {
    headers,
  });
}
