// The classic: 20 people who read, with a breath between reads. BASE_URL, VUS and DURATION set it.
import { sleep } from 'k6';
import { login, fresh, readAny, systemTags, thresholds } from './lib/vetchart.js';

export const options = {
  vus: Number(__ENV.VUS || 20),
  duration: __ENV.DURATION || '2m',
  systemTags,
  thresholds,
};

export function setup() {
  return login();
}

export default function (session) {
  readAny(fresh(session));
  sleep(0.2);
}
