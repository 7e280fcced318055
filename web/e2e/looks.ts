/** What can be seen to be wrong with a screen, each as a function that runs in the page and names where. */

export function sticksOut(): string[] {
  const wide = [document.querySelector("main")!, document.documentElement];
  return wide.filter((each) => each.scrollWidth > innerWidth).map((each) => `${each.localName} sticks out`);
}

export function twoEdges(): string[] {
  const [head, page] = ["header button", "main h1"].map(
    (of) => document.querySelector(of)!.getBoundingClientRect().left,
  );
  return head === page ? [] : [`the header begins at ${head}, the page at ${page}`];
}

export function tallBadges(): string[] {
  const badges = [...document.querySelectorAll<HTMLElement>(".badge")];
  return badges.filter((each) => each.offsetHeight > 20).map((each) => `${each.innerText} breaks`);
}

/** Paper doesn't scroll: what is wider than its box there isn't printed. */
export function lostOnPaper(): string[] {
  const boxes = [...document.querySelectorAll<HTMLElement>("main *")].filter((each) => each.offsetParent);
  const lost = boxes.filter(
    (each) => /auto|scroll/.test(getComputedStyle(each).overflowX) && each.scrollWidth > each.clientWidth + 1,
  );
  return lost.map((each) => `${each.className} is cut off`);
}

/** Rings of the focus that a box around them cuts off where it doesn't scroll. */
export function cutRings(): string[] {
  const WITH_FOCUS = "main :is(a, button, input, select, textarea, summary)";
  return [...document.querySelectorAll<HTMLElement>(WITH_FOCUS)]
    .filter(isCut)
    .map((each) => `ring of ${each.outerHTML}`);

  function isCut(element: HTMLElement): boolean {
    element.focus();
    if (!element.matches(":focus-visible")) return false;
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || style.opacity === "0") return false; // its card or label has the ring
    const room = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
    const ring = element.getBoundingClientRect();
    for (let box = element.parentElement!; box.localName !== "main"; box = box.parentElement!) {
      const { overflowX, overflowY } = getComputedStyle(box);
      const around = box.getBoundingClientRect();
      const cutsX = overflowX !== "visible" && box.scrollWidth <= box.clientWidth;
      const cutsY = overflowY !== "visible" && box.scrollHeight <= box.clientHeight;
      if (cutsX && (ring.left - room < around.left || ring.right + room > around.right)) return true;
      if (cutsY && (ring.top - room < around.top || ring.bottom + room > around.bottom)) return true;
    }
    return false;
  }
}
