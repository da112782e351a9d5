import type { Causes, FailureCause } from './cause';
import { credentialCauses } from './credentials';
import { modelAccessCauses } from './modelAccess';
import { modelCauses } from './models';
import { networkCauses } from './network';
import { ownCauses } from './own';
import { permissionCauses } from './permissions';
import { quotaCauses } from './quotas';
import { requestCauses } from './requests';
import { serviceCauses } from './service';

/* Of two that fit a failure equally well, the first is its cause. */
const table = {
  ...networkCauses,
  ...credentialCauses,
  ...modelAccessCauses,
  ...permissionCauses,
  ...quotaCauses,
  ...modelCauses,
  ...requestCauses,
  ...serviceCauses,
  ...ownCauses,
} satisfies Causes;

/** The causes of failure that a user can meet. */
export type ErrorReason = keyof typeof table;

/** Every cause of failure by its id: how it is known, whether it passes, and what a user reads and may do. */
export const failureCauses: Readonly<Record<ErrorReason, FailureCause>> = table;

const inTable = <T extends Causes>(causes: T) => {
  const ids: ReadonlySet<string> = new Set(Object.keys(causes));
  return (reason: ErrorReason): reason is Extract<keyof T, ErrorReason> => ids.has(reason);
};

/** Whether signing in again is what helps. */
export const isAboutCredentials = inTable(credentialCauses);
/** Whether somebody who manages the account has to allow it. */
export const isAboutPermissions = inTable(permissionCauses);
/** Whether the service would not have this question, or not from this user to this model, however often it is asked. */
export const isAboutTheQuestion = inTable({
  ...requestCauses,
  ...modelCauses,
  ...modelAccessCauses,
  ...permissionCauses,
});
/** Whether the request did not reach AWS, or nobody can say that it did. */
export const isAboutNetwork = inTable(networkCauses);
