// What is wrong with the page as it is laid out now, in words; nothing where all is well.
(allowed) => {
  const wide = document.documentElement;
  const found = [];
  const say = (what, node, more = "") => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const text = (node.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    const name = element.className && typeof element.className === "string" ? `.${element.className.replaceAll(" ", ".")}` : "";
    found.push(`${what}: <${element.localName}${name}> “${text}”${more}`);
  };

  if (wide.scrollWidth > wide.clientWidth) {
    found.push(`sideways scroll: the page is ${wide.scrollWidth} px wide in ${wide.clientWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      const inner = [...element.children].some((child) => child.getBoundingClientRect().right > wide.clientWidth + 1);
      if (box.width && box.right > wide.clientWidth + 1 && !inner) say("sticks out", element, ` to ${Math.round(box.right)} px`);
    }
  }

  const style = (element) => getComputedStyle(element);
  const ancestors = (element) => {
    const all = [];
    for (let one = element; one && one !== document.body; one = one.parentElement) all.push(one);
    return all;
  };
  const isHidden = (element) =>
    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) ||
    ancestors(element).some((one) => style(one).clipPath !== "none" || one.clientWidth === 1) ||
    element.closest(".quietly, .skip, option, script, style, template, noscript, [hidden], title") !== null;
  const isLayered = (element) => ancestors(element).some((one) => ["fixed", "sticky"].includes(style(one).position));

  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || !element || isHidden(element)) continue;
    if (allowed.some(({ selector }) => element.closest(selector))) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
      for (const one of ancestors(element)) {
        const { overflowX, overflowY } = style(one);
        if (overflowX === "visible" && overflowY === "visible") continue;
        const frame = one.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(overflowX + overflowY);
        if (!scrolls && (box.left < frame.left - 1.5 || box.right > frame.right + 1.5 || box.top < frame.top - 3 || box.bottom > frame.bottom + 3)) {
          say("clipped text", text);
        }
        seen.left = Math.max(seen.left, frame.left);
        seen.right = Math.min(seen.right, frame.right);
        seen.top = Math.max(seen.top, frame.top);
        seen.bottom = Math.min(seen.bottom, frame.bottom);
      }
      if (seen.right - seen.left > 1 && seen.bottom - seen.top > 1) texts.push({ text, element, ...seen });
    }
  }

  // A control cuts its own text off without any text node being seen to stick out.
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a.button")) {
    if (isHidden(control) || allowed.some(({ selector }) => control.closest(selector))) continue;
    if (control.scrollWidth > control.clientWidth + 1 && control.clientWidth > 0) say("clipped control", control);
    if (control.localName === "select") {
      const pen = document.createElement("canvas").getContext("2d");
      const { font, paddingInlineStart, paddingInlineEnd } = style(control);
      pen.font = font;
      const shown = control.selectedOptions[0]?.textContent?.trim() ?? "";
      const room = control.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd);
      if (pen.measureText(shown).width > room + 2) say("clipped choice", control.selectedOptions[0], ` in ${Math.round(room)} px`);
    }
  }

  const layered = new Map();
  const onTop = (one) => {
    if (!layered.has(one.element)) layered.set(one.element, isLayered(one.element));
    return layered.get(one.element);
  };
  texts.sort((one, other) => one.top - other.top);
  for (let i = 0; i < texts.length; i++) {
    for (let j = i + 1; j < texts.length && texts[j].top < texts[i].bottom; j++) {
      const [one, other] = [texts[i], texts[j]];
      if (one.text === other.text) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 2 && down > 4 && onTop(one) === onTop(other)) {
        say("overlapping text", one.text, ` and “${other.text.data.trim().slice(0, 40)}”`);
      }
    }
  }
  return [...new Set(found)];
}
