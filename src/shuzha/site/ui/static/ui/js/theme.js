// Loaded before the page is drawn, so that a reader who chose light or dark never sees the other one flash.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const apply = () => {
    root.dataset.theme = chosen() || (system.matches ? "dark" : "light");
    document.dispatchEvent(new Event("shuzha:theme"));
  };
  root.dataset.scripted = "";
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-theme-toggle]");
    if (!toggle) return;
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch { root.dataset.theme = next; }
    if (chosen()) apply(); else root.dataset.theme = next;
  });
})();
