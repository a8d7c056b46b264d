import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createGuard } from '../../../src/federation/guard/guard.ts';
import { until } from '../../support/until.ts';

it('holds no idle connection for as long as a server wishes, by whichever of its names it was asked', async () => {
  const open = new Set<Socket>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { connection: 'keep-alive', 'keep-alive': 'timeout=600' }).end('{}');
  });
  server.keepAliveTimeout = 600_000;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: 40 }, (_, at) => `n${at}.test:${port}`);
  const guard = createGuard({
    allowed: names,
    userAgent: 'Postern/test',
    sign: async () => ({}),
    isRefused: () => false,
    resolve: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    patience: { phase: 500, total: 30_000 },
  });
  try {
    await Promise.all(names.map((name) => guard.get(`http://${name}/`, 'application/json')));
    for (const name of names) await guard.post(`http://${name}/inbox`, { headers: {}, body: '{}' });
    expect(open.size).toBeGreaterThan(0);
    await until(() => open.size === 0, 8_000);
  } finally {
    await guard.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}, 60_000);
