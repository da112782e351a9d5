import { AthenaEmulator, type AthenaEmulatorOptions } from './server';

export { sampleTable } from './sampleTable';
export type { SampleTable } from './sampleTable';
export type { Workgroup } from './answers';
export type { AthenaEmulator, AthenaEmulatorOptions, Fault } from './server';

/** Starts an Athena emulator on loopback. */
export function startAthenaEmulator(options: AthenaEmulatorOptions): Promise<AthenaEmulator> {
  return AthenaEmulator.start(options);
}
