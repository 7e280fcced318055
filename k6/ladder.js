// How much it carries: reads arrive at a constant rate, 100 a second, then 200, 400, …; the knee is the last rate that
// it kept up with. RATES sets the rungs, DURATION the time on each, VUS the most requests at once.
import { fresh, login, readAny, secondsOf, systemTags } from './lib/vetchart.js';

const RATES = (__ENV.RATES || '100,200,400,800,1600').split(',').map(Number);
const SECONDS = secondsOf(__ENV.DURATION || '20s');
const BREATH = 5; // seconds between rungs: what has queued up on one isn't the next one's
const rung = (rate) => `rate_${rate}`;

export const options = {
  systemTags,
  scenarios: Object.fromEntries(RATES.map((rate, n) => [rung(rate), {
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: `${SECONDS}s`,
    startTime: `${n * (SECONDS + BREATH)}s`,
    gracefulStop: `${BREATH}s`,
    preAllocatedVUs: 50,
    maxVUs: Number(__ENV.VUS || 400),
  }])),
  // k6 keeps figures of its own only for what a threshold names. The first rung has to hold; the others only to be seen.
  thresholds: Object.fromEntries(RATES.flatMap((rate, n) => [
    [`http_req_duration{scenario:${rung(rate)}}`, [n ? 'max>=0' : 'p(95)<300']],
    [`http_req_failed{scenario:${rung(rate)}}`, [n ? 'rate>=0' : 'rate<0.01']],
    [`http_reqs{scenario:${rung(rate)}}`, ['count>=0']],
  ])),
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
};

export function setup() {
  return login();
}

export default function (session) {
  readAny(fresh(session));
}

export function handleSummary(data) {
  const steps = RATES.map((rate) => step(data.metrics, rate));
  const knee = kneeOf(steps);
  const lines = steps.map((s) => `${pad(s.rate)}${pad(s.achieved)}${pad(s.p50)}${pad(s.p95)}${pad(s.p99)}${pad(s.failed)}`);
  const head = ['asked/s', 'done/s', 'p50 ms', 'p95 ms', 'p99 ms', 'failed %'].map(pad).join('');
  const verdict = knee ? `The knee is at ${knee} requests/s.` : `No knee: ${RATES[0]} requests/s are too many already.`;
  return {
    stdout: `\n${head}\n${lines.join('\n')}\n\n${verdict}\n`,
    [__ENV.SUMMARY || 'var/load/ladder.json']: JSON.stringify({ steps, knee }, null, 2),
  };
}

function step(metrics, rate) {
  const values = (name) => (metrics[`${name}{scenario:${rung(rate)}}`] || { values: {} }).values;
  const times = values('http_req_duration');
  return {
    rate,
    achieved: round((values('http_reqs').count || 0) / SECONDS),
    p50: round(times.med),
    p95: round(times['p(95)']),
    p99: round(times['p(99)']),
    failed: round((values('http_req_failed').rate || 0) * 100),
  };
}

// The last rung before the first that it didn't keep up with; null if that was the first.
function kneeOf(steps) {
  const first = steps.findIndex((s) => s.p95 >= 300 || s.failed >= 1 || s.achieved < 0.95 * s.rate);
  const last = first < 0 ? steps.length - 1 : first - 1;
  return last < 0 ? null : steps[last].rate;
}

function round(value) {
  return Math.round((value || 0) * 10) / 10;
}

function pad(value) {
  return String(value).padStart(10);
}
