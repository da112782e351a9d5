import * as nodeFs from 'node:fs';
import type { JournalFs } from '../../src/core/metrics/journal';
import type { Random } from './random';

const CODES = ['ENOSPC', 'EACCES', 'EIO', 'EROFS', 'EMFILE', 'EDQUOT'];

/** A file system that fails in bad weather: calls are refused, writes cut short, at random. */
export class Weather {
  /** So many of a hundred calls fail; 0 in good weather. */
  percent = 0;
  readonly fs: JournalFs;

  constructor(private readonly random: Random) {
    this.fs = new Proxy(nodeFs, {
      get: (fs, name: keyof typeof nodeFs) => {
        const real = fs[name] as unknown;
        if (typeof real !== 'function') {
          return real;
        }
        return (...args: unknown[]): unknown => {
          if (!this.random.percent(this.percent)) {
            return Reflect.apply(real, fs, args);
          }
          return (name === 'writeSync' ? this.cutShort(args) : 0) || this.refuse(name);
        };
      },
    });
  }

  /** A disk that is nearly full takes a part of what is written, and says how much; 0 when it took nothing. */
  private cutShort([fd, bytes, offset]: readonly unknown[]): number {
    if (typeof fd !== 'number' || !(bytes instanceof Uint8Array) || this.random.percent(50)) {
      return 0;
    }
    const start = Number(offset ?? 0);
    return nodeFs.writeSync(fd, bytes, start, this.random.between(0, bytes.length - start - 1));
  }

  private refuse(name: string): never {
    const code = this.random.pick(CODES);
    throw Object.assign(new Error(`${code}: ${name} is refused`), { code });
  }
}
