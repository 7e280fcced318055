import client from 'prom-client';

const seconds = new client.Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time of a request',
  labelNames: ['method', 'route', 'code'],
});

export const measure = (method, code, time) => seconds.labels(method, '/api/patients', String(code)).observe(time);
