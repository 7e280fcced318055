// Everyone comes at once: a calm, a spike of SPIKE requests a second, a calm again. In the spike it may refuse, politely
// (503 or 429 with Retry-After); after it, all is as before. RATE is the calm's, DURATION that of each part, VUS the
// most at once.
import http from 'k6/http';
import { check } from 'k6';
import { any, fresh, get, LISTS, login, readAny, secondsOf, systemTags } from './lib/vetchart.js';

const CALM = Number(__ENV.RATE || 50);
const SPIKE = Number(__ENV.SPIKE || 2000);
const SECONDS = secondsOf(__ENV.DURATION || '20s');
const RECOVERY = 5; // seconds after the spike that it may take
const REFUSED = [429, 503];

const part = (rate, startTime, run) => ({
  executor: 'constant-arrival-rate',
  exec: run,
  rate,
  timeUnit: '1s',
  duration: `${SECONDS}s`,
  startTime: `${startTime}s`,
  gracefulStop: `${RECOVERY}s`,
  preAllocatedVUs: 50,
  maxVUs: Number(__ENV.VUS || 1000),
});

export const options = {
  systemTags,
  scenarios: {
    before: part(CALM, 0, 'calm'),
    spike: part(SPIKE, SECONDS, 'storm'),
    after: part(CALM, 2 * SECONDS + RECOVERY, 'calm'),
  },
  thresholds: {
    'http_req_duration{scenario:before}': ['p(95)<300'],
    'http_req_failed{scenario:before}': ['rate<0.01'],
    'checks{scenario:spike}': ['rate>0.99'],
    'http_req_duration{scenario:after}': ['p(95)<300'],
    'http_req_failed{scenario:after}': ['rate<0.01'],
    'checks{scenario:after}': ['rate>0.99'],
  },
};

export function setup() {
  return login();
}

export function calm(session) {
  readAny(fresh(session));
}

export function storm(session) {
  http.setResponseCallback(http.expectedStatuses(200, ...REFUSED));
  const answer = get(fresh(session), `/api/${any(LISTS)}`);
  check(answer, {
    'answered, or refused with a time to come again': (r) =>
      r.status === 200 || (REFUSED.includes(r.status) && r.headers['Retry-After'] !== undefined),
  });
  http.setResponseCallback(http.expectedStatuses({ min: 200, max: 399 })); // this VU may be calm's next
}
