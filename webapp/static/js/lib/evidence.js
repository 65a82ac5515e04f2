/**
 * Marks the open item as seen once its photos have come, or could not: until then no key accepts
 * what looks odd. Then the photos of the next item are fetched, so that it is there at once.
 * @param {HTMLElement} item
 */
export async function watchEvidence(item) {
  item.dataset.shownAt = String(performance.now());
  const photos = [...item.querySelectorAll("img")];
  await Promise.allSettled(photos.map((photo) => photo.decode()));
  if (!item.isConnected) return;
  item.dataset.ready = "";
  await fetchNext().catch(() => {});
}

/** Only looks: a page that nobody sees claims nothing. */
async function fetchNext() {
  const row = nextRow(document.querySelector(".item.open"));
  const link = row?.querySelector("a");
  if (!link) return;
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const photo of page.querySelectorAll(".evidence img")) {
    new Image().src = photo.getAttribute("src") ?? "";
  }
}

/** @param {Element|null} row @returns {Element|null} the next one that nobody has open */
function nextRow(row) {
  let next = row?.nextElementSibling ?? null;
  while (next?.hasAttribute("data-held")) next = next.nextElementSibling;
  return next;
}
