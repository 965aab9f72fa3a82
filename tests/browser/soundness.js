// What is wrong with the page as it stands, each fault as one line; run by the tests in the page itself.
// `written` are the runs of Chinese that people of the story wrote: names and what they stated are not translated.
async (written) => {
  await new Promise((settled) => requestAnimationFrame(() => setTimeout(settled, 30)));
  const faults = [], theirs = new Set(written);
  const shown = (one) => one.checkVisibility?.({ visibilityProperty: true }) ?? true;
  const name = (one) => `<${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ""}${one.className && one.className.baseVal === undefined ? `.${one.className}` : ""}>`;
  const root = document.documentElement, english = root.lang === "en";
  if (!["zh-Hans", "en"].includes(root.lang)) faults.push(`the page's language is ${root.lang || "not said"}`);
  if (!document.title.trim()) faults.push("there is no title");
  if (document.querySelectorAll("h1").length !== 1) faults.push(`there are ${document.querySelectorAll("h1").length} first headings`);
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter((one) =>
      one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest(".table-scroll, pre, .offices"));
    faults.push(`it runs over by ${root.scrollWidth - root.clientWidth} px: ${wide.slice(0, 3).map(name).join(" ")}`);
  }
  for (const image of document.images) if (!image.hasAttribute("alt")) faults.push(`no alternative text: ${image.src}`);
  for (const drawing of document.querySelectorAll("svg[role=img]:not([aria-label]):not([aria-labelledby])")) faults.push(`no name: ${name(drawing)}`);
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href]")) {
    const said = control.labels?.[0]?.textContent.trim() || control.textContent.trim() || control.getAttribute("aria-label")
      || control.title || control.querySelector("img[alt]")?.alt;
    if (shown(control) && !said) faults.push(`no label: ${name(control)} ${control.getAttribute("name") ?? control.getAttribute("href") ?? ""}`);
  }
  const seen = new Set();
  for (const one of document.querySelectorAll("[id]")) {
    if (seen.has(one.id)) faults.push(`the id ${one.id} stands twice`);
    seen.add(one.id);
  }
  for (const one of document.querySelectorAll("[aria-describedby], [aria-labelledby], label[for]")) {
    const named = (one.getAttribute("aria-describedby") ?? one.getAttribute("aria-labelledby") ?? one.htmlFor).split(/\s+/);
    for (const id of named) if (id && !document.getElementById(id)) faults.push(`${name(one)} refers to ${id}, which is not there`);
  }
  const foreign = (words) => (words?.match(/[\u3400-\u9fff]+/g) ?? []).some((run) => !theirs.has(run));
  if (english) {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, at = node.parentElement;
      if (!foreign(node.data) || at.closest("script, style, code, [lang^=zh], textarea, .as-typed")) continue;
      faults.push(`Chinese in English: ${name(at)} ${node.data.trim().slice(0, 60)}`);
    }
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (one.closest("[lang^=zh]")) continue;
      for (const kind of ["aria-label", "title", "placeholder", "alt"]) {
        if (foreign(one.getAttribute(kind))) faults.push(`Chinese in English: ${name(one)} ${kind}=${one.getAttribute(kind).slice(0, 60)}`);
      }
    }
  }
  return faults;
}
