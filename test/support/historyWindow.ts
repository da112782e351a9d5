// A window that records questions, as a process of its own: `options first count session`; ends when all is sent.
import { fromStored } from '../../src/core/aws/credentials/providers';
import { InteractionHistory } from '../../src/core/finops/history/interactionHistory';

const [options = '', first = '1', count = '0', sessionId = ''] = process.argv.slice(2);
const { keys, ...where } = JSON.parse(options) as {
  table: string;
  region: string;
  endpoint: string;
  directory: string;
  keys: { accessKeyId: string; secretAccessKey: string };
};
const history = new InteractionHistory({
  ...where,
  credentials: () => Promise.resolve(fromStored({ kind: 'keys', ...keys })),
  logger: { warn: () => undefined },
  pauses: { firstMs: 20, maxMs: 200 },
});
// Nothing else keeps the process alive while it pauses.
const alive = setInterval(() => undefined, 1000);
await history.resume();
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  const question = { userQuery: `Question ${number}`, agentResponse: 'Answer', dataContext: {} };
  await history.record({ ...question, sessionId, atUtc: new Date() });
  console.log(`recorded ${number}`);
}
while ((await history.status()).waiting > 0) {
  await history.sendNow();
}
console.log('sent');
clearInterval(alive);
history.dispose();
