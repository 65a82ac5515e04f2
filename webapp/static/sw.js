import { drain } from "./js/outbox/drain.js";
import { loadMeters } from "./js/outbox/meters.js";
import { dropPages, keepPage, keptPage } from "./js/outbox/pages.js";
import { forgetOthers } from "./js/outbox/session.js";

/** @type {ServiceWorkerGlobalScope} */
// @ts-expect-error the library types every worker's self alike
const worker = self;

const PREFIX = "/static/dev";
/** @type {string[]} */
const ASSETS = [];
const SHELL = "/shell";
const SHELL_PAGES = ["/capture", "/outbox"];
const CACHE = `shell:${PREFIX}`;
const PATIENCE = 3000;
const FRESH = 600_000;
const JUST_NOW = 60_000;
const A_DAY = 86_400_000;
const MOST_METERS = 8;
const MONEY = ["/debts", "/invoices"];
const NETWORK_ONLY =
  /^\/(sign-in|sign-out|sync|desk|api|pay|payments|bank|healthz|consumption\.csv)(\/|$)/;

let signedOutAt = 0;

// Install: all or nothing, so that an app that opens once opens always.
worker.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...ASSETS, SHELL])));
});

// Activate: the earlier version's shell goes, people's pages and the outbox stay.
worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  // Whoever signs in now must not be shown what was kept for somebody else.
  if (method === "POST" && pathname === "/sign-in") event.waitUntil(dropPages());
  if (method !== "GET") return;
  if (pathname.startsWith("/static/")) return event.respondWith(asset(event.request, pathname));
  if (mode !== "navigate") return;
  if (SHELL_PAGES.includes(pathname)) return event.respondWith(shell());
  if (NETWORK_ONLY.test(pathname)) return;
  event.respondWith(page(event));
});

worker.addEventListener("message", (event) => {
  const { type, account } = event.data;
  if (type === "update") event.waitUntil(worker.skipWaiting());
  if (type === "drain") event.waitUntil(drain({ reason: "message" }));
  if (type === "signed-in") event.waitUntil(warm(account));
  if (type === "signed-out") event.waitUntil(forget());
});

worker.addEventListener("sync", (event) => {
  /** @type {ExtendableEvent} */ (event).waitUntil(drain({ reason: "sync" }).then(unlessTrouble));
});

/** @param {Request} request @param {string} path */
async function asset(request, path) {
  const cached = await caches.match(request);
  if (cached) return cached;
  // A page kept before an update asks for the earlier version's files: today's will do.
  const current = path.replace(/^\/static\/[^/]+/, PREFIX);
  return fetch(request).catch(async () => (await caches.match(current)) ?? Response.error());
}

/** One page for every address that opens without a network; it fills itself by its address. */
async function shell() {
  return (await caches.match(SHELL)) ?? fetch(SHELL);
}

/**
 * Network first; after three seconds the copy from this phone, if there is one.
 * @param {FetchEvent} event
 */
async function page(event) {
  const { request } = event;
  const asked = Date.now();
  const fresh = fetch(request);
  event.waitUntil(
    fresh.then((response) => keep(request.url, response.clone(), asked)).catch(() => {}),
  );
  const soon = await Promise.race([fresh, late()]).catch(() => null);
  return soon ?? (await keptPage(request.url)) ?? fresh.catch(() => shell());
}

const late = () => new Promise((resolve) => setTimeout(resolve, PATIENCE, null));

/** @param {string} url @param {Response} response @param {number} asked */
async function keep(url, response, asked) {
  // An answer that was under way when the person signed out must not come back.
  if (asked > signedOutAt) await keepPage(url, response);
}

/** @param {string} account what this person needs without a network, so that one visit is enough */
async function warm(account) {
  await dropPages(account);
  if (await isFresh("/readings")) return warmFurther();
  await Promise.allSettled([fetchAndKeep("/readings"), loadMeters()]);
  if (!(await isFresh("/"))) await fetchHome();
}

/** Bills and each meter's own pages, when the app is used again: the first visit stays small. */
async function warmFurther() {
  for (const path of MONEY) {
    if (!(await isFresh(path, A_DAY))) await fetchAndKeep(path).catch(() => {});
  }
  const { meters = [] } = (await loadMeters()) ?? {};
  for (const { id, serial } of meters.slice(0, MOST_METERS)) {
    for (const path of [`/readings?meter=${encodeURIComponent(serial)}`, `/meters/${id}`]) {
      const kept = await keptPage(new URL(path, location.origin).href);
      if (!kept) await fetchAndKeep(path).catch(() => {});
    }
  }
}

/** The page they have just seen may lie in the browser's own store: then it need not come twice. */
async function fetchHome() {
  const asked = Date.now();
  const stored = await fetch("/", {
    cache: "force-cache",
    redirect: "manual",
    headers: { Accept: "text/html" },
  });
  const age = Math.abs(asked - Date.parse(stored.headers.get("Date") ?? ""));
  if (age < JUST_NOW) await keep(new URL("/", location.origin).href, stored, asked);
  else await fetchAndKeep("/");
}

/** @param {string} path @param {number} [age] in milliseconds */
async function isFresh(path, age = FRESH) {
  const kept = await keptPage(new URL(path, location.origin).href);
  return Date.now() - Date.parse(kept?.headers.get("X-Meterpost-Cached-At") ?? "") < age;
}

/** @param {string} path */
async function fetchAndKeep(path) {
  const asked = Date.now();
  // Not followed: a redirect leads to the sign-in page, and the token made for a page that nobody
  // sees would spoil the form that somebody is just filling in.
  const response = await fetch(path, { redirect: "manual", headers: { Accept: "text/html" } });
  await keep(new URL(path, location.origin).href, response, asked);
}

function forget() {
  signedOutAt = Date.now();
  return forgetOthers();
}

async function dropOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("shell:") && name !== CACHE);
  return Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {string} outcome tells the browser to try again later, when it has not worked now */
function unlessTrouble(outcome) {
  if (outcome === "offline" || outcome === "later") throw new Error(outcome);
}
