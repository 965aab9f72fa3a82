// The query editor: line numbers, Ctrl+Enter, inserting columns and examples, bars or lines. Without it the form still works.
(() => {
  const editors = () => document.querySelectorAll(".editor");

  function number(editor) {
    const area = editor.querySelector("textarea"), gutter = editor.querySelector(".gutter");
    gutter.textContent = Array.from({ length: area.value.split("\n").length }, (_, n) => n + 1).join("\n");
    gutter.scrollTop = area.scrollTop;
    gutter.style.blockSize = `${area.offsetHeight}px`;
  }

  function insert(area, words) {
    area.focus();
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function draw(kind, id) {
    const source = document.getElementById(id), option = JSON.parse(source.textContent);
    option.series.forEach((series) => { series.type = kind; });
    source.textContent = JSON.stringify(option);
    document.dispatchEvent(new Event("shuzha:theme"));
  }

  const reveal = () => document.querySelectorAll("[data-chart-kinds]").forEach((row) => { row.hidden = false; });

  document.addEventListener("input", (event) => {
    const editor = event.target.closest(".editor");
    if (editor) number(editor);
  });
  document.addEventListener("scroll", (event) => {
    const editor = event.target.closest?.(".editor");
    if (editor) editor.querySelector(".gutter").scrollTop = editor.querySelector("textarea").scrollTop;
  }, true);
  document.addEventListener("keydown", (event) => {
    const area = event.target.closest?.(".editor textarea");
    if (!area) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      area.form.requestSubmit();
    }
  });
  document.addEventListener("click", (event) => {
    const area = document.querySelector(".editor textarea");
    const column = event.target.closest("[data-insert]"), example = event.target.closest("[data-example]");
    const kind = event.target.closest("[data-kind]");
    if (column && area) insert(area, column.dataset.insert);
    if (example && area) {
      area.value = example.dataset.example;
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    }
    if (kind) draw(kind.dataset.kind, kind.closest("[data-chart-kinds]").dataset.chartKinds);
  });
  document.addEventListener("change", (event) => { if (event.target.closest("#pick")) event.target.form.submit(); });
  document.addEventListener("DOMContentLoaded", () => {
    editors().forEach((editor) => {
      number(editor);
      new ResizeObserver(() => number(editor)).observe(editor.querySelector("textarea"));
    });
    reveal();
  });
  // What the gate answered is shown whatever its status; a whole page in its place (signed out, say) is not.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "result" || detail.serverResponse.trimStart().toLowerCase().startsWith("<!doctype")) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });
  document.addEventListener("htmx:afterSwap", reveal);
})();
