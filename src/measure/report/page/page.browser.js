// Draws the charts of a report when they come into view, sorts its tables, follows the theme.
(() => {
  'use strict';

  const read = (element) => JSON.parse(element.textContent);
  const settings = read(document.getElementById('settings'));
  const root = document.documentElement;
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const drawn = new Map();
  let wish = 'auto';
  let printing = false;

  for (const script of document.querySelectorAll('script[data-map]')) {
    echarts.registerMap(script.dataset.map, read(script));
  }

  const theme = () => (printing ? 'light' : wish === 'auto' ? (dark.matches ? 'dark' : 'light') : wish);

  // Elsewhere a text that starts with @ is a name from a bag.
  const colourKey = /(color|fill|stroke)$/i;
  const coloured = (option, palette, isColour = false) => {
    if (typeof option === 'string') {
      return isColour && option[0] === '@' ? palette[option.slice(1)] : option;
    }
    if (typeof option !== 'object' || option === null) return option;
    if (Array.isArray(option)) {
      return typeof option[0] === 'number'
        ? option
        : option.map((entry) => coloured(entry, palette, isColour));
    }
    return Object.fromEntries(
      Object.entries(option).map(([key, value]) => [key, coloured(value, palette, colourKey.test(key))]),
    );
  };

  // A number that does not fit into its bar or cell would cover the next one: it is put outside of the chart.
  const placeInside = ({ rect, labelRect }) =>
    labelRect.width + 2 > rect.width || labelRect.height > rect.height ? { x: -1000, y: -1000 } : {};
  const insideOnly = (series) =>
    (Array.isArray(series) ? series : []).map((one) =>
      one.type === 'heatmap' || (one.type === 'bar' && one.stack !== undefined)
        ? { ...one, labelLayout: placeInside }
        : one,
    );

  const draw = (box) => {
    const { palette, theme: look } = settings[theme()];
    drawn.get(box)?.dispose();
    const chart = echarts.init(box, look, { renderer: 'svg' });
    const option = coloured(read(box.nextElementSibling), palette);
    // Tooltips must not make a narrow page wider than it is.
    chart.setOption({
      ...option,
      series: insideOnly(option.series),
      animation: false,
      tooltip: { ...option.tooltip, confine: true },
    });
    chart.getZr().flush();
    drawn.set(box, chart);
  };

  const boxes = [...document.querySelectorAll('.chart')];
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || drawn.has(target)) continue;
        near.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: '400px 0px' },
  );
  const sizes = new ResizeObserver((entries) => {
    if (printing) return;
    // A browser that takes an image of the whole page makes it 0 px wide for a moment.
    for (const { target, contentRect } of entries) if (contentRect.width > 0) drawn.get(target)?.resize();
  });
  for (const box of boxes) {
    near.observe(box);
    sizes.observe(box);
  }

  // Theme
  const button = document.querySelector('button.theme');
  const applyTheme = () => {
    root.dataset.theme = theme();
    button.textContent = `Theme: ${wish === 'auto' ? 'as the system' : wish}`;
    for (const box of drawn.keys()) draw(box);
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    wish = { auto: 'light', light: 'dark', dark: 'auto' }[wish];
    applyTheme();
  });
  dark.addEventListener('change', applyTheme);
  applyTheme();

  // Sorting: missing values stay last whichever way the others go.
  for (const table of document.querySelectorAll('table.sortable')) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      header.querySelector('button')?.addEventListener('click', () => {
        const descending = header.ariaSort
          ? header.ariaSort === 'ascending'
          : header.dataset.first === 'descending';
        for (const other of headers) other.removeAttribute('aria-sort');
        header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        sortRows(table.tBodies[0], column, header.classList.contains('number'), descending ? -1 : 1);
      });
    });
  }

  function sortRows(body, column, isNumber, sign) {
    const key = (row) => row.cells[column].dataset.value;
    const compare = isNumber ? (a, b) => a - b : (a, b) => a.localeCompare(b, 'en', { numeric: true });
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
      return sign * compare(x, y);
    });
    body.append(...rows);
  }

  // A link to a run opens it.
  const openTarget = () => {
    const target =
      location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  window.addEventListener('hashchange', openTarget);
  openTarget();

  // Printing: everything open, drawn, light, and as wide as the paper.
  let closed = [];
  window.addEventListener('beforeprint', () => {
    printing = true;
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const details of closed) details.open = true;
    root.classList.add('printing');
    root.dataset.theme = 'light';
    for (const box of boxes) draw(box);
  });
  window.addEventListener('afterprint', () => {
    printing = false;
    for (const details of closed) details.open = false;
    root.classList.remove('printing');
    applyTheme();
  });
})();
