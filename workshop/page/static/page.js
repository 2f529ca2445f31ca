import { live, order } from './live.js';

/** The width of a chart in pixels of its own: those of a text of 12 where the page's text has 16. */
function chartWidth() {
  const shown = document.querySelector('[data-live="charts"]').clientWidth;
  const columns = shown > 45 * size() ? (shown > 90 * size() ? 3 : 2) : 1;
  return Math.floor((shown / columns - size()) / (size() / 15));
}

const size = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

let width = chartWidth();
const reopen = live(() => ({ width }));

let resized;
addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    if (Math.abs(chartWidth() - width) < 40) return;
    width = chartWidth();
    reopen();
  }, 500);
});

document.addEventListener('submit', (event) => {
  const action = event.target.dataset.drill;
  if (!action) return;
  event.preventDefault();
  // The card shows what becomes of the order, also when it fails.
  order('api/drill', { action, ...Object.fromEntries(new FormData(event.target)) }).catch(() => undefined);
});
