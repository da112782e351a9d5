import { randomUUID } from 'node:crypto';
import { accountId } from './catalog';
import type { AwsError, ServiceErrorName } from './errors';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS has names of its own for what Bedrock calls otherwise. */
const stsCodes: Partial<Record<ServiceErrorName, string>> = {
  InvalidSignatureException: 'SignatureDoesNotMatch',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ExpiredTokenException: 'ExpiredToken',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnknownOperationException: 'InvalidAction',
  ThrottlingException: 'Throttling',
  AccessDeniedException: 'AccessDenied',
};

/** ARN of a caller: a user for lasting keys, an assumed role for temporary ones. */
export function callerArn(temporary: boolean, account = accountId): string {
  return temporary
    ? `arn:aws:sts::${account}:assumed-role/EmulatorRole/session`
    : `arn:aws:iam::${account}:user/emulator`;
}

/** XML answer to GetCallerIdentity. */
export function callerIdentityXml(temporary: boolean, account = accountId): string {
  return `<GetCallerIdentityResponse xmlns="${namespace}">
  <GetCallerIdentityResult>
    <Arn>${callerArn(temporary, account)}</Arn>
    <UserId>${temporary ? 'AROAEMULATOREXAMPLE:session' : 'AIDAEMULATOREXAMPLE'}</UserId>
    <Account>${account}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>${randomUUID()}</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`;
}

/** XML form of a refusal by STS. */
export function stsErrorXml(error: AwsError, requestId: string): string {
  return `<ErrorResponse xmlns="${namespace}">
  <Error>
    <Type>${error.status >= 500 ? 'Receiver' : 'Sender'}</Type>
    <Code>${stsCodes[error.name] ?? error.name}</Code>
    <Message>${escapeXml(error.message)}</Message>
  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
