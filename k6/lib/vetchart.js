// What every script needs: where the gateway is, a login, the reads that the first clients do, and some writes.
import http from 'k6/http';
import { check, fail } from 'k6';

export const BASE_URL = __ENV.BASE_URL || 'http://localhost:3001';

// Without `url`: it holds ids, and each would be a time series of its own. `name` and `route` are templates.
export const systemTags = [
  'status', 'method', 'name', 'check', 'error_code', 'scenario', 'expected_response',
];
export const thresholds = {
  http_req_duration: ['p(95)<300'],
  http_req_failed: ['rate<0.01'],
  checks: ['rate>0.99'],
};
const TOKEN_LIFE = 10 * 60 * 1000; // ms; a token is good for fifteen minutes
let own; // this VU's later session

// Of a duration as k6 writes it: 90s, 2m, 1h30m.
export function secondsOf(duration) {
  const units = { h: 3600, m: 60, s: 1 };
  const parts = [...duration.matchAll(/(\d+)([hms])/g)];
  if (!parts.length) throw new Error(`DURATION=${duration}: write it like 20s or 2m`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
}

export function login(username = 'admin@vetchart.com', password = 'password') {
  const body = JSON.stringify({ username, password });
  const route = '/api/auth/login';
  const answer = http.post(BASE_URL + route, body, {
    headers: { 'Content-Type': 'application/json' },
    tags: { name: route, route },
  });
  if (answer.status !== 200) fail(`login: ${answer.status} ${answer.body}`);
  return {
    headers: { Authorization: `Bearer ${answer.json('token')}`, 'Content-Type': 'application/json' },
    until: Date.now() + TOKEN_LIFE,
  };
}

// The session of setup() as long as its token is good, then one of this VU's own.
export function fresh(session) {
  if (Date.now() < session.until) return session;
  if (!own || Date.now() >= own.until) own = login();
  return own;
}

export const LISTS = ['owners', 'patients', 'bills', 'appointments', 'records', 'dashboard/stats'];

export const any = (choices) => choices[Math.floor(Math.random() * choices.length)];

export function get(session, route, query = '') {
  return http.get(BASE_URL + route + query, { headers: session.headers, tags: { name: route, route, kind: 'read' } });
}

export function read(session, name, query = '') {
  const answer = get(session, `/api/${name}`, query);
  check(answer, {
    'status is 200': (r) => r.status === 200,
    'answer is JSON': (r) => (r.headers['Content-Type'] || '').includes('application/json'),
  });
  return answer;
}

export function readAny(session) {
  return read(session, any(LISTS));
}

// Fifty rows, as the page asks: an answer that doesn't grow with what the script itself writes.
export function readPage(session) {
  return read(session, any(LISTS), '?limit=50');
}

// One of what the desk writes in a day.
export function writeAny(session) {
  return any([register, weigh, examine, book])(session);
}

function register(session) {
  const owner = post(session, 'owners', { firstName: 'Load', lastName: `Test ${__VU}-${__ITER}`, phone: '555-0199' });
  if (owner.status !== 201) return;
  post(session, 'patients', { ownerId: owner.json('id'), name: 'Rex', species: 'Dog', weight: 20, weightUnit: 'lbs' });
}

function weigh(session) {
  withPatient(session, (patient) => {
    const route = '/api/patients/{id}';
    const body = JSON.stringify({ weight: Math.round(200 + Math.random() * 100) / 10 });
    const answer = http.put(`${BASE_URL}/api/patients/${patient.id}`, body, written(session, route));
    check(answer, { 'changed': (r) => r.status === 200 });
  });
}

function examine(session) {
  withPatient(session, (patient) => {
    post(session, 'records', { patientId: patient.id, recordType: 'treatment', symptoms: 'Limps', treatment: 'Rest' });
  });
}

function book(session) {
  withPatient(session, (patient) => {
    const date = new Date(Date.now() + (1 + Math.floor(Math.random() * 60)) * 86400000).toISOString().slice(0, 10);
    post(session, 'appointments', { patientId: patient.id, date, time: '10:00', reason: 'Check-up', overbook: true });
  });
}

function withPatient(session, use) {
  const answer = read(session, 'patients');
  const patients = answer.status === 200 ? answer.json().filter((patient) => !patient.deceasedAt) : [];
  if (patients.length) use(any(patients));
}

function post(session, name, body) {
  const route = `/api/${name}`;
  const answer = http.post(BASE_URL + route, JSON.stringify(body), written(session, route));
  check(answer, { 'created': (r) => r.status === 201 });
  return answer;
}

function written(session, route) {
  return { headers: session.headers, tags: { name: route, route, kind: 'write' } };
}
