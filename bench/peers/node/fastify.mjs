// Fastify with its plugins for a proxy and for JWT (verified tokens cached), a histogram, its log. No tracing.
import Fastify from 'fastify';
import proxy from '@fastify/http-proxy';
import jwt from '@fastify/jwt';
import { createPublicKey } from 'node:crypto';
import { measure } from './metrics.mjs';

const { PORT, UPSTREAM, JWK } = process.env;
const app = Fastify({ logger: { file: '/dev/null' } });
const key = createPublicKey({ key: JSON.parse(JWK), format: 'jwk' }).export({ type: 'spki', format: 'pem' });
await app.register(jwt, {
  secret: { public: key },
  verify: { algorithms: ['EdDSA'], allowedIss: 'vetchart', allowedAud: 'vetchart', cache: 1000 },
});
app.addHook('onResponse', async (request, reply) => {
  measure(request.method, reply.statusCode, reply.elapsedTime / 1000);
});
await app.register(proxy, { upstream: UPSTREAM, preHandler: (request) => request.jwtVerify() });
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
