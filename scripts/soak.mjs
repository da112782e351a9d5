import { become, ensureDependencies } from './setup.mjs';

await ensureDependencies();
await become('test/soak/index.ts', process.argv.slice(2));
