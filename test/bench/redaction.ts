import { Redactor } from '../../src/core/logging/redaction';
import { median, timeOf, type Figure } from './figure';

const ROUNDS = 15;
const BYTES = 1_000_000;

/** Taking the secrets out of a megabyte of log lines, beside one pass over its words. */
export function measureRedaction(): Figure[] {
  const secrets = ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', `IQoJb3JpZ2luX2VjE${'aB3/+'.repeat(200)}==`];
  const redactor = new Redactor();
  secrets.forEach((secret) => redactor.addSecret(secret));
  const line =
    '2026-11-20 14:03:22,123 [INFO] bedrock: Call ended call=01J9ZQ3V5K8M2N4P6R7S8T9V0W latencyMs=1200 tokens=812\n';
  const text = line.repeat(Math.ceil(BYTES / line.length)).slice(0, BYTES);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(timeOf(() => void redactor.redact(text, Infinity)));
    bare.push(timeOf(() => void text.replace(/\S+/g, (word) => word)));
  }
  const figure = { name: 'redact 1 MB', ours: median(ours), unit: 'ms' };
  return [{ ...figure, peer: median(bare), peerName: 'one pass over words' }];
}
