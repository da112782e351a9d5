// The Bedrock emulator in a process of its own, so that its work is not counted as the client's.
import { startBedrockEmulator } from '../support/emulators/bedrock';

const emulator = await startBedrockEmulator();
process.send?.({ url: emulator.url, credentials: emulator.credentials });
process.on('disconnect', () => process.exit());
