// A server in a process of its own that says "Hello" to whatever is asked, and looks at nothing of it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerEvents } from '../world/bedrock/answerEvents';
import { eventFrame } from '../world/bedrock/frames';
import { says } from '../world/bedrock';

const answer = Buffer.concat(
  answerEvents(says('Hello')).map(({ type, payload }) => eventFrame(type, payload)),
);
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.send?.({
  url: `http://127.0.0.1:${port}`,
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'placeholder' },
});
process.on('disconnect', () => process.exit());
