/**
 * Make an element's content equal to some HTML with as few changes as possible: what has the focus keeps it, what is
 * open stays open, and a screen reader reads only what is new.
 */
export function patch(element, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  children(element, template.content);
}

function children(here, wanted) {
  const known = new Map([...here.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let place = here.firstChild;
  for (const next of [...wanted.childNodes]) {
    const match = matching(next, place, known);
    if (!match) {
      here.insertBefore(next, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else here.insertBefore(match, place);
    same(match, next);
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

/** The node that becomes the wanted one: that of its key, or else the one at its place. */
function matching(next, place, known) {
  const key = keyOf(next);
  if (key) {
    const found = known.get(key);
    return found?.nodeName === next.nodeName ? found : undefined;
  }
  return place && !keyOf(place) && place.nodeName === next.nodeName ? place : undefined;
}

function same(here, wanted) {
  if (here.isEqualNode(wanted)) return;
  if (here.nodeType !== Node.ELEMENT_NODE) {
    here.nodeValue = wanted.nodeValue;
    return;
  }
  if ('whole' in wanted.dataset) {
    here.replaceChildren(...wanted.childNodes);
    return;
  }
  for (const { name } of [...here.attributes]) {
    // The reader opens and closes.
    if (!wanted.hasAttribute(name) && name !== 'open') here.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes)
    if (here.getAttribute(name) !== value) here.setAttribute(name, value);
  // The reader chooses.
  if (here.nodeName === 'SELECT' && here.options.length === wanted.options.length) return;
  children(here, wanted);
}

const keyOf = (node) => node.dataset?.key;
