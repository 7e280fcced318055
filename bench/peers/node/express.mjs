// Express with http-proxy-middleware, jose (jsonwebtoken knows no EdDSA), a histogram, morgan. No tracing.
import fs from 'node:fs';
import http from 'node:http';
import express from 'express';
import { importJWK, jwtVerify } from 'jose';
import morgan from 'morgan';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { measure } from './metrics.mjs';

const { PORT, UPSTREAM, JWK } = process.env;
const key = await importJWK(JSON.parse(JWK), 'EdDSA');
const app = express();
app.use(morgan('combined', { stream: fs.createWriteStream('/dev/null') }));
app.use((request, response, next) => {
  const start = process.hrtime.bigint();
  response.on('finish', () => measure(request.method, response.statusCode, Number(process.hrtime.bigint() - start) / 1e9));
  next();
});
app.use(async (request, response, next) => {
  try {
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    await jwtVerify(token, key, { issuer: 'vetchart', audience: 'vetchart', algorithms: ['EdDSA'] });
    next();
  } catch {
    response.status(401).end();
  }
});
app.use(createProxyMiddleware({ target: UPSTREAM, agent: new http.Agent({ keepAlive: true }) }));
app.listen(Number(PORT), '127.0.0.1');
