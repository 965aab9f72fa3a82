// Small conveniences on every page; all of them may be missing without a page losing its meaning.
(() => {
  const WORDS = /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|\b(\d+(?:\.\d+)?)\b|\b(select|from|where|group|by|order|having|limit|join|left|right|inner|outer|full|on|as|and|or|not|in|is|null|between|like|case|when|then|else|end|with|distinct|union|all|count|sum|avg|min|max|desc|asc|over|partition|cast|extract)\b/gi;

  function colour(code) {
    const source = code.textContent;
    const parts = document.createDocumentFragment();
    let at = 0;
    for (const match of source.matchAll(WORDS)) {
      const span = document.createElement("span");
      span.className = match[1] ? "rem" : match[2] ? "str" : match[3] ? "fig" : "kw";
      span.textContent = match[0];
      parts.append(source.slice(at, match.index), span);
      at = match.index + match[0].length;
    }
    parts.append(source.slice(at));
    code.replaceChildren(parts);
  }

  const prepare = (scope) => scope.querySelectorAll("code[data-language=sql]:not([data-coloured])").forEach((code) => {
    code.dataset.coloured = "";
    colour(code);
  });

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const source = copy.closest(".code").querySelector("code").textContent;
      try {
        await navigator.clipboard.writeText(source);
        copy.querySelector("span").textContent = copy.dataset.copied;
      } catch {
        getSelection().selectAllChildren(copy.closest(".code").querySelector("code"));
      }
    }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  const busy = (yes) => {
    document.documentElement.toggleAttribute("data-busy", yes);
    document.getElementById("main")?.setAttribute("aria-busy", yes);
  };
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) busy(true); });
  document.addEventListener("htmx:beforeRequest", () => busy(true));
  document.addEventListener("htmx:afterRequest", () => busy(false));
  window.addEventListener("pageshow", () => busy(false));

  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    document.querySelector(".offices [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
})();
