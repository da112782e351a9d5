import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogTail } from '../../src/core/logging/tail';
import { firstDesign, median, timed, timeOf, type Figure } from './figure';

const LINES = 500_000;
const ROUNDS = 15;

/** The last 20 lines of a log of some 50 MB, beside reading all of it. */
export async function measureTail(directory: string): Promise<Figure[]> {
  const path = join(directory, 'bedrock-chat.log');
  const line =
    '2026-11-20 14:03:22,123 [INFO] bedrock: Answered in 1200 ms, 812 input and 340 output tokens\n';
  writeFileSync(path, line.repeat(LINES));
  const tail = new LogTail(path);
  const ours: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await timed(() => tail.read({ lines: 20, level: 'DEBUG' })));
    whole.push(timeOf(() => void readFileSync(path, 'utf8').split('\n').slice(-21)));
  }
  const figure = { name: 'tail', ours: median(ours), unit: 'ms' };
  return [
    { ...figure, peer: firstDesign('tail', path, 5), peerName: 'Python readlines' },
    { ...figure, peer: median(whole), peerName: 'Node, whole file' },
  ];
}
