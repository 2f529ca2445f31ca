/**
 * What is wrong with the page in this browser for somebody who does not see it, does not use a mouse, or sees little
 * contrast: one line for each finding. Evaluated in the page.
 */
(() => {
  const findings = [];
  const all = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const told = (element) => element.outerHTML.slice(0, 120);
  const expect = (holds, what, element) => holds || findings.push(`${what}: ${told(element)}`);

  const nameOf = (element) => {
    const by = element.getAttribute('aria-labelledby');
    const texts = by?.split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
    const label = element.labels?.[0]?.textContent;
    const title = element.querySelector?.(':scope > title')?.textContent;
    const own = /^(INPUT|SELECT|TEXTAREA|METER)$/.test(element.nodeName) ? '' : element.textContent;
    return (texts?.join(' ') ?? element.getAttribute('aria-label') ?? label ?? title ?? own).trim();
  };
  for (const one of all('a, button, input, select, textarea, summary, svg, meter, [role=region]'))
    expect(nameOf(one) !== '', 'has no name', one);
  for (const one of all('section')) expect(nameOf(one) !== '', 'is a section without a label', one);
  for (const one of all('svg'))
    expect(one.getAttribute('role') === 'img' && one.querySelector('desc'), 'has no text alternative', one);
  for (const one of all('th')) expect(one.hasAttribute('scope'), 'is a header without a scope', one);
  for (const one of document.querySelectorAll('[id]'))
    expect(document.querySelectorAll(`#${CSS.escape(one.id)}`).length === 1, 'has the id of another', one);

  const headings = all('h1, h2, h3, h4, h5');
  expect(headings.filter(({ nodeName }) => nodeName === 'H1').length === 1, 'needs one h1', document.body);
  let level = 0;
  for (const one of headings) {
    const own = Number(one.nodeName[1]);
    expect(own <= level + 1, `follows a heading of level ${level}`, one);
    level = own;
  }
  for (const landmark of ['header', 'nav', 'main'])
    expect(all(landmark).length === 1, `needs one ${landmark}`, document.body);
  expect(document.documentElement.lang !== '', 'has no language', document.documentElement);

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour
      .slice(0, 3)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element) => {
    const ground = element.closest('svg')?.querySelector('.ground');
    if (ground) return rgb(getComputedStyle(ground).fill);
    for (let one = element; one; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return rgb('white');
  };
  for (const one of all('body *')) {
    if (one.closest('.hidden, .skip, option') || one.nodeName === 'title' || one.nodeName === 'desc') continue;
    const own = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim() !== '');
    if (!own || one.disabled) continue;
    const style = getComputedStyle(one);
    const [text, ground] = [rgb(one.closest('svg') ? style.fill : style.color), groundOf(one)].map(luminance);
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    expect(contrast >= 4.5, `has a contrast of ${contrast.toFixed(2)}`, one);
  }
  return findings;
})();
