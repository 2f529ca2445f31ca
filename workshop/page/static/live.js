import { patch } from './patch.js';

const THEME = 'theme';
const offline = document.getElementById('offline');

/** Keep the page like the server's picture of the world. @param query what the picture depends on */
export function live(query = () => ({})) {
  themes();
  let source;
  const open = () => {
    source?.close();
    const language = document.documentElement.lang.slice(0, 2);
    source = new EventSource(`api/events?${new URLSearchParams({ lang: language, ...query() })}`);
    source.addEventListener('open', () => tell(false));
    source.addEventListener('error', () => {
      tell(true);
      // A refused stream does not reconnect by itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
    });
    source.addEventListener('world', ({ data }) => {
      for (const [name, html] of Object.entries(JSON.parse(data))) {
        const element = document.querySelector(`[data-live="${name}"]`);
        if (element) patch(element, html);
      }
    });
  };
  open();
  // Nobody looks at a page in the background.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source.close();
    else open();
  });
  return open;
}

/** Send an order; resolves with the answer. Rejects with the server's message. */
export async function order(path, body) {
  const headers = { 'content-type': 'application/json', 'x-workshop': '1' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

function tell(isOffline) {
  offline.hidden = !isOffline;
  offline.textContent = isOffline ? document.documentElement.dataset.offline : '';
}

function themes() {
  const choice = document.getElementById('theme');
  const apply = () => {
    document.documentElement.dataset.theme = choice.value;
  };
  choice.value = remembered() ?? '';
  if (choice.selectedIndex < 0) choice.value = '';
  apply();
  choice.addEventListener('change', () => {
    apply();
    try {
      localStorage.setItem(THEME, choice.value);
    } catch {
      // A browser without storage forgets the choice.
    }
  });
}

function remembered() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return undefined;
  }
}
