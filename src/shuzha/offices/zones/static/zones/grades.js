// The grade form: a reason is asked for the moment a grade is set below the suggestion; one box ticks all that were checked.
(() => {
  const ask = (select) => {
    const reason = document.querySelector(`[name="reason-${select.name.split("-")[1]}"]`);
    reason.required = Number(select.value) < Number(select.dataset.suggested);
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-suggested]")) ask(event.target);
    if (event.target.matches("[data-check-all]")) {
      document.querySelectorAll('[name^="checked-"]').forEach((box) => { box.checked = event.target.checked; });
    }
  });
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-suggested]").forEach(ask));
})();
