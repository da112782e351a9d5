import { become, ensureDependencies } from './setup.mjs';

await ensureDependencies();
await become('scripts/emulator.ts', process.argv.slice(2));
