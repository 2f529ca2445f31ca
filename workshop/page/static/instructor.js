import { live, order } from './live.js';

live();

const sent = document.getElementById('sent');
const sure = document.getElementById('sure');

async function tell(work) {
  sent.textContent = '';
  try {
    await work;
    sent.textContent = sent.dataset.sent;
    return true;
  } catch (error) {
    sent.textContent = error.message;
    return false;
  }
}

const PARAMETER = 'parameters.';

const ORDERS = {
  message: ({ text }) => ({ kind: 'message', text }),
  fault: ({ name, learners, ...rest }) => ({
    kind: 'fault',
    name,
    // An empty field leaves the sandbox's own value.
    parameters: Object.fromEntries(
      Object.entries(rest)
        .filter(([key, value]) => key.startsWith(PARAMETER) && value !== '')
        .map(([key, value]) => [key.slice(PARAMETER.length), value]),
    ),
    ...(learners && { learners: [learners] }),
  }),
};

function showParameters() {
  const chosen = document.getElementById('fault').value;
  for (const one of document.querySelectorAll('fieldset[data-fault]'))
    one.hidden = one.disabled = one.dataset.fault !== chosen;
}

document.getElementById('fault').addEventListener('change', showParameters);
// A browser may keep the choice over a reload.
showParameters();

document.addEventListener('submit', async (event) => {
  const make = ORDERS[event.target.dataset.order];
  if (!make) return;
  event.preventDefault();
  const form = event.target;
  if (!(await tell(order('api/broadcast', make(Object.fromEntries(new FormData(form))))))) return;
  form.reset();
  showParameters();
});

document.addEventListener('click', (event) => {
  const { end: name, learners } = event.target.dataset ?? {};
  if (name) tell(order('api/broadcast', { kind: 'fault-end', name, learners: learners.split(' ') }));
});

document.addEventListener('click', (event) => {
  const name = event.target.dataset?.reset;
  if (!name) return;
  const text = document.getElementById('sure-text');
  text.textContent = text.dataset.text.replace('{name}', name);
  sure.returnValue = '';
  sure.addEventListener(
    'close',
    () => {
      if (sure.returnValue === 'reset') tell(order('api/reset', { name }));
    },
    { once: true },
  );
  sure.showModal();
});
