// Does it grow slow or leak? The mix at a moderate constant rate for an hour; the last tenth has to be as good as the
// first. RATE (a second), VUS (the most at once) and DURATION set it.
import exec from 'k6/execution';
import { fresh, login, readPage, systemTags, thresholds, writeAny } from './lib/vetchart.js';

export const options = {
  systemTags,
  scenarios: {
    soak: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE || 50),
      timeUnit: '1s',
      duration: __ENV.DURATION || '1h',
      preAllocatedVUs: 20,
      maxVUs: Number(__ENV.VUS || 100),
    },
  },
  thresholds: {
    ...thresholds,
    'http_req_duration{phase:first}': ['p(95)<300'],
    'http_req_duration{phase:last}': ['p(95)<300'],
    'http_req_failed{phase:last}': ['rate<0.01'],
    dropped_iterations: ['count<1'],
  },
};

export function setup() {
  return login();
}

export default function (session) {
  exec.vu.metrics.tags.phase = phase(exec.scenario.progress);
  const act = Math.random() < 0.1 ? writeAny : readPage;
  act(fresh(session));
}

function phase(progress) {
  if (progress < 0.1) return 'first';
  return progress < 0.9 ? 'middle' : 'last';
}
