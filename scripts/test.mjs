import { become, ensureDependencies } from './setup.mjs';

await ensureDependencies();
await become('scripts/test.ts', process.argv.slice(2));
