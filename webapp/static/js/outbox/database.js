import { announce } from "./channel.js";

const NAME = "meterpost";
const VERSION = 1;
/** @typedef {"records"|"meters"|"facts"} StoreName */
const STORES = { records: "id", meters: "account", facts: "name" };

/** @type {Promise<IDBDatabase>|null} */
let opening = null;

/**
 * Runs `work` in one transaction and resolves when it is safely on the disk. A lost connection
 * (iOS after a memory warning, an emptied storage) is reopened once.
 * @template T
 * @param {StoreName} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => Promise<T>|T} work
 * @returns {Promise<T>}
 */
export async function transact(name, mode, work) {
  try {
    return await run(name, mode, work);
  } catch (error) {
    if (!isLost(error)) throw error;
    opening = null;
    return run(name, mode, work);
  }
}

/**
 * The result of one request.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} name @returns {Promise<any>} */
export const getFact = (name) => transact("facts", "readonly", (store) => result(store.get(name)));

/** @param {{name: string, [more: string]: any}} fact */
export const putFact = (fact) => transact("facts", "readwrite", (store) => result(store.put(fact)));

/** @param {string} name */
export const dropFact = (name) =>
  transact("facts", "readwrite", (store) => result(store.delete(name)));

/** @type {typeof transact} */
async function run(name, mode, work) {
  opening ??= open();
  const database = await opening;
  // Strict: "saved" has to survive the battery falling out.
  const transaction = database.transaction(name, mode, { durability: "strict" });
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("", "AbortError"));
  });
  finished.catch(() => {});
  try {
    const value = await work(transaction.objectStore(name));
    await finished;
    return value;
  } catch (error) {
    abort(transaction);
    // The transaction knows better than the request why it failed (no space left, say).
    throw transaction.error ?? error;
  }
}

/** @returns {Promise<IDBDatabase>} */
async function open() {
  try {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => upgrade(request.result);
    const database = await result(request);
    database.onversionchange = () => forget(database);
    database.onclose = () => {
      forget(database);
      announce("lost");
    };
    return database;
  } catch (error) {
    opening = null;
    throw error;
  }
}

/** @param {IDBDatabase} database */
export function upgrade(database) {
  // Stores are only ever added: whoever recreates one loses somebody's readings.
  for (const [name, keyPath] of Object.entries(STORES)) {
    if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath });
  }
}

/** @param {IDBDatabase} database */
function forget(database) {
  database.close();
  opening = null;
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It had ended by itself.
  }
}

/** @param {unknown} error */
const isLost = (error) =>
  error instanceof DOMException &&
  ["InvalidStateError", "UnknownError", "AbortError"].includes(error.name);
