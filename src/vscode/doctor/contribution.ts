import type { Disposable } from '../../core/util/disposable';
import type { Feature } from '../../core/util/lazy';
import type { CommandHandlers } from '../platform/commands';
import type { Commanded } from '../platform/contribution';

/** The doctor, once it is asked for. */
interface OpenDoctor extends Disposable {
  readonly diagnose: CommandHandlers['diagnose'];
}

/** The command that looks for what is wrong. */
export function contributeDoctor(doctor: Feature<OpenDoctor>): Commanded<'diagnose'> {
  return { commands: { diagnose: async () => (await doctor.get()).diagnose() } };
}
