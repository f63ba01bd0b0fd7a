// Draws each chart of the page from the figures beside it. The table below says the same without it.
(() => {
  if (!window.echarts) return;
  const style = getComputedStyle(document.documentElement);
  const tone = (name) => style.getPropertyValue(name).trim();
  const tones = { soon: tone("--amber"), missed: tone("--line-strong") };
  const size = parseFloat(style.fontSize) * 0.875;
  const text = { color: tone("--ink-soft"), fontSize: size, fontFamily: getComputedStyle(document.body).fontFamily };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const draw = (place) => {
    const given = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = echarts.init(place);
    chart.setOption({
      animation: !still,
      textStyle: text,
      grid: { left: 4, right: 28, top: 8, bottom: 4, containLabel: true },
      xAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: tone("--line") } } },
      yAxis: { type: "category", inverse: true, data: given.names, axisLabel: text, axisTick: { show: false } },
      series: given.bars.map((bar) => ({
        type: "bar", name: bar.name, data: bar.values, barMaxWidth: 18,
        itemStyle: { color: tones[bar.tone] }, label: { show: true, position: "right", ...text },
      })),
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  };
  for (const place of document.querySelectorAll("[data-chart]")) {
    const { names, bars } = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    place.style.height = `${(names.length * (bars.length * 1.25 + 0.75) + 2) * parseFloat(style.fontSize)}px`;
    draw(place);
  }
})();
