// What every script needs: where the gateway is, a login, and the reads that the first clients do.
import http from 'k6/http';
import { check, fail } from 'k6';

export const BASE_URL = __ENV.BASE_URL || 'http://localhost:3001';

export function login(username = 'admin@vetchart.com', password = 'password') {
  const body = JSON.stringify({ username, password });
  const answer = http.post(`${BASE_URL}/api/auth/login`, body, {
    headers: { 'Content-Type': 'application/json' },
    tags: { route: '/api/auth/login' },
  });
  if (answer.status !== 200) fail(`login: ${answer.status} ${answer.body}`);
  return { headers: { Authorization: `Bearer ${answer.json('token')}`, 'Content-Type': 'application/json' } };
}

export const LISTS = ['owners', 'patients', 'bills', 'appointments', 'records', 'dashboard/stats'];

export function read(session, name) {
  const route = `/api/${name}`;
  const answer = http.get(BASE_URL + route, { headers: session.headers, tags: { route } });
  check(answer, {
    'status is 200': (r) => r.status === 200,
    'answer is JSON': (r) => (r.headers['Content-Type'] || '').includes('application/json'),
  });
  return answer;
}

export function readAny(session) {
  return read(session, LISTS[Math.floor(Math.random() * LISTS.length)]);
}
