import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";

/** The household's hot-water meter, as /sync/meters names it. */
export const HOT_WATER = {
  ...{ id: "m1", serial: "37461", medium: "hot_water", name: "Hot water" },
  ...{ address: "Minta tér 48.", company: "Minta Távhő", service_point: "sp1" },
  window: { open: true, from: null, to: null, next_from: null },
  registers: [
    {
      ...{ id: "r1", obis: "8-0:1.0.0", unit: "m³", label: "", digits: 5, decimals: 3 },
      ...{ multiplier: 1, last: null, band: null },
    },
  ],
};

export const ANNA = "anna";
export const STRANGER = "stranger";

/** An emptied phone; closing first, or the open connection would keep the old database alive. */
export function freshPhone() {
  globalThis.indexedDB = new IDBFactory();
}

/** @param {string} text bytes that are no picture, but bytes */
export const bytes = (text = "picture") => new TextEncoder().encode(text).buffer;

/**
 * A server made of functions by path: each gets the request and gives [status, JSON, headers].
 * @param {Record<string, (init: any, url: URL) => any>} paths
 */
export function serve(paths) {
  /** @type {{path: string, init: any}[]} */
  const calls = [];
  globalThis.fetch = async (address, init = {}) => {
    const url = new URL(String(address), "http://phone.test");
    calls.push({ path: url.pathname, init });
    const [status, body, headers = {}] = await paths[`${init.method ?? "GET"} ${url.pathname}`](
      init,
      url,
    );
    const isText = typeof body === "string";
    const type = isText ? "text/html" : "application/json";
    return new Response(isText || body === null ? body : JSON.stringify(body), {
      status,
      headers: { "Content-Type": type, ...headers },
    });
  };
  return { posts: () => calls.filter(({ init }) => init.method === "POST"), calls };
}

/** @param {any} init the meta of a posted submission */
export const metaIn = (init) => JSON.parse(init.body.get("meta"));

export const signedIn =
  (account = ANNA) =>
  () => [
    200,
    {
      account,
      csrf: "token",
      person: "Anna",
      company: "Minta",
      server_time: new Date().toISOString(),
    },
  ];

export const nothingNew = () => [200, { submissions: [], cursor: "" }];

/** @param {any} init */
export const receive = (init) => {
  const { id, photo } = metaIn(init);
  const received_at = new Date().toISOString();
  const photo_sha256 = photo?.sha256 ?? null;
  return [
    201,
    { id, receipt: "R-4F7K", state: "received", received_at, photo_sha256, findings: [] },
  ];
};
