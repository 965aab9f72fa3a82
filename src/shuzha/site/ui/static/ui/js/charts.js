// Draws each <div data-chart="id-of-its-JSON"> with ECharts in the page's own colours; fetches ECharts only where a chart is.
(() => {
  const source = document.currentScript.dataset.echarts;
  const drawn = new Map();
  let library;

  const load = () => library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });

  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function dress(option) {
    const axis = (given) => [].concat(given ?? []).map((one) => ({
      axisLine: { lineStyle: { color: ink("--line-strong") } }, axisTick: { show: false },
      axisLabel: { color: ink("--ink-soft") }, nameTextStyle: { color: ink("--ink-soft") },
      splitLine: { lineStyle: { color: ink("--line") } }, ...one,
    }));
    return {
      color: ["--water", "--amber", "--indigo", "--moss", "--cinnabar", "--line-strong"].map(ink),
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink("--ink") },
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      aria: { enabled: true },
      ...option,
      // Rich text, because the HTML tooltip carries style attributes that the page's content policy refuses.
      tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: ink("--surface"), borderColor: ink("--line-strong"), textStyle: { color: ink("--ink") }, ...option.tooltip },
      ...(option.legend && { legend: { textStyle: { color: ink("--ink-soft") }, top: 0, left: 0, itemWidth: 14, itemHeight: 10, ...option.legend } }),
      ...(option.xAxis && { xAxis: axis(option.xAxis) }),
      ...(option.yAxis && { yAxis: axis(option.yAxis) }),
    };
  }

  // A string such as "--cinnabar" in an option stands for the token of that name.
  const option = (place) => JSON.parse(document.getElementById(place.dataset.chart).textContent,
    (key, value) => typeof value === "string" && /^--[a-z-]+$/.test(value) ? ink(value) : value);

  async function draw(scope) {
    for (const [place] of drawn) if (!place.isConnected) { drawn.get(place).dispose(); drawn.delete(place); }
    const places = [...scope.querySelectorAll("[data-chart]")].filter((place) => !drawn.has(place));
    if (!places.length) return;
    const echarts = await load();
    for (const place of places) {
      const chart = echarts.init(place);
      chart.setOption(dress(option(place)));
      new ResizeObserver(() => chart.resize()).observe(place);
      drawn.set(place, chart);
    }
  }

  const redraw = () => drawn.forEach((chart, place) =>
    chart.setOption(dress(option(place)), true));

  document.addEventListener("DOMContentLoaded", () => draw(document));
  document.addEventListener("htmx:afterSwap", (event) => draw(event.target));
  document.addEventListener("shuzha:theme", redraw);
})();
