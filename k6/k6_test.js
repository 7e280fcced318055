// The classic: 20 people who read, with a breath between reads. BASE_URL, VUS and DURATION set it.
import { sleep } from 'k6';
import { login, readAny } from './lib/vetchart.js';

export const options = {
  vus: Number(__ENV.VUS || 20),
  duration: __ENV.DURATION || '2m',
  thresholds: {
    http_req_duration: ['p(95)<300'],
    http_req_failed: ['rate<0.01'],
    checks: ['rate>0.99'],
  },
};

export function setup() {
  return login();
}

export default function (session) {
  readAny(session);
  sleep(0.2);
}
