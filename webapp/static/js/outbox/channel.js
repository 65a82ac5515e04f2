/**
 * Tells every tab and the worker that something on this phone changed.
 * @param {"changed"|"lost"} type
 */
export function announce(type = "changed") {
  if (!globalThis.BroadcastChannel) return;
  const channel = new BroadcastChannel("outbox");
  channel.postMessage({ type });
  channel.close();
}

/**
 * Calls back on every announcement, those of this very page included.
 * @param {(type: string) => void} heard
 * @returns {() => void} stops listening
 */
export function listen(heard) {
  if (!globalThis.BroadcastChannel) return () => {};
  const channel = new BroadcastChannel("outbox");
  channel.onmessage = ({ data }) => heard(data.type);
  return () => channel.close();
}
