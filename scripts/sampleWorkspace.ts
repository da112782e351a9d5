import { sampleWorkspace } from '../test/support/devhost/paths';
import { makeSampleWorkspace } from '../test/support/samples/sampleWorkspace';

makeSampleWorkspace(sampleWorkspace);
