// A day at the desk: nine reads to a write. BASE_URL, VUS and DURATION set it. It leaves what it wrote.
import { sleep } from 'k6';
import { fresh, login, readPage, systemTags, thresholds, writeAny } from './lib/vetchart.js';

export const options = {
  vus: Number(__ENV.VUS || 20),
  duration: __ENV.DURATION || '2m',
  systemTags,
  thresholds: {
    ...thresholds,
    'http_req_duration{kind:read}': ['p(95)<300'],
    'http_req_duration{kind:write}': ['p(95)<300'],
    'http_req_failed{kind:write}': ['rate<0.01'],
  },
};

export function setup() {
  return login();
}

export default function (session) {
  const act = Math.random() < 0.1 ? writeAny : readPage;
  act(fresh(session));
  sleep(0.2);
}
