// What the tab bar or another layer covers when the page is scrolled to where the thing is.
() => {
  const found = [];
  const isLayered = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(one).position)) return true;
    }
    return false;
  };
  const inFront = (thing, block) => {
    thing.scrollIntoView({ block, behavior: "instant" });
    if (block === "start") scrollBy(0, -80);
    const box = thing.getBoundingClientRect();
    if (box.width < 4 || box.height < 4) return null;
    const front = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const fine = [thing, ...(thing.labels ?? [])].some((one) => one.contains(front) || front?.contains(one));
    return fine ? null : `<${front?.localName}.${front?.className}>`;
  };
  const things = document.querySelectorAll("main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary, footer summary");
  for (const thing of things) {
    if (!thing.checkVisibility({ visibilityProperty: true }) || thing.closest(".quietly, [inert]")) continue;
    const places = isLayered(thing) ? ["nearest"] : ["center", "start", "end"];
    const fronts = places.map((block) => inFront(thing, block));
    if (!fronts.includes(null)) {
      const text = (thing.textContent || thing.getAttribute("name") || "").trim().slice(0, 40);
      found.push(`<${thing.localName}> “${text}” lies under ${fronts[0]}`);
    }
  }
  const tabs = document.querySelector("nav.tabs");
  const last = document.querySelector("footer.foot") ?? document.querySelector("main");
  scrollTo(0, document.documentElement.scrollHeight);
  if (tabs && last && getComputedStyle(tabs).position === "fixed") {
    const overlap = last.getBoundingClientRect().bottom - tabs.getBoundingClientRect().top;
    if (overlap > 2) found.push(`the page's end lies ${Math.round(overlap)} px under the tab bar`);
  }
  return found;
}
