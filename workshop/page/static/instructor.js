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

const words = (text) => text.split(/[\s,]+/).filter(Boolean);

const ORDERS = {
  message: ({ text }) => ({ kind: 'message', text }),
  fault: ({ name, parameters, learners }) => ({
    kind: 'fault',
    name,
    parameters: Object.fromEntries(
      words(parameters).map((word) => {
        const [key, ...value] = word.split('=');
        return [key, value.join('=')];
      }),
    ),
    ...(words(learners).length > 0 && { learners: words(learners) }),
  }),
};

document.addEventListener('submit', async (event) => {
  const make = ORDERS[event.target.dataset.order];
  if (!make) return;
  event.preventDefault();
  const form = event.target;
  if (await tell(order('api/broadcast', make(Object.fromEntries(new FormData(form)))))) form.reset();
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
